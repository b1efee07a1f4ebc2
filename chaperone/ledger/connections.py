"""What the ledger's writer and its verifying need of a database, whichever it is, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from chaperone.ledger.seal import Row

LOCK_PATIENCE_SECONDS = 5
CONNECT_PATIENCE_SECONDS = 5

DISK_FULL = "The disk is full, so nothing can be recorded just now."
READ_ONLY = "The database is read-only, so nothing can be recorded just now."
LOCKED = "Another program keeps the database locked, so nothing can be recorded just now."
UNREACHABLE = "The database cannot be reached, so nothing can be recorded just now."
UNWELL = "The database has a fault, so nothing can be recorded just now."


class Conflict(Exception):
    """Some of the rows cannot follow what is there: somebody else was quicker, or a key has been destroyed. Nothing was kept."""


class Unwritable(Exception):
    """The database refused. Nothing was kept. ``str()`` is one plain sentence."""


class InDoubt(Unwritable):
    """The connection broke before the answer came: the rows may have been kept, or not."""


class KeptKey(NamedTuple):
    """A stream's key as the database has it."""

    wrapped: bytes
    ring_id: str
    destroyed: bool


class NewKey(NamedTuple):
    """A key to be kept with the first entry of its stream."""

    stream: str
    wrapped: bytes
    ring_id: str
    created_at: datetime


class LedgerConnection(Protocol):
    """What the writer needs of a database; every method may raise :class:`Unwritable`."""

    def head(self, stream: str) -> tuple[int, bytes]:
        """Return seq and hash of the last entry of ``stream``; 0 and 32 zero bytes of an empty one."""

    def key(self, stream: str) -> KeptKey | None:
        """Return the stream's key, None if it has none yet."""

    def insert(self, keys: Sequence[NewKey], rows: Sequence[Row]) -> None:
        """Keep all of it, durably, or nothing; raises :class:`Conflict` too. ``rows`` of one stream are in order."""

    def holds(self, row: Row) -> bool:
        """Say whether exactly this row is kept."""

    def close(self) -> None:
        """Close the connection; never raises."""
