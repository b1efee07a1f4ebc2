"""Where in a text the words stand that searches need, as bits, so that "near each other" is a few whole-number operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chaperone.screening.anchors import Key
from chaperone.screening.frames import Link
from chaperone.screening.pieces import SENTENCE_END


class Places:
    """The numbers of the words of a text: the bit of a number is set where the word stands."""

    __slots__ = ("_at", "_held")

    def __init__(self, words: Sequence[str], held: frozenset[Key]) -> None:
        """Take the words of a text, and all of them that may be asked for, with pairs of neighbours."""
        at: dict[Key, int] = {}
        place = 1
        for word in words:
            at[word] = at.get(word, 0) | place
            place <<= 1
        self._at = at
        self._held = held

    def of(self, keys: frozenset[Key]) -> int:
        """Give the places of all these words, and of the first word of these pairs."""
        places, at = 0, self._at
        for key in self._held & keys:
            places |= at[key] if key in at else at[key[0]] & at[key[1]] >> 1
        return places

    def allow(self, links: Iterable[Link]) -> bool:
        """Say whether all these pairs of places could be filled, in order and near enough to each other."""
        for before, after, reach, within_sentence, _ in links:
            reached, wanted = self.of(before), self.of(after)
            if wanted < reached & -reached:
                return False  # the last of the one is before the first of the other
            passable = ~self._at.get(SENTENCE_END, 0) if within_sentence else -1
            for _ in range(reach):
                reached = (reached << 1) & passable
                if reached & wanted:
                    break
            else:
                return False
        return True
