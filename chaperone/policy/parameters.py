"""Every number and noun of the policy as a typed value: what the code reads instead of writing "ten minutes".

The class is the one table of parameters: type, clauses, meaning, unit and bounds stand beside each name.
The values stand in the packs (``packs/*.yaml``), and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_type_hints

from chaperone.policy.specs import NATIONS, ROLES, WEEKDAYS, Spec

DAY_SECONDS = 86_400
YEAR_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of one policy pack. Units are in the names."""

    # A. Aims
    channel_kinds: Annotated[tuple[str, ...], Spec("A1", "the kinds of channel that reach a young person")]
    status_check_hours: Annotated[int, Spec("A1", "how often each clause is checked", "hours", 1, 168)]
    incident_steps: Annotated[
        tuple[str, ...], Spec("A2", "the steps on the incident card, in order", items_minimum=3)
    ]
    drill_valid_days: Annotated[
        int, Spec("A2", "how long a response drill counts", "days", 30, 2 * YEAR_DAYS)
    ]
    law_check_months: Annotated[int, Spec("A3", "how old a check of the law may be", "months", 1, 24)]
    # U. Understanding
    scenario_questions_minimum: Annotated[
        int, Spec("U1", "scenario questions before a first duty", "times", 1, 50)
    ]
    device_kinds: Annotated[tuple[str, ...], Spec("U2", "the devices that get exactly the same rules")]
    linked_policies: Annotated[tuple[str, ...], Spec("U3", "the policies reviewed together with this one")]
    concern_sources: Annotated[tuple[str, ...], Spec("U4 S12", "the ways a concern reaches the one queue")]
    bullying_pattern_reports: Annotated[int, Spec("U5", "reports that make a pattern", "times", 2, 50)]
    bullying_pattern_days: Annotated[
        int, Spec("U5", "the time in which reports are counted", "days", 7, YEAR_DAYS)
    ]
    training_valid_days: Annotated[int, Spec("U6", "how long training counts", "days", 30, 3 * YEAR_DAYS)]
    warning_days: Annotated[
        tuple[int, ...],
        Spec(
            "U6 A3 R2", "how long before training, a check or a role runs out people are told", "days", 1, 365
        ),
    ]
    training_roles: Annotated[tuple[str, ...], Spec("U6", "the roles nobody holds untrained", choices=ROLES)]
    # P. Our online presence
    second_factors: Annotated[tuple[str, ...], Spec("P1", "the second steps of sign-in that count")]
    vault_holders_minimum: Annotated[
        int, Spec("P2", "people who can each open every account", "people", 2, 20)
    ]
    vault_proof_days: Annotated[int, Spec("P2", "how long a proof of opening counts", "days", 1, YEAR_DAYS)]
    rotation_due_days: Annotated[
        int, Spec("P2", "time to change a secret after somebody leaves", "days", 1, 31)
    ]
    monitoring_role: Annotated[str, Spec("P3", "the role that watches our accounts", choices=ROLES)]
    monitoring_lapse_hours: Annotated[
        int, Spec("P3", "the longest an account goes unwatched", "hours", 1, 336)
    ]
    advice_needed_for: Annotated[
        tuple[str, ...], Spec("P4", "what needs the safeguarding lead's advice first")
    ]
    takedown_role: Annotated[str, Spec("P5", "the role that removes a post", choices=ROLES)]
    takedown_due_hours: Annotated[int, Spec("P5", "time to remove an inappropriate post", "hours", 1, 168)]
    takedown_reason_length_minimum: Annotated[
        int, Spec("P6", "the shortest explanation that counts", "characters", 10, 1000)
    ]
    takedown_notice_hours: Annotated[
        int, Spec("P7", "time to tell those affected and the teacher", "hours", 1, 168)
    ]
    post_parts_scanned: Annotated[tuple[str, ...], Spec("P8", "the parts of a post that are scanned")]
    post_release_adults_minimum: Annotated[int, Spec("P8 S5", "people who release a post", "people", 2, 10)]
    aims: Annotated[tuple[str, ...], Spec("P9", "the aims a post or letter may serve")]
    post_review_percent: Annotated[int, Spec("P9", "the share of posts looked at again", "percent", 1, 100)]
    card_roles: Annotated[tuple[str, ...], Spec("P10", "the roles on the who-we-are card", choices=ROLES)]
    image_permission_days_maximum: Annotated[
        int, Spec("P11", "the longest a permission for an image lasts", "days", 1, 5 * YEAR_DAYS)
    ]
    account_check_days: Annotated[
        int, Spec("P12", "how often an account is approved again", "days", 1, YEAR_DAYS)
    ]
    # S. Staff and volunteers
    staff_document: Annotated[str, Spec("S1", "the document staff agree to", choices=("staff-policy",))]
    agreement_lapse_days: Annotated[
        int, Spec("S1 Y1", "how long an agreement to the version before still counts", "days", 0, 92)
    ]
    agreement_reminder_days: Annotated[
        tuple[int, ...],
        Spec("S1 Y1", "when people are reminded before their agreement lapses", "days", 1, 60),
    ]
    agreement_escalation_days: Annotated[
        int, Spec("S1 Y1", "when the safeguarding lead is told who is still missing", "days", 1, 30)
    ]
    advice_answer_hours: Annotated[int, Spec("S2", "time to answer a question to the lead", "hours", 1, 168)]
    letter_release_role: Annotated[str, Spec("S3", "the one role that releases letters", choices=ROLES)]
    declaration_valid_days: Annotated[int, Spec("S4", "how long a declaration counts", "days", 30, YEAR_DAYS)]
    post_sources_minimum: Annotated[int, Spec("S5", "sources behind a post", "times", 1, 10)]
    private_messages: Annotated[bool, Spec("S6", "whether private messages exist", only=False)]
    responsible_adults_minimum: Annotated[
        int, Spec("S7 M9", "distinct responsible adults wherever a young person is", "people", 2, 10)
    ]
    staff_minimum: Annotated[int, Spec("S7", "distinct staff planned for a session", "people", 2, 20)]
    teacher_contact_routes: Annotated[tuple[str, ...], Spec("S8", "the formal ways to reach a teacher")]
    letter_copies_minimum: Annotated[int, Spec("S9", "other members of staff copied", "people", 1, 5)]
    office_days: Annotated[tuple[str, ...], Spec("S10", "the days letters go out", choices=WEEKDAYS)]
    office_hours_start: Annotated[time, Spec("S10", "when letters start to go, school time")]
    office_hours_end: Annotated[time, Spec("S10", "when letters stop going, school time")]
    holidays_of: Annotated[str, Spec("S10", "whose bank holidays are kept", choices=NATIONS)]
    letter_sign_offs: Annotated[tuple[str, ...], Spec("S11", "the sign-offs a letter may end with")]
    capture_notice: Annotated[str, Spec("S13", "the honest sentence about photographs of the screen")]
    images_in_rooms: Annotated[bool, Spec("S14 Y2 Y5", "whether images can be sent in a room", only=False)]
    never_stored: Annotated[tuple[str, ...], Spec("S14 Y2", "what no part of the product views or keeps")]
    # Y. Teachers and young people
    teacher_document: Annotated[str, Spec("Y1", "the document teachers agree to", choices=("teacher-terms",))]
    sign_in_link_days: Annotated[int, Spec("Y1", "how long a personal sign-in link works", "days", 1, 90)]
    pupil_document: Annotated[str, Spec("Y3 Y4", "the rules pupils agree to", choices=("pupil-rules",))]
    pupil_tools: Annotated[tuple[str, ...], Spec("Y5", "all that a pupil can do in a room")]
    message_length_limit: Annotated[int, Spec("Y5", "the longest chat message", "characters", 100, 5000)]
    messages_per_10_seconds: Annotated[
        int, Spec("Y5", "messages before a seat must slow down", "times", 1, 50)
    ]
    staff_name_shown: Annotated[
        str, Spec("Y6", "what pupils see of a speaker's name", choices=("first name",))
    ]
    official_channels: Annotated[tuple[str, ...], Spec("Y6", "where young people find us, and nowhere else")]
    personal_details_refused: Annotated[
        tuple[str, ...], Spec("Y7 M1", "the personal details that are not passed on")
    ]
    seat_code_length: Annotated[int, Spec("Y8", "the length of a seat's code", "characters", 9, 20)]
    alert_context_lines: Annotated[int, Spec("Y9", "lines of chat shown with an alert", "times", 1, 50)]
    worry_alert_seconds: Annotated[
        int, Spec("Y9 Y11", "time until an alert reaches the safeguarding lead", "seconds", 1, 60)
    ]
    consequence_steps: Annotated[tuple[str, ...], Spec("Y10", "what follows when rules are broken, in order")]
    school_contact_parts: Annotated[
        tuple[str, ...],
        Spec("Y11", "what a pupil is shown of the school's safeguarding lead", items_minimum=2),
    ]
    helpline_name: Annotated[str, Spec("Y12", "the helpline on every pupil screen")]
    helpline_phone: Annotated[str, Spec("Y12", "the helpline's number")]
    # M. Contact, sessions, records
    pupil_contact_kept: Annotated[bool, Spec("M1", "whether a pupil's number can be kept", only=False)]
    letters_go_to: Annotated[
        str, Spec("M2", "the role that receives what is for pupils", choices=("teacher",))
    ]
    purpose_length_minimum: Annotated[
        int, Spec("M3", "the shortest purpose that counts", "characters", 5, 500)
    ]
    approach_replies_maximum: Annotated[
        int, Spec("M4", "approved replies to a young person who writes to us", "times", 1, 3)
    ]
    approach_task_hours: Annotated[int, Spec("M5", "time for the teacher's task", "hours", 1, 168)]
    agencies: Annotated[tuple[str, ...], Spec("M6", "the agencies on the help card")]
    outside_settings_check_days: Annotated[
        int, Spec("M7", "how often an outside platform's settings are read", "days", 1, 31)
    ]
    door_lead_seconds: Annotated[
        int, Spec("M8", "the time from the teacher's sign-in to the pupil door", "seconds", 1, DAY_SECONDS)
    ]
    absence_limit_seconds: Annotated[
        int, Spec("M8", "a teacher's absence that starts the wait again", "seconds", 1, 3600)
    ]
    waiver_adults_minimum: Annotated[
        int,
        Spec(
            "M8", "adults who must put their names to a shorter wait; the room asks for two", "people", 2, 2
        ),
    ]
    reminder_minutes: Annotated[
        tuple[int, ...], Spec("M8", "when teachers are reminded before the start", "minutes", 1, 10_080)
    ]
    room_opens_minutes: Annotated[
        int, Spec("M8", "how long before the start teachers can sign in", "minutes", 5, 1440)
    ]
    presence_limit_seconds: Annotated[
        float, Spec("M9", "the longest silence of somebody who still counts as here", "seconds", 1, 5)
    ]
    notes_due_hours: Annotated[int, Spec("M10", "time to write the session notes", "hours", 1, 336)]
    notes_parts: Annotated[tuple[str, ...], Spec("M10", "what session notes must say")]
    retention_years: Annotated[int, Spec("M11 M12 M13", "how long records are kept", "years", 1, 7)]
    recording: Annotated[bool, Spec("M13", "whether sessions are recorded where possible")]
    pupil_cameras: Annotated[
        bool, Spec("M13", "whether pupils can send a picture, which only adults see and nothing records")
    ]
    pupil_cameras_recorded: Annotated[
        bool, Spec("M13", "whether pupils' cameras are in a recording", only=False)
    ]
    answer_limit_seconds: Annotated[
        int, Spec("M13 Y5", "the longest that a pupil speaks when an adult asks them to", "seconds", 10, 600)
    ]
    # R. Commitment and review
    statement_month: Annotated[int, Spec("R1", "when the yearly statement is due", "month", 1, 12)]
    concern_acknowledge_minutes: Annotated[
        int, Spec("R2 S12", "time until somebody owns a concern", "minutes", 1, 1440)
    ]
    concern_deputy_minutes: Annotated[int, Spec("R2", "when the deputy is called", "minutes", 1, 2880)]
    concern_trustee_hours: Annotated[int, Spec("R2", "when a trustee is told", "hours", 1, 168)]
    concern_triage_hours: Annotated[
        int, Spec("R2", "time to decide what a concern that was taken on is", "hours", 1, 168)
    ]
    concern_act_working_days: Annotated[
        int, Spec("R2", "working days until something must have been done", "days", 1, 20)
    ]
    concern_review_days: Annotated[int, Spec("R2", "how long until a case is looked at again", "days", 1, 92)]
    review_month: Annotated[int, Spec("R3 U3", "the month the policy is reviewed by", "month", 1, 12)]
    review_opens_month: Annotated[int, Spec("R3", "the month the review opens", "month", 1, 12)]


@cache
def parameter_table() -> Mapping[str, tuple[Any, Spec]]:
    """Give every parameter's plain type (``int``, ``tuple[str, ...]`` …) and its spec, in the order of the policy."""
    hints = get_type_hints(Parameters, include_extras=True)
    return MappingProxyType({name: get_args(hint) for name, hint in hints.items()})


def parameters_of(clause_id: str) -> tuple[str, ...]:
    """Give the names of the parameters that a clause rests on, its own first."""
    resting = [(name, spec) for name, (_, spec) in parameter_table().items() if clause_id in spec.clause_ids]
    return tuple(name for name, spec in sorted(resting, key=lambda row: row[1].clause_ids[0] != clause_id))
