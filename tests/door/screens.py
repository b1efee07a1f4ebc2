"""A live room without a network: real room and screening, sockets that keep what they were shown, a ledger the test commands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from chaperone.door import frames as f
from chaperone.door.frame import Asking
from chaperone.door.house import House
from chaperone.door.hub import Device
from chaperone.door.live import LiveRoom
from chaperone.door.rebuilding import rebuild
from chaperone.door.remembering import Line, RoomMemory
from chaperone.door.tickets import Ticket
from chaperone.door.words import Words
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.clock import RoomClock
from chaperone.room.machine import open_room
from chaperone.room.state import Phase, State
from chaperone.screening.decision import Decision, safest
from chaperone.screening.types import Context, Finding
from chaperone.sessions.plan import Plan
from tests.room import rooms as r
from tests.room.book import Book

Frame = dict[str, Any]
RECORDED = frozenset(
    {
        *("said", "adults", "held", "released", "withheld", "removed"),
        *("question", "taken", "set_aside", "confided"),
    }
)
FOR_ADULTS = frozenset({"adults", "held", "seats", "confided"})


def read_wire(data: bytes) -> list[Frame]:
    """The JSON of every text frame in these bytes, read by the letter of RFC 6455."""
    frames: list[Frame] = []
    while data:
        if data == b"\x88\x02\x03\xe8":
            break  # a close frame
        assert data[0] == 0x81, "one final text frame after another"
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        frames.append(json.loads(data[start : start + size]))
        data = data[start + size :]
    return frames


class SetClock(RoomClock):
    """A room clock that a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.time = r.START

    def now(self) -> float:
        """The time the test has set."""
        return self.time


class Screen:
    """A socket that remembers all it was shown, and fails the test where it is shown something that is not on record."""

    def __init__(self, book: Book, who: str, shows_class: str = "", after: int = 0) -> None:
        self.book, self.who, self.shows_class, self.after = book, who, shows_class, after
        self.frames: list[Frame] = []
        self.gone = False
        self.asked: list[str] = []

    def write(self, data: bytes) -> None:
        """Read what is written at once."""
        if self.gone:
            return
        for frame in read_wire(data):
            assert frame.get("seq", 0) <= len(self.book.entries), f"shown before it was written: {frame}"
            if "text" in frame:
                self._is_on_record(frame)
            if self.shows_class or self.who.startswith("seat:"):
                assert frame["is"] not in FOR_ADULTS and "adults_only" not in frame
                if frame["is"] == "question":
                    assert frame["from"]["ref"] == (self.shows_class or self.who), "another's question"
            self.frames.append(frame)

    def _is_on_record(self, frame: Frame) -> None:
        seq = frame.get("message") or frame.get("question") or frame["seq"]
        entry = self.book.entries[seq - 1]
        assert isinstance(entry, e.Said | e.AdultsSaid | e.Held | e.Routed | e.Asked)
        assert (entry.text, entry.who) == (frame["text"], frame["from"]["ref"])

    def hang_up(self, goodbye: bytes) -> None:
        """See ``Socket``."""
        self.write(goodbye)
        self.gone = True

    def backlog_bytes(self) -> int:
        """Nothing waits in a list."""
        return 0

    def recorded(self) -> list[Frame]:
        """The frames that carry a number of the stream, in the order they came."""
        return [frame for frame in self.frames if frame["is"] in RECORDED]

    def answers(self, frame_id: str) -> list[Frame]:
        """What was answered to one frame."""
        return [x for x in self.frames if x["is"] in {"done", "refused"} and x.get("id") == frame_id]

    def last_seen(self) -> int:
        """Where to resume."""
        return max((frame["seq"] for frame in self.recorded()), default=self.after)


class DoubtfulWords(Words):
    """Screening that cannot make up its mind about texts that begin with "hm", and takes "please" for a call for help."""

    def _decide(self, line: Line, memory: RoomMemory, now: float) -> Decision:
        if line.text.startswith("please"):
            return safest((Finding("disclosure_abuse", "Y9", 0, 1, "Somebody may be harmed."),), ())
        if line.text.startswith("hm"):
            return safest((Finding("threat", "Y5", 0, 1, "An adult is looking.", rule="threat/1"),), ())
        return super()._decide(line, memory, now)


