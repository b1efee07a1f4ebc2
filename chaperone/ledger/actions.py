"""What may be done to the ledger: append facts to a stream, destroy a stream's key; nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chaperone.ledger.facts import Fact


class StreamMoved(Exception):
    """Somebody else has appended to the stream since the caller looked."""


def append(stream: str, facts: Sequence[Fact], at: datetime, expected_seq: int | None = None) -> int:
    """Append ``facts`` to ``stream`` in the caller's transaction and return the last seq."""
    raise NotImplementedError


def destroy_key(stream: str, at: datetime) -> None:
    """Destroy the key of ``stream``: its bodies can never be opened again, its chain stays."""
    raise NotImplementedError
