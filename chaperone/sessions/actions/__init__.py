"""Everything that happens to a session, from the plan to the closing; the only writers, each with its entry in the ledger."""

from chaperone.sessions.actions.changes import (
    Rearrangement,
    add_school,
    agree_to_purpose,
    cancel_session,
    rearrange_session,
)
from chaperone.sessions.actions.invitations import invite_teachers
from chaperone.sessions.actions.notes import (
    Notes,
    NotesWritten,
    close_session,
    record_room_ended,
    record_room_opened,
    write_notes,
)
from chaperone.sessions.actions.people_changes import replace_staff, replace_teacher
from chaperone.sessions.actions.planning import NewSession, SchoolAsked, plan_session
from chaperone.sessions.actions.seats import ClaimedSeat, add_seats, claim_seat, replace_code, withdraw_seat
from chaperone.sessions.seat_rules import SeatsAsked

__all__ = [
    "ClaimedSeat",
    "NewSession",
    "Notes",
    "NotesWritten",
    "Rearrangement",
    "SchoolAsked",
    "SeatsAsked",
    "add_school",
    "add_seats",
    "agree_to_purpose",
    "cancel_session",
    "claim_seat",
    "close_session",
    "invite_teachers",
    "plan_session",
    "rearrange_session",
    "record_room_ended",
    "record_room_opened",
    "replace_code",
    "replace_staff",
    "replace_teacher",
    "withdraw_seat",
    "write_notes",
]
