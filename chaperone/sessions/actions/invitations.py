"""Sends what must reach teachers and staff: invitations, calendar changes, reminders; all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from chaperone.outbox.actions import Attachment, LetterUnsound, cancel_due, post
from chaperone.outbox.rules import may_go_with_copies
from chaperone.people.actions import issue_sign_in_link
from chaperone.people.models import Person
from chaperone.people.queries import organisation, people_with_role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions import calendar
from chaperone.sessions.actions.on_record import asker_of, put_on_record, take_hold, told
from chaperone.sessions.letters import Reader, Sender, SessionWords, Words, appointment, letter
from chaperone.sessions.models import Session, SessionStaff, SessionTeacher
from chaperone.sessions.queries.facts import (
    current_teachers,
    duties_of,
    pack_of,
    schools_of,
    session_facts,
)
from chaperone.sessions.rules import may_change

REMINDER: Final = "reminder"
# A teacher's link lives on for this long after the planned end, for the record of the session and a late question.
LINK_OUTLIVES_SESSION: Final = timedelta(days=30)


def sender() -> Sender:
    """Return who we are, as letters say it; before the organisation is set up, as far as the settings know."""
    ours = organisation()
    url = settings.CHAPERONE_PUBLIC_URL.rstrip("/")
    if ours is None:
        return Sender("Chaperone", parseaddr(settings.DEFAULT_FROM_EMAIL)[1], "", url)
    return Sender(ours.name, ours.official_email, ours.phone, url)


def words_of(session: Session) -> SessionWords:
    """Return what letters say of the session as it is now."""
    return SessionWords(
        ref=session.ref,
        title=session.title,
        purpose=session.purpose,
        starts_at=session.starts_at,
        minutes=session.duration_minutes,
        sequence=session.calendar_sequence,
        team=tuple(f"{duty.person.first_name} ({duty.role})" for duty in duties_of(session)),
        pack=pack_of(session),
        sender=sender(),
    )


def teacher_as_reader(row: SessionTeacher) -> Reader:
    """Return a teacher as the reader of a letter, in their own school's zone."""
    person = row.teacher.person
    return Reader(person.pk, person.email, person.full_name, row.teacher.school.timezone, is_staff=False)


def staff_as_reader(duty: SessionStaff, session: Session) -> Reader:
    """Return a member of staff as the reader of a letter, in the session's zone."""
    person = duty.person
    return Reader(person.pk, person.email, person.first_name, session.timezone, is_staff=True)


def everybody(session: Session) -> list[Reader]:
    """Return everybody who gets letters about the session now: its staff, then its teachers; leavers get none."""
    staff = [staff_as_reader(duty, session) for duty in duties_of(session) if duty.person.is_active]
    teachers = [teacher_as_reader(row) for row in current_teachers(session) if row.teacher.person.is_active]
    return staff + teachers


@carries_out("S9")
def send(session: Session, reader: Reader, words: Words, now: datetime, **extras: Any) -> None:
    """Post one letter about the session; one to a teacher is copied to another member of staff, and says to whom.

    Raises:
        LetterUnsound: nobody is there to copy it to; the caller's transaction must not stand.
    """
    copied = [] if reader.is_staff else whom_to_copy(session, reader, now)
    addresses = [person.email for person in copied]
    text = words.text
    if not reader.is_staff:
        minimum = pack_of(session).parameters.letter_copies_minimum
        verdict = may_go_with_copies([reader.email], addresses, minimum)
        if isinstance(verdict, Refused):
            raise LetterUnsound(verdict.sentence)
        names = ", ".join(person.full_name for person in copied)
        text += f"\nA copy of this letter goes to {names}. Please keep them copied when you answer.\n"
    post([reader.email], words.subject, text, now=now, about=session.stream, copied_to=addresses, **extras)


def whom_to_copy(session: Session, reader: Reader, now: datetime) -> list[Person]:
    """Return the members of staff a teacher's letter is copied to: others of the session first, then the safeguarding leads.

    The host comes last, because the host is who writes: the copy is for a second pair of eyes.
    """
    serving = [duty.person for duty in duties_of(session) if duty.person.is_active]
    others = [person for person in serving if person.pk != session.host_id]
    leads = [person for role in sorted(LEADS, reverse=True) for person in people_with_role(role, now.date())]
    found = {person.pk: person for person in (*others, *leads, *serving) if person.pk != reader.person_id}
    return list(found.values())[: pack_of(session).parameters.letter_copies_minimum]


