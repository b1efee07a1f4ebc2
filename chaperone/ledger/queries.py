"""What the ledger holds: the head of a stream, and its entries opened in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple


class Opened(NamedTuple):
    """One entry of a stream, opened; ``body`` is None once the stream's key has been destroyed."""

    seq: int
    at: datetime
    kind: str
    actor: str
    clause: str
    body: dict[str, Any] | None
    hash: bytes


class Head(NamedTuple):
    """The last entry of a stream; ``Head(0, 32 zero bytes)`` of one that holds nothing yet."""

    seq: int
    hash: bytes


def head(stream: str) -> Head:
    """Return the head of ``stream``."""
    raise NotImplementedError


def read(stream: str, after: int = 0) -> Iterator[Opened]:
    """Yield the entries of ``stream`` with ``seq > after`` in order."""
    raise NotImplementedError
