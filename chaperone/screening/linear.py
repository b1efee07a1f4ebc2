"""Regular expressions that run in linear time (RE2), the only kind rules written as data may use, and their cues.

One automaton over the cues of every rule reads each text once; only the expressions it points to are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Final

import re2

from chaperone.screening.cues import EDGE

CUES_MEMORY_BYTES: Final = 96 << 20
EXPRESSION_MEMORY_BYTES: Final = 4 << 20


class NotLinear(ValueError):
    """An expression RE2 does not know: look-around, back-references, or no expression at all."""


def _options(memory_bytes: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory_bytes
    options.log_errors = False
    return options


def _readable(text: str) -> str | bytes:
    """Give the text as bytes where a byte is a character: then RE2's places need no translation."""
    return text.encode() if text.isascii() else text


class Expression:
    """One expression, matched on folded text. ``\\b`` and ``\\w`` know the letters a to z and digits only."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        try:
            self._compiled = re2.compile(pattern, _options(EXPRESSION_MEMORY_BYTES))
        except re2.error as error:
            raise NotLinear(f"{pattern!r}: {error}") from None

    def found(self, text: str) -> bool:
        """Say whether it occurs."""
        return self._compiled.search(_readable(text)) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give every place where it occurs, empty ones left out."""
        for match in self._compiled.finditer(_readable(text)):
            start, end = match.span()
            if start < end:
                yield start, end


class Shapes:
    """A few expressions sought all at once; says which of them occur, not where."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._set = re2.Set.SearchSet(_options(CUES_MEMORY_BYTES))
        for pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def seen_in(self, text: bytes) -> list[int]:
        """Give the numbers of the expressions that occur in a text in UTF-8."""
        return self._set.Match(text) or []


class Cues:
    """Many literal phrases and a few shapes, sought all at once; each belongs to some owners, named by number."""

    def __init__(self, phrases: Iterable[tuple[str, int]], shapes: Iterable[tuple[str, int]] = ()) -> None:
        """Take phrases, and expressions that are as cheap as phrases, each with the number of an owner."""
        owners: dict[str, int] = {}
        for phrase, owner in phrases:
            pattern = r"\b".join(map(re2.escape, phrase.split(EDGE)))
            owners[pattern] = owners.get(pattern, 0) | 1 << owner
        for pattern, owner in shapes:
            owners[pattern] = owners.get(pattern, 0) | 1 << owner
        self._owners = list(owners.values())
        self._set = re2.Set.SearchSet(_options(CUES_MEMORY_BYTES))
        for pattern in owners:
            self._set.Add(pattern)
        self._set.Compile()

    def pointed_to(self, text: bytes) -> int:
        """Give the bits of the owners of all that occurs in a text in UTF-8."""
        seen = self._set.Match(text)
        return reduce(or_, map(self._owners.__getitem__, seen)) if seen else 0