class Stage:
    """One room, its ledger, its clock, and the screens before it; every call runs in an event loop of its own."""

    def __init__(self, plan: Plan) -> None:
        self.loop = asyncio.new_event_loop()
        self.clock = SetClock()
        self.book = Book(open_room(plan, r.START))
        self.screens: dict[str, Screen] = {}
        self.turns: list[Phase] = []
        self._devices = 0
        self.take_up()

    def run(self, act: Callable[[], Any]) -> Any:
        """Do something as the event loop would, and let what it scheduled for now happen."""

        async def acting() -> Any:
            done = act()
            await asyncio.sleep(0)
            return done

        return self.loop.run_until_complete(acting())

    def take_up(self) -> None:
        """A process takes the room up from the ledger, as ``Rooms`` does."""
        rebuilt = rebuild(self.book.entries)
        assert rebuilt is not None
        for screen in self.screens.values():
            screen.gone = True
        self.screens.clear()
        state = rebuilt.state
        self.live = LiveRoom(state, self.house())
        self.live.remember(rebuilt.shown, rebuilt.gone)
        if state.last_seq > 1:
            again = e.RoomRestarted(max(self.clock.time, state.clock), state.clock)
            self.run(lambda: self.live.recorder.record(again))

    def house(self) -> House:
        """What the room is in; a test may furnish another."""
        return House(
            self.book,
            self.clock,
            DoubtfulWords(Context()),
            lambda _ref, phase, _at: self.turns.append(phase),
        )

    @property
    def state(self) -> State:
        """The room as it is on record."""
        return self.live.recorder.durable

    def join(self, who: str, shows_class: str = "", after: int = 0) -> tuple[str, Screen] | Refused:
        """Somebody's socket comes in with a good ticket."""
        self._devices += 1
        ref, screen = f"device {self._devices}", Screen(self.book, who, shows_class, after)
        plans = self.live.recorder.decided.seat_plans
        ticket = Ticket("abcdefghij", who, plans[who].key if who in plans else "", shows_class)
        refused = self.run(lambda: self.live.join(ref, ticket, screen, after))
        if isinstance(refused, Refused):
            return refused
        self.screens[ref] = screen
        return ref, screen

    def come(self, who: str, shows_class: str = "", after: int = 0) -> tuple[str, Screen]:
        """Somebody comes in and is welcomed; a seat agrees."""
        joined = self.join(who, shows_class, after)
        assert not isinstance(joined, Refused)
        self.settle()
        if who in self.state.seats or shows_class:
            self.send(joined[0], f.Agree("agree", r.RULES_HASH))
            self.settle()
        return joined

    def send(self, ref: str, frame: f.AnyFrame) -> None:
        """A frame comes in."""
        if isinstance(frame, Asking) and ref in self.live.hub.devices:
            self.screens[ref].asked.append(frame.id)
        self.run(lambda: self.live.receive(ref, frame))

    def lose(self, ref: str) -> None:
        """A socket breaks."""
        self.screens.pop(ref).gone = True
        self.run(lambda: self.live.lost(ref))

    def settle(self) -> None:
        """The ledger writes and answers everything."""
        self.run(self.book.settle)
        self.drop_gone()

    def drop_gone(self) -> None:
        """Sockets that were hung up on break a moment later."""
        for ref in [ref for ref, screen in self.screens.items() if screen.gone]:
            del self.screens[ref]

    def fail(self, how_many: int = 1, *, but_kept: bool = False) -> None:
        """The ledger cannot write what waits."""
        for _ in range(min(how_many, len(self.book.waiting))):
            self.book.lose_one(but_kept=but_kept)
        self.answer(len(self.book.answers))

    def answer(self, how_many: int) -> None:
        """The ledger's answers arrive."""
        for _ in range(min(how_many, len(self.book.answers))):
            self.run(self.book.answer_one)
        self.drop_gone()

    def tick(self, seconds: float, *, silent: tuple[str, ...] = ()) -> None:
        """Time passes; everybody but the silent is heard."""
        self.clock.time += seconds
        for ref in self.live.hub.devices:
            if ref not in silent:
                self.live.heard(ref)
        self.run(self.live.tick)

    def device(self, ref: str) -> Device | None:
        """A connection that has been welcomed."""
        return self.live.hub.devices.get(ref)

    def close(self) -> None:
        """Let the event loop go."""
        self.loop.close()


def open_stage(
    staff: int = 2, seats: tuple[str, ...] = (r.SEAT_A1, r.SEAT_A2)
) -> tuple[Stage, dict[str, tuple[str, Screen]]]:
    """A room with the door open: a facilitator, the teacher of school A and the seats are in."""
    stage = Stage(r.a_plan(staff, 1, seats))
    people = {who: stage.come(who) for who in (r.FACILITATOR, r.TEACHER_A, *seats)}
    stage.tick(r.LEAD)
    stage.settle()
    return stage, people