def with_calendar(
    session: SessionWords, reader: Reader, now: datetime, *, cancelled: bool = False
) -> tuple[Attachment]:
    """Return the calendar file for the reader: the session at their own time, or its end in their calendar."""
    make = calendar.cancellation if cancelled else calendar.invitation
    content = make(appointment(session, reader), now)
    return (Attachment(calendar.FILENAME, calendar.mime(content), content),)


@carries_out("M8", "S8")
def invite_teachers(
    session: Session, by: Person | None, now: datetime, only: Iterable[int] | None = None
) -> int | Refused:
    """Send each teacher of the session their invitation: personal link, what to do, calendar file. Return how many went.

    Inviting again sends a new link; the one before it stops working.

    Args:
        by: who asks for it: whoever may change the session.
        only: person ids of the teachers to invite; None for all of them.
    """
    with transaction.atomic():
        session = take_hold(session)
        verdict = may_change(asker_of(by, now), session_facts(session, now))
        if isinstance(verdict, Refused):
            return verdict
        chosen = None if only is None else frozenset(only)
        rows = [
            row
            for row in current_teachers(session)
            if row.teacher.person.is_active and (chosen is None or row.teacher.person_id in chosen)
        ]
        invite(session, rows, by, now)
        return len(rows)


def invite(session: Session, rows: list[SessionTeacher], by: Person | None, now: datetime) -> None:
    """Write and post the invitations, inside the caller's transaction."""
    words = words_of(session)
    for row in rows:
        reader = teacher_as_reader(row)
        put_on_record(session, [told("teacher.invited", by, "M8", teacher=row.teacher.person.ref)], now)
        path = issue_sign_in_link(
            row.teacher.person, now, session.ref, session.ends_at + LINK_OUTLIVES_SESSION
        )
        invitation = letter(
            "invitation",
            words,
            reader,
            link=f"{words.sender.public_url}{path}",
            host_name=session.host.full_name,
            contact_missing=not row.teacher.school.dsl_name,
        )
        send(
            session, reader, invitation, now, kind="invitation", attachments=with_calendar(words, reader, now)
        )
        SessionTeacher.objects.filter(pk=row.pk).update(invited_at=now)


def tell_staff(session: Session, duties: list[SessionStaff], now: datetime) -> None:
    """Tell members of staff that they are in the session, with the calendar file."""
    words = words_of(session)
    schools = [row.school.name for row in schools_of(session)]
    for duty in duties:
        reader = staff_as_reader(duty, session)
        note = letter("duty", words, reader, duty=duty.role, schools=schools)
        send(session, reader, note, now, kind="duty", attachments=with_calendar(words, reader, now))


def tell_change(session: Session, readers: list[Reader], now: datetime, **more: Any) -> None:
    """Tell readers that the session has changed, with the calendar file that takes the place of the old one."""
    words = words_of(session)
    for reader in readers:
        note = letter("changed", words, reader, **more)
        send(session, reader, note, now, kind="changed", attachments=with_calendar(words, reader, now))


def tell_over(session: Session, readers: list[Reader], template: str, now: datetime, **more: Any) -> None:
    """Tell readers that they need not come (``"cancelled"`` or ``"stood_down"``), and take it out of their calendars."""
    words = words_of(session)
    for reader in readers:
        note = letter(template, words, reader, **more)
        files = with_calendar(words, reader, now, cancelled=True)
        send(session, reader, note, now, kind=template, attachments=files)


@carries_out("M8")
def renew_reminders(session: Session, now: datetime) -> int:
    """Cancel the reminders that have not left and make them anew for the session as it is: 24 hours, 60 and 15 minutes before.

    Those whose moment has passed are not made. Works in the caller's transaction; returns how many wait now.
    """
    cancel_due(session.stream, REMINDER, now)
    words = words_of(session)
    count = 0
    for minutes in sorted(words.pack.parameters.reminder_minutes, reverse=True):
        due_at = session.starts_at - timedelta(minutes=minutes)
        if due_at <= now:
            continue
        for reader in everybody(session):
            note = letter("reminder", words, reader, how_soon=how_soon(minutes))
            send(session, reader, note, now, kind=REMINDER, due_at=due_at)
            count += 1
    return count


def how_soon(minutes: int) -> str:
    """Return the beginning of a reminder, such as ``"your session begins in 24 hours"``."""
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return f"your session begins in {hours} hour{'' if hours == 1 else 's'}"
    return f"your session begins in {minutes} minute{'' if minutes == 1 else 's'}"
