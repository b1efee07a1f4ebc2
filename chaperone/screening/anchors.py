"""Says which of many searches could find anything in a text, by the words each cannot do without: one look, however many there are.

Every search names groups of words, and a text must hold a word of each group. A word's mask has a bit for each group it is
in; the masks of a text's words are put together, and the searches whose groups are all there are read off.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import islice
from typing import Final

Key = str | tuple[str, str]
"""What a text is looked up by: a word, or two words one after the other."""

Groups = Sequence[frozenset[Key]]
"""Of each group a text must hold one key; the rarest group first."""

GROUPS_READ: Final = 4
"""Of so many groups of a search a mask knows; the rarest four leave little to the others."""


class Anchors:
    """The words that searches cannot do without, ready to be looked up."""

    def __init__(self, searches: Sequence[Groups]) -> None:
        """Take the groups of each search; searches are told apart by their number here."""
        self._count = len(searches)
        self._masks: dict[Key, int] = {}
        # A search with fewer groups has the rest of them always.
        self._from_the_start = 0
        for number, groups in enumerate(searches):
            for place in range(max(GROUPS_READ, len(groups))):
                bit = 1 << (place * self._count + number) if place < GROUPS_READ else 0
                if place >= len(groups):
                    self._from_the_start |= bit
                    continue
                for key in groups[place]:
                    self._masks[key] = self._masks.get(key, 0) | bit
        self._pairs = frozenset(key for key in self._masks if not isinstance(key, str))

    def held_in(self, words: Sequence[str]) -> set[Key]:
        """Give the words of a text, and the pairs of neighbours, that some search needs."""
        held: set[Key] = self._masks.keys() & words
        held.update(filter(self._pairs.__contains__, zip(words, islice(words, 1, None), strict=False)))
        return held

    def met_by(self, held: Set[Key]) -> list[int]:
        """Give the numbers of the searches that have a key of each of their groups in a text that holds these."""
        masks = self._masks
        met = self._from_the_start
        for key in held:
            met |= masks[key]
        for _ in range(GROUPS_READ - 1):
            met &= met >> self._count
        return _numbers(met & ((1 << self._count) - 1))


def _numbers(bits: int) -> list[int]:
    """Give the places of the bits that are set."""
    numbers = []
    while bits:
        lowest = bits & -bits
        numbers.append(lowest.bit_length() - 1)
        bits ^= lowest
    return numbers
