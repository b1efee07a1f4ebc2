"""Cleaning keeps every script and emoji whole, takes out what is hidden, and says plainly when it cannot."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.policy.refusal import Refused
from chaperone.screening.cleaning import MARKS_ON_ONE_LETTER, NOTHING_TO_SEND, TURNED_ROUND, clean_text


@pytest.mark.parametrize(
    "text",
    [
        "Hello, how are you?",
        "مساء الخير",
        "ٱلسَّلَامُ عَلَيْكُمْ",
        "ערב טוב",
        "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "می‌خواهم",  # Persian needs its zero-width non-joiner
        "क्‍ष",
        "👨‍👩‍👧‍👦 family",
        "👍🏽 1️⃣ ❤️ 🏳️‍🌈",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "два\nlines",
        "ngày Việt Nam",
    ],
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert clean_text(text, 200) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hi there \n", "hi there"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("from \u2068Amber\u2069 and \u202aB\u202c", "from Amber and B"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud83d of one", "half  of one"),
        ("e\u0301", "é"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("a\u200d\u200d\u200db", "a\u200db"),
    ],
)
def test_what_is_hidden_goes(typed: str, kept: str) -> None:
    assert clean_text(typed, 200) == kept


@pytest.mark.parametrize("mark", ["\u202d", "\u202e"])
def test_text_turned_round_is_refused_with_a_sentence(mark: str) -> None:
    refused = clean_text(f"pay {mark}321 to", 200)
    assert refused == TURNED_ROUND
    assert TURNED_ROUND.sentence
    assert TURNED_ROUND.next_step


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "\u200b\u200d", "\u3164", "\u2800", "\x00", "\ufe0f", "\u0301\u0301"]
)
def test_nothing_visible_is_nothing_to_send(text: str) -> None:
    assert clean_text(text, 200) == NOTHING_TO_SEND


def test_too_long_says_both_numbers() -> None:
    assert clean_text("a" * 2000, 2000) == "a" * 2000
    refused = clean_text("a" * 10_000, 2000)
    assert isinstance(refused, Refused)
    assert "10,000" in refused.sentence
    assert "2,000" in refused.sentence


def test_a_flood_of_accents_is_reduced() -> None:
    cleaned = clean_text("H" + "\u0323\u0327\u0301\u0308" * 500 + "i", 200)
    assert isinstance(cleaned, str)
    assert cleaned.startswith(("H", "Ḥ", "Ḩ"))
    assert cleaned.endswith("i")
    assert sum(unicodedata.combining(character) > 0 for character in cleaned) <= MARKS_ON_ONE_LETTER


@given(
    st.text(max_size=80)
    | st.text(
        alphabet="a\u0301\u0323\u200d\u200b\ufeff\n \r\t\u0327é\U0001f3f4\U000e0067\U000e007f", max_size=80
    )
)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text, 500)
    if isinstance(once, str):
        assert clean_text(once, 500) == once
        assert unicodedata.is_normalized("NFC", once)
        once.encode()  # can be kept and sent
