"""What the stories of the room's rules begin with: short names for devices, a waiting room, and two questions."""

from __future__ import annotations

from chaperone.policy.refusal import Refused
from chaperone.room.state import Phase, Place
from tests.room import rooms as r

F1, F2, SPEAKS = f"{r.FACILITATOR}/1", f"{r.SECOND}/1", f"{r.SPEAKER}/1"
T, TB, A1, A2, B1 = (f"{ref}/1" for ref in (r.TEACHER_A, r.TEACHER_B, r.SEAT_A1, r.SEAT_A2, r.SEAT_B1))


def place(room: r.Room, seat: str = r.SEAT_A1) -> Place:
    """Where a seat stands."""
    return room.state.seats[seat].place


def pause(room: r.Room) -> str:
    """The clause that pauses the room; empty when it is not paused."""
    return room.state.paused.clause if room.state.paused else ""


def has_opened(room: r.Room) -> bool:
    """Whether a door has ever opened."""
    return room.state.phase is not Phase.WAITING


def refused(answer: object) -> Refused:
    """The refusal that was expected."""
    assert isinstance(answer, Refused), answer
    return answer


def waiting_room(staff: int = 2, schools: int = 1, seats: tuple[str, ...] = (r.SEAT_A1, r.SEAT_A2)) -> r.Room:
    """A facilitator and the teacher of school A have just come; one pupil waits."""
    room = r.Room(r.a_plan(staff, schools, seats))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A)
    room.enter(r.SEAT_A1)
    return room
