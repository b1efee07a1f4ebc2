"""Staff e-mails to young people end as letters do, go without emoji and kisses, copy staff, and go in office hours (S9 to S11)."""

from __future__ import annotations

from datetime import datetime

import pytest

from chaperone.screening.screen import screen
from chaperone.screening.staff_mail import broken_mail_rules
from chaperone.screening.types import Context, Utterance

CONTEXT = Context(staff_domain="charity.example")
BODY = "Dear Kai,\n\nYour form is with your teacher.\n\n"
STYLE = {"emoji", "kisses", "unprofessional_signoff"}


def style_of(text: str, subject: str = "Your form") -> set[str]:
    found = screen(Utterance("email_staff", text, subject=subject), CONTEXT)
    return {finding.label for finding in found} & STYLE


@pytest.mark.parametrize(
    "close",
    [
        "Kind regards,\nPeter Lang\nSchools Officer",
        "Kindest regards\nPeter",
        "With best wishes,\nDr Ruth Adeyemi (she/her)\nProgramme Manager\n020 7946 0123",
        "Yours sincerely,\n\nHannah Lewis",
        "Many thanks, Daniel",
        "Cofion gorau,\nHannah Lewis",
        "Gyda diolch,\nHannah",
        "Pozdrawiam serdecznie,\nHannah Lewis",
        "Cordialement,\nHannah Lewis",
        "Regards,\nMalcolm X Adeyemi",
    ],
)
def test_an_ordinary_close_is_right(close: str) -> None:
    assert style_of(BODY + close) == set()


@pytest.mark.parametrize(
    "close",
    [
        "Toodle pip,\nPeter",
        "Lots of love,\nHannah",
        "Yours till the cows come home,\nPete",
        "Cheers",
        "Peter",
        "See you Monday",
        "Kind regards,\nyour favourite teacher",
        "Best wishes",
    ],
)
def test_another_close_is_not(close: str) -> None:
    assert "unprofessional_signoff" in style_of(BODY + close)


GOOD = "\n\nKind regards,\nPeter Lang"


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Well done 🎉", "emoji"),
        ("Great work 👩‍🏫", "emoji"),
        ("Meet by door 3️⃣ please", "emoji"),
        ("Good luck 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "emoji"),
        ("Lovely to hear ;-)", "emoji"),
        ("So good xD", "emoji"),
        ("Thank you <3", "emoji"),
        ("See you Friday x", "kisses"),
        ("Thank you all xxx", "kisses"),
        ("Good luck xoxo", "kisses"),
        ("Thank you ×× and good luck", "kisses"),
    ],
)
def test_emoji_and_kisses_are_seen_in_body_and_subject(words: str, label: str) -> None:
    assert label in style_of("Dear Kai,\n\n" + words + GOOD)
    assert label in style_of("Dear Kai,\n\nThe form is here." + GOOD, subject=words)


@pytest.mark.parametrize(
    "words",
    [
        "The poster is 60 x 84 cm, and 2x + 3 = 7 has one answer for x.",
        "We read Malcolm X and Generation X, and Chapter XX.",
        "Mark each box with [x] or (x), then send it.",
        "The session is 10:00 to 11:30 (room 4; see the map :)",
        "Fees: £0 → £5 · © the charity ™ • bring a pen ✓",
        "Answer (a), (b) and (c). The ratio is 3:1.",
        "Please do not use emoji or kisses in your piece.",
    ],
)
def test_what_only_looks_like_them_is_left(words: str) -> None:
    assert style_of("Dear Kai,\n\n" + words + GOOD) == set()


def mail(cc: tuple[str, ...], sent_at: str) -> tuple[str, ...]:
    sent = Utterance(
        "email_staff",
        BODY,
        from_="Peter Lang <peter.lang@charity.example>",
        to=("kai@school.example",),
        cc=cc,
        sent_at=datetime.fromisoformat(sent_at),
    )
    return broken_mail_rules(sent, CONTEXT)


@pytest.mark.proves("S9")
def test_a_second_member_of_staff_is_copied() -> None:
    monday = "2025-11-17T10:00:00"
    assert mail(("Hannah <Hannah.Lewis@Charity.Example>",), monday) == ()
    assert mail((), monday) == ("no_staff_cc",)
    assert mail(("teacher@school.example",), monday) == ("no_staff_cc",)
    assert mail(("peter.lang@charity.example",), monday) == ("no_staff_cc",)
    assert mail(("hannah@notcharity.example",), monday) == ("no_staff_cc",)


@pytest.mark.proves("S10")
def test_office_hours_are_nine_to_five_on_working_days() -> None:
    copied = ("hannah.lewis@charity.example",)
    for inside in ("2025-11-17T09:00:00", "2025-11-21T16:59:59"):
        assert mail(copied, inside) == ()
    for outside in (
        "2025-11-17T08:59:59",
        "2025-11-17T17:00:00",
        "2025-11-22T10:00:00",
        "2025-11-23T10:00:00",
    ):
        assert mail(copied, outside) == ("out_of_hours",)


def test_only_letters_have_these_rules() -> None:
    assert broken_mail_rules(Utterance("chat_staff", "hi x"), CONTEXT) == ()
    assert screen(Utterance("chat_pupil", "nice one 🎉 x"), CONTEXT) == ()
