"""Reminders: a day, an hour and a quarter of an hour before, for everybody who comes, about the session as it is then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from chaperone.outbox.actions import send_due
from chaperone.people.models import School
from chaperone.sessions.actions import (
    Rearrangement,
    cancel_session,
    rearrange_session,
    record_room_ended,
    replace_teacher,
)
from chaperone.sessions.models import Session
from tests.sessions.cast import (
    A_DAY,
    A_MINUTE,
    AN_HOUR,
    NOW,
    START,
    Charity,
    a_teacher,
    done,
    letters,
)

pytestmark = pytest.mark.django_db
BEFORE = [timedelta(minutes=minutes) for minutes in (1440, 60, 15)]


def due(session: Session, to: object = None) -> list[timedelta]:
    """Return how long before the session each waiting reminder leaves."""
    return [session.starts_at - letter.due_at for letter in letters(session, "reminder", to)]  # type: ignore[arg-type]


@pytest.mark.proves("M8")
def test_everybody_who_comes_is_reminded_three_times() -> None:
    charity = Charity()
    session = charity.session()
    for person in (charity.teacher.person, charity.facilitator, charity.speaker):
        assert due(session, person) == BEFORE
    words = [letter.text for letter in letters(session, "reminder", charity.teacher.person)]
    assert ["in 24 hours" in words[0], "in 1 hour:" in words[1], "in 15 minutes" in words[2]] == [True] * 3
    assert all("sign in at 1.50pm" in text for text in words)
    assert not any("/sign-in/" in text for text in words), "a new link would end the one in the invitation"


@pytest.mark.proves("M8")
def test_reminders_really_leave_when_they_are_due_and_not_before(mailoutbox: list[mail.EmailMessage]) -> None:
    charity = Charity()
    charity.session()

    def sent(moment: object) -> int:
        mailoutbox.clear()
        send_due(moment)  # type: ignore[arg-type]
        own = [message for message in mailoutbox if message.recipients() == message.to]
        return sum(message.subject.startswith("Reminder") for message in own)

    assert sent(NOW) == 0
    assert sent(START - A_DAY - A_MINUTE) == 0
    assert sent(START - A_DAY) == 3
    assert sent(START - AN_HOUR) == 3
    assert sent(START - AN_HOUR) == 0
    assert sent(START - 15 * A_MINUTE) == 3
    assert sent(START + A_DAY) == 0


def test_a_session_planned_for_today_gets_only_the_reminders_still_to_come() -> None:
    charity = Charity()
    session = charity.session(starts_at=NOW + 30 * A_MINUTE)
    assert due(session, charity.teacher.person) == [BEFORE[2]]


@pytest.mark.proves("M8")
def test_moved_by_a_week_they_move_by_a_week_also_after_some_have_left() -> None:
    charity = Charity()
    session = charity.session()
    after_first = START - 23 * AN_HOUR
    send_due(after_first)
    moved = done(
        rearrange_session(
            session, Rearrangement(starts_at=START + 7 * A_DAY), charity.facilitator, after_first
        )
    )
    waiting = [
        letter for letter in letters(moved, "reminder", charity.teacher.person) if letter.sent_at is None
    ]
    assert [moved.starts_at - letter.due_at for letter in waiting] == BEFORE
    assert "Thursday 3 December 2026" in waiting[0].text


def test_whoever_no_longer_comes_is_reminded_no_more() -> None:
    charity = Charity()
    session = charity.session()
    cover = a_teacher(charity.school, "C")
    done(replace_teacher(session, charity.teacher, cover, charity.facilitator, NOW))
    assert due(session, charity.teacher.person) == []
    assert due(session, cover.person) == BEFORE
    done(cancel_session(session, "", charity.facilitator, NOW))
    assert due(session) == []


def test_nobody_is_reminded_of_a_session_that_ended_early() -> None:
    charity = Charity()
    session = charity.session()
    record_room_ended(session.ref, START - 30 * A_MINUTE)
    assert due(session) == []


def test_a_teacher_in_another_zone_reads_their_own_time() -> None:
    charity = Charity()
    School.objects.filter(pk=charity.school.pk).update(timezone="Europe/Madrid")
    session = charity.session(timezone="Europe/London")
    (first, *_) = letters(session, "reminder", charity.teacher.person)
    assert "sign in at 2.50pm" in first.text
    assert "3pm to 4pm (Madrid time)" in first.text
    (staff, *_) = letters(session, "reminder", charity.facilitator)
    assert "sign in at 1.50pm" in staff.text
    (invitation,) = letters(session, "invitation")
    assert b"DTSTART;TZID=Europe/Madrid:20261126T145000" in bytes(invitation.enclosures.get().content)
