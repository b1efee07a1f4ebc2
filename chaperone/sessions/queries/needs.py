"""What a person has to do about sessions today: notes that are due, agreements that are missing, rooms to open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from chaperone.people.declaration_queries import declared_by
from chaperone.people.declaring import is_asked
from chaperone.people.models import Person
from chaperone.people.queries import agreement_standing, asked_until, roles_of
from chaperone.people.roles import STAFF_ROLES
from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import Session
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import pack_of, readiness
from chaperone.sessions.queries.seen import Standing, sessions_seen_by, standing_in, upcoming_for
from chaperone.sessions.readiness import Action
from chaperone.sessions.school_time import day_in_words, local, span_in_words
from chaperone.training.queries import own_training

LOOKS_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that somebody must do.

    Attributes:
        clause: the clause that asks for it; ``""`` where none does.
        title: the session it is about, or the text to agree to.
        sentence: what is missing, such as "Notes are due by Thursday 26 November 2026."
        action: the button to act with.
        due_at: until when (UTC), or None.
        late: whether that moment has passed.
    """

    clause: str
    title: str
    sentence: str
    action: Action
    due_at: datetime | None = None
    late: bool = False


def what_needs_me(viewer: Person, now: datetime) -> tuple[Need, ...]:
    """Return what this person has to do, the most pressing first: rooms to open, notes, then what coming sessions still miss."""
    needs = (
        *_policy(viewer, now),
        *_declaration(viewer, now),
        *_training(viewer, now),
        *_notes(viewer, now),
        *_coming(viewer, now),
    )
    return tuple(sorted(needs, key=lambda need: (not need.late, need.due_at or now + LOOKS_AHEAD)))


@carries_out("S1", "R3")
def _policy(viewer: Person, now: datetime) -> Iterator[Need]:
    """The staff policy: at once for whoever's agreement does not count, and until its day for whoever's still does."""
    if not roles_of(viewer, now.date()) & STAFF_ROLES:
        return
    until = asked_until(viewer, "staff-policy", now.date())
    if until is not None:
        last = until - timedelta(days=1)
        sentence = f"It has changed. What you agreed to before counts until the end of {day_in_words(last)}."
    elif not agreement_standing(viewer, "staff-policy", now.date()):
        sentence = "You have not agreed to the version in force."
    else:
        return
    yield Need(
        clause="S1",
        title="Staff policy",
        sentence=sentence,
        action=Action("staff-policy", "Read and agree"),
        due_at=now if until is None else datetime.combine(until, time(), UTC),
    )


@carries_out("S4", "S6")
def _declaration(viewer: Person, now: datetime) -> Iterator[Need]:
    """The yearly declaration, from some days before it is due."""
    declared = declared_by([viewer], now.date()).get(viewer.pk)
    if declared is not None and is_asked(declared, now.date()):
        late = declared.due_on <= now.date()
        last = day_in_words(declared.due_on - timedelta(days=1))
        yield Need(
            clause="S4",
            title="Yearly declaration",
            sentence=f"It was due by {last}: you are on no session until you made it."
            if late
            else f"Please make it by {last}.",
            action=Action("declaration", "Read and declare"),
            due_at=datetime.combine(declared.due_on, time(), UTC),
            late=late,
        )


@carries_out("U6", "A2")
def _training(viewer: Person, now: datetime) -> Iterator[Need]:
    """What their roles want them to have passed, as one thing to do: it is all on one page."""
    missing = own_training(viewer, now).missing
    if missing:
        yield Need(
            clause="U6",
            title="Your training",
            sentence=" ".join(missing),
            action=Action("training", "Open your training"),
            due_at=now,
        )


@carries_out("M10")
def _notes(viewer: Person, now: datetime) -> Iterator[Need]:
    """The host and the other facilitators are asked for notes once the session is over, and then for closing it."""
    mine = sessions_seen_by(viewer, now).filter(
        status=Session.Status.PLANNED, staff__person=viewer, staff__role=Role.FACILITATOR
    )
    for session in mine.order_by("notes_due_at", "pk"):
        if session.ended_at is None and now < session.ends_at:
            continue
        subject = {"session_ref": session.ref}
        if session.notes_written_at is not None:
            yield Need(
                clause="M10",
                title=session.title,
                sentence="The notes are written. Close the session to seal its record.",
                action=Action("session-notes", "Close the session", subject),
                due_at=session.notes_due_at,
                late=session.notes_due_at < now,
            )
            continue
        day = day_in_words(local(session.notes_due_at, session.timezone).date())
        late = session.notes_due_at < now
        yield Need(
            clause="M10",
            title=session.title,
            sentence=f"Notes were due by {day}." if late else f"Notes are due by {day}.",
            action=Action("session-notes", "Write the notes", subject),
            due_at=session.notes_due_at,
            late=late,
        )


def _coming(viewer: Person, now: datetime) -> Iterator[Need]:
    for session in upcoming_for(viewer, now).filter(starts_at__lt=now + LOOKS_AHEAD):
        standing = standing_in(viewer, session.ref, now)
        if standing is None:
            continue
        yield from _missing(session, standing, now)
        opens_at = session.starts_at - timedelta(minutes=pack_of(session).parameters.room_opens_minutes)
        if opens_at <= now and (standing.duty or standing.school_ids):
            when = span_in_words(session.starts_at, session.duration_minutes, session.timezone)
            yield Need(
                clause="M8",
                title=session.title,
                sentence=f"The room is open for adults. {when}.",
                action=Action("room", "Go to the room", {"session_ref": session.ref}),
                due_at=session.starts_at,
            )


def _missing(session: Session, standing: Standing, now: datetime) -> Iterator[Need]:
    for line in readiness(session, now):
        action = line.action
        if not standing.as_staff:
            mine = line.school in {f"school:{school}" for school in standing.school_ids}
            action = line.teacher_action if mine else None
        if not line.met and action is not None:
            yield Need(
                clause=line.clause,
                title=session.title,
                sentence=line.sentence,
                action=action,
                due_at=session.starts_at,
            )
