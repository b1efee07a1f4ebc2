"""Join names: one for each seat, enough for the largest session, friendly, and nobody's real name."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.sessions.join_names import ANIMALS, COLOURS, JOIN_NAMES_COUNT, draw_join_names
from chaperone.sessions.seat_rules import SEATS_HIGHEST

# "Amber" is the policy's own example and stays; these are first names that are also colours or animals.
FIRST_NAMES = {
    *(
        "Ruby",
        "Jade",
        "Violet",
        "Rose",
        "Olive",
        "Hazel",
        "Scarlet",
        "Coral",
        "Ivory",
        "Ebony",
        "Pearl",
        "Fern",
        "Misty",
        "Iris",
    ),
    *(
        "Robin",
        "Jay",
        "Martin",
        "Wren",
        "Raven",
        "Drake",
        "Colt",
        "Phoenix",
        "Leo",
        "Kitty",
        "Birdie",
        "Bunny",
        "Marigold",
    ),
}
# Said to wound: an animal used as a taunt, a word for skin or hair, or one that turns rude beside another.
UNKIND = {
    *(
        "Pig",
        "Cow",
        "Rat",
        "Ape",
        "Monkey",
        "Gorilla",
        "Chimp",
        "Baboon",
        "Whale",
        "Hippo",
        "Elephant",
        "Walrus",
        "Manatee",
        "Ass",
    ),
    *(
        "Donkey",
        "Goat",
        "Sheep",
        "Snake",
        "Worm",
        "Slug",
        "Leech",
        "Maggot",
        "Cockroach",
        "Cock",
        "Cockerel",
        "Peacock",
        "Beaver",
    ),
    *(
        "Tit",
        "Booby",
        "Shag",
        "Hooker",
        "Bitch",
        "Dog",
        "Vixen",
        "Cougar",
        "Fox",
        "Shrimp",
        "Weasel",
        "Vulture",
        "Dinosaur",
        "Kiwi",
    ),
    *(
        "Black",
        "White",
        "Brown",
        "Yellow",
        "Red",
        "Pink",
        "Ginger",
        "Blonde",
        "Chocolate",
        "Coffee",
        "Caramel",
        "Dark",
        "Pale",
        "Tan",
    ),
    *(
        "Fat",
        "Chubby",
        "Ugly",
        "Dirty",
        "Smelly",
        "Naked",
        "Hairy",
        "Wet",
        "Horny",
        "Blond",
        "Chestnut",
        "Seal",
        "Swallow",
    ),
}


@pytest.mark.proves("Y7")
def test_there_are_enough_names_for_the_largest_session_three_times_over() -> None:
    assert JOIN_NAMES_COUNT >= 3 * SEATS_HIGHEST
    names = draw_join_names(SEATS_HIGHEST, ())
    assert len(set(names)) == SEATS_HIGHEST


def test_a_name_is_a_colour_and_an_animal_of_our_lists() -> None:
    for name in draw_join_names(500, ()):
        colour, animal = name.split(" ")
        assert colour in COLOURS
        assert animal in ANIMALS


@pytest.mark.proves("Y7")
def test_no_name_is_somebodys_name_and_none_is_unkind() -> None:
    words = {*COLOURS, *ANIMALS}
    assert words & FIRST_NAMES == set()
    assert words & UNKIND == set()


def test_words_are_plain_short_and_there_once() -> None:
    for words in (COLOURS, ANIMALS):
        assert len(set(words)) == len(words)
        for word in words:
            assert word.isascii()
            assert word.isalpha()
            assert word.istitle()
            assert len(word) <= 11


def test_no_two_words_of_a_list_are_one_letter_apart() -> None:
    """A name is called out in a classroom: "Llama" and "Lama" would be one child."""
    for words in (COLOURS, ANIMALS):
        for one, other in itertools.combinations(words, 2):
            if len(one) == len(other):
                assert sum(a != b for a, b in zip(one, other, strict=True)) > 1, (one, other)
            elif abs(len(one) - len(other)) == 1:
                short, long = sorted((one, other), key=len)
                assert all(long[:i] + long[i + 1 :] != short for i in range(len(long))), (one, other)


@given(
    st.sets(st.sampled_from([f"{c} {a}" for c in COLOURS for a in ANIMALS]), max_size=200), st.integers(0, 60)
)
def test_a_taken_name_is_never_drawn_again(taken: set[str], count: int) -> None:
    drawn = draw_join_names(count, taken)
    assert len(set(drawn)) == count
    assert not set(drawn) & taken


def test_the_very_last_names_can_be_drawn_and_not_one_more() -> None:
    everything = [f"{colour} {animal}" for colour in COLOURS for animal in ANIMALS]
    assert set(draw_join_names(2, everything[2:])) == set(everything[:2])
    with pytest.raises(ValueError, match="only 2 join names"):
        draw_join_names(3, everything[2:])
