"""The heads of all streams as a text that can be kept elsewhere: what is cut off the end of a stream later, it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection

from chaperone.ledger.queries import Head

_HEADS: Final = (
    "SELECT entry.stream, entry.seq, entry.hash FROM ledger_entry AS entry"
    " JOIN (SELECT stream, MAX(seq) AS seq FROM ledger_entry GROUP BY stream) AS last"
    " ON last.stream = entry.stream AND last.seq = entry.seq ORDER BY entry.stream"
)
_ALL: Final = "all"


class HeadsUnsound(ValueError):
    """The text is no list of heads, or not as it was written; ``str()`` says where."""


def all_heads() -> dict[str, Head]:
    """Return the head of every stream, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        return {stream: Head(seq, bytes(last)) for stream, seq, last in cursor.fetchall()}


def written_down(heads: Mapping[str, Head]) -> str:
    """Return the heads as lines of stream, number and hash; the last line is the hash of all those before it."""
    lines = [f"{stream} {at.seq} {at.hash.hex()}" for stream, at in sorted(heads.items())]
    return "\n".join([*lines, f"{_ALL} {len(lines)} {_hash_of(lines)}"])


def read_back(text: str) -> dict[str, Head]:
    """Return the heads that ``written_down`` wrote.

    Raises:
        HeadsUnsound: a line makes no sense, or the last line does not fit those before it.
    """
    *lines, last = [line for line in text.splitlines() if line.strip()] or [""]
    if last != f"{_ALL} {len(lines)} {_hash_of(lines)}":
        raise HeadsUnsound(
            "the last line does not fit the lines before it: something was changed or left out"
        )
    heads = {}
    for number, line in enumerate(lines, start=1):
        try:
            stream, seq, last_hash = line.split()
            heads[stream] = Head(int(seq), bytes.fromhex(last_hash))
        except ValueError:
            raise HeadsUnsound(f"line {number} is no head") from None
    return heads


def _hash_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
