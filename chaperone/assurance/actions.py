"""What is done for assurance: count what is new in the ledger, write down how clauses stand, publish; nobody sets a status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import connection, transaction

from chaperone.assurance.models import (
    DayCount,
    DayStanding,
    Publication,
    Reading,
    RoomTally,
    StreamRead,
)
from chaperone.assurance.queries import how_clauses_stand
from chaperone.assurance.reading import ROOM, Count, Unread, counts_of, judged_room, unread
from chaperone.assurance.rules import KEPT_DAYS, may_publish, worse
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.keys import KeyRingRefused
from chaperone.people.models import Person
from chaperone.people.queries import asker
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Lack, Standing, Status
from chaperone.policy.pack import Pack
from chaperone.policy.refusal import Refused
from chaperone.records.models import Dossier

ORGANISATION: Final = "organisation"
ENTRIES_AT_A_TIME: Final = 5000
"""How many entries one turn of the server counts: longer would make the rooms in the same process wait."""

COUNTS_AT_A_TIME: Final = 500
HISTORY_EVERY: Final = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: how many entries it counted, and whether nothing was left that had been there when it began."""

    entries: int
    is_done: bool


@carries_out("A1")
def sweep(
    pack: Pack, lacks: Mapping[str, Lack], now: datetime, entries_at_most: int = ENTRIES_AT_A_TIME
) -> Swept:
    """Count what is new in the ledger, and once an hour write down how every clause stands today.

    Args:
        pack: by whose numbers clauses are judged.
        lacks: what of each clause is not carried out.
        now: the moment, UTC.
        entries_at_most: after so many the rest waits for the next sweep; a stream is always counted whole.
    """
    counted, shut = 0, 0
    for number, stream in enumerate(unread()):
        if counted >= entries_at_most and number:
            return Swept(counted, is_done=False)
        try:
            counted += count_stream(stream, now)
        except KeyRingRefused:
            # It stays unread, and so does the whole: after a day the first clause says so, and nothing is called kept.
            log.error("assurance.stream_not_read", stream=stream.stream)
            shut += 1
    _forget(now)
    Reading.objects.get_or_create(id=1)
    if not shut:
        Reading.objects.filter(id=1).update(read_until=now)
    written_at = Reading.objects.values_list("written_at", flat=True).get(id=1)
    if written_at is None or now - written_at >= HISTORY_EVERY or written_at.date() != now.date():
        write_history(pack, lacks, now)
    return Swept(counted, is_done=True)


def count_stream(found: Unread, now: datetime) -> int:
    """Count what is new in one stream, and judge a room anew; in one transaction, so that nothing is counted twice.

    Returns:
        How many entries were new.

    Raises:
        KeyRingRefused: the key ring lacks the key that a room is sealed with; nothing was counted.
    """
    # What costs time is done before the row is held.
    room = judged_room(found.stream, now) if found.stream.startswith(ROOM) else None
    StreamRead.objects.bulk_create([StreamRead(stream=found.stream, seq=0)], ignore_conflicts=True)
    with transaction.atomic():
        kept = StreamRead.objects.select_for_update().get(stream=found.stream)
        if kept.seq >= found.head:
            return 0  # another process was quicker
        new = found.head - kept.seq
        _add(list(counts_of(found.stream, kept.seq, found.head)))
        if room is not None:
            RoomTally.objects.filter(session_ref=room.session_ref).delete()
            room.save()
        kept.seq = found.head
        kept.save(update_fields=["seq"])
    return new


def _add(counts: Sequence[Count]) -> None:
    """Add to the days' counts, some hundred in one statement, so that the row of a busy day is held for a moment only."""
    with connection.cursor() as cursor:
        for start in range(0, len(counts), COUNTS_AT_A_TIME):
            some = counts[start : start + COUNTS_AT_A_TIME]
            rows = ", ".join(["(%s, %s, %s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO assurance_daycount (day, kind, clause, count) VALUES {rows} ON CONFLICT (day, kind, clause)"  # noqa: S608 - rows are places only
                " DO UPDATE SET count = assurance_daycount.count + excluded.count",
                [value for count in some for value in count],
            )


def count_anew(now: datetime) -> int:
    """Throw all tallies away and count the whole ledger again; the history of days stays. Returns the number of entries."""
    with transaction.atomic():
        for model in (StreamRead, DayCount, RoomTally):
            model.objects.all().delete()
    counted = sum(count_stream(stream, now) for stream in unread())
    _forget(now)
    Reading.objects.update_or_create(id=1, defaults={"read_until": now})
    return counted


def write_history(pack: Pack, lacks: Mapping[str, Lack], now: datetime) -> dict[str, Status]:
    """Write down how every clause stands today: the worst that was found today stays until tomorrow."""
    stand = how_clauses_stand(pack, lacks, now)
    with transaction.atomic():
        today = {row.clause: row for row in DayStanding.objects.select_for_update().filter(day=now.date())}
        for clause_id, status in stand.items():
            before = today.get(clause_id)
            if before is not None and worse(Standing(before.standing), status.standing):
                continue
            DayStanding.objects.update_or_create(
                day=now.date(), clause=clause_id, defaults=_as_row(status, now)
            )
        Reading.objects.update_or_create(id=1, defaults={"written_at": now})
    return stand


def _as_row(status: Status, now: datetime) -> dict[str, object]:
    evidence = status.evidence
    return {
        "standing": status.standing,
        "judged": evidence.judged,
        "breaches": evidence.breaches.count,
        "risks": evidence.risks.count,
        "at": now,
    }


def _forget(now: datetime) -> None:
    """Drop what is older than it may be kept: days after two years, a room's numbers with its session's record."""
    oldest = now.date() - timedelta(days=KEPT_DAYS)
    DayCount.objects.filter(day__lt=oldest).delete()
    DayStanding.objects.filter(day__lt=oldest).delete()
    gone = Dossier.objects.filter(destroyed_at__isnull=False).values("session_ref")
    RoomTally.objects.filter(session_ref__in=gone).delete()


# --- Showing it to everybody --------------------------------------------------------------------------------------
@carries_out("R1")
def publish(by: Person, now: datetime, *, shown: bool) -> Publication | Refused:
    """Let everybody see how the policy is kept, or stop it; either is on record with who decided it.

    Args:
        by: an administrator.
        shown: whether it is to be seen from now on.
    """
    verdict = may_publish(asker(by, now))
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        kept, _ = Publication.objects.select_for_update().get_or_create(id=1)
        if (kept.published_at is not None) == shown:
            return kept
        kept.published_at = now if shown else None
        kept.save(update_fields=["published_at"])
        kind = "assurance.published" if shown else "assurance.withdrawn"
        append(ORGANISATION, [fact(kind, by.ref, "R1")], now)
    return kept
