"""PostgreSQL may vanish at any moment, even between a commit and its answer: what was kept is called written, once, and no more."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from chaperone.ledger.connections import UNREACHABLE
from chaperone.ledger.postgres import connect_postgres
from chaperone.ledger.queries import head, read
from chaperone.ledger.verify import verify
from chaperone.ledger.writer import GroupCommit, WriteOutcome
from tests.ledger.words import Answers, said, write

pytestmark = pytest.mark.only_on("postgresql", because="SQLite has no connection to lose")
WRITTEN, STALE, failed = WriteOutcome.WRITTEN, WriteOutcome.STALE, WriteOutcome.failed
MARK = b"INSERT INTO ledger_entry"


class Wire:
    """A real TCP wire between the writer and the server that can be cut at a chosen moment.

    ``cut`` is "before" (the next write to the ledger never reaches the server), "after" (it does, its answer never comes back),
    or "" (a good wire); ``dead`` refuses every new connection.
    """

    def __init__(self, host: str, port: int) -> None:
        self.cut = ""
        self.dead = False
        self._target = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.dead:
                    client.close()
                    continue
                server = socket.create_connection(self._target)
                self._ends += [client, server]
                threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        answering = threading.Thread(target=self._answer, args=(server, client), daemon=True)
        answering.start()
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 20):
                if self.cut and self._is_write(data):
                    if self.cut == "after":
                        client.shutdown(socket.SHUT_RDWR)  # the answer finds nobody
                        server.sendall(data)
                        time.sleep(0.3)  # time for the server to commit
                    break
                server.sendall(data)
        self._close(client, server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 20):
                client.sendall(data)
        self._close(client, server)

    @staticmethod
    def _is_write(data: bytes) -> bool:
        # 'B' binds values to the prepared insert; the texts among them are the entry's own.
        return MARK in data or b"seat:k7f2" in data

    @staticmethod
    def _close(*ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def die(self) -> None:
        """Refuse new connections and end the ones there are."""
        self.dead = True
        self._close(*self._ends)

    def close(self) -> None:
        """End everything."""
        self._close(self._listening, *self._ends)


@pytest.fixture
def wire(fresh_database: dict[str, Any]) -> Iterator[Wire]:
    """A wire to the fresh database's server."""
    laid = Wire(fresh_database["HOST"], int(fresh_database["PORT"]))
    yield laid
    laid.close()


@pytest.fixture
def far_writer(
    fresh_database: dict[str, Any], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GroupCommit]:
    """A writer at the other end of the wire."""
    monkeypatch.setattr("chaperone.ledger.writer.DOUBT_PATIENCE_SECONDS", 2.0)
    writer = GroupCommit({**fresh_database, "PORT": str(wire.port)}).start()
    yield writer
    writer.stop()


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("first", [True, False])
def test_an_answer_lost_on_the_wire_is_found_out(
    wire: Wire, far_writer: GroupCommit, cut: str, first: bool
) -> None:
    start = 1
    if not first:
        assert write(far_writer, "room/a", 1, [said("before")]) is WRITTEN
        start = 2
    wire.cut = cut
    answers = Answers(far_writer)
    answers.submit("room/a", start, [said("in doubt"), said("too")])
    threading.Timer(0.5, setattr, (wire, "cut", "")).start()
    assert answers.wait() == [WRITTEN]
    assert write(far_writer, "room/a", start + 2, [said("after")]) is WRITTEN
    texts = [entry.body["text"] for entry in read("room/a") if entry.body]
    assert texts == ([] if first else ["before"]) + ["in doubt", "too", "after"]
    assert verify(open_bodies=True).sound


def test_doubt_that_cannot_be_settled_in_time_is_told_as_failure_and_then_as_stale(
    wire: Wire, far_writer: GroupCommit
) -> None:
    assert write(far_writer, "room/a", 1) is WRITTEN
    wire.cut = "after"
    wire.dead = True
    assert write(far_writer, "room/a", 2, [said("kept, but nobody could know")]) == failed(UNREACHABLE)
    assert write(far_writer, "room/a", 3) == failed(UNREACHABLE)
    wire.cut, wire.dead = "", False
    assert write(far_writer, "room/a", 2) is STALE  # the room reads the ledger again, and finds it
    assert head("room/a").seq == 2
    assert write(far_writer, "room/a", 3) is WRITTEN


def test_a_server_away_and_back(wire: Wire, far_writer: GroupCommit) -> None:
    assert write(far_writer, "room/a", 1) is WRITTEN
    wire.die()
    answers = Answers(far_writer)
    answers.submit("room/a", 2)
    answers.submit("room/b", 1)
    assert answers.wait() == [failed(UNREACHABLE)] * 2
    assert write(far_writer, "room/a", 3) == failed(UNREACHABLE)
    wire.dead = False
    assert write(far_writer, "room/a", 3) is STALE
    assert write(far_writer, "room/a", 2) is WRITTEN
    assert verify().sound


def test_a_connection_ended_while_idle_is_not_noticed_by_anybody(
    fresh_database: dict[str, Any], writer: GroupCommit
) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    _end_the_writers_connection(fresh_database)
    assert write(writer, "room/new", 1) is WRITTEN
    _end_the_writers_connection(fresh_database)
    assert write(writer, "room/a", 2) is WRITTEN


def test_a_connection_ended_in_the_middle_of_writing(
    fresh_database: dict[str, Any], writer: GroupCommit
) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    answers = Answers(writer)
    with connect_postgres(fresh_database) as other:
        other.execute("SET application_name = 'a test'")
        with other.transaction():
            other.execute("LOCK TABLE ledger_entry IN ACCESS EXCLUSIVE MODE")
            answers.submit("room/a", 2)
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while other.execute(waiting).fetchone() == (0,):
                time.sleep(0.01)
            _end_the_writers_connection(fresh_database)
        assert answers.wait() == [WRITTEN]
    assert head("room/a").seq == 2
    assert verify().sound


def _end_the_writers_connection(database: dict[str, Any]) -> None:
    with connect_postgres(database) as other:
        other.execute("SET application_name = 'a test'")
        ended = other.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = 'chaperone ledger'"
            " AND datname = current_database()"
        ).fetchone()
    assert ended == (1,)
