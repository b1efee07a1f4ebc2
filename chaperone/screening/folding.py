"""The one place where text is made comparable, character by character, with a map back to what was typed.

NFKC, lower case, accents off, every script's digits as 0-9, invisible characters and apostrophes dropped. A character
never looks at its neighbours here, so that it is linear, and a place in the folded text always maps back.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate, chain, repeat
from typing import Final

# Keycap and variation selectors turn a digit into an emoji of the same digit; the rest is invisible.
_DROPPED: Final[frozenset[int]] = frozenset(
    {0x20E3, 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x180E))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)
_APOSTROPHES: Final = frozenset("'`´ʹʻʼʽˈ‘’‛′")

# Letters that no normalisation takes apart, and letters in frames that phones offer.
_OWN_FOLDS: Final[dict[str, str]] = {
    **dict(zip("łøđħıŧæœßþð", ["l", "o", "d", "h", "i", "t", "ae", "oe", "ss", "th", "d"], strict=True)),
    **{chr(0x1F1E6 + n): chr(97 + n) for n in range(26)},  # regional indicators
    **{chr(0x1F170 + n): chr(97 + n) for n in range(26)},  # white on a dark square
    **{chr(0x1F150 + n): chr(97 + n) for n in range(26)},  # white on a dark circle
    **{chr(0x1F130 + n): chr(97 + n) for n in range(26)},  # in a square
    **{chr(0x2776 + n): str(n + 1) for n in range(10)},  # dark circled digits
    **{chr(0x2780 + n): str(n + 1) for n in range(20 // 2)},
    **{chr(0x278A + n): str(n + 1) for n in range(20 // 2)},
    "\u24ff": "0",
    "🔟": "10",
    "⃣": "",
}


_DROPPED_APOSTROPHE: Final = re.compile("['`’]")


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
    own = _OWN_FOLDS.get(character)
    if own is not None:
        return own
    whole = unicodedata.normalize("NFKC", character).lower()
    if len(whole) > LONGEST_FOLD:
        return character
    if unicodedata.category(character) == "Cs":
        return "\ufffd"  # half of a character, which no expression can read
    parts = unicodedata.normalize("NFKD", whole)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if ord(part) in _DROPPED or part in _APOSTROPHES or unicodedata.category(part) in ("Cf", "Mn", "Me"):
        return ""
    digit = unicodedata.decimal(part, None)
    if digit is not None:
        return str(digit)
    return _OWN_FOLDS.get(part, part)


_FOLDS: Final = _Folds()


def _is_plain(text: str) -> bool:
    return text.isascii() and "'" not in text and "`" not in text


def fold(text: str) -> str:
    """Give the text as rules read it. Folding twice changes nothing more."""
    if not text.isascii():
        # The apostrophe of telephones is often all that is not ASCII, and goes anyway.
        text = text.replace("’", "'")
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    return text.translate(_FOLDS)


def origins(text: str) -> list[int]:
    """Give, for each character of ``fold(text)``, the place in ``text`` it came from."""
    if _is_plain(text):
        return list(range(len(text)))
    if text.replace("’", "'").isascii():
        places: list[int] = []
        end = 0
        for apostrophe in _DROPPED_APOSTROPHE.finditer(text):
            places += range(end, apostrophe.start())
            end = apostrophe.end()
        return [*places, *range(end, len(text))]
    lengths = map(len, map(_FOLDS.__getitem__, map(ord, text)))
    return list(chain.from_iterable(map(repeat, range(len(text)), lengths)))


def spans_as_typed(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Map spans of ``fold(text)`` back to spans of ``text``.

    Args:
        text: the text as typed.
        spans: ``(start, end)`` pairs in its folded form, ``start < end``.

    Returns:
        The pairs in the text as typed; each covers whole typed characters.
    """
    if not spans or _is_plain(text):
        return spans
    # ends[i] is where typed character i ends in the folded text; equal neighbours are characters that vanished.
    ends = list(accumulate(map(len, map(_FOLDS.__getitem__, map(ord, text)))))
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]
