"""What people type finds the school they mean, however they and the register write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.school_words import WORD_LENGTH_LIMIT, words_of_school, words_typed

NAME = "St. Mary’s Church of England High School"


def found(typed: str, name: str, town: str = "", postcode: str = "") -> bool:
    """Say whether every word typed begins a word of the school, as the search asks."""
    text = words_of_school(name, town, postcode).search_text
    words = words_typed(typed)
    return words != () and all(f" {word}" in text for word in words)


@pytest.mark.parametrize(
    "typed",
    [
        "st marys hale",
        "St. Mary's",
        "SAINT MARY",
        "mary hale st",
        "stmarys",
        "#StMarys",
        "st mar",
        "cofe high",
        "C of E Hale",
        "st mary's c.e. high",
        "church of eng",
        "the school of st mary",
        "m22 1aa",
        "M221AA",
        "hale high mary",
        "hále",
    ],
)
def test_many_ways_to_write_one_school(typed: str) -> None:
    assert found(typed, NAME, "Hale", "M22 1AA")


@pytest.mark.parametrize("typed", ["st johns", "marys leeds", "tmary", "primary", "", "...", "the of and"])
def test_what_is_another_school_is_not_found(typed: str) -> None:
    assert not found(typed, NAME, "Hale", "M22 1AA")


def test_church_schools_are_found_by_every_short_form() -> None:
    for name in (
        "Hill CofE School",
        "Hill C of E School",
        "Hill C.E. School",
        "Hill Church of England School",
    ):
        for typed in ("hill cofe", "hill c of e", "hill ce", "hill church of england", "hill c.e."):
            assert found(typed, name), (name, typed)
    assert found("hill rc", "Hill Roman Catholic School")
    assert found("hill roman", "Hill R.C. School")
    assert found("hill c in w", "Hill Church in Wales School")


@given(st.text(max_size=300), st.text(max_size=100), st.integers(1, 999_999))
def test_any_text_folds_to_short_plain_words(name: str, town: str, urn: int) -> None:
    school = words_of_school(name, town, "", urn)
    for word in (*school.words, *words_typed(name)):
        assert word.isascii()
        assert word.isalnum()
        assert len(word) <= WORD_LENGTH_LIMIT
    assert len(school.words) == len(set(school.words))
    assert len(school.search_text) <= 600
    assert str(urn) in school.words


@given(
    st.lists(
        st.sampled_from(
            [
                "Saint",
                "St",
                "Mary's",
                "Church",
                "of",
                "England",
                "CofE",
                "High",
                "School",
                "Hale",
                "&",
                "and",
                "the",
                "Ångström",
                "2nd",
            ]
        ),
        min_size=1,
    )
)
def test_a_school_is_found_by_its_own_name(parts: list[str]) -> None:
    name = " ".join(parts)
    text = words_of_school(name).search_text
    assert all(f" {word}" in text for word in words_typed(name))
