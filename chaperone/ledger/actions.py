"""What may be done to the ledger: append facts to a stream, destroy a stream's key, wrap keys anew; nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from chaperone.ledger.chain import microseconds
from chaperone.ledger.connections import KeptKey
from chaperone.ledger.facts import Fact
from chaperone.ledger.keys import key_ring, new_stream_key
from chaperone.ledger.models import StreamKey
from chaperone.ledger.postgres import insert_rows
from chaperone.ledger.queries import Head, head
from chaperone.ledger.seal import Row, StreamSeal, refuse_unkeepable_name
from chaperone.ledger.statements import KEY, add_entries

ROWS_PER_INSERT = 500
ATTEMPTS = 5


class StreamMoved(Exception):
    """Somebody else has appended to the stream since the caller looked; look again and decide again."""


class StreamDestroyed(Exception):
    """The stream's key has been destroyed at its end of life; nothing can be added to it any more."""


def append(stream: str, facts: Sequence[Fact], at: datetime, expected_seq: int | None = None) -> int:
    """Append ``facts`` to ``stream``, all or none, in the caller's transaction (or one of its own) and return the last seq.

    The stream comes into being with its first entry. Writers to one stream wait for each other until their transactions end;
    write to ``organisation`` last in a transaction, so that two transactions never wait for each other in a circle.

    Args:
        stream: its name, such as ``"session/ab12cd34ef"``.
        facts: what happened, in order; nothing is written for an empty list.
        at: when, for all of them; with a time zone.
        expected_seq: the seq of the head the caller decided on; None to append behind whatever is there.

    Raises:
        StreamMoved: the head is no longer ``expected_seq``.
        StreamDestroyed: the stream's key has been destroyed.
        ValueError: a fact, or the stream's name, cannot be kept.
        KeyRingRefused: the key ring cannot open this stream's key.
    """
    if not facts:
        return head(stream).seq
    refuse_unkeepable_name(stream)
    at_microseconds = microseconds(at)
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                seal, last = _seal_to_write(stream, at)
                if expected_seq is not None and last.seq != expected_seq:
                    raise StreamMoved(f"{stream} is at {last.seq}, not at {expected_seq}.")
                rows = seal.rows(last, facts, at_microseconds)
                _insert(rows)
            return rows[-1].seq
        except IntegrityError:
            continue  # a writer that takes no lock (a room) was quicker: look again
    raise StreamMoved(f"{stream} is being written by somebody else.")


def destroy_key(stream: str, at: datetime) -> None:
    """Destroy the key of ``stream`` in the caller's transaction: no body of it can be opened again, anywhere; its chain stays.

    Destroying twice, or a stream that never was, changes nothing. Who asked for it, and why, is the caller's to record.

    Args:
        at: when it is destroyed; with a time zone.
    """
    if StreamKey.objects.filter(stream=stream, destroyed_at=None).update(wrapped=b"", destroyed_at=at):
        transaction.on_commit(_overwrite_on_disk, robust=True)  # the key is gone either way


def _overwrite_on_disk() -> None:
    """See that the old bytes of a destroyed key leave SQLite's files too, and not only its tables.

    With ``secure_delete`` (see config/environment.py) the page was overwritten; this writes it out and empties the log that still
    had the old page. PostgreSQL has no such step: there, as in backups, rotating the key ring ends what may be left of it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rewrap_keys() -> int:
    """Wrap every stream key that an older ring key wraps with the current one, and return how many there were.

    Afterwards the older ring keys can be taken out of the ring, which makes every copy they wrap useless, in backups too.

    Raises:
        KeyRingRefused: a key is wrapped by a ring key that the ring does not hold.
    """
    ring = key_ring()
    count = 0
    with transaction.atomic():
        kept = (
            StreamKey.objects.select_for_update().filter(destroyed_at=None).exclude(ring_id=ring.current_id)
        )
        for old in kept.iterator():
            key = ring.unwrap(old.stream, old.ring_id, bytes(old.wrapped))
            count += StreamKey.objects.filter(stream=old.stream).update(
                wrapped=ring.wrap(old.stream, key), ring_id=ring.current_id
            )
    return count


def _seal_to_write(stream: str, at: datetime) -> tuple[StreamSeal, Head]:
    """Return the seal of ``stream``, made if it is new, and its head; nobody else appends until the transaction ends."""
    ring = key_ring()
    kept, last = _locked(stream)
    if kept is None:
        wrapped = ring.wrap(stream, new_stream_key())
        made = StreamKey(stream=stream, wrapped=wrapped, ring_id=ring.current_id, created_at=at)
        # Two may begin a stream at once: one key stays, and both read it back.
        StreamKey.objects.bulk_create([made], ignore_conflicts=True)
        kept, last = _locked(stream)
    if kept is None or kept.destroyed:
        raise StreamDestroyed(f"The key of {stream} has been destroyed; nothing can be added to it.")
    return StreamSeal(stream, ring.unwrap(stream, kept.ring_id, kept.wrapped)), last


def _locked(stream: str) -> tuple[KeptKey | None, Head]:
    """Return the key and the head of ``stream``, locked against other appenders."""
    # SQLite needs no lock of its own: a transaction that may write is the only one (see config/environment.py).
    lock = "" if connection.vendor == "sqlite" else " FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(KEY.format("%s") + lock, [stream])
        row = cursor.fetchone()
    return KeptKey(row[0], row[1], bool(row[2])) if row else None, head(stream)


def _insert(rows: list[Row]) -> None:
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors:
            insert_rows(connection.connection, rows)
        return
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_PER_INSERT):
            some = rows[start : start + ROWS_PER_INSERT]
            cursor.execute(add_entries(len(some), "%s"), [value for row in some for value in row])
