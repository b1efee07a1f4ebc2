"""A random search through rooms: long histories of everything anybody can do, judged by the invariants after each step.

``make test`` takes 200,000 steps; ``ROOM_SEARCH_STEPS=5000000 pytest tests/room/test_random_search.py`` takes five million.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room.fold import fold
from chaperone.room.state import State
from tests.room import rooms as r

STEPS = int(os.environ.get("ROOM_SEARCH_STEPS", "200000"))
STEPS_OF_ONE_HISTORY = 200

# One choice from one list wherever it can be: most of the time of a search goes into drawing, not into the rooms.
_PEOPLE = [a.ref for a in r.STAFF + r.TEACHERS]
_SEATS = [s.ref for s in r.SEATS]
PEOPLE = st.sampled_from(_PEOPLE)
SEATS = st.sampled_from(_SEATS)
SEATS_OR_NONE = st.sampled_from(["", *_SEATS])
ANYBODY = st.sampled_from(_PEOPLE + _SEATS)
DEVICES = st.sampled_from([f"{who}/{tab}" for who in _PEOPLE + _SEATS for tab in (1, 2)])
SCHOOLS = st.sampled_from([r.SCHOOL_A, r.SCHOOL_B])
SOME_SEQ = st.integers(1, 60)
REASON = st.sampled_from(["the bell rang early", ""])
SCREENED = st.sampled_from(
    [
        r.DELIVER,
        r.DELIVER,
        r.HOLD,
        r.ROUTE,
        r.REFUSE_NAME,
        r.REFUSE_NUMBER,
        c.Screened("refuse", (), "Y7", "No."),
    ]
)
KINDS = st.sampled_from([("microphone", "camera"), ("microphone",), ("camera",), ("screen",)])


class AnyRoom(RuleBasedStateMachine):
    """Three staff, two schools, three seats, a class screen and a teacher's own screen; nothing is done in a sensible order."""

    room: r.Room

    @initialize(staff=st.integers(1, 3), schools=st.integers(1, 2))
    def begin(self, staff: int, schools: int) -> None:
        self.room = r.Room(
            r.a_plan(
                staff,
                schools,
                tuple(
                    s.ref
                    for s in r.SEATS
                    if s.school in r.SCHOOLS[schools - 1].ref or schools == 2 or s.school == r.SCHOOL_A
                ),
            )
        )

    @rule(who=ANYBODY, tab=st.integers(1, 2), shows=st.sampled_from(["", "", r.SCREEN_A]))
    def join(self, who: str, tab: int, shows: str) -> None:
        if f"{who}/{tab}" not in self.room.state.connections:
            self.room.join(who, f"{who}/{tab}", shows)

    @rule(who=SEATS)
    def join_with_an_old_key(self, who: str) -> None:
        if f"{who}/9" not in self.room.state.connections:
            self.room.do(c.Join(f"{who}/9", who=who, key="old"))

    @rule(device=DEVICES, why=st.sampled_from(["left", "vanished"]))
    def leave(self, device: str, why: str) -> None:
        self.room.do(c.Leave(device, why=why))

    @rule(device=DEVICES, rules=st.sampled_from([r.RULES_HASH, r.RULES_HASH, "old"]))
    def agree(self, device: str, rules: str) -> None:
        self.room.do(c.Agree(device, rules=rules))

    @rule(seconds=st.sampled_from([0.5, 3.0, 5.0, 60.0, 299.0, 301.0, 600.0]))
    def time_passes(self, seconds: float) -> None:
        self.room.tick(seconds)

    @rule(seconds=st.sampled_from([3.0, 5.0]), silent=st.lists(DEVICES, max_size=4))
    def some_fall_silent(self, seconds: float, silent: list[str]) -> None:
        self.room.tick(seconds, silent=tuple(silent))

    @rule(back=st.floats(1, 10_000))
    def the_clock_jumps_back(self, back: float) -> None:
        self.room.now -= back
        self.room.tick()
        self.room.now = max(self.room.now, self.room.state.clock)

    @rule(seconds=st.sampled_from([0.0, 3.0, 301.0]))
    def the_server_restarts(self, seconds: float) -> None:
        self.room.restart(seconds)

    @rule(device=DEVICES, screened=SCREENED, frame_id=st.integers(1, 40))
    def say(self, device: str, screened: c.Screened, frame_id: int) -> None:
        self.room.do(c.Say(device, id=str(frame_id), text="the words said", screened=screened))

    @rule(device=DEVICES, screened=SCREENED, frame_id=st.integers(41, 60))
    def ask(self, device: str, screened: c.Screened, frame_id: int) -> None:
        self.room.do(c.Ask(device, id=str(frame_id), text="the question asked", screened=screened))

    @rule(device=DEVICES, frame_id=st.integers(61, 80))
    def say_to_adults(self, device: str, frame_id: int) -> None:
        self.room.do(c.SayToAdults(device, id=str(frame_id), text="between us"))

    @rule(device=DEVICES, up=st.booleans(), seat=SEATS_OR_NONE)
    def move_hand(self, device: str, up: bool, seat: str) -> None:
        self.room.do(c.MoveHand(device, up=up, seat=seat))

    @rule(
        device=DEVICES,
        data=st.data(),
        what=st.sampled_from([c.ReleaseMessage, c.WithholdMessage, c.RemoveMessage]),
    )
    def judge_message(self, device: str, data: Any, what: Any) -> None:
        known = sorted(self.room.state.messages)
        seq = data.draw(st.sampled_from(known) if known else SOME_SEQ)
        self.room.do(what(device, message=seq, reason="because"))

    @rule(device=DEVICES, frame_id=st.integers(81, 99), of=st.integers(1, 60), kept=st.booleans())
    def ask_an_adult(self, device: str, frame_id: int, of: int, kept: bool) -> None:
        self.room.do(c.Appeal(device, id=str(frame_id), of=str(of), words_kept=kept))

    @rule(device=DEVICES, data=st.data(), fine=st.booleans(), why=st.sampled_from(["personal", ""]))
    def answer_an_appeal(self, device: str, data: Any, fine: bool, why: str) -> None:
        known = sorted(self.room.state.appeals)
        seq = data.draw(st.sampled_from(known) if known else SOME_SEQ)
        self.room.do(c.AnswerAppeal(device, appeal=seq, fine=fine, why=why, text="the words refused"))

    @rule(device=DEVICES, data=st.data(), what=st.sampled_from([c.TakeQuestion, c.SetQuestionAside]))
    def work_questions(self, device: str, data: Any, what: Any) -> None:
        known = sorted(self.room.state.questions)
        self.room.do(what(device, question=data.draw(st.sampled_from(known) if known else SOME_SEQ)))

    @rule(device=DEVICES, seat=SEATS, muted=st.booleans())
    def mute(self, device: str, seat: str, muted: bool) -> None:
        self.room.do(c.MuteSeat(device, seat=seat, muted=muted))

    @rule(device=DEVICES, seat=SEATS, reason=REASON)
    def return_seat(self, device: str, seat: str, reason: str) -> None:
        self.room.do(c.ReturnSeat(device, seat=seat, reason=reason))

    @rule(device=DEVICES, seat=SEATS)
    def call_seat(self, device: str, seat: str) -> None:
        self.room.do(c.CallSeat(device, seat=seat))

    @rule(device=DEVICES, who=ANYBODY, reason=REASON, really=st.integers(1, 4))
    def remove(self, device: str, who: str, reason: str, really: int) -> None:
        if really == 1:
            self.room.do(c.Remove(device, who=who, reason=reason))

    @rule(device=DEVICES, school=SCHOOLS, reason=REASON)
    def propose_waiver(self, device: str, school: str, reason: str) -> None:
        self.room.do(c.ProposeWaiver(device, school=school, reason=reason))

    @rule(device=DEVICES, school=SCHOOLS)
    def confirm_waiver(self, device: str, school: str) -> None:
        self.room.do(c.ConfirmWaiver(device, school=school))

    @rule(seat=SEATS, change=st.sampled_from(["new code", "withdrawn", "teacher gone", "unready", "ready"]))
    def the_plan_changes(self, seat: str, change: str) -> None:
        plan = self.room.state.plan
        fresh = replace(plan, version=plan.version + 1)
        if change == "new code":
            seats = tuple(replace(s, key=s.key + "'") if s.ref == seat else s for s in plan.seats)
            fresh = replace(fresh, seats=seats)
        elif change == "withdrawn" and len(plan.seats) > 2:
            fresh = replace(fresh, seats=tuple(s for s in plan.seats if s.ref != seat))
        elif change == "teacher gone" and len(plan.adults) > 3:
            fresh = replace(fresh, adults=tuple(a for a in plan.adults if a.ref != r.TEACHER_B))
        else:
            fresh = replace(fresh, unready=("not yet",) if change == "unready" else ())
        self.room.do(c.ChangePlan(plan=fresh))

    @rule(device=DEVICES, seat=SEATS, what=st.integers(0, 9), kinds=KINDS)
    def sound_and_picture(self, device: str, seat: str, what: int, kinds: tuple[str, ...]) -> None:
        peer = "screen" if "screen" in kinds else "camera"
        feed = r.token(device, peer, kinds)
        opening = c.OpenFeed(device, feed=feed, peer=peer, kinds=kinds)
        others: tuple[c.Command, ...] = (
            c.MediaTurned(on=seat != r.SEAT_A1, why="away"),
            c.CloseFeed(device, feed=feed),
            c.InviteToSpeak(device, seat=seat),
            c.AcceptToSpeak(f"{seat}/1"),
            c.EndSpeaking(device, seat=seat),
            c.ExplainNoRecording(device, reason="the cable"),
        )
        self.room.do(others[what] if what < len(others) else opening)

    @rule(device=DEVICES, really=st.integers(1, 30))
    def end(self, device: str, really: int) -> None:
        if really == 1:
            self.room.do(c.End(device))

    def teardown(self) -> None:
        """Folding the stream gives the very room back: what a restarted server would hold."""
        if hasattr(self, "room"):
            again: State = fold(self.room.events)
            assert again == self.room.state


@pytest.mark.slow
@pytest.mark.proves("M8", "M9", "M13", "S6", "S7", "Y3")
def test_no_history_breaks_a_rule() -> None:
    run_state_machine_as_test(
        AnyRoom,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_OF_ONE_HISTORY),
            stateful_step_count=STEPS_OF_ONE_HISTORY,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
