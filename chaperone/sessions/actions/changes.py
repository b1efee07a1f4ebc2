"""What changes about a planned session: its time and purpose, its schools, its agreement; also while the room is live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chaperone.outbox.actions import cancel_due
from chaperone.people.models import Person, School
from chaperone.people.rules import is_plain_line
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.actions.invitations import (
    everybody,
    invite,
    renew_reminders,
    tell_change,
    tell_over,
)
from chaperone.sessions.actions.kept_words import may_give_reason, may_show_words
from chaperone.sessions.actions.on_record import (
    asker_of,
    new_ref,
    put_on_record,
    take_hold,
    tell_room,
    told,
)
from chaperone.sessions.actions.planning import SchoolAsked, bring_school, may_come
from chaperone.sessions.actions.seat_making import SEAT_KEY_LENGTH
from chaperone.sessions.models import Seat, Session, SessionSchool
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import (
    Span,
    current_teachers,
    duties_of,
    pack_of,
    session_facts,
    staff_facts,
)
from chaperone.sessions.roster_rules import may_roster
from chaperone.sessions.rules import (
    SCHOOLS_HIGHEST,
    may_agree_to_purpose,
    may_be_about,
    may_be_timed,
    may_cancel,
    may_change,
    may_rearrange,
    outlasts_its_lead,
)
from chaperone.sessions.school_time import span_in_words
from chaperone.sessions.seat_rules import may_add_seats

REASON_LENGTH_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearrangement:
    """What is to be different; None leaves it as it is. ``starts_at`` is UTC."""

    starts_at: datetime | None = None
    minutes: int | None = None
    title: str | None = None
    purpose: str | None = None


@carries_out("M8", "M3")
def rearrange_session(
    session: Session, change: Rearrangement, by: Person | None, now: datetime
) -> Session | Refused:
    """Move a session to another time, or change its title or purpose; calendars and reminders follow.

    A new purpose must be agreed to anew by every school (M3). Seats that were taken early are free again when their codes would not
    work yet at this moment, so that the paper the pupils have stays good.
    """
    with transaction.atomic():
        session = take_hold(session)
        verdict = _may_become(session, change, by, now)
        if isinstance(verdict, Refused):
            return verdict
        before = {
            reader.person_id: span_in_words(session.starts_at, session.duration_minutes, reader.zone)
            for reader in everybody(session)
        }
        purpose_changed = change.purpose is not None and change.purpose.strip() != session.purpose
        _rewrite(session, change)
        freed = _free_early_seats(session, now)
        if purpose_changed:
            session.schools.update(purpose_agreed_at=None, purpose_agreed_by=None)
        entry = told(
            "session.rearranged",
            by,
            "M8",
            title=session.title,
            purpose=session.purpose,
            starts_at=session.starts_at,
            minutes=session.duration_minutes,
            seats_freed=freed,
        )
        put_on_record(session, [entry], now)
        tell_room(session)
        for reader in everybody(session):
            was = before[reader.person_id]
            tell_change(session, [reader], now, when_before=was, purpose_changed=purpose_changed)
        renew_reminders(session, now)
    return session


def _may_become(session: Session, change: Rearrangement, by: Person | None, now: datetime) -> Verdict:
    starts_at = change.starts_at or session.starts_at
    minutes = change.minutes or session.duration_minutes
    title, purpose = (
        change.title or session.title,
        change.purpose if change.purpose is not None else session.purpose,
    )
    duties = list(duties_of(session))
    moved = (starts_at, minutes) != (session.starts_at, session.duration_minutes)
    facts = staff_facts([duty.person for duty in duties], now, Span(starts_at, minutes, besides=session.pk))
    verdicts = [
        may_rearrange(asker_of(by, now), session_facts(session, now)),
        may_be_about(title, purpose, pack_of(session).parameters),
        may_show_words(title, purpose),
        may_be_timed(starts_at, minutes, now) if moved else ALLOWED,
        outlasts_its_lead(minutes, pack_of(session).parameters) if moved else ALLOWED,
        *(may_roster(facts[duty.person_id], Role(duty.role)) for duty in duties if moved),
    ]
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


def _rewrite(session: Session, change: Rearrangement) -> None:
    session.starts_at = change.starts_at or session.starts_at
    session.duration_minutes = change.minutes or session.duration_minutes
    session.title = (change.title or session.title).strip()
    session.purpose = (change.purpose or session.purpose).strip()
    session.notes_due_at = session.ends_at + timedelta(hours=pack_of(session).parameters.notes_due_hours)
    session.calendar_sequence += 1
    session.save(
        update_fields=[
            "starts_at",
            "duration_minutes",
            "title",
            "purpose",
            "notes_due_at",
            "calendar_sequence",
        ]
    )


def _free_early_seats(session: Session, now: datetime) -> int:
    opens_at = session.starts_at - timedelta(minutes=pack_of(session).parameters.room_opens_minutes)
    if now >= opens_at:
        return 0
    taken = list(session.seats.filter(claimed_at__isnull=False, withdrawn_at=None))
    for seat in taken:
        seat.claimed_at, seat.seat_key = None, new_ref(SEAT_KEY_LENGTH)
    return Seat.objects.bulk_update(taken, ["claimed_at", "seat_key"])


@carries_out("M10")
def cancel_session(session: Session, reason: str, by: Person | None, now: datetime) -> Session | Refused:
    """Cancel a session that has not begun: everybody is told, it leaves their calendars, and its codes die.

    Args:
        reason: one line for those who are told; may be empty.
    """
    if reason.strip() and not is_plain_line(reason, REASON_LENGTH_LIMIT):
        return Refused(
            "", f"A reason is one line of at most {REASON_LENGTH_LIMIT} characters.", "Shorten it."
        )
    with transaction.atomic():
        session = take_hold(session)
        for verdict in (may_cancel(asker_of(by, now), session_facts(session, now)), may_give_reason(reason)):
            if isinstance(verdict, Refused):
                return verdict
        cancel_due(session.stream, "", now)
        session.status, session.cancelled_at = Session.Status.CANCELLED, now
        session.calendar_sequence += 1
        session.save(update_fields=["status", "cancelled_at", "calendar_sequence"])
        session.seats.update(code_sealed=b"")
        put_on_record(session, [told("session.cancelled", by, "", reason=reason.strip())], now)
        tell_room(session)
        tell_over(session, everybody(session), "cancelled", now, reason=reason.strip())
    return session


@carries_out("M2", "M9")
def add_school(
    session: Session, asked: SchoolAsked, by: Person | None, now: datetime
) -> SessionSchool | Refused:
    """Let another school take part, on the day too: its teachers are invited, its seats made, its door is its own."""
    with transaction.atomic():
        session = take_hold(session)
        verdicts: list[Verdict] = [
            may_change(asker_of(by, now), session_facts(session, now)),
            may_come(asked),
            may_add_seats(asked.seats, session.seats.count(), 0) if asked.seats else ALLOWED,
            _may_join(session, asked.school),
        ]
        verdict = next((one for one in verdicts if not one), ALLOWED)
        if isinstance(verdict, Refused):
            return verdict
        bring_school(session, asked, by, now)
        tell_room(session)
        rows = [row for row in current_teachers(session) if row.teacher.school_id == asked.school.pk]
        invite(session, rows, by, now)
        renew_reminders(session, now)
        return session.schools.select_related("school").get(school=asked.school)


def _may_join(session: Session, school: School) -> Verdict:
    if session.schools.filter(school=school).exists():
        return Refused("M2", "That school takes part already.", "Add seats or teachers to it instead.")
    if session.schools.count() >= SCHOOLS_HIGHEST:
        return Refused("M2", f"A session has at most {SCHOOLS_HIGHEST} schools.", "Plan a second session.")
    return ALLOWED


@carries_out("M3")
def agree_to_purpose(
    session: Session, school: School, by: Person, now: datetime, purpose_seen: str = ""
) -> SessionSchool | Refused:
    """Keep that a school's own teacher agrees to the purpose of the session as it is now.

    Args:
        by: a teacher who comes with that school's pupils.
        purpose_seen: the purpose that was on their screen; it must not have changed meanwhile. ``""`` when just shown.
    """
    with transaction.atomic():
        session = take_hold(session)
        mine = current_teachers(session).filter(teacher__person=by, teacher__left_at=None)
        teaches_for = set(mine.values_list("teacher__school_id", flat=True)) if by.is_active else set()
        verdict = may_agree_to_purpose(teaches_for, school.pk, session_facts(session, now))
        if isinstance(verdict, Refused):
            return verdict
        if purpose_seen and purpose_seen.strip() != session.purpose:
            return Refused("M3", "The purpose has changed since you opened it.", "Please read the new one.")
        row = session.schools.select_related("school").get(school=school)
        row.purpose_agreed_at, row.purpose_agreed_by = now, by
        row.save(update_fields=["purpose_agreed_at", "purpose_agreed_by"])
        entry = told("purpose.agreed", by, "M3", school=school.ref, purpose=session.purpose)
        put_on_record(session, [entry], now)
        tell_room(session)
    return row
