"""The recorder with a ledger that is slow, fails, loses sight of commits or is written to by others: nothing unwritten is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.fold import fold
from chaperone.room.machine import Already, apply, open_room, opened
from chaperone.room.recorder import Outcome, Recorded, Recorder
from tests.room import rooms as r
from tests.room.book import Book

WHO = st.sampled_from([r.FACILITATOR, r.SECOND, r.TEACHER_A, r.SEAT_A1, r.SEAT_A2])
SPEAKERS = st.sampled_from([r.FACILITATOR, r.TEACHER_A, r.SEAT_A1])


class AnyBook(RuleBasedStateMachine):
    """Commands go in while the book writes, fails and answers when it likes, and sometimes the process dies."""

    def __init__(self) -> None:
        super().__init__()
        first = open_room(r.a_plan(seats=(r.SEAT_A1, r.SEAT_A2)), r.START)
        self.book = Book(first)
        self.now = r.START
        self.told: list[Recorded] = []
        self.lost: list[Recorded] = []
        self.take_up()

    def take_up(self) -> None:
        """A process takes the room up: what was durable is what it knows."""
        state = opened(self.book.entries[0])  # type: ignore[arg-type]
        for event in self.book.entries[1:]:
            state = apply(state, event)
        self.told.clear()
        self.base = len(self.book.entries)
        self.recorder = Recorder(state, self.book, self.told.append, self.failed)
        if self.base > 1:
            self.recorder.record(e.RoomRestarted(max(self.now, state.clock), state.clock))

    def failed(self, outcome: Outcome, lost: Sequence[Recorded]) -> None:
        assert outcome is not Outcome.WRITTEN and lost
        assert self.recorder.decided is self.recorder.durable, (
            "what was built on lost words is lost with them"
        )
        assert not any(each is one for each in lost for one in self.told)
        self.lost += lost

    @initialize()
    def a_room_that_talks(self) -> None:
        for who in (r.FACILITATOR, r.TEACHER_A, r.SEAT_A1):
            self.join(who)
        self.recorder.handle(c.Agree(f"{r.SEAT_A1}/1", rules=r.RULES_HASH), self.now)
        self.time_passes(r.LEAD)

    # --- what is asked ---
    @rule(who=WHO)
    def join(self, who: str) -> None:
        state = self.recorder.decided
        if f"{who}/1" not in state.connections:
            seat = state.seat_plans.get(who)
            self.recorder.handle(c.Join(f"{who}/1", who=who, key=seat.key if seat else ""), self.now)

    @rule(who=WHO)
    def leave(self, who: str) -> None:
        self.recorder.handle(c.Leave(f"{who}/1", why="vanished"), self.now)

    @rule(who=SPEAKERS, frame_id=st.integers(1, 8))
    def say(self, who: str, frame_id: int) -> None:
        said = c.Say(f"{who}/1", id=str(frame_id), text=f"{who} {frame_id}", screened=r.DELIVER)
        answer = self.recorder.handle(said, self.now)
        if isinstance(answer, Already) and answer.seq <= self.recorder.durable.last_seq:
            entry = self.book.entries[answer.seq - 1]
            assert isinstance(entry, e.Said) and (entry.who, entry.id) == (who, str(frame_id))

    @rule(seconds=st.sampled_from([1.0, 60.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        heard = dict.fromkeys(self.recorder.decided.connections, self.now)
        self.recorder.handle(c.Tick(heard=heard), self.now)

    # --- what the ledger does ---
    @precondition(lambda self: self.book.waiting)
    @rule(how_many=st.integers(1, 5))
    def it_writes(self, how_many: int) -> None:
        for _ in range(min(how_many, len(self.book.waiting))):
            self.book.keep_one()

    @precondition(lambda self: self.book.waiting)
    @rule(kept=st.sampled_from([False, False, False, True]))
    def it_fails(self, kept: bool) -> None:
        self.book.lose_one(but_kept=kept)

    @precondition(lambda self: self.book.answers)
    @rule(how_many=st.integers(1, 5))
    def it_answers(self, how_many: int) -> None:
        for _ in range(min(how_many, len(self.book.answers))):
            self.book.answer_one()

    @rule(really=st.integers(1, 6))
    def another_process_writes(self, really: int) -> None:
        if really == 1:
            self.book.intrude(e.ClockJumped(self.now, 1.0))

    @rule(really=st.integers(1, 6))
    def the_process_dies(self, really: int) -> None:
        if really == 1 or self.recorder.stale:
            self.book.die()
            self.take_up()

    # --- what must hold ---
    @invariant()
    def only_what_is_durable_is_told_and_all_of_it_in_order(self) -> None:
        told = [event for recorded in self.told for event in recorded.events]
        assert told == self.book.entries[self.base : self.base + len(told)]
        assert self.recorder.durable.last_seq == self.base + len(told) <= len(self.book.entries)

    @invariant()
    def nothing_is_on_record_twice(self) -> None:
        said = [(x.who, x.id) for x in self.book.entries if isinstance(x, e.Said)]
        assert len(said) == len(set(said))

    def teardown(self) -> None:
        assert self.recorder.durable == fold(self.book.entries[: self.recorder.durable.last_seq])
        self.book.settle()
        if not self.recorder.stale:
            assert self.recorder.decided is self.recorder.durable


def search(examples: int, *, derandomize: bool = True) -> None:
    """Search through so many histories; the same ones each time, unless told otherwise."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=60,
        deadline=None,
        derandomize=derandomize,
        database=None,
        phases=(Phase.generate,) if derandomize else (Phase.generate, Phase.shrink),
    )
    run(AnyBook, settings=chosen)


