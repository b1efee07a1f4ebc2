"""What the ledger holds: the head of a stream, and its entries opened in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from chaperone.ledger.chain import BEGINNING, describe, link, moment
from chaperone.ledger.facts import opened_body
from chaperone.ledger.keys import key_ring
from chaperone.ledger.models import StreamKey
from chaperone.ledger.seal import CannotOpen, StreamSeal
from chaperone.ledger.statements import NEXT_ENTRIES

ENTRIES_PER_FETCH = 2000


class LedgerTampered(Exception):
    """A stream is not what was written. ``stream`` and ``seq`` name the first bad entry, ``reason`` says what is wrong."""

    def __init__(self, stream: str, seq: int, reason: str) -> None:
        super().__init__(f"The record {stream} has been changed at entry {seq}: {reason}.")
        self.stream, self.seq, self.reason = stream, seq, reason


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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, hash FROM ledger_entry WHERE stream = %s ORDER BY seq DESC LIMIT 1", [stream]
        )
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else Head(0, BEGINNING)


def read(stream: str, after: int = 0) -> Iterator[Opened]:
    """Yield the entries of ``stream`` with ``seq > after`` in order, opened, the chain checked on the way.

    Args:
        stream: its name, such as ``"room/ab12cd34ef"``; one that holds nothing yields nothing.
        after: the last seq the caller already has.

    Raises:
        LedgerTampered: an entry was changed, is missing, or its body does not open.
        KeyRingRefused: the key ring lacks the key that the stream is sealed with.
    """
    seal = seal_to_open(stream)
    stream_bytes = stream.encode()
    seq, previous = after, BEGINNING if after == 0 else None
    while rows := _fetch(stream, seq):
        for row in rows:
            seq += 1
            _, row_seq, at, kind, actor, clause, sealed, row_previous, row_hash = row
            if row_seq != seq:
                raise LedgerTampered(stream, seq, "the entry is missing")
            if previous is not None and row_previous != previous:
                raise LedgerTampered(stream, seq, "it does not follow the entry before it")
            description = describe(stream_bytes, seq, at, kind.encode(), actor.encode(), clause.encode())
            if link(row_previous, description, sealed) != row_hash:
                raise LedgerTampered(stream, seq, "its hash does not match what it says")
            body = None
            if seal is not None:
                try:
                    body = opened_body(seal.open(sealed, description))
                except (CannotOpen, ValueError):
                    raise LedgerTampered(stream, seq, "its body does not open") from None
            yield Opened(seq, moment(at), kind, actor, clause, body, row_hash)
            previous = row_hash
        if len(rows) < ENTRIES_PER_FETCH:
            return


def key_of(stream: str) -> bytes | None:
    """Return the key of ``stream``, to seal with it what belongs to the stream and is no entry (the code of a seat).

    Returns:
        The key; None before the stream's first entry, and once the key has been destroyed.

    Raises:
        KeyRingRefused: the key ring lacks the key that wraps it.
    """
    kept = StreamKey.objects.filter(stream=stream, destroyed_at=None).first()
    return key_ring().unwrap(stream, kept.ring_id, bytes(kept.wrapped)) if kept else None


def seal_to_open(stream: str) -> StreamSeal | None:
    """Return the seal of ``stream``; None once its key has been destroyed, or while it holds nothing."""
    key = key_of(stream)
    return StreamSeal(stream, key) if key else None


def _fetch(stream: str, after: int) -> list[tuple[Any, ...]]:
    """Return the next entries of ``stream``; whole fetches, so no cursor stays open while the caller works."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ENTRIES.format("%s"), [stream, after, ENTRIES_PER_FETCH])
        rows = cursor.fetchall()
    return [(*row[:6], *map(bytes, row[6:])) for row in rows]
