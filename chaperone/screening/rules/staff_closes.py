"""Knows how a letter ends properly: an ordinary valediction in one of several languages, and a name below or beside it (S11)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from chaperone.screening.yaml_files import read_yaml

LINES_LOOKED_AT: Final = 9
"""So many lines from the end may hold the close: after it come name, role, organisation, telephone, notice."""

_DATA: Final = Path(__file__).parents[1] / "data" / "letter_closes.yaml"
_CLOSES: Final[dict[str, list[str]]] = read_yaml(_DATA)
_VALEDICTION: Final = re.compile("|".join((*_CLOSES["english"], *_CLOSES["other_languages"])), re.IGNORECASE)
_JOKING: Final = re.compile(rf"\b(?:{'|'.join(_CLOSES['joking'])})\b", re.IGNORECASE)
_NOT_A_NAME: Final = re.compile(rf"(?:{'|'.join(_CLOSES['no_name'])})\b", re.IGNORECASE)
_KISSES_OR_PICTURES: Final = re.compile(r"(?:\s+[xX×хХ]+|[^\w\s.,'’()&/|-]+|\s+xoxo)+\s*$")
_TITLE: Final = r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Mx|Rabbi|Imam|Rev|Prof|Sir|Dame|Canon|Father|Sister)\.? )?"
_CAPITAL: Final = r"[^\W\d_a-z]"
_FURTHER: Final = (
    rf"(?: (?:{_CAPITAL}[\w'’.-]*|de|van|von|der|al|ap|ab|ferch|ibn|ben|bin|bint|el|la|da)){{0,4}}"
)
_NAME: Final = re.compile(
    rf"{_TITLE}{_CAPITAL}[\w'’.-]+{_FURTHER}(?: ?\([^)]{{2,20}}\))?(?:[,|–—-] ?.{{2,60}})?"
    rf"(?: (?:and|&|a|i) {_CAPITAL}[\w'’.-]+{_FURTHER})?"
)


def unprofessional_close(text: str) -> tuple[int, int] | None:
    """Say where a letter's end is not an ordinary close with a name.

    Args:
        text: the body as typed.

    Returns:
        The span of the last words when no valediction with a name is among the last lines, or of the joking or
        intimate words in the close; ``None`` when it ends as a letter should.
    """
    lines = [match.span() for match in re.finditer(r"\S[^\n]*", text)]
    if not lines:
        return None
    last = lines[-LINES_LOOKED_AT:]
    for number in range(len(last) - 1, -1, -1):
        start, end = last[number]
        match = _VALEDICTION.match(text, start, end)
        if match is None:
            continue
        rest = text[match.end() : end].strip(" ,.:!–—-")
        if rest and not _is_name(rest):
            if len(rest.split()) > 4 or not _JOKING.search(rest):
                continue  # a sentence that only begins like a close
            return start, end
        if rest or (number + 1 < len(last) and _is_name(text[slice(*last[number + 1])])):
            return _joking_before(text, last[max(0, number - 1) : number])
        return start, last[-1][1]
    return _last_words(text, last)


def _is_name(line: str) -> bool:
    bare = _KISSES_OR_PICTURES.sub("", line.strip()).strip(" ,.!")
    if len(bare) < 2 or _NOT_A_NAME.match(bare):
        return False
    if not bare.isascii() and bare[:1].isalpha() and bare[:1].lower() == bare[:1].upper():
        return len(bare.split()) <= 4  # scripts without capitals
    return _NAME.fullmatch(bare) is not None and len(bare.split()) <= 12


def _joking_before(text: str, above: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Look at the line above a proper close: "Laters!" there is still an unprofessional end."""
    for start, end in above:
        if end - start <= 30 and _JOKING.match(text, start, end):
            return start, end
    return None


def _last_words(text: str, last: list[tuple[int, int]]) -> tuple[int, int]:
    for start, end in last[-3:]:
        if _JOKING.search(text, start, end) and end - start <= 60:
            return start, end
    return last[-1]
