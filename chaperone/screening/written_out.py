"""Writes a text out in whole words ("u r gna" as "you are going to"), so that rules can be put in plain English once.

Every word leads back to its place. Sentence ends become ``.``; other punctuation is dropped, quotation marks are only counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import Final

from chaperone.screening.word_lists import short_forms, slips, vocabulary
from chaperone.screening.words import in_words, ranks

SHORTEST_RUN_TOGETHER: Final = 7
LONGEST_RUN_TOGETHER: Final = 40
"""A strange word of a length between these may be several written together (``ihatemondays``)."""

_GLUE: Final = frozenset(
    "i you your all the kill just so hate are is my me and to of fucking absolutely nothing very really for them".split()
)
"""One of these must be in what was written together: names of places and people fall apart into other words."""

_PIECE: Final = re.compile(
    r"[^\W_]+(?:[*#'][^\W_]+)*[*#]*|[*#]+[^\W_]+|[.!?;\n]+|[\"“”«»]|[\U0001f300-\U0001faff\u2600-\u27bf]"
)


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """One reading of a text in whole words.

    Attributes:
        text: the words, one space before and after each; sentence ends are the word ``.``.
        words: the different words.
        offsets: where each word's leading space lies in ``text``.
        places: ``(start, end)`` of what each word was made of, in the view it was made from.
        quoted: for each word, whether it stands between quotation marks.
    """

    text: str
    words: frozenset[str]
    offsets: list[int]
    places: list[tuple[int, int]]
    quoted: list[bool]


def write_out(text: str) -> WrittenOut:
    """Write a view's text out.

    Args:
        text: lower-case text without apostrophes.
    """
    forms, kept = short_forms(), vocabulary()
    words: list[str] = []
    places: list[tuple[int, int]] = []
    quoted: list[bool] = []
    inside = False
    for piece in _PIECE.finditer(text):
        typed = piece[0]
        if typed[0] in '"“”«»':
            inside = not inside
            continue
        meant = forms.get(typed) or (("." if typed[0] in ".!?;\n" else typed,))
        if meant[0] == typed and typed not in kept:
            meant = _guessed(typed)
        words += meant
        places += [piece.span()] * len(meant)
        quoted += [inside] * len(meant)
    offsets: list[int] = []
    at = 0
    for word in words:
        offsets.append(at)
        at += len(word) + 1
    return WrittenOut(" " + " ".join(words) + " ", frozenset(words), offsets, places, quoted)


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
        if len(parts) > 1 and not _GLUE.isdisjoint(parts) and all(part in kept or known.get(part, 9) <= 3 for part in parts):
            forms = short_forms()
            return tuple(chain.from_iterable(forms.get(part, (part,)) for part in parts))
    return (typed,)
