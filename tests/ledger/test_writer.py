"""The writer tells every sender the truth about its own words, whatever happens to the others in the same commit."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from chaperone.ledger.actions import append, destroy_key
from chaperone.ledger.connections import Conflict
from chaperone.ledger.facts import Fact
from chaperone.ledger.models import StreamKey
from chaperone.ledger.queries import head, read
from chaperone.ledger.verify import verify
from chaperone.ledger.writer import GroupCommit, WriteOutcome
from tests.ledger.words import NOW, Answers, said, write

WRITTEN = WriteOutcome.WRITTEN
STALE = WriteOutcome.STALE


def _texts(stream: str) -> list[str]:
    return [entry.body["text"] for entry in read(stream) if entry.body is not None]


def test_written_words_are_there_for_everybody_when_the_answer_comes(writer: GroupCommit) -> None:
    seen: list[int] = []
    answered = threading.Event()

    def done(outcome: WriteOutcome) -> None:
        seen.append(head("room/a").seq)  # a thread, and so a database connection, of its own
        answered.set()

    writer.submit("room/a", 1, [said("one"), said("two")], NOW, done)
    assert answered.wait(10)
    assert seen == [2]
    assert write(writer, "room/a", 3, [said("three")]) is WRITTEN
    assert _texts("room/a") == ["one", "two", "three"]
    assert verify(open_bodies=True).sound


def test_everything_waiting_goes_in_one_commit(
    fresh_database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[int] = []
    writer = GroupCommit()
    answers = Answers(writer)
    for n in range(1, 51):
        answers.submit("room/a", n, [said(str(n))])
        answers.submit(f"room/{n}", 1, [said(str(n))])

    real = writer._insert

    def counting(plan: Any) -> None:
        commits.append(len(plan.rows))
        real(plan)

    monkeypatch.setattr(writer, "_insert", counting)
    writer.start()
    assert answers.wait() == [WRITTEN] * 100
    writer.stop()
    assert commits == [100]
    assert _texts("room/a") == [str(n) for n in range(1, 51)]
    assert verify().streams == 51


def test_a_batch_of_any_size_is_whole(writer: GroupCommit) -> None:
    for entries in (*range(1, 40), 63, 64, 65, 97, 512, 513, 700):
        stream = f"room/{entries}"
        assert write(writer, stream, 1, [said("first")]) is WRITTEN
        assert write(writer, stream, 2, [said(str(n)) for n in range(entries)]) is WRITTEN
        assert _texts(stream) == ["first"] + [str(n) for n in range(entries)]


def test_one_senders_staleness_is_its_own(writer: GroupCommit) -> None:
    append("room/b", [said("already here")], NOW)
    answers = Answers(writer)
    answers.submit("room/a", 1)
    answers.submit("room/b", 1)  # taken
    answers.submit("room/c", 5)  # would leave a gap
    answers.submit("room/a", 2)
    answers.submit("room/a", 2)  # taken by the one before
    answers.submit("room/b", 2)
    answers.submit("room/a", 3)
    assert answers.wait() == [WRITTEN, STALE, STALE, WRITTEN, STALE, WRITTEN, WRITTEN]
    assert [head(f"room/{name}").seq for name in "abc"] == [3, 2, 0]
    assert verify().sound


def test_another_writers_entry_makes_the_next_submission_stale(writer: GroupCommit) -> None:
    """The process that lost a room must not write on: its numbers are taken, though it does not know yet."""
    assert write(writer, "room/a", 1) is WRITTEN
    append("room/a", [said("the new owner")], NOW)
    answers = Answers(writer)
    answers.submit("room/a", 2)
    answers.submit("room/a", 3)  # it is behind the new owner's entry, though not one the sender knew of
    answers.submit("room/b", 1)
    assert answers.wait()[0] is STALE
    assert answers.wait()[2] is WRITTEN
    assert _texts("room/a")[1] == "the new owner"


def test_a_sender_that_has_read_the_new_head_may_write_on(writer: GroupCommit) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    append("room/a", [said("by somebody else")], NOW)
    assert write(writer, "room/a", 3) is WRITTEN
    assert head("room/a").seq == 3


@pytest.mark.parametrize(
    "bad",
    [
        Fact("", "system"),
        Fact("said", "system\0"),
        Fact("said", "system", b"no object"),
        Fact("\udcff", "system"),
    ],
)
def test_a_fact_that_cannot_be_kept_fails_alone(writer: GroupCommit, bad: Fact) -> None:
    answers = Answers(writer)
    answers.submit("room/a", 1)
    answers.submit("room/b", 1, [said(), bad])
    answers.submit("room/\0", 1)
    answers.submit("room/a", 2)
    assert answers.states() == ["written", "failed", "failed", "written"]
    assert head("room/b").seq == 0
    assert not StreamKey.objects.filter(stream="room/b").exists()
    assert write(writer, "room/b", 1) is WRITTEN
    assert verify().sound


def test_a_destroyed_stream_takes_nothing_even_from_a_writer_that_knew_its_key(writer: GroupCommit) -> None:
    answers = Answers(writer)
    answers.submit("room/a", 1)
    assert answers.states() == ["written"]
    destroy_key("room/a", NOW)
    answers.submit("room/a", 2)
    answers.submit("room/b", 1)
    assert answers.states() == ["written", "failed", "written"]
    assert answers.wait()[1].reason == "This record has reached the end of its life and takes nothing more."


def test_nonsense_is_refused_where_it_is_submitted(writer: GroupCommit) -> None:
    with pytest.raises(ValueError):
        writer.submit("room/a", 1, [], NOW, print)
    with pytest.raises(ValueError):
        writer.submit("room/a", 1, [said()], NOW.replace(tzinfo=None), print)


def test_a_sender_that_cannot_be_told_spoils_nothing(writer: GroupCommit) -> None:
    def gone(outcome: WriteOutcome) -> None:
        raise RuntimeError("Event loop is closed")

    writer.submit("room/a", 1, [said()], NOW, gone)
    assert write(writer, "room/a", 2) is WRITTEN


def test_a_fault_of_ours_is_told_and_the_thread_lives(
    writer: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(stream: str) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("chaperone.ledger.commits.refuse_unkeepable_name", broken)
        outcome = write(writer, "room/a", 1)
    assert (outcome.state, outcome.reason[:20]) == ("failed", "Something went wrong")
    assert write(writer, "room/a", 1) is WRITTEN


def test_stopping_writes_what_waits_and_takes_no_more(fresh_database: dict[str, Any]) -> None:
    writer = GroupCommit()
    answers = Answers(writer)
    for n in range(1, 601):
        answers.submit("room/a", n)
    writer.start()
    writer.stop()
    assert set(answers.wait()) == {WRITTEN}
    answers.submit("room/a", 601)
    assert answers.wait()[-1] == WriteOutcome.failed(
        "The server is stopping, so nothing more is recorded here."
    )
    assert head("room/a").seq == 600
    writer.stop()


def test_stopping_without_draining_tells_everybody(fresh_database: dict[str, Any]) -> None:
    writer = GroupCommit()
    answers = Answers(writer)
    for n in range(1, 601):
        answers.submit("room/a", n)
    writer._open, writer._drain = False, False  # before the thread begins, so that nothing can slip through
    writer._waiting.put(None)
    writer.start()
    writer.stop(drain=False)
    assert set(answers.states()) == {"failed"}
    assert head("room/a").seq == 0


def test_it_remembers_only_the_busiest_streams(writer: GroupCommit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaperone.ledger.writer.STREAMS_REMEMBERED", 3)
    for n in range(1, 6):
        for name in "abcde":
            assert write(writer, f"room/{name}", n) is WRITTEN
    assert len(writer._tips) == 3
    assert verify().entries == 25


def test_an_idle_writer_uses_no_processor_time(writer: GroupCommit) -> None:
    assert write(writer, "room/a", 1) is WRITTEN
    before = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - before < 0.02


def test_a_race_lost_again_and_again_ends(writer: GroupCommit, monkeypatch: pytest.MonkeyPatch) -> None:
    def beaten(plan: Any) -> None:
        raise Conflict

    with monkeypatch.context() as patch:
        patch.setattr(writer, "_insert", beaten)
        outcome = write(writer, "room/a", 1)
    assert (outcome.state, outcome.reason[:13]) == ("failed", "Somebody else")
    assert write(writer, "room/a", 1) is WRITTEN