@pytest.mark.slow
@pytest.mark.proves("M12")
def test_nothing_is_told_that_is_not_written_whatever_the_ledger_does() -> None:
    search(150, derandomize=False)


def a_recorder() -> tuple[Recorder, Book, list[Recorded], list[Recorded]]:
    """A recorder of a room where the facilitator and the teacher are there, on record."""
    room = r.open_to_school_a()
    book, told, lost = Book(room.events[0]), [], []  # type: ignore[var-annotated]
    book.entries = list(room.events)
    recorder = Recorder(room.state, book, told.append, lambda _, gone: lost.extend(gone))
    return recorder, book, told, lost


def say(recorder: Recorder, text: str) -> object:
    """The facilitator says something, under the text itself as id."""
    said = c.Say(f"{r.FACILITATOR}/1", id=text, text=text, screened=r.DELIVER)
    return recorder.handle(said, recorder.decided.clock)


def words(recorded: list[Recorded]) -> list[str]:
    """What was said in these."""
    return [event.text for each in recorded for event in each.events if isinstance(event, e.Said)]


@pytest.mark.proves("M12")
def test_words_built_on_lost_words_are_lost_with_them_and_may_be_said_again() -> None:
    recorder, book, told, lost = a_recorder()
    for text in ("one", "two", "three"):
        assert say(recorder, text) is True
    book.keep_one()
    book.lose_one()
    book.keep_one()
    while book.answers:
        book.answer_one()
    assert words(told) == ["one"] and words(lost) == ["two", "three"]
    assert not recorder.stale
    assert isinstance(say(recorder, "one"), Already)
    assert say(recorder, "two") is True
    book.settle()
    assert [x.text for x in book.entries if isinstance(x, e.Said)] == ["one", "two"]


def test_a_frame_repeated_in_flight_is_told_the_number_it_will_have() -> None:
    recorder, book, told, _ = a_recorder()
    say(recorder, "one")
    again = say(recorder, "one")
    assert isinstance(again, Already) and not told
    book.settle()
    assert again.seq == told[0].before.last_seq + 1 == len(book.entries)


def test_a_room_that_another_process_took_knows_it_and_tells_nothing_more() -> None:
    recorder, book, told, lost = a_recorder()
    book.intrude(e.ClockJumped(recorder.decided.clock, 1.0))
    say(recorder, "one")
    book.settle()
    assert recorder.stale and not told and len(lost) == 1


@pytest.mark.proves("M1")
def test_a_refusal_is_on_record_without_the_words() -> None:
    recorder, book, _, _ = a_recorder()
    found = e.Finding("phone", "Y7", "That looks like a phone number.", "phone/1")
    refused = c.Screened(
        "refuse", (found,), "Y7", "That looks like a phone number. Not sent.", prints=("a1b2",)
    )
    said = c.Say(f"{r.SEAT_A1}/1", id="x", text="07700 900123", screened=refused)
    assert not recorder.handle(said, recorder.decided.clock)
    book.settle()
    kept = book.entries[-1]
    assert kept == e.CommandRefused(kept.at, r.SEAT_A1, "Say", "Y7", ("phone",), "x", ("phone/1",), ("a1b2",))
    assert b"900123" not in b"".join(e.encode(event) for event in book.entries)
