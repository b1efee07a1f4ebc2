"""Letters of other scripts that look like Latin ones, read as Latin where a word mixes scripts or is made of them only.

Real Russian, Greek or Ukrainian holds letters that look like no Latin one, so its words stay what they are.
"""

from __future__ import annotations

import re
from typing import Final

_CYRILLIC: Final = dict(zip("аеорсухіјѕԁһԛԝѵьмткнвгпзбш", "aeopcyxijsdhqwvbmtkhbrn36w", strict=True))
_GREEK: Final = dict(zip("αβγεηικνορτυχωζ", "abyenikvoptuxwz", strict=True))
_ARMENIAN: Final = dict(zip("օսոհցզյվք", "ounhgqjuf", strict=True))
_SMALL_CAPITALS: Final = dict(
    zip("ɑɡɩꞁɪʏʀɴʟʜɢʙᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "agiliyrnlhgbacdejkmoptuvwzfs", strict=True)
)
_LETTERS: Final = {**_CYRILLIC, **_GREEK, **_ARMENIAN, **_SMALL_CAPITALS}
_TABLE: Final = str.maketrans(_LETTERS)
_ALIKE: Final = frozenset(_LETTERS)

# Only these look so much alike that a word of nothing else is a disguise and no word of its own language.
_STRICT: Final = frozenset("аеорсухіјѕԁһԛԝѵονυρ") | frozenset(_SMALL_CAPITALS)

_SUSPECTS: Final = re.compile(f"[{''.join(_LETTERS)}]")
_WORD: Final = re.compile(r"[^\W_]+")
_LATIN: Final = re.compile(r"[a-z]")


def as_latin(folded: str) -> str:
    """Read look-alikes as Latin letters, one for one, in words that are disguised. Doing it again changes nothing.

    Args:
        folded: text after ``fold``.
    """
    if not _SUSPECTS.search(folded):
        return folded
    all_alike = not any("\u0370" <= letter <= "\u04ff" and letter not in _STRICT for letter in set(folded))
    return _WORD.sub(lambda match: _read(match[0], all_alike), folded)


def _read(word: str, text_is_all_alike: bool) -> str:
    letters = set(word)
    if letters.isdisjoint(_ALIKE):
        return word
    beside_digits = (
        any(map(str.isdigit, letters)) and {letter for letter in letters if letter.isalpha()} <= _ALIKE
    )
    if _LATIN.search(word) or beside_digits or (text_is_all_alike and letters <= _STRICT):
        return word.translate(_TABLE)
    return word
