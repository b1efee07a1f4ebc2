"""Reads the ledger for counting: which streams hold something new, what a stream holds by day, and what a room came to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

import msgspec
from django.db import connection

from chaperone.assurance.models import RoomTally
from chaperone.ledger.chain import moment
from chaperone.ledger.queries import LedgerTampered, read
from chaperone.room import events as e
from chaperone.room.judging import RoomJudge

ROOM = "room/"
_DAY_MICROSECONDS = 86_400_000_000
# One look-up in an index for each stream, however much the ledger holds. A join, because PostgreSQL compares the ledger's names by
# bytes and ours by language: it could not look one up by the other.
_NEW = """
    SELECT stream, head, seen FROM (
        SELECT known.stream AS stream,
               (SELECT max(entry.seq) FROM ledger_entry AS entry WHERE entry.stream = known.stream) AS head,
               COALESCE(counted.seq, 0) AS seen
        FROM ledger_streamkey AS known LEFT JOIN assurance_streamread AS counted ON counted.stream = known.stream
    ) AS streams WHERE head > seen
"""


class Unread(NamedTuple):
    """A stream with something new: its last entry now, and the last one that has been counted (0 before any)."""

    stream: str
    head: int
    seen: int


class Count(NamedTuple):
    """How many entries of a kind, with a clause, fall on a day."""

    day: date
    kind: str
    clause: str
    entries: int


def unread() -> list[Unread]:
    """Return every stream that holds entries not counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_NEW} ORDER BY stream")
        return [Unread(*row) for row in cursor.fetchall()]


def unread_count() -> int:
    """Return how many streams hold entries not counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_NEW}) AS behind")  # noqa: S608 - no words of anybody's in it
        return int(cursor.fetchone()[0])


def counts_of(stream: str, after: int, head: int) -> Iterator[Count]:
    """Count a stretch of one stream by day, kind and clause; nothing is opened, so it works after its key is destroyed too.

    Args:
        stream: its name.
        after: the last number that is counted already.
        head: the last one to count.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at_microseconds / %s AS day, kind, clause, count(*) FROM ledger_entry"
            " WHERE stream = %s AND seq > %s AND seq <= %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [_DAY_MICROSECONDS, stream, after, head],
        )
        rows = cursor.fetchall()
    for day, kind, clause, count in rows:
        yield Count(moment(int(day) * _DAY_MICROSECONDS).date(), kind, clause, count)


def judged_room(stream: str, now: datetime) -> RoomTally | None:
    """Judge a room by its whole stream; not yet saved.

    Returns:
        What it came to; None when its words are destroyed, or when there is nothing.
    """
    judge, last, began = RoomJudge(), 0, None
    try:
        for entry in read(stream):
            if entry.body is None:
                return None
            began = began or entry.at
            last = entry.seq
            judge.see(entry.seq, e.from_builtins(entry.body))
    except LedgerTampered as tampered:
        judge.unreadable(now.timestamp())
        last = max(last, tampered.seq)
    except msgspec.ValidationError:
        judge.unreadable(now.timestamp())
    if last == 0:
        return None
    found = judge.judgement(now.timestamp())
    return RoomTally(
        session_ref=stream.removeprefix(ROOM),
        seq=last,
        opened_at=began or now,
        began_at=None if found.began_at is None else datetime.fromtimestamp(found.began_at, UTC),
        numbers={name: count for name, count in sorted(found.numbers.items()) if count},
        first_at=dict(sorted(found.first_at.items())),
        staff=list(found.staff),
        teachers=list(found.teachers),
        settings=found.settings,
    )
