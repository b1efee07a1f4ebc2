"""Small rooms for the tests: a plan of a given size, and a room that keeps its whole history beside its state."""

from __future__ import annotations

from msgspec.structs import replace

from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.machine import Already, apply, decide, open_room, opened, refusal_on_record
from chaperone.room.state import State
from chaperone.sessions.plan import Adult, Plan, Role, RoomRules, School, Seat, SeatKind
from tests.room.invariants import Witness, broken_after, no_private_word

LEAD, ABSENCE, PRESENCE = 600, 300, 4.0
RULES_HASH = "rules-1"
DELIVER = c.Screened("deliver")
HOLD = c.Screened("hold", (e.Finding("threat", "Y5", "An adult is looking."),))
ROUTE = c.Screened(
    "route",
    (e.Finding("disclosure_abuse", "Y9", "Somebody may be harmed."),),
    "Y9",
    "Thank you for telling us.",
    "Childline: 0800 1111.",
    tells_lead=True,
)
REFUSE_NAME = c.Screened(
    "refuse",
    (e.Finding("full_name", "Y7", "That is a full name.", "full_name/1"),),
    "Y7",
    "That is a full name.",
)
REFUSE_NUMBER = c.Screened(
    "refuse", (e.Finding("phone", "Y7", "That is a number.", "phone/1"),), "Y7", "That is a number."
)
START = 1_800_000_000.0

FACILITATOR, SECOND, SPEAKER = "person:1", "person:2", "person:3"
TEACHER_A, TEACHER_B = "person:11", "person:12"
SCHOOL_A, SCHOOL_B = "school:1", "school:2"
SEAT_A1, SEAT_A2, SEAT_B1, CLASS_A, SCREEN_A = "seat:a1", "seat:a2", "seat:b1", "seat:ca", "seat:ta"

STAFF = (
    Adult(FACILITATOR, "Facilitator A", Role.FACILITATOR),
    Adult(SECOND, "Facilitator B", Role.FACILITATOR),
    Adult(SPEAKER, "Speaker C", Role.SPEAKER),
)
TEACHERS = (
    Adult(TEACHER_A, "Teacher A", Role.TEACHER, SCHOOL_A),
    Adult(TEACHER_B, "Teacher B", Role.TEACHER, SCHOOL_B),
)
SEATS = (
    Seat(SEAT_A1, SCHOOL_A, "Amber Otter", key="k1"),
    Seat(SEAT_A2, SCHOOL_A, "Blue Heron", key="k2"),
    Seat(SEAT_B1, SCHOOL_B, "Green Hare", key="k3"),
    Seat(CLASS_A, SCHOOL_A, "Class screen", SeatKind.CLASSROOM, 28, key="k4"),
    Seat(SCREEN_A, SCHOOL_A, "Teacher's screen", SeatKind.TEACHER_SCREEN, 28),
)
SCHOOLS = (School(SCHOOL_A, "Alder School"), School(SCHOOL_B, "Birch School"))


def a_plan(
    staff: int = 2, schools: int = 1, seats: tuple[str, ...] = (SEAT_A1, SEAT_A2), version: int = 1
) -> Plan:
    """A plan with so many staff and schools, and these seats."""
    rules = RoomRules(LEAD, ABSENCE, PRESENCE, 2, 2, 2000, 8)
    return Plan(
        "abcdefghij",
        version,
        rules,
        RULES_HASH,
        SCHOOLS[:schools],
        STAFF[:staff] + TEACHERS[:schools],
        tuple(seat for seat in SEATS if seat.ref in seats),
    )


def happened(
    state: State, command: c.Command, answer: tuple[e.Event, ...] | Refused | Already, now: float
) -> tuple[e.Event, ...]:
    """What goes on record of a command: what was decided, or that screening refused its words."""
    if isinstance(answer, tuple):
        return answer
    of_screening = isinstance(command, c.Say | c.Ask) and command.screened.outcome == "refuse"
    if of_screening and isinstance(answer, Refused):
        return (refusal_on_record(state, command, answer, now),)
    return ()


