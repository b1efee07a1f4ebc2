"""Every number and noun of the policy as a typed, frozen value: what the code reads instead of writing "ten minutes"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of one policy pack. Units are in the names; ``specs.py`` explains each and holds its bounds."""

    # A. Aims
    channel_kinds: tuple[str, ...] = ()  # A1
    status_check_hours: int = 24  # A1
    incident_steps: tuple[str, ...] = ()  # A2
    drill_valid_days: int = 365  # A2
    law_check_months: int = 12  # A3
    # U. Understanding
    scenario_questions_minimum: int = 5  # U1
    device_kinds: tuple[str, ...] = ()  # U2
    linked_policies: tuple[str, ...] = ()  # U3
    concern_sources: tuple[str, ...] = ()  # U4
    bullying_pattern_reports: int = 3  # U5
    bullying_pattern_days: int = 90  # U5
    training_valid_days: int = 365  # U6
    training_roles: tuple[str, ...] = ()  # U6
    # P. Our online presence
    second_factors: tuple[str, ...] = ()  # P1
    vault_holders_minimum: int = 3  # P2
    vault_proof_days: int = 90  # P2
    rotation_due_days: int = 3  # P2
    monitoring_lapse_hours: int = 48  # P3
    monitoring_role: str = "online_presence_lead"  # P3
    advice_needed_for: tuple[str, ...] = ()  # P4
    takedown_due_hours: int = 24  # P5
    takedown_role: str = "supervisor"  # P5
    takedown_reason_length_minimum: int = 20  # P6
    takedown_notice_hours: int = 48  # P7
    post_parts_scanned: tuple[str, ...] = ()  # P8
    post_release_adults_minimum: int = 2  # P8, S5
    aims: tuple[str, ...] = ()  # P9
    post_review_percent: int = 10  # P9
    card_roles: tuple[str, ...] = ()  # P10
    image_permission_days_maximum: int = 365  # P11
    account_check_days: int = 365  # P12
    # S. Staff and volunteers
    staff_document: str = "staff-policy"  # S1
    advice_answer_hours: int = 24  # S2
    letter_release_role: str = "online_presence_lead"  # S3
    declaration_valid_days: int = 365  # S4
    post_sources_minimum: int = 1  # S5
    private_messages: bool = False  # S6
    responsible_adults_minimum: int = 2  # S7, M9
    staff_minimum: int = 2  # S7
    teacher_contact_routes: tuple[str, ...] = ()  # S8
    letter_copies_minimum: int = 1  # S9
    office_days: tuple[str, ...] = ()  # S10
    office_hours_start: time = time(9)  # S10
    office_hours_end: time = time(17)  # S10
    letter_sign_offs: tuple[str, ...] = ()  # S11
    capture_notice: str = ""  # S13
    images_in_rooms: bool = False  # S14, Y2
    never_stored: tuple[str, ...] = ()  # S14, Y2
    # Y. Teachers and young people
    teacher_document: str = "teacher-terms"  # Y1
    sign_in_link_days: int = 30  # Y1
    pupil_document: str = "pupil-rules"  # Y3, Y4
    pupil_tools: tuple[str, ...] = ()  # Y5
    message_length_limit: int = 2000  # Y5
    messages_per_10_seconds: int = 8  # Y5
    staff_name_shown: str = "first name"  # Y6
    official_channels: tuple[str, ...] = ()  # Y6
    personal_details_refused: tuple[str, ...] = ()  # Y7, M1
    seat_code_length: int = 8  # Y8
    alert_context_lines: int = 5  # Y9
    worry_alert_seconds: int = 5  # Y9, Y11
    consequence_steps: tuple[str, ...] = ()  # Y10
    school_contact_parts: tuple[str, ...] = ()  # Y11
    helpline_name: str = "Childline"  # Y12
    helpline_phone: str = "0800 1111"  # Y12
    # M. Contact, sessions, records
    pupil_contact_kept: bool = False  # M1
    letters_go_to: str = "teacher"  # M2
    purpose_length_minimum: int = 10  # M3
    approach_replies_maximum: int = 1  # M4
    approach_task_hours: int = 24  # M5
    agencies: tuple[str, ...] = ()  # M6
    outside_settings_check_days: int = 7  # M7
    door_lead_seconds: int = 600  # M8
    absence_limit_seconds: int = 300  # M8
    waiver_adults_minimum: int = 2  # M8
    reminder_minutes: tuple[int, ...] = (1440, 60, 15)  # M8
    room_opens_minutes: int = 60  # M8
    presence_limit_seconds: float = 4.0  # M9
    notes_due_hours: int = 72  # M10
    notes_parts: tuple[str, ...] = ()  # M10
    retention_years: int = 1  # M11, M12, M13
    recording: bool = True  # M13
    pupil_cameras_recorded: bool = False  # M13
    # R. Commitment and review
    statement_month: int = 9  # R1
    concern_acknowledge_minutes: int = 30  # R2, S12
    concern_deputy_minutes: int = 60  # R2
    concern_trustee_hours: int = 24  # R2
    review_month: int = 8  # R3, U3
    review_opens_month: int = 7  # R3
