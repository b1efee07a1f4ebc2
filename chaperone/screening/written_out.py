"""Writes a text out in whole words ("u r gna" as "you are going to"), so that rules can be put in plain English once.

Every word leads back to its place. Sentence ends become ``.``; other punctuation is dropped, quotation marks are only counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from typing import Final

from chaperone.screening.anchors import Key
from chaperone.screening.pieces import PIECE, QUOTES, SENTENCE_END, pieces_of
from chaperone.screening.word_lists import ARABIC, lists, short_forms, slips, vocabulary
from chaperone.screening.words import in_words, ranks

SHORTEST_RUN_TOGETHER: Final = 7
LONGEST_RUN_TOGETHER: Final = 40
"""A strange word of a length between these may be several written together (``ihatemondays``)."""


_DOT_AFTER_DOT: Final = re.compile(r"\.[a-z0-9]++\.[a-z0-9]")
_DOTTED: Final = re.compile(r"[a-z0-9]++(?:\.[a-z0-9]++){2,}+")


def _gaps(run: re.Match[str]) -> str:
    return run[0].replace(".", " ")


@dataclass(eq=False)
class WrittenOut:
    """One reading of a text in whole words.

    Attributes:
        source: the view's text it was made from: lower-case, without apostrophes.
        words: its words in order; a sentence end is the word ``.``.
    """

    source: str
    words: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The words, one space before and after each."""
        return " " + " ".join(self.words) + " "

    @cached_property
    def has(self) -> frozenset[Key]:
        """The different words, and the different pairs of neighbours."""
        return frozenset((*self.words, *pairwise(self.words)))

    @cached_property
    def offsets(self) -> list[int]:
        """Where each word's leading space lies in ``text``."""
        return [0, *accumulate(len(word) + 1 for word in self.words)][:-1]

    @cached_property
    def _made_of(self) -> list[tuple[int, int, bool]]:
        made: list[tuple[int, int, bool]] = []
        inside = False
        for piece in PIECE.finditer(self.source):
            if piece[0] in QUOTES:
                inside = not inside
                continue
            made += [(*piece.span(), inside)] * len(meant_by(piece[0]))
        return made

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Give the span in ``source`` of what the words numbered ``first`` to ``last`` were made of."""
        return self._made_of[first][0], self._made_of[last][1]

    def is_quoted(self, number: int) -> bool:
        """Say whether a word stands between quotation marks, with a few words of one's own around them."""
        return self._made_of[number][2] and sum(not inside for _, _, inside in self._made_of) > 2


def undotted(text: str) -> str:
    """Read dots between words as gaps (``i.will.find.you``); every character keeps its place. Linear in its length."""
    return _DOTTED.sub(_gaps, text) if "." in text and _DOT_AFTER_DOT.search(text) else text


def write_out(text: str) -> WrittenOut:
    """Write a view's text out. Linear in its length.

    Args:
        text: lower-case text without apostrophes.
    """
    text = undotted(text)
    return WrittenOut(text, written_out(pieces_of(text)))


def written_out(typed: Iterable[str]) -> tuple[str, ...]:
    """Give the whole words that the pieces of a text stand for."""
    return tuple(chain.from_iterable(map(meant_by, typed)))


@cache
def familiar_words() -> frozenset[str]:
    """Give every word that is written out as itself without a further question."""
    return vocabulary().union(ranks()).difference(short_forms()) | {SENTENCE_END}


@lru_cache(maxsize=8192)
def meant_by(typed: str) -> tuple[str, ...]:
    """Give the words one piece of a text stands for; none for a quotation mark."""
    if typed in familiar_words():
        return (typed,)
    if typed[0] in QUOTES:
        return ()
    if typed[0] in ".!?;\n":
        return (SENTENCE_END,)
    typed = typed.translate(ARABIC)
    forms = short_forms().get(typed)
    return forms if forms is not None else _guessed(typed)


def _guessed(typed: str) -> tuple[str, ...]:
    kept, known = vocabulary(), ranks()
    meant = slips().get(typed.replace("#", "*"))
    if meant is not None:
        return (meant,)
    if typed[-1] == typed[-2:-1] and typed[:-1] in kept and typed not in known:
        return (typed[:-1],)
    if typed[0] == "i" and typed[1:] in kept and typed not in known:
        return ("i", typed[1:])
    if SHORTEST_RUN_TOGETHER <= len(typed) <= LONGEST_RUN_TOGETHER and typed.isascii() and typed not in known:
        parts = in_words(typed, kept)
        if (
            len(parts) > 1
            and not set(lists()["glue"]).isdisjoint(parts)
            and all(part in kept or known.get(part, 9) <= 3 for part in parts)
        ):
            forms = short_forms()
            return tuple(chain.from_iterable(forms.get(part, (part,)) for part in parts))
    return (typed,)