class Room:
    """A room under test: every command is judged by the witness; a broken invariant fails the test where it happened."""

    def __init__(self, plan: Plan) -> None:
        first = open_room(plan, START)
        self.state: State = opened(first)
        self.events: list[e.Event] = [first]
        self.witness = Witness(plan, clock=START)
        self.now = START

    def do(self, command: c.Command, after_seconds: float = 0.0) -> tuple[e.Event, ...] | Refused | Already:
        """Let time pass, give the command, apply and judge what follows."""
        self.now += after_seconds
        answer = decide(self.state, command, self.now)
        wrong: list[str] = []
        for event in happened(self.state, command, answer, self.now):
            before, self.state = self.state, apply(self.state, event)
            self.events.append(event)
            wrong += self.witness.see(event) + no_private_word(before, self.state, event)
        wrong += broken_after(self.witness, self.state)
        assert not wrong, f"after {command}: {wrong}"
        return answer

    def restart(self, after_seconds: float = 0.0) -> None:
        """The process ends and another takes the room over some time later."""
        self.now += after_seconds
        event = e.RoomRestarted(max(self.now, self.state.clock), self.state.clock)
        self.state = apply(self.state, event)
        self.events.append(event)
        self.witness.see(event)
        self.tick()

    def tick(self, after_seconds: float = 0.0, *, silent: tuple[str, ...] = ()) -> tuple[e.Event, ...]:
        """Time passes; every connection but the silent ones is heard."""
        self.now += after_seconds
        heard = {ref: self.now for ref in self.state.connections if ref not in silent}
        answer = self.do(c.Tick(heard=heard))
        assert isinstance(answer, tuple)
        return answer

    def join(
        self, who: str, device: str = "", shows_class: str = ""
    ) -> tuple[e.Event, ...] | Refused | Already:
        """Somebody comes in with their right key."""
        key = self.state.seat_plans[who].key if who in self.state.seat_plans else ""
        return self.do(c.Join(device or f"{who}/1", who=who, key=key, shows_class=shows_class))

    def enter(self, seat: str) -> None:
        """A seat comes and agrees."""
        self.join(seat)
        self.do(c.Agree(f"{seat}/1", rules=RULES_HASH))

    def say(
        self, device: str, text: str = "hello", frame_id: str = ""
    ) -> tuple[e.Event, ...] | Refused | Already:
        """Say something that screening has nothing against."""
        return self.do(c.Say(device, id=frame_id or f"{len(self.events)}", text=text, screened=DELIVER))

    def send(self, device: str, *kinds: str, peer: str = "camera") -> tuple[e.Event, ...] | Refused | Already:
        """A device begins to send; a microphone and a camera when nothing else is said."""
        sent = kinds or ("microphone", "camera")
        return self.do(c.OpenFeed(device, feed=token(device, peer, sent), peer=peer, kinds=sent))


def token(device: str, peer: str, kinds: tuple[str, ...]) -> str:
    """The feed that a test's device sends: the same for the same device and kinds, as the door's tokens never are."""
    name = "".join(x for x in device if x.isalnum())
    return f"{name}{peer[0]}{''.join(kind[0] for kind in kinds)}".ljust(16, "0")[:16]


def a_room_with_media(staff: int = 2, **rules: object) -> Room:
    """The room of ``open_to_school_a`` with sound and picture from the beginning, under these rules of the pack."""
    plan = a_plan(staff)
    room = Room(replace(plan, rules=replace(plan.rules, **rules)))
    room.do(c.MediaTurned(on=True))
    return let_in_school_a(room)


def open_to_school_a(staff: int = 2, **plan: object) -> Room:
    """A room where the lead is over and two pupils of school A are inside."""
    return let_in_school_a(Room(a_plan(staff, **plan)))  # type: ignore[arg-type]


def let_in_school_a(room: Room) -> Room:
    """Two adults and two pupils come, and the lead passes."""
    room.join(FACILITATOR)
    room.join(TEACHER_A)
    room.enter(SEAT_A1)
    room.enter(SEAT_A2)
    room.tick(LEAD)
    return room
