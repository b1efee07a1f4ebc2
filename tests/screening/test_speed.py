"""Screening sits on every message's way: the work of any text is bounded, counted in characters searched, not in seconds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chaperone.screening.cleaning import clean_text
from chaperone.screening.engine import EFFORT_LIMIT, UNREAD, WINDOW_CHARACTERS, Engine
from chaperone.screening.rule import Find, Rule, Situation
from chaperone.screening.rules import RULES
from chaperone.screening.screen import ENGINE, screen
from chaperone.screening.types import Context, Utterance

LENGTH = 100_000
ORDINARY = (
    "i think the wall was built by people who were afraid of each other, and then it got worse and worse on both sides",
    "so why did the british leave in 1948 if they knew that there would be a war straight after? it makes no sense to me",
    "my question is for the speaker: how did you feel when you first met somebody from the other side, were you scared?",
    "ok but resolution 242 says something else, we did it in history last year and it was like 3 pages on one sentence lol",
)
MOST_LOOKS = 5
"""An ordinary message is given to so many searches at most, of all that there are."""


def hostile() -> dict[str, str]:
    chance = random.Random(7)  # noqa: S311 - a repeatable text, not a secret
    pieces = [
        "0", "0123456789", "01 ", "0 - ", "012345678901 ", "0...", "1,000,", "07/07/", "01/02/2023 ", "+1", "0,1 2;",
        "07700 900123 ", "isbn 0141036144 ", "a", "a@", "@", "a.", "a-", "a_", "a at ", "a dot ", "a.b@c.com ", "[at]",
        "@everyone ", "snap: a", "is snap ", "username:", "i'm a1a ", "l17 9q ", "l 1 7 ", "www.", "http:/", "a.com ",
        " ", "\n", "\n ", "\u200b0", "é", "\u0301", "\u0323\u0301", "\U0001f3f4\U000e0067", "\u200d", "\ud83d", "ﷺ",
        "one two ", "oh double ", "st marys school ", "im from ", "mia tennant ", "12 long road ", "password is ",
    ]  # fmt: skip
    texts = {piece: (piece * (LENGTH // len(piece) + 1))[:LENGTH] for piece in pieces}
    texts["anything"] = "".join(chr(chance.randrange(32, 0xD000)) for _ in range(LENGTH))
    texts["ascii"] = "".join(chr(chance.randrange(32, 127)) for _ in range(LENGTH))
    return texts


class Counting:
    """Every rule's search, with the characters it was given counted."""

    def __init__(self) -> None:
        self.calls = self.characters = 0
        self.engine = Engine([self.counted(rule) for rule in RULES])

    def counted(self, rule: Rule) -> Rule:
        find = rule.find
        if find is None:
            return rule

        def counting(situation: Situation, search: Find = find) -> Iterator[tuple[int, int]]:
            self.calls += 1
            self.characters += len(situation.text)
            return search(situation)

        return replace(rule, find=counting)


@pytest.fixture(scope="module")
def counting() -> Counting:
    return Counting()


@pytest.mark.parametrize(("name", "text"), hostile().items(), ids=lambda part: repr(part[:12]))
def test_hostile_text_costs_no_more_than_the_limit(name: str, text: str, counting: Counting) -> None:
    counting.calls = counting.characters = 0
    counting.engine.findings(Utterance("chat_pupil", text), Context())
    assert counting.characters <= EFFORT_LIMIT + WINDOW_CHARACTERS * len(RULES), name
    clean_text(text, LENGTH)


def test_what_is_left_unread_is_said() -> None:
    labels = {finding.label for finding in screen(Utterance("chat_pupil", hostile()["l 1 7 "]), Context())}
    assert UNREAD in labels


def test_a_long_letter_is_read_to_its_end() -> None:
    text = (" ".join(ORDINARY) + "\n\n") * 16 + "her number is 07700 900123"
    found = ENGINE.findings(Utterance("email_staff", text), Context())
    assert [text[one.start : one.end] for one in found if one.label == "phone"] == ["07700 900123"]
    assert UNREAD not in {one.label for one in found}


def test_an_ordinary_message_meets_few_closer_looks(counting: Counting) -> None:
    counting.calls = 0
    for text in ORDINARY:
        counting.engine.findings(Utterance("chat_pupil", text), Context())
    always = sum(1 for rule in RULES if rule.find is not None and not rule.cues and not rule.looks_for)
    assert counting.calls <= len(ORDINARY) * (MOST_LOOKS + always)


def test_more_rules_do_not_mean_more_looks() -> None:
    (rule,) = [rule for rule in RULES if rule.id == "credential/asked"]
    many = Engine([replace(rule, id=f"{n}", looks_for=(rf"\btell me your code{n}\b",)) for n in range(500)])
    assert many.findings(Utterance("chat_pupil", ORDINARY[0]), Context()) == ()
    (found,) = many.findings(Utterance("chat_pupil", "tell me your code417"), Context())
    assert found.rule == "417/1"
