"""A full disk, a read-only or locked database, a database gone: nothing is half written, everybody hears why, and it goes on."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chaperone.ledger.connections import DISK_FULL, LOCKED, READ_ONLY, UNREACHABLE
from chaperone.ledger.postgres import connect_postgres
from chaperone.ledger.queries import head, read
from chaperone.ledger.verify import verify
from chaperone.ledger.writer import GroupCommit, WriteOutcome
from tests.ledger.words import POSTGRES, Answers, said, write

WRITTEN, STALE, failed = WriteOutcome.WRITTEN, WriteOutcome.STALE, WriteOutcome.failed
only_sqlite = pytest.mark.only_on("sqlite", because="SQLite's own trouble")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sqlite", "postgres"):
        monkeypatch.setattr(f"chaperone.ledger.{module}.LOCK_PATIENCE_SECONDS", 1)
    monkeypatch.setattr("chaperone.ledger.writer.DOUBT_PATIENCE_SECONDS", 1.0)


def _with_command(database: dict[str, Any], command: str) -> dict[str, Any]:
    """Return the database's description with one more SQLite command for every connection."""
    options = database["OPTIONS"]
    return {**database, "OPTIONS": {**options, "init_command": options["init_command"] + command}}


@pytest.fixture
def started(fresh_database: dict[str, Any]) -> Iterator[list[GroupCommit]]:
    """Writers put in here are stopped at the end."""
    writers: list[GroupCommit] = []
    yield writers
    for writer in writers:
        writer.stop()


@only_sqlite
def test_a_full_disk_fails_the_batch_and_all_that_was_built_on_it(
    fresh_database: dict[str, Any], started: list[GroupCommit]
) -> None:
    """``max_page_count`` makes SQLite itself say SQLITE_FULL, at the very place where it does when the disk is full."""
    writer = GroupCommit(_with_command(fresh_database, "PRAGMA max_page_count = 60;"))
    started.append(writer)
    answers = Answers(writer)
    answers.submit("room/a", 1, [said("fits")])
    answers.submit("room/big", 1, [said("x" * 400_000)])
    answers.submit("room/a", 2, [said("in the same commit")])
    writer.start()
    assert answers.wait() == [failed(DISK_FULL)] * 3
    assert (head("room/a").seq, head("room/big").seq) == (0, 0)

    assert write(writer, "room/a", 2) is STALE  # said on top of what was lost
    assert write(writer, "room/a", 1, [said("again")]) is WRITTEN
    assert write(writer, "room/a", 2, [said("x" * 400_000)]) == failed(DISK_FULL)
    assert write(writer, "room/a", 3) is STALE
    assert write(writer, "room/a", 2, [said("small")]) is WRITTEN
    assert [entry.body for entry in read("room/a")] == [{"text": "again"}, {"text": "small"}]
    assert verify(open_bodies=True).sound


def test_a_read_only_database_is_said_to_be_one(
    fresh_database: dict[str, Any], started: list[GroupCommit]
) -> None:
    if POSTGRES:
        options = fresh_database["OPTIONS"]["options"] + " -c default_transaction_read_only=on"
        database = {**fresh_database, "OPTIONS": {"options": options}}
    else:
        database = _with_command(fresh_database, "PRAGMA query_only = on;")
    writer = GroupCommit(database).start()
    started.append(writer)
    assert write(writer, "room/a", 1) == failed(READ_ONLY)
    assert write(writer, "room/a", 2) is STALE
    assert head("room/a").seq == 0


@only_sqlite
def test_a_database_file_on_a_read_only_disk(
    fresh_database: dict[str, Any], started: list[GroupCommit]
) -> None:
    writer = GroupCommit({**fresh_database, "NAME": f"file:{fresh_database['NAME']}?mode=ro"}).start()
    started.append(writer)
    assert write(writer, "room/a", 1) == failed(READ_ONLY)


@contextlib.contextmanager
def _locked(database: dict[str, Any]) -> Iterator[None]:
    """Keep everybody else from writing, from a connection of another program."""
    if POSTGRES:
        with connect_postgres(database) as other, other.transaction():
            other.execute("LOCK TABLE ledger_entry IN ACCESS EXCLUSIVE MODE")
            yield
    else:
        with contextlib.closing(sqlite3.connect(database["NAME"], isolation_level=None)) as other_file:
            other_file.execute("BEGIN IMMEDIATE")
            yield
            other_file.execute("ROLLBACK")


def test_a_locked_database_fails_after_a_while_and_recovers(
    fresh_database: dict[str, Any], writer: GroupCommit
) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    with _locked(fresh_database):
        assert write(writer, "room/a", 2) == failed(LOCKED)
    assert write(writer, "room/a", 3) is STALE
    assert write(writer, "room/a", 2) is WRITTEN
    assert verify().sound


def test_a_short_lock_is_only_waited_for(fresh_database: dict[str, Any], writer: GroupCommit) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    answers = Answers(writer)
    with _locked(fresh_database):
        answers.submit("room/a", 2)
        time.sleep(0.2)
    assert answers.wait() == [WRITTEN]


def test_a_database_that_is_not_there_is_told_and_found_again(
    fresh_database: dict[str, Any], started: list[GroupCommit], tmp_path: Path
) -> None:
    description = dict(fresh_database)
    gone = {"PORT": "1"} if POSTGRES else {"NAME": str(tmp_path / "no" / "such" / "folder.sqlite3")}
    description.update(gone)
    writer = GroupCommit(description).start()
    started.append(writer)
    answers = Answers(writer)
    answers.submit("room/a", 1)
    answers.submit("room/b", 1)
    assert answers.wait() == [failed(UNREACHABLE)] * 2
    description.update({key: fresh_database[key] for key in gone})
    assert write(writer, "room/a", 2) is STALE
    assert write(writer, "room/a", 1) is WRITTEN


def test_a_missing_key_ring_is_told_in_words(writer: GroupCommit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    monkeypatch.setenv("CHAPERONE_KEY_RING", "other:" + "A" * 43 + "=")
    assert write(writer, "room/a", 2) is WRITTEN  # the stream's key is still at hand
    writer._forget_everything()
    answers = Answers(writer)
    answers.submit("room/a", 3)
    answers.submit("room/b", 1)
    assert answers.states() == ["failed", "written"]
    assert "Put the old key back" in answers.wait()[0].reason
