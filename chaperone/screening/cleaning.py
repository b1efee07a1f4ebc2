"""Makes typed text safe to keep and show: no control characters, no hidden direction tricks, no floods of accents.

Arabic, Hebrew and every other script, emoji and their joiners stay as they are. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from chaperone.policy.refusal import Refused

MARKS_ON_ONE_LETTER: Final = 5
"""Accents above or below one letter that stay; pointed Hebrew with cantillation needs no more."""


def _character_class(codes: Iterable[int]) -> str:
    """Write the codes as the inside of a regular expression's ``[...]``."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_VARIATION_SELECTORS: Final = set(range(0xFE00, 0xFE10))
_MARKS: Final = _character_class(
    code
    for code in range(0x300, 0x20000)
    if unicodedata.category(chr(code)) in ("Mn", "Me") and code not in _VARIATION_SELECTORS
)
_FLOOD: Final = re.compile(f"([{_MARKS}]{{{MARKS_ON_ONE_LETTER}}})[{_MARKS}]+")

# Flags of England, Scotland and Wales are written with invisible tags; anywhere else tags are hidden text.
_FLAG: Final = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)")
_HIDDEN: Final[dict[int, None]] = dict.fromkeys(
    code
    for first, last in (
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x115F, 0x1160),
        (0x180E, 0x180E), (0x200B, 0x200B), (0x202A, 0x202C), (0x2060, 0x206F), (0x3164, 0x3164), (0xD800, 0xDFFF),
        (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""Controls, invisible characters, halves of characters and what Unicode says is none; line ends are not among them."""

_TURNING: Final = re.compile("[\u202d\u202e]")
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile(r"\n[^\S\n]*\n\s*\n")
_JOINER_RUN: Final = re.compile("([\u200c-\u200f\ufe00-\ufe0f])\\1+")
_VISIBLE: Final = re.compile(f"[^\\s\u200c-\u200f\u061c\ufe00-\ufe0f\u2800{_MARKS}]")

NOTHING_TO_SEND: Final = Refused("", "There are no words in it yet.", "Write something first.")
TURNED_ROUND: Final = Refused(
    "", "There is a hidden mark in it that shows words back to front. Not sent.", "Type it again by hand."
)


def clean_text(text: str, length_limit: int) -> str | Refused:
    """Give the text as it will be kept and shown, or say why it cannot be.

    Args:
        text: as it came from the browser; anything at all.
        length_limit: most characters (code points) the cleaned text may have.

    Returns:
        The cleaned text: NFC, ends trimmed, line ends as ``\\n``, never empty, never longer than the limit. Cleaning
        it again changes nothing. Or ``Refused``: nothing visible in it, too long (the sentence says both numbers), or
        a mark that turns the reading direction round to deceive. Isolates and embeddings, which phones add by
        themselves around names, are only dropped.
    """
    if not (text.isascii() and text.isprintable()):
        if _TURNING.search(text):
            return TURNED_ROUND
        text = _without_hidden_characters(text)
    text = text.strip()
    if not _VISIBLE.search(text):
        return NOTHING_TO_SEND
    if len(text) > length_limit:
        return Refused(
            "",
            f"It is {len(text):,} characters long; {length_limit:,} is the most.",
            "Make it shorter, or send it in parts.",
        )
    return text


def _without_hidden_characters(text: str) -> str:
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    # Every second part is a flag, and stays whole.
    text = "".join(
        part if index % 2 else part.translate(_HIDDEN) for index, part in enumerate(_FLAG.split(text))
    )
    text = _JOINER_RUN.sub(r"\1", text)
    # Before NFC, because sorting ten thousand accents on one letter takes time by the square.
    text = _FLOOD.sub(r"\1", text)
    text = unicodedata.normalize("NFC", text)
    text = _FLOOD.sub(r"\1", text)
    return _BLANK_LINES.sub("\n\n", text)
