"""Says which of many searches could find anything in a text, by the words each cannot do without: one look, however many there are.

Every search names groups of words, and a text must hold a word of each group. A word's mask has a bit for each group it is
in; the masks of a text's words are put together, and the searches whose groups are all there are read off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import Final

Key = str | tuple[str, str]
"""What a text is looked up by: a word, or two words one after the other."""

Groups = Sequence[frozenset[Key]]
"""Of each group a text must hold one key; the rarest group first."""

GROUPS_READ: Final = 4
"""Of so many groups of a search a mask knows; the rarest four leave little to the others."""


class Anchors:
    """The words that searches cannot do without, ready to be looked up."""

    def __init__(self, searches: Sequence[Groups], also: Iterable[Key] = ()) -> None:
        """Take the groups of each search, told apart by their number here, and keys that are asked for besides."""
        self._count = len(searches)
        self._masks: dict[Key, int] = {}
        # A search with fewer groups has the rest of them always.
        self._from_the_start = 0
        for number, groups in enumerate(searches):
            for place in range(GROUPS_READ):
                bit = 1 << (place * self._count + number)
                if place >= len(groups):
                    self._from_the_start |= bit
                    continue
                for key in groups[place]:
                    self._masks[key] = self._masks.get(key, 0) | bit
        for key in also:
            self._masks.setdefault(key, 0)
        # Words of one list have the same mask: kept once, all of them stay near the processor.
        once: dict[int, int] = {}
        self._masks = {key: once.setdefault(mask, mask) for key, mask in self._masks.items()}
        self._words = frozenset(key for key in self._masks if isinstance(key, str))
        self._pairs = frozenset(key for key in self._masks if not isinstance(key, str))

    def held_in(self, words: Sequence[str]) -> frozenset[Key]:
        """Give the words of a text, and the pairs of neighbours, that some search needs."""
        return self._words.intersection(words) | self._pairs.intersection(pairwise(words))

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
