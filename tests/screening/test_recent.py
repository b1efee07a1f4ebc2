"""A detail split over messages or seats is found, ordinary talk in small pieces is not, and the memory forgets."""

from __future__ import annotations

import pytest

from chaperone.screening.recent import REMEMBERED_MESSAGES, REMEMBERED_SECONDS, TAIL_CHARACTERS, remember
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Said, Utterance

NUMBERS_IN_SENTENCES = [
    "the 077 is what they called it in 2001",
    "we read 009 of 600 pages",
    "i believe it was 11 hours within 3 days, and that is a lot of energy for anybody to have",
]


def last_labels(texts: list[str], *, same_seat: bool = True) -> set[str]:
    recent: tuple[Said, ...] = ()
    for number, text in enumerate(texts[:-1]):
        recent = remember(recent, text, number * 5.0, same_seat=same_seat)
    return {finding.label for finding in screen(Utterance("chat_pupil", texts[-1]), Context(), recent)}


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("phone", ["ready? 077", "009", "006", "25"]),
        ("phone", ["seven seven double oh", "nine hundred", "six three six"]),
        ("phone", ["07700", "lol wait", "900311"]),
        ("email_address", ["harper.dinsdale", "at gmail", "dot com"]),
        ("postal_address", ["14", "ferncliffe", "road"]),
        ("postcode", ["im at ls6", "3qd"]),
        ("credential", ["my password is", "toffee99"]),
        ("age", ["im", "thir", "teen"]),
        ("postcode", ["its m20", "then", "3ld"]),
    ],
)
def test_pieces_are_put_together(label: str, texts: list[str]) -> None:
    assert label in last_labels(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["1917", "1922", "1939"],
        ["15", "30", "40", "tennis scores"],
        ["can i", "ask", "a question"],
        NUMBERS_IN_SENTENCES,
    ],
)
def test_talk_in_small_pieces_is_talk(texts: list[str]) -> None:
    assert last_labels(texts) == set()


def test_two_seats_may_not_share_out_a_number_but_may_talk() -> None:
    assert last_labels(["his number is 07700", "900123"], same_seat=False) == {"phone"}
    assert "full_name" not in last_labels(["my name is mia", "tennant park is nice"], same_seat=False)


def test_the_span_lies_in_the_message_itself() -> None:
    recent = remember((), "its 07700", 0.0)
    (found,) = screen(Utterance("chat_pupil", "900123 ok"), Context(), recent)
    assert "900123 ok"[found.start : found.end] == "900123"


def test_what_was_found_already_is_not_found_again() -> None:
    recent = remember((), "its 07700 900123", 0.0)
    assert screen(Utterance("chat_pupil", "why not"), Context(), recent) == ()


def test_the_memory_is_short() -> None:
    recent: tuple[Said, ...] = ()
    for number in range(20):
        recent = remember(recent, "x" * 500, float(number))
    assert len(recent) == REMEMBERED_MESSAGES
    assert {len(said.text) for said in recent} == {TAIL_CHARACTERS}
    assert len(remember(recent, "y", 20 + REMEMBERED_SECONDS)) == 1
