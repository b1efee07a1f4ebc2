"""Many threads write to the same streams at once, by both ways in: no number is missing, none comes twice, no word is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from chaperone.ledger.actions import StreamMoved, append, destroy_key
from chaperone.ledger.models import StreamKey
from chaperone.ledger.queries import head, read
from chaperone.ledger.verify import verify
from chaperone.ledger.writer import GroupCommit
from tests.ledger.words import NOW, said, write

THREADS = 4
ROUNDS = 25

pytestmark = pytest.mark.usefixtures("fresh_database")


def _together(work: Callable[[int], object], threads: int = THREADS) -> None:
    """Run ``work(0)``, ``work(1)``… at once, each in a thread with a database connection of its own."""
    faults: list[BaseException] = []
    ready = threading.Barrier(threads)

    def run(number: int) -> None:
        try:
            ready.wait()
            work(number)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert faults == []


def _texts(stream: str) -> list[str]:
    return [entry.body["text"] for entry in read(stream) if entry.body is not None]


def test_appenders_to_one_stream_wait_for_each_other() -> None:
    def work(number: int) -> None:
        for turn in range(ROUNDS):
            append("organisation", [said(f"{number}-{turn}-a"), said(f"{number}-{turn}-b")], NOW)

    _together(work)
    texts = _texts("organisation")
    assert sorted(texts) == sorted(
        f"{n}-{t}-{x}" for n in range(THREADS) for t in range(ROUNDS) for x in "ab"
    )
    for place in range(0, len(texts), 2):  # what was appended together stands together
        assert texts[place][:-1] == texts[place + 1][:-1]
    assert verify(open_bodies=True).sound


def test_beginning_a_stream_at_the_same_moment() -> None:
    def begin(stream: str) -> Callable[[int], object]:
        return lambda number: append(stream, [said(str(number))], NOW)

    for turn in range(ROUNDS):
        _together(begin(f"case/{turn}"))
        assert sorted(_texts(f"case/{turn}")) == [str(number) for number in range(THREADS)]
    assert StreamKey.objects.count() == ROUNDS
    assert verify(open_bodies=True).sound


def test_of_those_who_expect_the_same_head_one_wins() -> None:
    won: list[int] = []

    def work(number: int) -> None:
        for _ in range(ROUNDS):
            seen = head("room/a").seq
            try:
                append("room/a", [said(str(number))], NOW, expected_seq=seen)
                won.append(number)
            except StreamMoved:
                pass

    _together(work)
    assert head("room/a").seq == len(won)
    assert sorted(_texts("room/a")) == sorted(map(str, won))
    assert verify().sound


def test_transactions_that_roll_back_leave_no_trace_and_no_gap() -> None:
    def work(number: int) -> None:
        for turn in range(ROUNDS):
            with transaction.atomic():
                append("organisation", [said(f"{number}-{turn}")], NOW)
                if turn % 3 == number % 3:
                    transaction.set_rollback(True)

    _together(work)
    kept = sorted(f"{n}-{t}" for n in range(THREADS) for t in range(ROUNDS) if t % 3 != n % 3)
    assert sorted(_texts("organisation")) == kept
    assert verify(open_bodies=True).sound


def test_writers_and_appenders_on_the_same_stream() -> None:
    writers = [GroupCommit().start() for _ in range(2)]
    told: list[str] = []

    def work(number: int) -> None:
        for turn in range(ROUNDS):
            text = f"{number}-{turn}"
            if number < 2:
                append("room/a", [said(text)], NOW)
                told.append(text)
                continue
            while (
                write(writers[number - 2], "room/a", head("room/a").seq + 1, [said(text)]).state != "written"
            ):
                pass
            told.append(text)

    _together(work)
    for writer in writers:
        writer.stop()
    assert sorted(_texts("room/a")) == sorted(told)
    assert len(told) == THREADS * ROUNDS
    assert verify(open_bodies=True).sound


def test_a_key_destroyed_while_others_write() -> None:
    """Whichever comes first, what is there afterwards is a whole chain, closed, whose bodies nobody can open."""

    def work(number: int) -> None:
        if number == 0:
            destroy_key("room/a", NOW)
            return
        try:
            append("room/a", [said(str(number))], NOW)
        except Exception as refusal:
            assert type(refusal).__name__ == "StreamDestroyed", refusal

    append("room/a", [said("first")], NOW)
    _together(work)
    assert {entry.body for entry in read("room/a")} == {None}
    assert verify().sound
