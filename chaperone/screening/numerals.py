"""Reads digits however they are written: figures, words, "double seven", letters that look like figures, or all mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_ENGLISH: Final = "zero one two three four five six seven eight nine"
_OTHERS: Final = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve",  # Spanish
    "zero un deux trois quatre cinq six sept huit neuf",  # French
    "zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec",  # Polish
    "sero un dau tri pedwar pump chwech saith wyth naw",  # Welsh
    "null eins zwei drei vier funf sechs sieben acht neun",  # German
    "sifir bir iki uc dort bes alti yedi sekiz dokuz",  # Turkish
)
_HEARD: Final = {
    "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "ought": "0", "owe": "0", "won": "1", "wun": "1", "tu": "2",
    "free": "3", "tree": "3", "fore": "4", "fower": "4", "fife": "5", "siks": "6", "sevn": "7", "sven": "7", "ate": "8",
    "ait": "8", "eyt": "8", "niner": "9", "nein": "9",
}  # fmt: skip
WORDS: Final[dict[str, str]] = {
    **{word: str(n) for line in (*_OTHERS, _ENGLISH) for n, word in enumerate(line.split())},
    **_HEARD,
}
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_LARGE: Final[dict[str, str]] = {
    **{word: str(n) for n, word in enumerate(_TEENS.split(), 10)},
    **{word: f"{n}0" for n, word in enumerate(_TENS.split(), 2)},
    "hundred": "00",
    "thousand": "000",
}
_TIMES: Final = {"double": 2, "dbl": 2, "twice": 2, "triple": 3, "treble": 3, "quadruple": 4}
_LETTERS: Final = {
    "o": "0",
    "l": "1",
    "i": "1",
    "z": "2",
    "e": "3",
    "a": "4",
    "s": "5",
    "g": "9",
    "b": "8",
    "t": "7",
}

_WORD: Final = "|".join(sorted((*WORDS, *_LARGE, *_TIMES, "plus"), key=len, reverse=True))
_ATOM: Final = (
    rf"(?:\d++|\+|(?:{_WORD})(?![a-z])|(?:{_WORD})(?=\d|(?:{_WORD}))|[oilszbg](?=\d|[oilszbg]\d)|"
    rf"(?<=[\d])[oilszbg](?![a-z]{{2}}))"
)
_GAP: Final = (
    r"(?:[^\w+]{0,2} (?:and|then|dash|space|comma|hyphen|dot|next|erm|um|uh)[ ,]{1,2}|[^\w+]{1,4}|_{1,3})?"
)
# Possessive throughout: nothing is tried twice, so that the time is linear.
_RUN: Final = re.compile(rf"(?<![a-z\d])(?:{_ATOM}{_GAP}+){{3,}}+")
_PIECE: Final = re.compile(
    rf"(?P<digit>\d+)|(?P<word>{_WORD})(?![a-z])|(?P<joined>{_WORD})|(?P<letter>[oilszbg])|(?P<plus>\+)"
)


_LETTER: Final = re.compile("[a-z]")
LONGEST_RUN: Final = 240
"""Characters of one stretch that are read: a telephone number spelled out needs half of it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Digits read from a stretch of text.

    Attributes:
        digits: the digits; ``+`` where one stood at the beginning.
        start: where the stretch begins.
        end: one past its end.
        worded: some digit is written as a word or letter; otherwise only words like "and" stand between figures.
    """

    digits: str
    start: int
    end: int
    worded: bool


def runs(text: str) -> Iterator[Run]:
    """Give every stretch of digits in folded text that is not written in figures only."""
    for match in _RUN.finditer(text):
        if _LETTER.search(match[0]):
            digits, worded, end = _read(match[0][:LONGEST_RUN])
            yield Run(digits, match.start(), match.start() + end, worded)


def _read(stretch: str) -> tuple[str, bool, int]:
    digits: list[str] = []
    times, worded, end = 1, False, 0
    for piece in _PIECE.finditer(stretch):
        word = piece["word"] or piece["joined"] or ""
        worded = worded or bool(word or piece["letter"])
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word == "plus" or piece["plus"]:
            digits.append("+" if not digits else "")
            continue
        figures = piece["digit"]
        digit = figures or WORDS.get(word) or _LARGE.get(word) or _LETTERS.get(piece["letter"] or "", "")
        if word in ("hundred", "thousand") and digits and digits[-1] == "00":
            digit = ""
        if figures and times > 1:
            digit = figures[0] * (times - 1) + figures
            times = 1
        digits.append(_tens_and_units(digits, digit) * times)
        times, end = 1, piece.end()
    return "".join(digits), worded, end


def _tens_and_units(digits: list[str], digit: str) -> str:
    """Read ``forty two`` as 42: the unit takes the place of the nought."""
    if (
        digits
        and len(digits[-1]) == 2
        and digits[-1][1] == "0"
        and digits[-1][0] in "23456789"
        and len(digit) == 1
    ):
        digits[-1] = digits[-1][0]
    return digit
