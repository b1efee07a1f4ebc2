"""A random search through rooms full of sound and picture: pupils are inside from the start, and everybody tries everything.

``make test`` takes 25,000 steps; ``ROOM_SEARCH_STEPS=5000000 pytest tests/room/test_media_search.py`` takes 625,000.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from msgspec.structs import replace

from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.fold import fold
from tests.room import rooms as r
from tests.room.stories import F1

STEPS = int(os.environ.get("ROOM_SEARCH_STEPS", "200000")) // 8
STEPS_OF_ONE_HISTORY = 100

PEOPLE = [r.FACILITATOR, r.SPEAKER, r.TEACHER_A, r.TEACHER_B]
SEATS = st.sampled_from([r.SEAT_A1, r.SEAT_A2, r.SEAT_B1, r.CLASS_A, r.SCREEN_A])
ANYBODY = st.sampled_from(PEOPLE) | SEATS
DEVICES = st.builds(lambda who, tab: f"{who}/{tab}", ANYBODY, st.sampled_from([1, 1, 2]))
KINDS = st.sampled_from(
    [("microphone", "camera"), ("microphone",), ("microphone",), ("camera",), ("screen",), ("screen_sound",)]
)


class LoudRoom(RuleBasedStateMachine):
    """Two staff, two schools and all kinds of seats, some of them inside already."""

    @initialize(cameras=st.booleans(), recording=st.sampled_from([True, True, False]), on=st.booleans())
    def begin(self, cameras: bool, recording: bool, on: bool) -> None:
        plan = r.a_plan(3, 2, tuple(s.ref for s in r.SEATS))
        rules = replace(plan.rules, pupil_cameras=cameras, recording=recording)
        self.room, self.made = r.Room(replace(plan, rules=rules)), 0
        self.room.do(c.MediaTurned(on=on))
        self.room.join(r.TEACHER_B)
        self.room.enter(r.SEAT_B1)
        self.room.enter(r.CLASS_A)
        r.let_in_school_a(self.room)

    @rule(who=ANYBODY, tab=st.integers(1, 2), shows=st.sampled_from(["", r.SCREEN_A]))
    def come(self, who: str, tab: int, shows: str) -> None:
        device = f"{who}/{tab}"
        if device not in self.room.state.connections:
            self.room.join(who, device, shows)
            self.room.do(c.Agree(device, rules=r.RULES_HASH))

    @rule(device=DEVICES, why=st.sampled_from(["left", "vanished"]), really=st.integers(1, 3))
    def leave(self, device: str, why: str, really: int) -> None:
        if really == 1:
            self.room.do(c.Leave(device, why=why))

    @rule(seconds=st.sampled_from([0.5, 3.0, 40.0, 95.0, 301.0]))
    def time_passes(self, seconds: float) -> None:
        self.room.tick(seconds)

    @rule(really=st.integers(1, 10), on=st.booleans())
    def the_server_restarts(self, really: int, on: bool) -> None:
        if really == 1:
            self.room.restart()
            self.room.do(c.MediaTurned(on=on))
            for who in (*PEOPLE, r.SEAT_A1, r.SEAT_B1):
                self.room.join(who)

    @rule(really=st.integers(1, 4), on=st.booleans())
    def the_disk_fills_or_empties(self, really: int, on: bool) -> None:
        if really == 1:
            self.room.do(c.RecordingTurned(on=on, why="The disk is full."))

    @rule(device=DEVICES, kinds=KINDS)
    def send_anything(self, device: str, kinds: tuple[str, ...]) -> None:
        self.send(device, kinds)

    def send(self, device: str, kinds: tuple[str, ...]) -> None:
        self.made += 1
        peer = "screen" if kinds[0].startswith("screen") else "camera"
        self.room.do(c.OpenFeed(device, feed=f"{self.made:016d}", peer=peer, kinds=kinds))

    @rule(device=DEVICES, pick=st.integers(0, 20), by_process=st.booleans())
    def stop(self, device: str, pick: int, by_process: bool) -> None:
        feeds = sorted(self.room.state.feeds)
        if feeds:
            feed = self.room.state.feeds[feeds[pick % len(feeds)]]
            answer = self.room.do(c.CloseFeed("" if by_process else device, feed=feed.feed))
            assert isinstance(answer, Refused) == (not by_process and device != feed.connection)

    @rule(device=DEVICES | st.just(F1) | st.just(F1), seat=SEATS)
    def ask(self, device: str, seat: str) -> None:
        self.room.do(c.InviteToSpeak(device, seat=seat))

    @rule(pick=st.integers(0, 20), heard=st.booleans())
    def answer(self, pick: int, heard: bool) -> None:
        asked = sorted(self.room.state.speaking)
        for device, held in self.room.state.connections.items():
            if asked and held.who == asked[pick % len(asked)]:
                self.room.do(c.AcceptToSpeak(device))
                if heard:
                    self.send(device, ("microphone",))

    @rule(seat=SEATS)
    def show_oneself(self, seat: str) -> None:
        self.send(f"{seat}/1", ("camera",))

    @rule(device=DEVICES | st.builds(lambda seat: f"{seat}/1", SEATS))
    def accept(self, device: str) -> None:
        answer = self.room.do(c.AcceptToSpeak(device))
        if isinstance(answer, tuple) and answer and isinstance(answer[0], e.SpeakingAccepted):
            assert answer[0].seat == self.room.state.connections[device].who, "each seat agrees for itself"

    @rule(device=DEVICES, seat=SEATS | st.just(""))
    def end_speaking(self, device: str, seat: str) -> None:
        answer = self.room.do(c.EndSpeaking(device, seat=seat))
        who = self.room.state.connections.get(device)
        if isinstance(answer, tuple) and answer and who is not None and who.who not in PEOPLE:
            ended = answer[0]
            assert isinstance(ended, e.SpeakingEnded) and ended.seat == who.who, "no pupil stops another"

    @rule(device=DEVICES | st.just(""), on=st.sampled_from([True, True, True, True, False]))
    def media_turns(self, device: str, on: bool) -> None:
        assert isinstance(self.room.do(c.MediaTurned(device, on=on, why="away")), Refused) == (device != "")

    @rule(device=DEVICES, reason=st.sampled_from(["the cable", " "]))
    def explain(self, device: str, reason: str) -> None:
        self.room.do(c.ExplainNoRecording(device, reason=reason))

    @rule(device=DEVICES, seat=SEATS, what=st.sampled_from([c.ReturnSeat, c.CallSeat, c.CallSeat]))
    def move(self, device: str, seat: str, what: Any) -> None:
        reason = {"reason": "a word first"} if what is c.ReturnSeat else {}
        self.room.do(what(device, seat=seat, **reason))

    @rule(device=DEVICES, who=ANYBODY, really=st.integers(1, 8))
    def remove(self, device: str, who: str, really: int) -> None:
        if really == 1:
            self.room.do(c.Remove(device, who=who, reason="unkind"))

    @rule(cameras=st.booleans(), seat=SEATS, what=st.sampled_from(["", "", "cameras", "code", "gone"]))
    def the_plan_changes(self, cameras: bool, seat: str, what: str) -> None:
        plan = self.room.state.plan
        if not what:
            return
        if what == "cameras":
            plan = replace(plan, rules=replace(plan.rules, pupil_cameras=cameras))
        elif what == "code":
            plan = replace(
                plan, seats=tuple(replace(s, key=s.key + "'") if s.ref == seat else s for s in plan.seats)
            )
        elif len(plan.seats) > 3:
            plan = replace(plan, seats=tuple(s for s in plan.seats if s.ref != seat))
        self.room.do(c.ChangePlan(plan=replace(plan, version=plan.version + 1)))

    @rule(device=DEVICES, really=st.integers(1, 40))
    def end(self, device: str, really: int) -> None:
        if really == 1:
            self.room.do(c.End(device))

    def teardown(self) -> None:
        """A restarted server would hold the very same room."""
        if hasattr(self, "room"):
            assert fold(self.room.events) == self.room.state


def search(histories: int) -> None:
    """Take so many histories; the same ones every time when they are few."""
    run_state_machine_as_test(
        LoudRoom,
        settings=settings(
            max_examples=max(1, histories),
            stateful_step_count=STEPS_OF_ONE_HISTORY,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.proves("M9", "M13", "S7", "Y5")
def test_no_history_lets_sound_or_picture_slip() -> None:
    search(STEPS // STEPS_OF_ONE_HISTORY)
