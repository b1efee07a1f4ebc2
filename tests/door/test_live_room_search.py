"""A random search through what a room shows: each screen, coming and going as it likes, is shown exactly what its stays allow."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from chaperone.door import frames as f
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.state import MessageStatus, Place
from tests.door.screens import Screen, Stage
from tests.room import rooms as r
from tests.room.invariants import Witness

SEATS = (r.SEAT_A1, r.SEAT_A2, r.SCREEN_A)
VIEWERS = st.sampled_from([r.FACILITATOR, r.SECOND, r.TEACHER_A, *SEATS])
SPEAKERS = st.sampled_from([r.FACILITATOR, r.SEAT_A1, r.SEAT_A2, r.SCREEN_A])
ROOM_WORDS = frozenset({"said", "released", "taken"})


@dataclass
class Past:
    """What the entries alone say: who was inside at each, what it showed the room, and when a message was removed."""

    inside: list[frozenset[str]] = field(default_factory=list)
    shown: dict[int, int] = field(
        default_factory=dict
    )  # seq of a frame with words for the room -> seq to remove it by
    removed: dict[int, int] = field(default_factory=dict)  # message -> seq of its removal


def past_of(entries: list[e.Event]) -> Past:
    """Read a room's stream with the witness's eyes."""
    first = entries[0]
    assert isinstance(first, e.RoomOpened)
    witness, past, questions = Witness(first.plan, clock=first.at), Past(), set()
    past.inside.append(frozenset())
    for seq, event in enumerate(entries[1:], 2):
        assert witness.see(event) == []
        past.inside.append(frozenset(witness.inside))
        if isinstance(event, e.Held) and event.question:
            questions.add(seq)
        if isinstance(event, e.Said | e.QuestionTaken):
            past.shown[seq] = seq
        elif isinstance(event, e.Released) and event.message not in questions:
            past.shown[seq] = event.message
        elif isinstance(event, e.MessageRemoved):
            past.removed[event.message] = seq
    return past


class AnyShow(RuleBasedStateMachine):
    """Everybody speaks, comes, goes and comes back, while the ledger is slow or fails and the process sometimes dies."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage(r.a_plan(2, 1, SEATS))
        self.last_seen: dict[str, int] = {}
        self.ids = 0

    @initialize()
    def the_door_is_open(self) -> None:
        for who in (r.FACILITATOR, r.TEACHER_A, r.SEAT_A1, r.SCREEN_A):
            self.come(who, 0)
        self.stage.tick(r.LEAD)
        self.stage.settle()

    def device_of(self, who: str) -> str | None:
        wanted = (r.TEACHER_A, r.SCREEN_A) if who == r.SCREEN_A else (who, "")
        refs = [x for x, s in self.stage.screens.items() if (s.who, s.shows_class) == wanted and not s.gone]
        return refs[0] if refs else None

    def frame_id(self) -> str:
        self.ids += 1
        return f"id {self.ids}"

    # --- coming and going ---
    @rule(who=VIEWERS, from_start=st.booleans())
    def come(self, who: str, from_start: bool | int) -> None:
        if self.device_of(who) is not None:
            return
        shows = who if who == r.SCREEN_A else ""
        after = 0 if from_start else self.last_seen.get(who, 0)
        joined = self.stage.join(r.TEACHER_A if shows else who, shows, after)
        if not isinstance(joined, Refused) and who in SEATS:
            self.stage.settle()
            self.stage.send(joined[0], f.Agree(self.frame_id(), r.RULES_HASH))

    @rule(who=VIEWERS, politely=st.booleans())
    def go(self, who: str, politely: bool) -> None:
        ref = self.device_of(who)
        if ref is None:
            return
        self.judge(self.stage.screens[ref])
        self.last_seen[who] = self.stage.screens[ref].last_seen()
        if politely:
            self.stage.send(ref, f.Leave())
            self.stage.settle()
        else:
            self.stage.lose(ref)

    @rule(seat=st.sampled_from(SEATS), back=st.booleans())
    def an_adult_moves_a_seat(self, seat: str, back: bool) -> None:
        ref = self.device_of(r.FACILITATOR)
        if ref is not None:
            moved = f.ReturnSeat(self.frame_id(), seat, "x") if back else f.AdmitSeat(self.frame_id(), seat)
            self.stage.send(ref, moved)

    # --- words ---
    @rule(who=SPEAKERS, kind=st.sampled_from(["", "", "hm, ", "please, "]), again=st.booleans())
    def say(self, who: str, kind: str, again: bool) -> None:
        ref, frame_id = self.device_of(who), self.frame_id()
        for _ in range(2 if again else 1):
            if ref is not None:
                self.stage.send(ref, f.Say(frame_id, f"{kind}words {self.ids}"))

    @rule(who=st.sampled_from([r.SEAT_A1, r.SCREEN_A]), kind=st.sampled_from(["", "hm, ", "please, "]))
    def ask(self, who: str, kind: str) -> None:
        ref = self.device_of(who)
        if ref is not None:
            self.stage.send(ref, f.Ask(self.frame_id(), f"{kind}why {self.ids}"))

    @rule()
    def say_to_adults(self) -> None:
        ref = self.device_of(r.FACILITATOR)
        if ref is not None:
            self.stage.send(ref, f.Adults(self.frame_id(), f"between us {self.ids}"))

    @rule(which=st.integers(0, 5), reason=st.just("unkind"))
    def an_adult_judges(self, which: int, reason: str) -> None:
        ref, state = self.device_of(r.FACILITATOR), self.stage.state
        if ref is None:
            return
        frame_id = self.frame_id()
        for seq, message in list(state.messages.items())[which : which + 1]:
            if message.status is MessageStatus.SHOWN:
                self.stage.send(ref, f.RemoveMessage(frame_id, seq, reason))
            elif message.status is MessageStatus.HELD:
                self.stage.send(ref, f.Release(frame_id, seq))
        for seq in list(state.questions)[:1]:
            self.stage.send(ref, f.Take(f"{frame_id}q", seq))

    # --- time and the ledger ---
    @rule(seconds=st.sampled_from([0.5, 1.0, 5.0]))
    def time_passes(self, seconds: float) -> None:
        self.stage.tick(seconds)

    @rule()
    def all_is_written(self) -> None:
        self.stage.settle()

    @precondition(lambda self: self.stage.book.waiting)
    @rule(how_many=st.integers(1, 3))
    def some_is_written(self, how_many: int) -> None:
        for _ in range(min(how_many, len(self.stage.book.waiting))):
            self.stage.book.keep_one()

    @precondition(lambda self: self.stage.book.answers)
    @rule(how_many=st.integers(1, 3))
    def answers_arrive(self, how_many: int) -> None:
        self.stage.answer(how_many)

    @precondition(lambda self: self.stage.book.waiting)
    @rule(how_many=st.integers(1, 3), really=st.integers(1, 3))
    def the_ledger_fails(self, how_many: int, really: int) -> None:
        if really == 1:
            self.stage.fail(how_many)

    @rule(really=st.integers(1, 10))
    def the_process_dies(self, really: int) -> None:
        if really != 1:
            return
        for screen in self.stage.screens.values():
            self.judge(screen)
            self.last_seen[screen.shows_class or screen.who] = screen.last_seen()
        self.stage.book.die()
        self.stage.take_up()

    # --- what must hold ---
    def judge(self, screen: Screen) -> None:
        """This screen was shown each recorded thing once, in order, and of the room's words exactly what its stays allow."""
        seqs = [frame["seq"] for frame in screen.recorded()]
        assert seqs == sorted(set(seqs)), f"out of order or twice: {seqs}"
        welcome = next((x for x in screen.frames if x["is"] == "welcome"), None)
        if welcome is None:
            assert seqs == []
            return
        known = self.stage.state.last_seq  # what is written but not yet answered is not shown yet
        past, seat = past_of(self.stage.book.entries[:known]), screen.shows_class or screen.who
        expected = [
            seq
            for seq, message in past.shown.items()
            if seq > screen.after
            and (seat not in SEATS or seat in past.inside[seq - 1])
            and not (seq <= welcome["seq"] and past.removed.get(message, known + 1) <= welcome["seq"])
        ]
        assert [x["seq"] for x in screen.recorded() if x["is"] in ROOM_WORDS] == expected

    def teardown(self) -> None:
        stage = self.stage
        for _ in range(2):
            stage.settle()
            stage.tick(2.1)
        stage.settle()
        assert stage.live.recorder.decided is stage.live.recorder.durable
        for ref, screen in stage.screens.items():
            self.judge(screen)
            if stage.device(ref) is None:
                continue
            for frame_id in screen.asked:
                assert screen.answers(frame_id) or any(x.get("id") == frame_id for x in screen.frames), (
                    frame_id
                )
        inside = {ref for ref, held in stage.state.seats.items() if held.place is Place.INSIDE}
        assert inside == past_of(stage.book.entries).inside[-1]
        stage.close()


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
    run(AnyShow, settings=chosen)


@pytest.mark.slow
@pytest.mark.proves("M9", "M12")
def test_every_screen_is_shown_exactly_what_its_stays_allow() -> None:
    search(120, derandomize=False)
