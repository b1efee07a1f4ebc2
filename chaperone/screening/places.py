"""Where in a text the words stand that searches need, as bits, so that "near each other" is a few whole-number operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from chaperone.screening.anchors import Key, Pair
from chaperone.screening.pieces import SENTENCE_END


class Link(NamedTuple):
    """Two places of a frame that must both be filled, one after the other.

    Attributes:
        before: the words, or pairs of words, of which one is in the first place.
        after: the same for the second.
        reach: how many words later the second is, at most.
        within_sentence: no sentence ends between them.
        weight: how common both together are.
    """

    before: frozenset[Key]
    after: frozenset[Key]
    reach: int
    within_sentence: bool
    weight: float


class Beside(NamedTuple):
    """What must stand on either side of the rarest word of a frame.

    Attributes:
        rarest: the words, or pairs of words, of which one is the rarest.
        before: of these words, or of the pairs, one must stand before it.
        pairs_before: the same, where pairs of words begin.
        earlier: so many words before it, at most; 0 where nothing must.
        after: as ``before``, for what follows it.
        pairs_after: the same, where pairs of words begin.
        later: so many words after it, at most; 0 where nothing must.
    """

    rarest: frozenset[Key]
    before: frozenset[str] = frozenset()
    pairs_before: frozenset[Pair] = frozenset()
    earlier: int = 0
    after: frozenset[str] = frozenset()
    pairs_after: frozenset[Pair] = frozenset()
    later: int = 0


def beside(groups: Sequence[frozenset[Key]], links: Iterable[Link]) -> Beside:
    """Give what must stand beside the rarest words of a frame.

    Args:
        groups: the words of each of its places, the rarest first; equal ones are the same object.
        links: its places that follow each other.
    """
    rarest = groups[0]
    found = Beside(rarest)
    if list(groups).count(rarest) == 1:  # else nobody knows which of its places such a word would fill
        for link in links:
            if link.after is rarest:
                words, pairs = _parted(link.before)
                found = found._replace(before=words, pairs_before=pairs, earlier=link.reach)
            if link.before is rarest:
                words, pairs = _parted(link.after)
                found = found._replace(after=words, pairs_after=pairs, later=link.reach)
    return found


@cache
def _parted(keys: frozenset[Key]) -> tuple[frozenset[str], frozenset[Pair]]:
    return (
        frozenset(key for key in keys if isinstance(key, str)),
        frozenset(key for key in keys if not isinstance(key, str)),
    )


PLACES_REMEMBERED: Final = 128
"""Messages have fewer words than this: their bits are not made anew for each."""

_FIRST_PLACES: Final = tuple(1 << number for number in range(PLACES_REMEMBERED))


def _places(count: int) -> Sequence[int]:
    """Give the bits of at least so many places."""
    return _FIRST_PLACES if count <= PLACES_REMEMBERED else [1 << number for number in range(count)]


class Places:
    """The numbers of the words of a text: the bit of a number is set where the word stands."""

    __slots__ = ("_at", "_held", "_of", "_pairs", "_words")

    def __init__(self, words: Sequence[str], pairs: frozenset[Pair]) -> None:
        """Take the words of a text, and all pairs of neighbours in it that may be asked for."""
        at: dict[str, int] = {}
        for word, place in zip(words, _places(len(words)), strict=False):
            at[word] = at.get(word, 0) | place
        self._at = at
        self._words = words
        self._pairs = pairs
        self._held: frozenset[Key] = pairs.union(at)
        self._of: dict[frozenset[Key], int] = {}

    def hold(self, needed: Beside) -> bool:
        """Say whether there is a rarest word with the others near it, or with pairs of others anywhere."""
        rarest, before, pairs_before, earlier, after, pairs_after, later = needed
        if not (earlier or later):
            return True
        words, pairs = self._words, self._pairs
        for key in self._held & rarest:
            standing = self.of_one(key)
            while standing:
                place = standing.bit_length() - 1
                standing ^= 1 << place
                if (
                    later
                    and after.isdisjoint(words[place + 1 : place + 1 + later])
                    and pairs_after.isdisjoint(pairs)
                ):
                    continue
                if (
                    not earlier
                    or not before.isdisjoint(words[max(0, place - earlier) : place])
                    or not pairs_before.isdisjoint(pairs)
                ):
                    return True
        return False

    def of_one(self, key: Key) -> int:
        """Give the places of a word of the text, or of the first word of one of its pairs."""
        at = self._at
        return at[key] if isinstance(key, str) else at[key[0]] & at[key[1]] >> 1

    def of(self, keys: frozenset[Key]) -> int:
        """Give the places of all these words, and of the first word of these pairs."""
        places = self._of.get(keys)
        if places is None:
            places = 0
            for key in self._held & keys:
                places |= self.of_one(key)
            self._of[keys] = places
        return places

    def allow(self, links: Iterable[Link]) -> bool:
        """Say whether all these pairs of places could be filled, in order and near enough to each other."""
        return all(map(self._allows, links))

    def _allows(self, link: Link) -> bool:
        before, after, reach, within_sentence, _ = link
        reached, wanted = self.of(before), self.of(after)
        near, width = reached << 1, 1
        while width < reach:  # as many places after each as the reach, doubled where that is not too many
            more = min(width, reach - width)
            near |= near << more
            width += more
        if not near & wanted:
            return False
        if not within_sentence or SENTENCE_END not in self._at:
            return True
        passable = ~self._at[SENTENCE_END]
        for _ in range(reach):
            reached = (reached << 1) & passable
            if reached & wanted:
                return True
        return False
