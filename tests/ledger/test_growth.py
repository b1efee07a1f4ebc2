"""Writing costs the same in a ledger of any length: no statement of ours ever reads a table whole."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from chaperone.ledger.actions import append
from chaperone.ledger.commits import Submission
from chaperone.ledger.sqlite import SqliteConnection
from chaperone.ledger.statements import ENTRIES_OF_STREAM, HEAD, HOLDS, KEY, NEXT_ENTRIES
from chaperone.ledger.writer import GroupCommit
from tests.ledger.words import NOW, Answers, said, write

WRITES = 60


@pytest.fixture
def well_used(fresh_database: dict[str, Any]) -> Iterator[GroupCommit]:
    """A writer that made its plans when the ledger was tiny, and known to be tiny."""
    writer = GroupCommit().start()
    for n in range(1, 12):
        assert write(writer, "room/early", n).state == "written"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for n in range(1, 12):
        assert write(writer, f"room/early-{n}", 1).state == "written"
    yield writer
    writer.stop()


@pytest.mark.only_on("postgresql", because="the plans of PostgreSQL")
def test_postgresql_never_reads_a_table_whole_to_write(well_used: GroupCommit) -> None:
    before = _tables_read_whole()
    answers = Answers(well_used)
    for room in range(WRITES):
        answers.submit(f"room/{room}", 1, [said(), said(), said()])
        answers.submit(f"room/{room}", 4)
    assert set(answers.states()) == {"written"}
    well_used.stop()  # its counts are told when it goes
    assert _tables_read_whole() == before


@pytest.mark.only_on("postgresql", because="the plans of PostgreSQL")
@pytest.mark.usefixtures("well_used")
def test_postgresqls_triggers_never_read_a_table_whole() -> None:
    """Django's own statements are planned each time for the table as it is; the triggers' plans are kept."""
    append("room/a", [said()] * 10, NOW)
    before = dict(_tables_read_whole())
    for _ in range(WRITES):
        append("room/a", [said()] * 10, NOW)
    after = dict(_tables_read_whole())
    for table, times in before.items():
        assert after[table] - times <= 2 * WRITES  # and not for each of the ten


def _tables_read_whole() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = current_schema() ORDER BY relname"
        )
        return list(cursor.fetchall())


@pytest.mark.only_on("sqlite", because="the plans of SQLite")
@pytest.mark.parametrize("statement", [HEAD, KEY, HOLDS, NEXT_ENTRIES, ENTRIES_OF_STREAM])
def test_sqlite_asks_its_indexes(fresh_database: dict[str, Any], statement: str) -> None:
    append("room/a", [said()], NOW)
    bare = sqlite3.connect(fresh_database["NAME"])
    plan = bare.execute("EXPLAIN QUERY PLAN " + statement.format("?1"), [1]).fetchall()
    bare.close()
    assert plan
    assert all("SEARCH" in step[3] and "PRIMARY KEY" in step[3] for step in plan), plan


@pytest.mark.only_on("sqlite", because="the steps of SQLite")
def test_an_entry_takes_sqlite_as_many_steps_in_a_full_ledger_as_in_an_empty_one(
    fresh_database: dict[str, Any],
) -> None:
    writer = GroupCommit()

    def steps_to_write(seq: int) -> int:
        steps = itertools.count()
        inside = writer._connected()
        assert isinstance(inside, SqliteConnection)
        inside._connection.set_progress_handler(lambda: next(steps) and 0, 1)
        assert writer._commit([Submission("room/a", seq, [said()], NOW, print)])[0].state == "written"
        inside._connection.set_progress_handler(None, 1)
        return next(steps)

    steps_to_write(1)
    empty = steps_to_write(2)
    for room in range(50):
        append(f"room/{room}", [said()] * 60, NOW)
    append("room/a", [said()] * 500, NOW)
    writer._tips.clear()
    steps_to_write(503)
    assert 20 < empty == steps_to_write(504)
    writer._forget_everything()
