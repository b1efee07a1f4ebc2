"""Codes: hard to guess, easy to read, never a word; found by a keyed hash, sealed for the sheet."""

from __future__ import annotations

import math
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.sessions.codes import (
    ALPHABET,
    LENGTH_MINIMUM,
    as_meant,
    browser_mark,
    find_by,
    in_groups,
    make_code,
    seal,
    unseal,
)

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@pytest.mark.proves("Y8")
def test_a_code_has_at_least_forty_bits_whatever_a_pack_says() -> None:
    assert LENGTH_MINIMUM * math.log2(len(ALPHABET)) >= 40
    assert len(make_code(1)) == LENGTH_MINIMUM
    assert len(make_code(14)) == 14
    # The words that are never given take away less than a twentieth of a bit.
    refused = sum(1 for _ in range(20_000) if not _could_be(_plain_draw()))
    assert math.log2(1 - refused / 20_000) > -0.05


def _plain_draw() -> str:
    import secrets

    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH_MINIMUM))


def _could_be(code: str) -> bool:
    from chaperone.sessions.codes import _NEVER

    return not any(word in code for word in _NEVER)


def test_codes_hold_no_signs_that_are_taken_for_each_other() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set("AEIOU01LSZGB34") & set(ALPHABET)


def test_many_codes_are_all_different_and_every_sign_is_as_likely() -> None:
    codes = [make_code() for _ in range(4000)]
    assert len(set(codes)) == len(codes)
    seen = Counter("".join(codes))
    expected = 4000 * LENGTH_MINIMUM / len(ALPHABET)
    assert set(seen) == set(ALPHABET)
    # K, F and N stand in most of the words that are drawn again, so they are a little rarer.
    assert all(0.85 < count / expected < 1.12 for count in seen.values()), seen


def test_no_code_holds_a_rude_word() -> None:
    rude = re.compile("FCK|CNT|WNK|KKK|WTF|TWT|FKK|DCK|CCK|RPT|XXX")
    assert not any(rude.search(make_code()) for _ in range(20_000))


@given(st.text(alphabet=ALPHABET, min_size=LENGTH_MINIMUM, max_size=20))
def test_what_is_printed_is_understood_however_it_is_typed(code: str) -> None:
    printed = in_groups(code)
    assert re.fullmatch(r"([A-Z0-9]{3}-)*[A-Z0-9]{1,3}", printed)
    for typed in (
        code,
        printed,
        printed.lower(),
        printed.replace("-", " "),
        f"  {printed} ",
        printed.replace("-", "–"),
    ):
        assert as_meant(typed) == code
    misread = printed.translate(str.maketrans("8652", "BGSZ"))
    assert as_meant(misread) == code


@given(st.text(max_size=200))
def test_anything_typed_is_a_possible_code_or_nothing(typed: str) -> None:
    meant = as_meant(typed)
    assert meant == "" or (len(meant) >= LENGTH_MINIMUM and set(meant) <= set(ALPHABET))


@pytest.mark.parametrize(
    "typed", ["", "K7Q", "K7Q-M5X-TV", "K7Q-M5X-TVO", "K7Q-M5X-TV1", "\x00" * 9, "é" * 9, "K" * 10_000]
)
def test_what_cannot_be_a_code_is_nothing(typed: str) -> None:
    assert as_meant(typed) == ""


@pytest.mark.proves("Y8")
def test_a_code_is_found_only_with_the_key() -> None:
    code = make_code()
    assert find_by(KEY, code) == find_by(KEY, code)
    assert find_by(KEY, code) != find_by(OTHER_KEY, code)
    assert code not in find_by(KEY, code)


@pytest.mark.proves("Y8")
def test_a_sealed_code_opens_for_its_own_seat_and_key_only() -> None:
    code = make_code()
    sealed = seal(KEY, "seat:a/0", code)
    assert unseal(KEY, "seat:a/0", sealed) == code
    assert unseal(KEY, "seat:b/0", sealed) == ""
    assert unseal(KEY, "seat:a/1", sealed) == ""
    assert unseal(OTHER_KEY, "seat:a/0", sealed) == ""
    assert unseal(KEY, "seat:a/0", b"") == ""
    assert code.encode() not in sealed
    assert sealed != seal(KEY, "seat:a/0", code), "sealed twice it must not look the same"


def test_a_browsers_mark_says_nothing_of_the_browser() -> None:
    assert "session-key" not in browser_mark(KEY, "session-key")
    assert browser_mark(KEY, "a") != browser_mark(KEY, "b") != find_by(KEY, "b")
