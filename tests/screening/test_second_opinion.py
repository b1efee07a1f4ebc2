"""The classifier that was tried as a second opinion learns what it is shown, and the same again from the same texts."""

from __future__ import annotations

from bench.second_opinion import features, trained

SHOWN = [
    ("you are scum and i will hurt you", True),
    ("all of them are scum and should go", True),
    ("i will hurt you after school scum", True),
    ("thank you for the talk about peace", False),
    ("the talk about the map was good", False),
    ("could we look at the map again please", False),
]


def test_it_learns_what_it_is_shown() -> None:
    model = trained([(features(text), label) for text, label in SHOWN])
    assert (
        model.score(features("i will hurt you scum")) > 0 > model.score(features("the map of the peace talk"))
    )


def test_the_same_texts_give_the_same_weights_in_any_order() -> None:
    there = [(features(text), label) for text, label in SHOWN]
    assert trained(there).weights == trained(there[::-1]).weights
