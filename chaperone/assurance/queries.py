"""How each clause stands now and how it stood each day; the only way to fetch, and nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Count, Sum

from chaperone.assurance.judges import every_judge
from chaperone.assurance.models import DayCount, DayStanding, Publication, Reading, RoomTally
from chaperone.assurance.reading import unread_count
from chaperone.assurance.whole import WHOLE, is_unread, worst_of
from chaperone.policy.clauses import CLAUSE_IDS, carries_out
from chaperone.policy.evidence import NOTHING_FOUND, Lack, Standing, Status
from chaperone.policy.pack import Pack
from chaperone.policy.status import Asked, Judge
from chaperone.policy.tally import RoomFacts, Tally

PERIOD_DAYS: Final = 30
"""What is judged when nobody says otherwise."""


@carries_out("A1", "R1")
def how_clauses_stand(
    pack: Pack, lacks: Mapping[str, Lack], now: datetime, period_days: int = PERIOD_DAYS
) -> dict[str, Status]:
    """Say of all clauses, in the policy's order, how they stand; it asks tallies and models, and writes nothing.

    Args:
        pack: by whose numbers.
        lacks: what of each clause is not carried out (``config/registry.py`` knows).
        now: the moment, UTC.
        period_days: how far back; what is overdue or left over counts however old it is.
    """
    asked = _asked(pack, now, period_days)
    judges = every_judge()
    stand = {
        clause_id: _status(clause_id, judges.get(clause_id), lacks.get(clause_id), asked)
        for clause_id in CLAUSE_IDS
        if clause_id != WHOLE
    }
    whole = Judge(lambda _: worst_of(asked, stand), judges[WHOLE].judges)
    return {WHOLE: _status(WHOLE, whole, lacks.get(WHOLE), asked), **stand}


@carries_out("A1")
def how_clause_stands(
    pack: Pack, lacks: Mapping[str, Lack], clause_id: str, now: datetime, period_days: int = PERIOD_DAYS
) -> Status:
    """Say of one clause how it stands, as ``how_clauses_stand`` says it of all; the first asks all others."""
    if clause_id == WHOLE:
        return how_clauses_stand(pack, lacks, now, period_days)[WHOLE]
    asked = _asked(pack, now, period_days)
    return _status(clause_id, every_judge().get(clause_id), lacks.get(clause_id), asked)


def _asked(pack: Pack, now: datetime, period_days: int) -> Asked:
    since = now - timedelta(days=period_days)
    return Asked(now, since, pack.parameters, tally_since(since, now))


def _status(clause_id: str, judge: Judge | None, lack: Lack | None, asked: Asked) -> Status:
    evidence = judge.query(asked) if judge else NOTHING_FOUND
    if is_unread(asked):
        # What nobody has read may hold a counter-example: then nothing is evidence, and nothing can be kept.
        evidence = replace(evidence, judged=0)
    if judge is None and lack is None:
        lack = Lack("Nothing judges this clause yet.", whole=True)
    until = asked.tally.read_until or asked.now
    return Status(clause_id, evidence, lack, judge.judges if judge else "", asked.since, until)


def tally_since(since: datetime, now: datetime) -> Tally:
    """Return what has been counted of the ledger since a moment, in a fixed number of looks at the database."""
    counted = DayCount.objects.filter(day__gte=since.date(), day__lte=now.date())
    kinds: dict[str, int] = {}
    refusals: dict[str, int] = {}
    for kind, clause, count in counted.values_list("kind", "clause").annotate(Sum("count")):
        kinds[kind] = kinds.get(kind, 0) + count
        if kind == "refused" and clause:
            refusals[clause] = refusals.get(clause, 0) + count
    reading = Reading.objects.first()
    return Tally(
        read_until=reading.read_until if reading else None,
        behind=unread_count(),
        kinds=kinds,
        refusals=refusals,
        rooms=_rooms(since, now),
    )


_ROOM_FIELDS: Final = ("session_ref", "began_at", "numbers", "first_at", "staff", "teachers", "settings")


def _rooms(since: datetime, now: datetime) -> tuple[RoomFacts, ...]:
    rooms = RoomTally.objects.filter(opened_at__gte=since, opened_at__lte=now).order_by("opened_at", "pk")
    return tuple(
        RoomFacts(ref, began_at, numbers, first_at, tuple(staff), tuple(teachers), settings)
        for ref, began_at, numbers, first_at, staff, teachers, settings in rooms.values_list(*_ROOM_FIELDS)
    )


# --- How they stood -----------------------------------------------------------------------------------------------
class Day(NamedTuple):
    """How many clauses stood in each way on one day."""

    day: date
    counts: Mapping[Standing, int]


def days_of_all(now: datetime, days: int) -> list[Day]:
    """Return, for each day that was looked at, how many clauses stood in which way; the oldest first."""
    since = now.date() - timedelta(days=days)
    rows = DayStanding.objects.filter(day__gt=since, day__lte=now.date()).values_list("day", "standing")
    found: dict[date, dict[Standing, int]] = {}
    for day, standing, count in rows.annotate(Count("pk")).order_by("day"):
        found.setdefault(day, {})[Standing(standing)] = count
    return [Day(day, counts) for day, counts in found.items()]


def days_of(clause_id: str, now: datetime, days: int) -> list[DayStanding]:
    """Return how one clause stood on each day that was looked at, the oldest first."""
    since = now.date() - timedelta(days=days)
    rows = DayStanding.objects.filter(clause=clause_id, day__gt=since, day__lte=now.date())
    return list(rows.order_by("day"))


def last_day() -> dict[str, DayStanding]:
    """Return how each clause stood on the last day that was looked at; empty before any."""
    newest = DayStanding.objects.order_by("-day").values("day")[:1]
    return {row.clause: row for row in DayStanding.objects.filter(day=newest)}


def published_at() -> datetime | None:
    """Return since when everybody may see how the policy is kept; None while the organisation does not show it."""
    row = Publication.objects.first()
    return row.published_at if row else None
