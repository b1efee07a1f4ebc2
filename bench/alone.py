"""The room machine and screening by themselves, in microseconds a message: ``python -m bench.alone`` prints lines of JSON."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from time import perf_counter_ns

from bench import accounting
from bench.load import WORDS
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room.machine import Already, apply, decide, open_room, opened
from chaperone.room.state import State, is_inside
from chaperone.screening.chat_rule import decide_chat
from chaperone.screening.types import Context, Utterance
from chaperone.sessions.plan import Adult, Plan, Role, RoomRules, School, Seat

SIZES = (30, 300, 1000)
TURNS = 5_000
START = 1_795_000_000.0
DELIVER = c.Screened("deliver")
TEXTS = [" ".join(WORDS[start : start + 18])[:120] for start in range(18)]
HOSTILE = [f"{text[:60]} call me on o7 7 hundred 9oo 1 2 three or x at y dot com" for text in TEXTS]


def main() -> None:
    """Measure, and print."""
    os.sched_setaffinity(0, {accounting.SERVER_CORE})
    context = Context()
    _tell(
        "screening, ordinary words",
        lambda turn: decide_chat(Utterance("chat_pupil", TEXTS[turn % 18]), context),
    )
    _tell(
        "screening, words made to get past it",
        lambda turn: decide_chat(Utterance("chat_pupil", HOSTILE[turn % 18]), context),
    )
    for size in SIZES:
        room = _room(size)
        _tell(f"the machine, a message in a room of {size}", Speaking(room))
        _tell(f"the machine, half a second passing in a room of {size}", Ticking(room))


def _tell(what: str, run: Callable[[int], object]) -> None:
    times = []
    began = time.process_time()
    for turn in range(TURNS):
        before = perf_counter_ns()
        run(turn)
        times.append(perf_counter_ns() - before)
    used = (time.process_time() - began) / TURNS * 1e6
    line = {"kind": "alone", "what": what, "cpu_us": round(used, 1), "us": accounting.spread(times, 1e-3)}
    print(json.dumps(line), flush=True)


class Speaking:
    """Seats of a room that speak in turn, each event applied as it is in production."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.speakers = [
            (ref, held.who) for ref, held in state.connections.items() if held.who in state.seats
        ]

    def __call__(self, turn: int) -> None:
        """One message, decided and applied."""
        connection, _ = self.speakers[turn % len(self.speakers)]
        command = c.Say(connection, id=f"x-{turn}", text=TEXTS[turn % 18], screened=DELIVER)
        self.state = _done(self.state, command, START + 60 + turn)


class Ticking:
    """A room in which nothing happens but time."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.heard = dict.fromkeys(state.connections, START + 60)

    def __call__(self, turn: int) -> None:
        """Everybody was heard; nothing follows."""
        answer = decide(self.state, c.Tick(heard=self.heard), START + 60)
        assert answer == (), turn


def _room(size: int) -> State:
    adults = (
        Adult("person:1", "Fay", Role.FACILITATOR),
        Adult("person:2", "Sam", Role.FACILITATOR),
        Adult("person:3", "Teacher", Role.TEACHER, "school:1"),
    )
    seats = tuple(Seat(f"seat:{n:08d}", "school:1", f"Otter {n}", key="k") for n in range(size - len(adults)))
    rules = RoomRules(1, 300, 4.0, 2, 2, 2000, 50)
    plan = Plan("measured", 1, rules, "rules", (School("school:1", "School"),), adults, seats)
    state = opened(open_room(plan, START))
    for adult in adults:
        state = _done(state, c.Join(f"c-{adult.ref}", who=adult.ref), START + 1)
    for seat in seats:
        state = _done(state, c.Join(f"c-{seat.ref}", who=seat.ref, key="k"), START + 2)
        state = _done(state, c.Agree(f"c-{seat.ref}", rules="rules"), START + 2)
    state = _done(state, c.Tick(heard=dict.fromkeys(state.connections, START + 4)), START + 4)
    assert all(is_inside(state, seat.ref) for seat in seats)
    return state


def _done(state: State, command: c.Command, now: float) -> State:
    answer = decide(state, command, now)
    assert not isinstance(answer, Refused | Already), answer
    for event in answer:
        state = apply(state, event)
    return state


if __name__ == "__main__":
    main()
