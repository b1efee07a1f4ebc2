"""The end of a session: the room ends, the notes are written, the session is closed, and not in another order (M10)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from chaperone.ledger.actions import StreamDestroyed
from chaperone.outbox.actions import cancel_due
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions.actions.invitations import REMINDER, send, staff_as_reader, words_of
from chaperone.sessions.actions.kept_words import may_hold_notes
from chaperone.sessions.actions.on_record import asker_of, put_on_record, take_hold, tell_room, told
from chaperone.sessions.letters import due_in_words, letter
from chaperone.sessions.models import Session
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import duties_of, pack_of, session_facts
from chaperone.sessions.queries.recording import recording_unexplained
from chaperone.sessions.rules import may_close, may_keep_notes, may_write_notes

NOTES_DUE: Final = "notes"
# The second letter about notes comes this long before they are due.
RECORD_GONE: Final = Refused(
    "M11",
    "The records of this session were destroyed when their time was over, so nothing can be added to them.",
    "If something about it worries you, tell the safeguarding lead.",
)
SECOND_ASKING: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a facilitator writes after a session: plain text, join names and numbers only, no pupil's name."""

    what_happened: str
    attendance: str
    concerns: str = ""
    follow_up: str = ""
    recording: str = ""  # why it was not recorded, or not all of it (M13)


@dataclass(frozen=True, slots=True)
class NotesWritten:
    """That notes are kept: their place in the session's stream, and whether somebody must look at the concerns in them."""

    seq: int
    has_concerns: bool


def record_room_opened(ref: str, at: datetime) -> None:
    """Keep that young people were let in for the first time; called by the door. From then on the session must have notes."""
    with transaction.atomic():
        session = Session.objects.filter(ref=ref).first()
        if session is None or session.opened_at is not None:
            return
        session = take_hold(session)
        session.opened_at = at
        session.save(update_fields=["opened_at"])
        put_on_record(session, [told("room.opened", None)], at)


@carries_out("M10", "Y8")
def record_room_ended(ref: str, at: datetime) -> None:
    """Keep that the room has ended; called by the door, and a second time it changes nothing.

    The codes die, the reminders too, and the facilitators are asked for the notes: now, and once more a day before they are due.
    """
    with transaction.atomic():
        found = Session.objects.filter(ref=ref, status=Session.Status.PLANNED).first()
        session = take_hold(found) if found else None
        if session is None or session.ended_at is not None:
            return
        session.ended_at = at
        session.notes_due_at = at + timedelta(hours=pack_of(session).parameters.notes_due_hours)
        session.save(update_fields=["ended_at", "notes_due_at"])
        session.seats.update(code_sealed=b"")
        put_on_record(session, [told("room.ended", None, "M10", notes_due_at=session.notes_due_at)], at)
        tell_room(session)
        cancel_due(session.stream, REMINDER, at)
        if session.notes_written_at is None:
            _ask_for_notes(session, at)


def _ask_for_notes(session: Session, now: datetime) -> None:
    words = words_of(session)
    due = due_in_words(session.notes_due_at, session.timezone)
    for duty in duties_of(session):
        if duty.role != Role.FACILITATOR or not duty.person.is_active:
            continue
        reader = staff_as_reader(duty, session)
        send(session, reader, letter("notes_due", words, reader, due=due, again=False), now, kind=NOTES_DUE)
        later = session.notes_due_at - SECOND_ASKING
        if later > now:
            again = letter("notes_due", words, reader, due=due, again=True)
            send(session, reader, again, now, kind=NOTES_DUE, due_at=later)


@carries_out("M10", "M1")
def write_notes(session: Session, notes: Notes, by: Person | None, now: datetime) -> NotesWritten | Refused:
    """Keep notes, sealed in the session's stream. They only grow: what is written later stands beside what was written before.

    Concerns in them belong in the queue of concerns too (U4): when ``has_concerns`` is true the caller raises one.
    """
    parts = {name: text.strip() for name, text in asdict(notes).items()}
    with transaction.atomic():
        session = take_hold(session)
        for verdict in (
            may_write_notes(asker_of(by, now), session_facts(session, now), now),
            may_keep_notes(parts, recording_unexplained=recording_unexplained(session)),
            may_hold_notes(parts.values()),
        ):
            if isinstance(verdict, Refused):
                return verdict
        try:
            seq = put_on_record(session, [told("notes.written", by, "M10", **parts)], now)
        except StreamDestroyed:
            return RECORD_GONE
        if session.notes_written_at is None:
            session.notes_written_at = now
            session.save(update_fields=["notes_written_at"])
            cancel_due(session.stream, NOTES_DUE, now)
    return NotesWritten(seq, bool(parts["concerns"]))


@carries_out("M10")
def close_session(session: Session, by: Person | None, now: datetime) -> Session | Refused:
    """Close a session whose room has ended and whose notes are written; its record can be sealed then."""
    with transaction.atomic():
        session = take_hold(session)
        verdict = may_close(asker_of(by, now), session_facts(session, now), now)
        if isinstance(verdict, Refused):
            return verdict
        cancel_due(session.stream, "", now)
        session.status, session.closed_at = Session.Status.CLOSED, now
        session.ended_at = session.ended_at or session.ends_at
        session.save(update_fields=["status", "closed_at", "ended_at"])
        session.seats.update(code_sealed=b"")
        put_on_record(session, [told("session.closed", by, "M10")], now)
        tell_room(session)
    return session
