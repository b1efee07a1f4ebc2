"""Every letter to a teacher is copied to another member of staff, over real SMTP, and the copy opens nothing (S9)."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from chaperone.outbox.actions import LetterUnsound, send_due
from chaperone.outbox.models import Letter
from chaperone.outbox.rules import may_go_with_copies
from chaperone.people.models import Person
from chaperone.policy.refusal import ALLOWED
from chaperone.sessions.actions import Rearrangement, cancel_session, rearrange_session, replace_teacher
from chaperone.sessions.actions.invitations import send, teacher_as_reader
from chaperone.sessions.letters import Words
from chaperone.sessions.queries.facts import current_teachers
from tests.outbox.post_office import post_office
from tests.sessions.cast import A_DAY, NOW, START, Charity, a_teacher, done, entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def charity() -> Charity:
    return Charity()


def opened(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def text_of(message: EmailMessage) -> str:
    """Return a letter's words."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.proves("S9")
def test_an_invitation_is_copied_and_the_copy_has_no_link(charity: Charity, settings: Any) -> None:
    """The teacher's letter names who is copied; theirs says the same words, without the personal link and the calendar file."""
    session, teacher, second = charity.session(), charity.teacher.person.email, charity.speaker.email
    with post_office(settings) as office:
        while send_due(NOW):
            pass
    sent = [(to, opened(content)) for to, content in zip(office.recipients, office.accepted, strict=True)]
    own, copy = (
        [one for to, one in sent if to == [who] and one["To"] == teacher] for who in (teacher, second)
    )
    assert len(own) == len(copy) == 1
    for message in (own[0], copy[0]):
        assert message["Cc"] == second
        assert second in message["Reply-To"]
        assert "A copy of this letter goes to Colleague S." in text_of(message)
    assert copy[0]["Subject"] == f"Copy: {own[0]['Subject']}"
    assert text_of(copy[0]).startswith("This is your copy of a letter.")
    assert own[0]["Message-ID"] != copy[0]["Message-ID"]
    link = re.compile(r"/sign-in/[\w-]{20,}")
    assert link.search(text_of(own[0]))
    assert not link.search(str(copy[0]))
    assert "text/calendar" in str(own[0])
    assert "text/calendar" not in str(copy[0])
    told = [entry.body or {} for entry in entries(session, "letter.sent")]
    assert [body["copy"] for body in told if body["letter_kind"] == "invitation"] == [False, True]


@pytest.mark.proves("S9")
def test_no_letter_of_a_session_reaches_a_teacher_alone(charity: Charity) -> None:
    """Invitation, reminders, change, stand-down, cancellation: each to a teacher has exactly one copy, and is cancelled with it."""
    session = charity.session()
    other = a_teacher(charity.school, "C")
    done(replace_teacher(session, charity.teacher, other, charity.facilitator, NOW))
    done(rearrange_session(session, Rearrangement(starts_at=START + A_DAY), charity.facilitator, NOW))
    done(cancel_session(session, "The speaker is ill.", charity.facilitator, NOW))
    teachers = {charity.teacher.person.email, other.person.email}
    staff = set(Person.objects.values_list("email", flat=True)) - teachers
    seen = set()
    for letter in Letter.objects.filter(about=session.stream, copy_of=None):
        copies = list(letter.copies.all())
        if letter.to[0] in staff:
            assert copies == []
            continue
        seen.add(letter.kind)
        (copy,) = copies
        assert set(letter.copied_to) <= staff
        assert (copy.envelope, copy.to, copy.copied_to) == (letter.copied_to, letter.to, letter.copied_to)
        assert (copy.kind, copy.due_at, copy.cancelled_at) == (
            letter.kind,
            letter.due_at,
            letter.cancelled_at,
        )
    assert seen == {"invitation", "reminder", "changed", "stood_down", "cancelled"}


@pytest.mark.proves("S9")
def test_where_nobody_can_be_copied_nothing_is_queued(charity: Charity) -> None:
    session = charity.session()
    (row,) = current_teachers(session)
    Person.objects.exclude(pk=charity.teacher.person_id).update(is_active=False, left_at=NOW)
    before = Letter.objects.count()
    with pytest.raises(LetterUnsound, match="copied to another member of staff"):
        send(session, teacher_as_reader(row), Words("Hello", "Text"), NOW)
    assert Letter.objects.count() == before


def test_a_letter_is_no_copy_of_itself() -> None:
    assert not may_go_with_copies(["a@b.example"], ["A@b.example"], 1)
    assert not may_go_with_copies(["a@b.example"], ["c@b.example"], 2)
    assert may_go_with_copies(["a@b.example"], ["c@b.example"], 1) is ALLOWED


def test_a_reminder_leads_to_the_session_by_the_sign_in(charity: Charity) -> None:
    """No personal link in it: it names the page, which asks whoever comes to sign in first."""
    session = charity.session()
    reminders = Letter.objects.filter(about=session.stream, kind="reminder", copy_of=None)
    for letter in reminders:
        page = "teaching" if letter.to == [charity.teacher.person.email] else "sessions"
        assert f"/{page}/{session.ref}\n" in letter.text
        assert "/sign-in/" not in letter.text
    assert {letter.due_at for letter in reminders} == {START - timedelta(minutes=m) for m in (1440, 60, 15)}
