"""What changed between two texts that people agree to, line by line and word by word, for whoever is asked to agree anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

ALIKE: Final = 0.5
"""Two lines that share half of their words are one line that was changed; below that the old went and a new one came."""


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Words:
    """Some words next to each other that fared alike."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line (a paragraph, a point or a heading) that is new or gone, or, with ``change`` SAME, in which some words are."""

    change: Change
    pieces: tuple[Words, ...]


def differences(old: str, new: str) -> tuple[ChangedLine, ...]:
    """Return the lines that differ, in the order of the new text, those gone where they stood.

    Joined with their spaces, all but the new words of these lines stood in ``old``, and all but those gone stand in ``new``.
    """
    before, after = _lines(old), _lines(new)
    found: list[ChangedLine] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            found += _paired(before[i1:i2], after[j1:j2])
    return tuple(found)


def _lines(text: str) -> list[str]:
    return [line.lstrip("#- ").strip() for line in text.splitlines() if line.strip()]


def _paired(gone: Sequence[str], new: Sequence[str]) -> list[ChangedLine]:
    """Put lines that are one line changed side by side; each old line is used once, and none is left out."""
    found: list[ChangedLine] = []
    left = list(gone)
    for line in new:
        best = max(left, key=lambda old: _likeness(old, line), default=None)
        if best is None or _likeness(best, line) < ALIKE:
            found.append(ChangedLine(Change.NEW, (Words(Change.NEW, line),)))
            continue
        # What stood before it and found no partner is gone, and is told before it.
        found += [ChangedLine(Change.GONE, (Words(Change.GONE, old),)) for old in left[: left.index(best)]]
        left = left[left.index(best) + 1 :]
        found.append(ChangedLine(Change.SAME, _word_by_word(best, line)))
    return found + [ChangedLine(Change.GONE, (Words(Change.GONE, old),)) for old in left]


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _word_by_word(old: str, new: str) -> tuple[Words, ...]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    pieces: list[Words] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Words(Change.SAME, "".join(after[j1:j2])))
            continue
        if i1 < i2:
            pieces.append(Words(Change.GONE, "".join(before[i1:i2])))
        if j1 < j2:
            pieces.append(Words(Change.NEW, "".join(after[j1:j2])))
    return tuple(pieces)
