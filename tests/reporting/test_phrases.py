"""The five words: enough of them, none like another, read as people type them, and a slip of a finger is asked about."""

from __future__ import annotations

import math
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.policy.refusal import Refused
from chaperone.reporting.phrases import WORDS_IN_A_PHRASE, _one_letter_off, phrase_from, phrase_typed, words
from chaperone.reporting.rules import WRONG_PHRASES_IN_A_WINDOW

KNOWN = frozenset(words())
RECEIPTS_IN_A_LARGE_CHARITY = 10_000


def test_the_words_are_many_and_plain() -> None:
    assert len(KNOWN) == len(words()) >= 1500
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 9 for word in KNOWN)


def test_no_slip_of_one_letter_makes_one_word_of_another() -> None:
    assert {word: near for word in words() if (near := set(_one_letter_off(word)) & KNOWN - {word})} == {}


def test_a_year_of_guessing_opens_nothing() -> None:
    """All tries that the limit lets pass in a year, against ten thousand receipts: less than one chance in two thousand."""
    guesses = WRONG_PHRASES_IN_A_WINDOW * 6 * 24 * 365
    assert WORDS_IN_A_PHRASE * math.log2(len(words())) > 52
    assert guesses * RECEIPTS_IN_A_LARGE_CHARITY / len(words()) ** WORDS_IN_A_PHRASE < 1e-4 * 5


@given(st.integers(min_value=0, max_value=2**256 - 1))
def test_a_phrase_is_read_back_however_it_is_typed(number: int) -> None:
    phrase = phrase_from(number)
    assert phrase_typed(" ".join(phrase)) == phrase
    assert phrase_typed("  " + ", ".join(phrase).upper() + ".\n") == phrase
    assert phrase_typed("-".join(phrase)) == phrase


def test_phrases_differ() -> None:
    made = {phrase_from(secrets.randbits(256)) for _ in range(500)}
    assert len(made) == 500
    assert len({word for phrase in made for word in phrase}) > 1000


def test_a_mistyped_word_is_asked_about_and_never_put_right_unasked() -> None:
    answer = phrase_typed("acrn badge cabin dance eagle")
    assert isinstance(answer, Refused)
    assert "did you mean “acorn”" in answer.next_step


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "no words"),
        ("acorn", "one word"),
        ("acorn badge cabin dance", "4 words"),
        ("acorn badge cabin dance eagle fabric", "6 words"),
        ("acorn badge cabin dance ноль", "spelled differently"),
        ("\u202eacorn badge cabin dance \x00 12345", "4 words"),
        ("a" * 100_000, "one word"),
    ],
)
def test_what_is_no_phrase_is_told_kindly(typed: str, said: str) -> None:
    answer = phrase_typed(typed)
    assert isinstance(answer, Refused)
    assert said in answer.sentence
    assert answer.next_step
