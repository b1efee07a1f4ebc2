"""Who may plan, change, note down and close a session: plain rules, no database (who may serve is in ``roster_rules.py``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from chaperone.people.roles import Role as StaffRole
from chaperone.people.rules import Asker, is_plain_line
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.policy.words import in_words
from chaperone.sessions.plan import Role
from chaperone.sessions.roster_rules import StaffFacts, may_roster, may_staff_session
from chaperone.sessions.school_time import zone_is_known

MAY_PLAN: Final = frozenset(
    {StaffRole.FACILITATOR, StaffRole.ADMINISTRATOR, StaffRole.SAFEGUARDING_LEAD, StaffRole.DEPUTY_LEAD}
)
SEES_ALL_SESSIONS: Final = MAY_PLAN - {StaffRole.FACILITATOR}
LEADS: Final = frozenset({StaffRole.SAFEGUARDING_LEAD, StaffRole.DEPUTY_LEAD})
MINUTES_LOWEST: Final = 10
MINUTES_HIGHEST: Final = 240
DAYS_AHEAD_HIGHEST: Final = 400
TITLE_LENGTH_LIMIT: Final = 120
PURPOSE_LENGTH_LIMIT: Final = 600
SCHOOLS_HIGHEST: Final = 20
NOTES_LENGTH_LIMIT: Final = 20_000


def may_be_timed(starts_at: datetime, minutes: int, now: datetime) -> Verdict:
    """Say whether a session may be at this moment (UTC) for so many minutes."""
    if starts_at <= now:
        return Refused("M8", "That time has passed.", "Choose a time in the future.")
    if starts_at > now + timedelta(days=DAYS_AHEAD_HIGHEST):
        return Refused("M8", "That is more than a year ahead.", "Choose an earlier day.")
    if not MINUTES_LOWEST <= minutes <= MINUTES_HIGHEST:
        return Refused(
            "", f"A session lasts from {MINUTES_LOWEST} minutes to {MINUTES_HIGHEST // 60} hours.", ""
        )
    return ALLOWED


@carries_out("M8")
def outlasts_its_lead(minutes: int, parameters: Parameters) -> Verdict:
    """Say whether a session lasts as long as pupils wait after their teacher: a shorter one could be over before its door opens."""
    lead_seconds = parameters.door_lead_seconds
    if lead_seconds <= minutes * 60:
        return ALLOWED
    needed = -(-lead_seconds // 60)
    return Refused(
        "M8",
        f"Pupils wait {in_words(lead_seconds, 'seconds')} after their teacher signs in, so this session could be over before its"
        " door opens.",
        f"Plan at least {needed} minutes, or ask for a shorter wait in the policy.",
    )


@carries_out("M3")
def may_be_about(title: str, purpose: str, parameters: Parameters) -> Verdict:
    """Say whether a session may have this title and this purpose: no session without one that says something (M3)."""
    if not is_plain_line(title, TITLE_LENGTH_LIMIT):
        return Refused(
            "", f"A title is one line of at most {TITLE_LENGTH_LIMIT} characters.", "Type a title."
        )
    if len(purpose.strip()) < parameters.purpose_length_minimum:
        return Refused(
            "M3",
            "Every session needs a purpose that teachers can agree to.",
            f"Write at least {parameters.purpose_length_minimum} characters.",
        )
    if not is_plain_line(purpose, PURPOSE_LENGTH_LIMIT):
        return Refused("M3", f"A purpose is one paragraph of at most {PURPOSE_LENGTH_LIMIT} characters.", "")
    return ALLOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """All that decides whether a session may be planned; ``schools`` maps each school's name to whether it may take part."""

    title: str
    purpose: str
    starts_at: datetime
    minutes: int
    timezone: str
    staff: tuple[tuple[StaffFacts, Role], ...]
    schools: Mapping[str, Verdict] = field(default_factory=dict)
    pack_known: bool = True


@carries_out("M3", "S7")
def may_plan(asker: Asker, plan: PlanFacts, parameters: Parameters, now: datetime) -> Verdict:
    """Say whether this session may be planned: by whom, for when, about what, with whom, for which schools."""
    if asker.roles is not None and not asker.roles & MAY_PLAN:
        return Refused("", "You cannot plan sessions.", "Ask a facilitator.")
    if not zone_is_known(plan.timezone):
        return Refused("M8", "We don't know that time zone.", "Choose one from the list.")
    if not plan.pack_known:
        return Refused("", "There is no such policy pack.", "Choose another.")
    if not 1 <= len(plan.schools) <= SCHOOLS_HIGHEST:
        return Refused(
            "M2", f"A session has at least one school and at most {SCHOOLS_HIGHEST}.", "Choose a school."
        )
    verdicts: list[Verdict] = [
        may_be_about(plan.title, plan.purpose, parameters),
        may_be_timed(plan.starts_at, plan.minutes, now),
        outlasts_its_lead(plan.minutes, parameters),
        may_staff_session([(s.person_id, duty) for s, duty in plan.staff], parameters.staff_minimum),
        *(may_roster(staff, duty) for staff, duty in plan.staff),
        *plan.schools.values(),
    ]
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """Where a session stands: ``status`` is planned, cancelled or closed; moments are UTC, None when it has not happened."""

    status: str
    starts_at: datetime
    ends_at: datetime
    has_begun: bool = False  # young people were let in, or took their seats at or after the start
    ended_at: datetime | None = None
    has_notes: bool = False
    facilitators: frozenset[int] = frozenset()  # person ids
    staff: frozenset[int] = frozenset()  # person ids of facilitators and speakers


