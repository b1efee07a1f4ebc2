"""Where in a text the words stand that searches need, as bits, so that "near each other" is a few whole-number operations."""

from __future__ import annotations

from collections.abc import Sequence, Set

from chaperone.screening.anchors import Key
from chaperone.screening.pieces import SENTENCE_END


class Places:
    """The numbers of words in a text: the bit of a number is set where the word stands."""

    __slots__ = ("_at", "_held", "_known", "sentence_ends")

    def __init__(self, words: Sequence[str], held: Set[Key]) -> None:
        """Take the words of a text, and those words and pairs of it that are asked for."""
        at: dict[str, int] = {}
        place = 1
        for word in words:
            at[word] = at.get(word, 0) | place
            place <<= 1
        self._at = at
        self._held = held
        self._known: dict[Set[Key], int] = {}
        self.sentence_ends = at.get(SENTENCE_END, 0)

    def of(self, keys: frozenset[Key]) -> int:
        """Give the places of all these words, and of the first word of these pairs."""
        places = self._known.get(keys)
        if places is None:
            places, at = 0, self._at
            for key in self._held & keys:
                places |= at[key] if isinstance(key, str) else at[key[0]] & at[key[1]] >> 1
            self._known[keys] = places
        return places
