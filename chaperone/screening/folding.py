"""The one place where text is made comparable before rules read it, with a map back to what was typed.

Folding is per character (NFKC, lower case, every script's digits as 0-9, invisible characters dropped), so that it is
linear, and a place in the folded text always maps back to a place in the text as typed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Final

# Keycap and variation selectors turn a digit into an emoji of the same digit; the rest is invisible.
_DROPPED: Final[frozenset[int]] = frozenset(
    {0x20E3, 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x180E))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)


class _Folds(dict[int, str]):
    """Remembers how each character folds, so that ``str.translate`` runs at C speed once a character was seen."""

    def __missing__(self, code: int) -> str:
        # Han and Hangul are most of Unicode and fold to themselves: a text of them all must not be slow even once.
        unchanged = 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3
        folded = chr(code) if unchanged else _fold_one(chr(code))
        self[code] = folded
        return folded


LONGEST_FOLD: Final = 4
"""A character that stands for a whole phrase stays one character: a text of them must not grow eighteenfold."""


def _fold_one(character: str) -> str:
    parts = unicodedata.normalize("NFKC", character).lower()
    if len(parts) > LONGEST_FOLD:
        return character
    out = []
    for part in parts:
        if ord(part) in _DROPPED or unicodedata.category(part) == "Cf":
            continue
        digit = unicodedata.decimal(part, None)
        out.append(part if digit is None else str(digit))
    return "".join(out)


_FOLDS: Final = _Folds()


def fold(text: str) -> str:
    """Give the text as rules read it. Folding twice changes nothing more."""
    if text.isascii():
        return text.lower()
    return text.translate(_FOLDS)


def spans_as_typed(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Map spans of ``fold(text)`` back to spans of ``text``.

    Args:
        text: the text as typed.
        spans: ``(start, end)`` pairs in its folded form, ``start < end``.

    Returns:
        The pairs in the text as typed; each covers whole typed characters.
    """
    if not spans or text.isascii():
        return spans
    # ends[i] is where typed character i ends in the folded text; equal neighbours are characters that vanished.
    ends = list(accumulate(map(len, map(_FOLDS.__getitem__, map(ord, text)))))
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]
