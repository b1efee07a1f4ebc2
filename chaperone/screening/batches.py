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
    """Give batches of all rules that have expressions, each with the numbers of its rules.

    Rules that are cued by the same talk go together, wherever they stand: those of a label, and searches for details.
    """
    alike: dict[str, list[tuple[int, Rule]]] = {}
    for number, rule in enumerate(rules):
        if rule.looks_for:
            alike.setdefault("" if rule.find else rule.label, []).append((number, rule))
    for listed in alike.values():
        batch: list[tuple[int, Rule]] = []
        for number, rule in listed:
            size = sum(len(other.looks_for) for _, other in batch) + len(rule.looks_for)
            if batch and size > EXPRESSIONS_IN_A_BATCH:
                yield tuple(other for other, _ in batch), Batch(batch)
                batch = []
            batch.append((number, rule))
        yield tuple(other for other, _ in batch), Batch(batch)
