"""Parts a text into the words it is typed in and its sentence ends: without a search where nothing in it needs a second look."""

from __future__ import annotations

import re
from typing import Final

SENTENCE_END: Final = "."
"""The word that stands for the end of a sentence."""

QUOTES: Final = '"“”«»'

PIECE: Final = re.compile(
    r"[^\W_]+(?:[*#'][^\W_]+)*[*#]*|[*#]+[^\W_]+|[.!?;\n]+|\({3}|[\"“”«»]|[\U0001f300-\U0001faff\u2600-\u27bf]"
)
"""A word, perhaps with stars for letters; the end of a sentence; a quotation mark; a picture."""

_ENDS_A_SENTENCE: Final = b".!?;\n"
_WITHOUT_SIGNS: Final = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(128)
_WITH_ENDS: Final = bytes(
    ord(SENTENCE_END) if code in _ENDS_A_SENTENCE else _WITHOUT_SIGNS[code] for code in range(256)
)
_WORDS: Final = re.compile(r"[^\W_]+")


def is_plain(text: str) -> bool:
    """Say whether the text holds nothing but ASCII words and ordinary signs: no stars, quotation marks or the like."""
    return text.isascii() and not ("*" in text or "#" in text or '"' in text or "'" in text or "(((" in text)


def pieces_of(text: str) -> list[str]:
    """Give the pieces of a text in order; a run of sentence ends is one. Linear in its length.

    Args:
        text: lower-case text without apostrophes.
    """
    if is_plain(text):
        return plain_pieces_of(text)
    return [piece if piece[0] not in ".!?;\n" else SENTENCE_END for piece in PIECE.findall(text)]


def plain_pieces_of(text: str) -> list[str]:
    """Give the pieces of a text that is plain, by looking each character up."""
    parted = text.encode().translate(_WITH_ENDS).decode()
    if SENTENCE_END in parted:
        while ".." in parted:
            parted = parted.replace("..", SENTENCE_END)
        parted = parted.replace(SENTENCE_END, f" {SENTENCE_END} ")
    return parted.split()


def words_of(text: str) -> list[str]:
    """Give the words and numbers of a text in order, without any sign."""
    if text.isascii():
        return text.encode().translate(_WITHOUT_SIGNS).decode().split()
    return _WORDS.findall(text)
