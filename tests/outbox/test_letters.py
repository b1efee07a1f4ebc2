"""Letters are posted with what was decided, leave once over real SMTP, wait, are given up, cancelled and forgotten."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import transaction

from chaperone.ledger.actions import append, destroy_key
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import read
from chaperone.outbox.actions import (
    Attachment,
    LetterUnsound,
    cancel_due,
    cancel_letter,
    forget_content_of_sent,
    post,
    send_due,
)
from chaperone.outbox.models import Enclosure, Letter
from chaperone.outbox.queries import letters_about, letters_given_up
from chaperone.outbox.rules import TRIES_LIMIT
from tests.outbox.post_office import INVITATION, NOW, free_port, point_at, post_office

pytestmark = pytest.mark.django_db
TO = ["teacher@hill.school.example"]
ABOUT = "session/ab12cd34ef"
MINUTE = timedelta(minutes=1)


def opened(content: bytes) -> EmailMessage:
    """Return a letter as a mail program reads it."""
    return message_from_bytes(content, policy=policy.default)


def parts_of(message: EmailMessage) -> list[tuple[str, str]]:
    """Return media type and file name of each leaf of the letter, in order."""
    return [
        (part.get_content_type(), part.get_filename() or "")
        for part in message.walk()
        if not part.is_multipart()
    ]


def test_a_letter_leaves_as_it_was_written(settings: Any) -> None:
    with post_office(settings) as office:
        letter = post(
            [*TO, "second@hill.school.example"],
            "Séance – 1 December",
            "Dear teacher,\n…",
            now=NOW,
            html="<p>Dear</p>",
        )
        assert send_due(NOW) == 1
        assert send_due(NOW + 60 * MINUTE) == 0
    (content,) = office.accepted
    message = opened(content)
    assert message["Subject"] == "Séance – 1 December"
    assert message["To"] == "teacher@hill.school.example, second@hill.school.example"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert office.recipients == [[*TO, "second@hill.school.example"]]
    assert parts_of(message) == [("text/plain", ""), ("text/html", "")]
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert NOW <= letter.sent_at < NOW + MINUTE


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_one_a_calendar_understands(settings: Any, method: str) -> None:
    ics = Attachment("session.ics", "text/calendar", INVITATION.format(method=method).encode())
    sheet = Attachment("Codes.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    with post_office(settings) as office:
        post(TO, "Your session", "Dear teacher", now=NOW, html="<p>Dear</p>", attachments=[ics, sheet])
        assert send_due(NOW) == 1
    message = opened(office.accepted[0])
    assert parts_of(message) == [
        ("text/plain", ""),
        ("text/html", ""),
        ("text/calendar", ""),
        ("text/calendar", "session.ics"),
        ("application/pdf", "Codes.pdf"),
    ]
    invitation, file, pdf = [part for part in message.walk() if not part.is_multipart()][2:]
    assert invitation["Content-Type"].params["method"] == method
    assert "Séance" in invitation.get_content()
    assert pdf.get_content() == sheet.content
    assert "SUMMARY:Séance" in file.get_content()
    # Once it has gone, the files are not ours to keep.
    assert [bytes(kept.content) for kept in Enclosure.objects.all()] == [b"", b""]


def test_a_letter_leaves_only_if_what_decided_it_stands(settings: Any) -> None:
    with post_office(settings) as office:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            post(TO, "Subject", "Text", now=NOW)
            raise ZeroDivisionError
        assert send_due(NOW) == 0
    assert office.accepted == []


def test_what_cannot_be_a_letter_is_not_posted() -> None:
    for to, subject in (
        ([], "Subject"),
        (TO, "Subject\nBcc: x@y.example"),
        (["a@b.example\r\nX: y"], "Subject"),
    ):
        with pytest.raises(LetterUnsound):
            post(to, subject, "Text", now=NOW)
    assert not Letter.objects.exists()


def test_a_letter_waits_until_it_is_due_and_not_beyond_its_use(settings: Any) -> None:
    with post_office(settings) as office:
        post(TO, "Reminder", "Text", now=NOW, due_at=NOW + 10 * MINUTE, useless_after=NOW + 20 * MINUTE)
        late = post(TO, "Late", "Text", now=NOW, due_at=NOW + 10 * MINUTE, useless_after=NOW + 30 * MINUTE)
        assert send_due(NOW + 9 * MINUTE) == 0
        Letter.objects.filter(pk=late.pk).update(next_try_at=NOW + 30 * MINUTE)
        assert send_due(NOW + 10 * MINUTE) == 1
        assert send_due(NOW + 30 * MINUTE) == 0
    late.refresh_from_db()
    assert late.cancelled_at is not None
    assert NOW + 30 * MINUTE <= late.cancelled_at < NOW + 31 * MINUTE
    assert [opened(content)["Subject"] for content in office.accepted] == ["Reminder"]


def test_sending_is_on_record_without_a_word_or_an_address(settings: Any) -> None:
    with post_office(settings):
        about_session = post(TO, "Secret subject", "Secret text", now=NOW, about=ABOUT, kind="invitation")
        post(TO, "Subject", "Text", now=NOW, about="person/1")
        send_due(NOW)
    (entry,) = read(ABOUT)
    assert (entry.kind, entry.actor) == ("letter.sent", "system")
    assert entry.body == {
        "letter": about_session.pk,
        "letter_kind": "invitation",
        "copy": False,
        "recipients": 1,
        "message_id": about_session.message_id,
    }
    assert [entry.kind for entry in read("organisation")] == ["letter.sent"]


def test_a_letter_about_a_destroyed_stream_is_on_record_all_the_same(settings: Any) -> None:
    append(ABOUT, [fact("planned", "system")], NOW)
    destroy_key(ABOUT, NOW)
    with post_office(settings):
        post(TO, "Subject", "Text", now=NOW, about=ABOUT)
        assert send_due(NOW) == 1
    assert [entry.kind for entry in read("organisation")] == ["letter.sent"]
    assert Letter.objects.get().sent_at is not None


def test_a_refusal_for_now_is_tried_again_after_longer_and_longer_waits(settings: Any) -> None:
    with post_office(settings, "451 Later", "452 Full", "250 Taken") as office:
        letter = post(TO, "Subject", "Text", now=NOW)
        assert send_due(NOW) == 0
        letter.refresh_from_db()
        assert (letter.tries, letter.last_error, letter.claim) == (1, "SMTPDataError 451", "")
        assert MINUTE <= letter.next_try_at - NOW < 1.5 * MINUTE
        assert send_due(NOW + 0.9 * MINUTE) == 0
        assert Letter.objects.get().tries == 1
        assert send_due(NOW + 2 * MINUTE) == 0
        letter.refresh_from_db()
        assert 2 * MINUTE <= letter.next_try_at - (NOW + 2 * MINUTE) < 2.5 * MINUTE
        assert send_due(NOW + 5 * MINUTE) == 1
    letter.refresh_from_db()
    assert (letter.tries, letter.last_error) == (3, "")
    assert opened(office.accepted[0])["Message-ID"] == letter.message_id


def test_a_refusal_for_good_is_given_up_and_shown(settings: Any) -> None:
    with post_office(settings, "554 Never") as office:
        first = post(TO, "Subject", "Text", now=NOW, about=ABOUT)
        second = post(["nobody@hill.school.example"], "Subject", "Text", now=NOW, about=ABOUT)
        assert send_due(NOW) == 0
        assert send_due(NOW + 600 * MINUTE) == 0
        assert office.accepted == []
    assert set(letters_given_up()) == {first, second}
    assert [letter.last_error for letter in letters_about(ABOUT)] == [
        "SMTPDataError 554",
        "recipients refused [550]",
    ]
    entries = list(read(ABOUT))
    assert [entry.kind for entry in entries] == ["letter.given_up"] * 2
    assert "nobody" not in str([entry.body for entry in entries])


def test_a_letter_refused_again_and_again_is_given_up_in_the_end(settings: Any) -> None:
    with post_office(settings, "451 Later"):
        letter = post(TO, "Subject", "Text", now=NOW)
        moment = NOW
        for _ in range(TRIES_LIMIT + 5):
            send_due(moment)
            moment += 61 * MINUTE
    letter.refresh_from_db()
    assert letter.gave_up_at is not None
    assert letter.tries == TRIES_LIMIT


def test_without_a_mail_server_nothing_is_lost_or_given_up(settings: Any) -> None:
    point_at(settings, free_port())
    letters = [post(TO, f"Subject {number}", "Text", now=NOW) for number in range(3)]
    moment = NOW
    for _ in range(3 * TRIES_LIMIT):
        assert send_due(moment) == 0
        moment += 61 * MINUTE
    for letter in letters:
        letter.refresh_from_db()
        assert letter.gave_up_at is letter.sent_at is None
    assert {letter.last_error for letter in letters} == {"ConnectionRefusedError"}
    with post_office(settings) as office:
        assert send_due(moment) == 3
    assert len({opened(content)["Message-ID"] for content in office.accepted}) == 3


def test_one_letter_that_cannot_be_made_does_not_stop_the_others(settings: Any) -> None:
    broken = Attachment("bad.ics", "text/calendar", b"METHOD:REQUEST\r\n\xff\xfe")
    with post_office(settings) as office:
        post(TO, "Broken", "Text", now=NOW, attachments=[broken])
        post(TO, "Whole", "Text", now=NOW)
        assert send_due(NOW) == 1
    assert [opened(content)["Subject"] for content in office.accepted] == ["Whole"]
    assert Letter.objects.get(subject="Broken").last_error == "UnicodeDecodeError"


def test_what_has_not_left_can_be_cancelled(settings: Any) -> None:
    with post_office(settings) as office:
        gone = post(TO, "Invitation", "Text", now=NOW, about=ABOUT, kind="invitation")
        send_due(NOW)
        later = [
            post(TO, kind, "/sign-in/" + "x" * 43, now=NOW, due_at=NOW + MINUTE, about=ABOUT, kind=kind)
            for kind in ("reminder", "reminder", "notes")
        ]
        other = post(TO, "Other", "Text", now=NOW, about="session/zz12cd34ef", kind="reminder")
        assert cancel_due(ABOUT, "reminder", NOW) == 2
        assert cancel_due(ABOUT, "reminder", NOW) == 0
        assert cancel_due(ABOUT, "", NOW) == 1
        assert not cancel_letter(gone, NOW)
        assert send_due(NOW + 2 * MINUTE) == 1
    assert [opened(content)["Subject"] for content in office.accepted] == ["Invitation", other.subject]
    for letter in later:
        letter.refresh_from_db()
        assert letter.cancelled_at == NOW
        assert letter.text == "/sign-in/(removed)"


def test_a_letter_that_is_being_sent_is_neither_taken_twice_nor_cancelled(settings: Any) -> None:
    letter = post(TO, "Subject", "Text", now=NOW, about=ABOUT)
    Letter.objects.update(claim="somebody else's", claimed_until=NOW + 5 * MINUTE)
    with post_office(settings) as office:
        assert send_due(NOW) == 0
        assert cancel_due(ABOUT, "", NOW) == 0
        assert not cancel_letter(letter, NOW)
        assert send_due(NOW + 5 * MINUTE) == 1  # whoever had it has died
    assert len(office.accepted) == 1


def test_no_secret_stays_behind_when_a_letter_has_gone(settings: Any) -> None:
    link = "http://localhost:8000/sign-in/" + "s3cret-Token_" * 4
    with post_office(settings) as office:
        post(TO, "Subject", f"Your link: {link}", now=NOW, html=f'<a href="{link}">sign in</a>')
        send_due(NOW)
    (plain, _) = [part for part in opened(office.accepted[0]).walk() if not part.is_multipart()]
    assert "s3cret" in plain.get_content()
    letter = Letter.objects.get()
    assert "s3cret" not in letter.text + letter.html


def test_the_words_of_old_letters_are_forgotten(settings: Any) -> None:
    with post_office(settings):
        post(
            TO, "Old", "Text", now=NOW, html="<p>", attachments=[Attachment("a.pdf", "application/pdf", b"x")]
        )
        send_due(NOW)
        cancelled = post(TO, "Cancelled", "Text", now=NOW, due_at=NOW + MINUTE)
        cancel_letter(cancelled, NOW)
        waiting = post(TO, "Waiting", "Text", now=NOW, due_at=NOW + 1000 * MINUTE)
        recent = post(TO, "Recent", "Text", now=NOW, due_at=NOW + 10 * MINUTE)
        send_due(NOW + 10 * MINUTE)
    assert forget_content_of_sent(NOW + 5 * MINUTE, NOW + 20 * MINUTE) == 2
    assert forget_content_of_sent(NOW + 5 * MINUTE, NOW + 20 * MINUTE) == 0
    assert set(Letter.objects.exclude(text="")) == {waiting, recent}
    old = Letter.objects.filter(content_forgotten_at=NOW + 20 * MINUTE)
    assert [(letter.subject, letter.html, letter.to) for letter in old] == [("", "", TO)] * 2
    assert not Enclosure.objects.exists()
