"""Letters, posts, notes and reports: each channel has its own answer to the same words."""

from __future__ import annotations

from datetime import datetime

import pytest

from chaperone.screening.channel_rule import decide
from chaperone.screening.letter_rule import put_right
from chaperone.screening.types import Channel, Context, Finding, Utterance

CONTEXT = Context(staff_domain="sns.example", official_emails=("info@sns.example",))
WEDNESDAY_NOON = datetime.fromisoformat("2025-11-12T12:00")
LETTER = "Dear Joe,\n\nYour ticket is with Mrs Horne.\n\nKind regards,\nPeter Lang\nSchools Officer"


def letter(
    text: str = LETTER, cc: tuple[str, ...] = ("b@sns.example",), at: datetime = WEDNESDAY_NOON
) -> Utterance:
    return Utterance("email_staff", text, "Ticket", "peter.lang@sns.example", ("joe@pupils.example",), cc, at)


def test_a_plain_letter_goes() -> None:
    assert decide(letter(), CONTEXT).outcome == "deliver"


@pytest.mark.proves("S9")
@pytest.mark.parametrize("cc", [(), ("teacher@northgate.example",), ("peter.lang@sns.example",)])
def test_a_letter_needs_another_member_of_staff_in_copy(cc: tuple[str, ...]) -> None:
    decision = decide(letter(cc=cc), CONTEXT)
    assert decision.outcome == "refuse"
    assert decision.refusal is not None
    assert decision.refusal.clause == "S9"


@pytest.mark.proves("S10")
@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (datetime.fromisoformat("2025-11-12T09:00"), "deliver"),
        (datetime.fromisoformat("2025-11-12T08:59"), "refuse"),
        (datetime.fromisoformat("2025-11-12T16:59"), "deliver"),
        (datetime.fromisoformat("2025-11-12T17:00"), "refuse"),
        (datetime.fromisoformat("2025-11-15T12:00"), "refuse"),
    ],
)
def test_a_letter_goes_in_office_hours(at: datetime, outcome: str) -> None:
    assert decide(letter(at=at), CONTEXT).outcome == outcome


def test_a_text_is_put_right_without_its_emoji() -> None:
    text = "Well done \U0001f600 Joe"
    found = Finding("emoji", "S11", 10, 11, "No emoji.")
    assert put_right(text, (found,)) == "Well done Joe"


@pytest.mark.parametrize(
    ("channel", "outcome"),
    [
        ("chat_pupil", "refuse"),
        ("post", "refuse"),
        ("note", "refuse"),
        ("report", "deliver"),
        ("email_staff", "refuse"),
    ],
)
def test_a_number_is_refused_everywhere_but_in_a_report(channel: Channel, outcome: str) -> None:
    utterance = Utterance(channel, "her number is 07700 900123", cc=("b@sns.example",))
    assert decide(utterance, CONTEXT).outcome == outcome


@pytest.mark.parametrize("channel", ["chat_pupil", "email_staff", "post"])
def test_what_cannot_be_screened_is_held(channel: Channel) -> None:
    broken = Context(official_numbers=(7,))  # type: ignore[arg-type]  # a configuration nobody checked
    assert decide(Utterance(channel, "her number is 07700 900123"), broken).outcome == "hold"
