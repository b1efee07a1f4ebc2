"""The single measurements of how clauses are judged, on the empty database at DATABASE_URL; ``bench_assurance`` starts it."""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.assurance_year import NOW, PACK, SEATS, People, people, sessions

# What follows needs Django, which the line above has set up.
from chaperone.assurance.actions import sweep, write_history
from chaperone.assurance.models import DayStanding
from chaperone.config.registry import lacks_in, reports_of_this_release
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.sessions.models import Seat, Session
from tests.support.signed_in import sign_in

LACKS = lacks_in(reports_of_this_release())


def main(count: int, rounds: int) -> None:
    """Fill the database, and measure at a quarter of it and at the whole."""
    call_command("migrate", verbosity=0)
    who = people()
    entries, first = 0, 0
    for last in (count // 4, count):
        began = time.perf_counter()
        entries += sessions(who, first, last)
        _tell("data made", last, entries, seconds=time.perf_counter() - began)
        first = last
        _count(last, entries)
        if last != count:
            _history(min(364, count))
        _pages(who, last, entries, rounds)
    sessions(who, count, count + 1)
    _count(count, entries, "counting one more session")
    assert Seat.objects.count() == (count + 1) * SEATS and Session.objects.count() == count + 1


def _count(made: int, entries: int, what: str = "counting what is new") -> None:
    """Count in turns, as the server's clerk does."""
    turns, counted, is_done = [], 0, False
    while not is_done:
        began = time.perf_counter()
        swept = sweep(PACK, LACKS, NOW)
        turns.append(time.perf_counter() - began)
        counted, is_done = counted + swept.entries, swept.is_done
    seconds = sum(turns)
    _tell(
        what,
        made,
        entries,
        seconds=seconds,
        counted=counted,
        slowest_turn_ms=max(turns) * 1000,
        per_second=counted / seconds,
    )


def _history(days: int) -> None:
    """So many days, as if the server had looked on every one."""
    write_history(PACK, LACKS, NOW)
    today = {row.clause: row for row in DayStanding.objects.all()}
    DayStanding.objects.bulk_create(
        DayStanding(
            day=NOW.date() - timedelta(days=ago),
            clause=clause_id,
            standing=today[clause_id].standing,
            judged=today[clause_id].judged,
            breaches=today[clause_id].breaches,
            risks=today[clause_id].risks,
            at=NOW,
        )
        for ago in range(1, days + 1)
        for clause_id in CLAUSE_IDS
    )


def _pages(who: People, made: int, entries: int, rounds: int) -> None:
    staff, anybody = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    sign_in(staff, who.trustee)
    for what, client, address in (
        ("the page of all clauses, over a year", staff, "/policy?days=365"),
        ("the page of all clauses, over thirty days", staff, "/policy?days=30"),
        ("one clause in depth, over a year", staff, "/policy/M10?days=365"),
        ("the page for everybody", anybody, "/how-we-keep-our-policy"),
    ):
        client.get(address)
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.status_code
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        _tell(
            what,
            made,
            entries,
            ms={"p50": statistics.median(times), "highest": max(times), "n": len(times)},
            queries=len(asked),
            bytes=len(answer.content),
        )


def _tell(what: str, made: int, entries: int, **figures: Any) -> None:
    line = {
        "kind": "assurance",
        "what": what,
        "database": connection.vendor,
        "sessions": made,
        "entries": entries,
    }
    print(json.dumps(line | figures), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
