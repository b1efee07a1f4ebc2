"""Rules with expressions, in batches that are tried together: one call says which expressions of several rules occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chaperone.screening.linear import Shapes
from chaperone.screening.rule import Rule

EXPRESSIONS_IN_A_BATCH: Final = 1_000
"""More expressions in one automaton would not compile in its memory; fewer would make more calls of each message."""


class Batch:
    """A few rules of one label with their expressions compiled together."""

    def __init__(self, rules: Iterable[tuple[int, Rule]]) -> None:
        """Take rules with their numbers."""
        self._places = [(number, which) for number, rule in rules for which in range(len(rule.looks_for))]
        self._shapes = Shapes(pattern for _, rule in rules for pattern in rule.looks_for)

    def seen_in(self, text: bytes) -> dict[int, list[int]]:
        """Give the expressions that occur in a text in UTF-8: for each rule's number, their places in it."""
        found: dict[int, list[int]] = {}
        for place in self._shapes.seen_in(text):
            number, which = self._places[place]
            found.setdefault(number, []).append(which)
        return found


def batches_of(rules: Sequence[Rule]) -> Iterator[tuple[tuple[int, ...], Batch]]:
    """Give batches of all rules that have expressions, each with the numbers of its rules."""
    listed: list[tuple[int, Rule]] = []
    for number, rule in enumerate(rules):
        if not rule.looks_for:
            continue
        size = sum(len(other.looks_for) for _, other in listed)
        full = size + len(rule.looks_for) > EXPRESSIONS_IN_A_BATCH
        if listed and (full or not _go_together(listed[0][1], rule)):
            yield tuple(other for other, _ in listed), Batch(listed)
            listed = []
        listed.append((number, rule))
    if listed:
        yield tuple(other for other, _ in listed), Batch(listed)


def _go_together(one: Rule, other: Rule) -> bool:
    """Say whether two rules are cued by the same talk: rules of a label, and searches for details, most of them in figures."""
    return one.label == other.label or (one.find is not None and other.find is not None)