def is_standing(session: SessionFacts) -> Verdict:
    """Say whether the session is still going to happen or happening: not cancelled, not closed, not over."""
    if session.status == "cancelled":
        return Refused("", "This session has been cancelled.", "Plan a new one.")
    if session.status == "closed" or session.ended_at is not None:
        return Refused("", "This session is over.", "Plan a new one.")
    return ALLOWED


def may_manage(asker: Asker, session: SessionFacts) -> Verdict:
    """Say whether the asker may change this session: its facilitators, an administrator, the safeguarding lead or deputy."""
    if asker.roles is None or asker.roles & SEES_ALL_SESSIONS:
        return ALLOWED
    if asker.person_id in session.facilitators and StaffRole.FACILITATOR in asker.roles:
        return ALLOWED
    return Refused("", "You cannot change this session.", "Ask its facilitator.")


def may_change(asker: Asker, session: SessionFacts) -> Verdict:
    """Say whether the asker may change this session now: allowed until it is over, while the room is live too."""
    return next((v for v in (may_manage(asker, session), is_standing(session)) if not v), ALLOWED)


def may_rearrange(asker: Asker, session: SessionFacts) -> Verdict:
    """Say whether the session may be moved to another time or given another purpose: only until it has begun."""
    if not (verdict := may_change(asker, session)):
        return verdict
    if session.has_begun:
        return Refused("M8", "This session has begun.", "End it in the room, and plan another.")
    return ALLOWED


@carries_out("M10")
def may_cancel(asker: Asker, session: SessionFacts) -> Verdict:
    """Say whether the session may be cancelled. One that has begun is ended and noted down instead, never made undone."""
    if not (verdict := may_change(asker, session)):
        return verdict
    if session.has_begun:
        return Refused(
            "M10", "This session has begun, so it needs notes.", "End it in the room, and write them."
        )
    return ALLOWED


@carries_out("M10")
def may_write_notes(asker: Asker, session: SessionFacts, now: datetime) -> Verdict:
    """Say whether the asker may write notes now: its facilitators or a lead, once it has begun; more may be added for ever."""
    is_lead = asker.roles is None or bool(asker.roles & LEADS)
    if not is_lead and asker.person_id not in session.facilitators:
        return Refused("M10", "Only this session's facilitators write its notes.", "Ask one of them.")
    if session.status == "cancelled":
        return Refused("M10", "This session was cancelled.", "There is nothing to note down.")
    if session.ended_at is None and not session.has_begun and now < session.starts_at:
        return Refused("M10", "This session has not begun.", "Write the notes once it has ended.")
    return ALLOWED


@carries_out("M10", "M13")
def may_keep_notes(parts: Mapping[str, str], *, recording_unexplained: bool = False) -> Verdict:
    """Say whether these notes can be kept; ``recording_unexplained``: some of the recording is missing, and nobody has said why."""
    if not parts.get("what_happened", "").strip():
        return Refused("M10", "Notes must say what happened.", "One sentence is enough.")
    if not parts.get("attendance", "").strip():
        return Refused("M10", "Notes must say who attended.", "Numbers and join names, no pupils' names.")
    if recording_unexplained and not parts.get("recording", "").strip():
        return Refused("M13", "Nobody has said yet why not all of this was recorded.", "Write the reason.")
    if sum(len(text) for text in parts.values()) > NOTES_LENGTH_LIMIT:
        return Refused("M10", f"Notes are at most {NOTES_LENGTH_LIMIT} characters.", "Shorten them.")
    return ALLOWED


@carries_out("M10")
def may_close(asker: Asker, session: SessionFacts, now: datetime) -> Verdict:
    """Say whether the session may be closed: it has ended, and its notes are written (M10)."""
    is_lead = asker.roles is None or bool(asker.roles & LEADS)
    if not is_lead and asker.person_id not in session.facilitators:
        return Refused("M10", "Only this session's facilitators close it.", "Ask one of them.")
    if session.status != "planned":
        return Refused("M10", f"This session is {session.status} already.", "")
    if session.ended_at is None and (session.has_begun or now < session.ends_at):
        return Refused("M10", "This session has not ended.", "End it in the room first.")
    if not session.has_notes:
        return Refused("M10", "This session has no notes yet.", "Write them, then close it.")
    return ALLOWED


@carries_out("M3")
def may_agree_to_purpose(teaches_for: Collection[int], school_id: int, session: SessionFacts) -> Verdict:
    """Say whether somebody who is this session's teacher for the schools ``teaches_for`` may agree on behalf of ``school_id``."""
    if school_id not in teaches_for:
        return Refused("M3", "Only the school's own teacher in this session can agree.", "")
    return is_standing(session)


@carries_out("S8")
def may_teach_in(teacher_school: int, has_left: bool, schools_here: Collection[int]) -> Verdict:
    """Say whether a teacher may be named for this session: a current teacher of a school that takes part."""
    if has_left:
        return Refused("S8", "That teacher has left the school.", "Choose another.")
    if teacher_school not in schools_here:
        return Refused(
            "S8", "That teacher's school does not take part in this session.", "Add the school first."
        )
    return ALLOWED
