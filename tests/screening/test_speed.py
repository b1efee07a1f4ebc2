"""Screening sits on every message's way: ordinary ones cost microseconds, hostile ones never more than linear time."""

from __future__ import annotations

import random
import time

import pytest

from chaperone.screening.cleaning import clean_text
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance

LENGTH = 100_000
LIMIT_SECONDS = 0.05
ORDINARY = (
    "i think the wall was built by people who were afraid of each other, and then it got worse and worse on both sides",
    "so why did the british leave in 1948 if they knew that there would be a war straight after? it makes no sense to me",
    "my question is for the speaker: how did you feel when you first met somebody from the other side, were you scared?",
    "ok but resolution 242 says something else, we did it in history last year and it was like 3 pages on one sentence lol",
)


def hostile() -> dict[str, str]:
    chance = random.Random(7)  # noqa: S311 - a repeatable text, not a secret
    pieces = [
        "0", "0123456789", "01 ", "0 - ", "012345678901 ", "0...", "1,000,", "07/07/", "01/02/2023 ", "+1", "0,1 2;",
        "07700 900123 ", "isbn 0141036144 ", "a", "a@", "@", "a.", "a-", "a_", "a at ", "a dot ", "a.b@c.com ", "[at]",
        "@everyone ", "snap: a", "is snap ", "username:", "i'm a1a ", "l17 9q ", "l 1 7 ", "www.", "http:/", "a.com ",
        " ", "\n", "\n ", "\u200b0", "é", "\u0301", "\u0323\u0301", "\U0001f3f4\U000e0067", "\u200d", "\ud83d", "ﷺ",
    ]  # fmt: skip
    texts = {piece: (piece * (LENGTH // len(piece) + 1))[:LENGTH] for piece in pieces}
    texts["anything"] = "".join(chr(chance.randrange(32, 0xD000)) for _ in range(LENGTH))
    texts["ascii"] = "".join(chr(chance.randrange(32, 127)) for _ in range(LENGTH))
    return texts


@pytest.mark.parametrize(("name", "text"), hostile().items(), ids=lambda part: repr(part[:12]))
def test_hostile_text_takes_linear_time(name: str, text: str) -> None:
    def seconds() -> float:
        started = time.process_time()
        screen(Utterance("chat_pupil", text), Context())
        middle = time.process_time()
        clean_text(text, LENGTH)
        return max(middle - started, time.process_time() - middle)

    # The quickest of three: the machine may be busy, the code may not be slow.
    assert min(seconds() for _ in range(3)) < LIMIT_SECONDS


def test_an_ordinary_message_costs_microseconds() -> None:
    utterances = [Utterance("chat_pupil", text) for text in ORDINARY]
    best = float("inf")
    for _ in range(20):
        started = time.process_time()
        for _ in range(50):
            for utterance in utterances:
                screen(utterance, Context())
        best = min(best, (time.process_time() - started) / (50 * len(utterances)))
    assert best < 30e-6
