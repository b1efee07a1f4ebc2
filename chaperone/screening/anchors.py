"""Says by the words of a text which of many searches could find anything in it: one look at each word, however many there are.

Every search names groups of words, and a text must hold a word of each group. A word's mask has a bit for each group it is
in, and one for each sign it is; the masks of a text's words are put together, and the searches whose groups are all there
are read off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from functools import lru_cache, reduce
from operator import or_
from typing import Final

Pair = tuple[str, str]
Key = str | Pair
"""What a text is looked up by: a word, or two words one after the other."""

Groups = Sequence[frozenset[Key]]
"""Of each group a text must hold one key; the rarest group first."""

GROUPS_READ: Final = 4
"""Of so many groups of a search a mask knows; the rarest four leave little to the others."""

WORDS_REMEMBERED: Final = 8192
"""Of so many strange words the masks are kept."""


WORDS_OF_A_MESSAGE: Final = 100
"""Few words of a text shorter than this occur twice."""


class _Masks(dict[str, int]):
    """The masks of all familiar words; that of any other is worked out."""

    def __init__(self, familiar: Mapping[str, int], strange: Callable[[str], int]) -> None:
        super().__init__(familiar)
        self._strange = lru_cache(WORDS_REMEMBERED)(strange)

    def __missing__(self, word: str) -> int:
        return self._strange(word)


class Anchors:
    """The words that searches cannot do without, and words that are a sign of something, ready to be looked up."""

    def __init__(
        self,
        searches: Sequence[Groups],
        signs: Sequence[Set[str]] = (),
        familiar: Iterable[str] = (),
        written_out: Callable[[str], Sequence[str]] = lambda word: (word,),
    ) -> None:
        """Prepare the masks.

        Args:
            searches: the groups of each search, told apart by their number here.
            signs: sets of words as typed, told apart by their number here.
            familiar: words that are written out as themselves: ``written_out`` is never asked about them.
            written_out: gives the words that a word as typed stands for.
        """
        self._count = len(searches)
        self._signs_from = GROUPS_READ * self._count
        self._written_out = written_out
        self._signs = tuple(signs)
        masks, self._from_the_start = _masks_of(searches)
        # Words of one list have the same mask: kept once, all of them stay near the processor.
        once: dict[int, int] = {}
        self._of_words = {
            key: once.setdefault(mask, mask) for key, mask in masks.items() if isinstance(key, str)
        }
        self._of_pairs = {
            key: once.setdefault(mask, mask) for key, mask in masks.items() if not isinstance(key, str)
        }
        self._pairs = frozenset(self._of_pairs)
        known = dict.fromkeys(familiar, 0)
        for word in known.keys() & self._of_words.keys():
            known[word] = self._of_words[word]
        for word in known.keys() & frozenset[str]().union(*signs):
            mask = known[word] | self._sign_bits(word)
            known[word] = once.setdefault(mask, mask)
        self._masks = _Masks(known, self._strange)
        self.strange_sign = 1 << len(self._signs)

    def _sign_bits(self, word: str) -> int:
        bits = 0
        for number, words in enumerate(self._signs):
            if word in words:
                bits |= 1 << (self._signs_from + number)
        return bits

    def _strange(self, typed: str) -> int:
        """Give the mask of a word that is not familiar."""
        words = self._written_out(typed)
        mask = self._sign_bits(typed)
        for word in words:
            mask |= self._of_words.get(word, 0)
        return mask if tuple(words) == (typed,) else mask | 1 << (self._signs_from + len(self._signs))

    def bits_of(self, typed: Collection[str]) -> int:
        """Put the masks of words as typed together."""
        if len(typed) > WORDS_OF_A_MESSAGE:
            typed = set(typed)  # the many words of a long text are often the same
        return reduce(or_, map(self._masks.__getitem__, typed), self._from_the_start)

    def signs_in(self, bits: int) -> int:
        """Give the signs among the masks put together; ``strange_sign`` says that a word stands for others."""
        return bits >> self._signs_from

    def pairs_in(self, words: Sequence[str]) -> frozenset[Pair]:
        """Give the pairs of neighbours that some search needs, among words that were written out."""
        # zip uses its tuples again where pairwise makes new ones, which takes longer by a third.
        return self._pairs.intersection(zip(words, words[1:]))  # noqa: B905, RUF007 - see above

    def met_by(self, bits: int, pairs: Iterable[Pair]) -> int:
        """Give the bits of the searches that have a key of each of their groups in a text with these masks and pairs."""
        for pair in pairs:
            bits |= self._of_pairs[pair]
        bits &= bits >> 2 * self._count
        bits &= bits >> self._count
        return bits & ((1 << self._count) - 1)


def _masks_of(searches: Sequence[Groups]) -> tuple[dict[Key, int], int]:
    """Give the mask of each key of the searches, and the bits of groups that a search does not have: it has them always."""
    of_groups: dict[frozenset[Key], int] = {}
    missing = 0
    for number, groups in enumerate(searches):
        for place in range(GROUPS_READ):
            bit = 1 << (place * len(searches) + number)
            if place < len(groups):
                of_groups[groups[place]] = of_groups.get(groups[place], 0) | bit
            else:
                missing |= bit
        for group in groups[GROUPS_READ:]:
            of_groups.setdefault(group, 0)  # no bit, but places are told by pairs of further groups as well
    masks: dict[Key, int] = {}
    for group, bits in of_groups.items():
        for key in group:
            masks[key] = masks.get(key, 0) | bits
    return masks, missing
