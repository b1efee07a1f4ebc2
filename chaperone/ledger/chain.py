"""The chain: which bytes an entry's hash covers, so that any change to the past can be found without a key.

The hash of an entry is SHA-256 over ``previous + description + sealed``:

    previous     32 bytes: the hash of the entry before it in the stream; 32 zero bytes before the first
    description  see :func:`describe`: fixed-width numbers, the four lengths, then the four texts
    sealed       the sealed body as it is kept, to the end

Every part has a fixed width or its length before it, and the sealed body runs to the end, so two different entries never
give the same bytes. The description is also what the seal is bound to: a body opens only beside the facts it was sealed with.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256

HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)
"""What the first entry of every stream has for ``previous``."""

# seq, microseconds since 1970-01-01 UTC, then the lengths in bytes of stream, kind, actor and clause; big-endian.
NUMBERS = struct.Struct(">QqHHHH")
_pack_numbers = NUMBERS.pack
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def describe(stream: bytes, seq: int, at: int, kind: bytes, actor: bytes, clause: bytes) -> bytes:
    """Return the bytes that describe an entry: everything of it but its body and its links.

    Args:
        stream, kind, actor, clause: as UTF-8, each at most 65,535 bytes.
        seq: number in the stream, from 1.
        at: microseconds since 1970-01-01 UTC.

    Raises:
        struct.error: a number or a length is out of range.
    """
    numbers = _pack_numbers(seq, at, len(stream), len(kind), len(actor), len(clause))
    return numbers + stream + kind + actor + clause


def link(previous: bytes, description: bytes, sealed: bytes) -> bytes:
    """Return the entry's hash, 32 bytes."""
    return sha256(previous + description + sealed).digest()


def microseconds(at: datetime) -> int:
    """Return ``at`` in whole microseconds since 1970-01-01 UTC.

    Raises:
        TypeError: ``at`` has no time zone.
    """
    return (at - _EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """Return the UTC time of ``at`` microseconds since 1970-01-01."""
    return _EPOCH + at * _MICROSECOND
