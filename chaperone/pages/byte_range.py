"""Reads what part of a file a browser asks for (HTTP Range), and says which part it gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from ``start`` to before ``stop``."""

    start: int
    stop: int

    def in_words(self, size: int) -> str:
        """Return it as the answer's Content-Range says it."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


class OutOfRange(Exception):
    """What is asked for lies behind the file's end."""


def part_asked_for(header: str, size: int, most: int) -> Part | None:
    """Return the part that the Range header asks for, at most ``most`` bytes of it; None when the whole file is to be sent.

    A browser that gets less than it asked for asks on from there. A header that is not understood, or asks for several parts at
    once, is no header, as the standard has it.

    Raises:
        OutOfRange: the part begins behind the end of ``size`` bytes, or is empty.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), int(last) + 1 if last else max(size, int(first) + 1)
        if stop <= start:
            return None
    if start >= size or start >= stop:
        raise OutOfRange
    return Part(start, min(stop, size, start + most))
