"""What can happen in a room: each event is one entry of the stream ``room/<ref>``, and the room is the fold of them."""

from __future__ import annotations

from typing import Any, Union

import msgspec

from chaperone.room.event import Event as Event  # noqa: PLC0414 - whoever reads events finds the base here too
from chaperone.room.events_appeals import *  # noqa: F403 - and what is asked about refused words
from chaperone.room.events_media import *  # noqa: F403 - all that can happen stands under this one name
from chaperone.room.events_words import *  # noqa: F403 - and these
from chaperone.sessions.plan import Plan


class RoomOpened(Event, frozen=True, tag="room.opened"):
    """The room exists, with all it is told about its session."""

    plan: Plan


class PlanChanged(Event, frozen=True, tag="plan.changed"):
    """Somebody changed the session while the room was live."""

    plan: Plan


class RoomRestarted(Event, frozen=True, tag="room.restarted"):
    """The process that held the room ended and another took over; every connection is gone since ``unheard_since``."""

    unheard_since: float


class Connected(Event, frozen=True, tag="connected"):
    """A device came in as an adult or a seat; ``shows_class`` names the seat when a teacher's own screen is on the projector."""

    connection: str
    who: str
    key: str = ""
    shows_class: str = ""


class Disconnected(Event, frozen=True, tag="disconnected"):
    """A device is gone: ``left``, ``vanished``, ``displaced``, ``removed``, ``replaced`` or ``restarted``."""

    connection: str
    who: str
    why: str


class TeacherSignedIn(Event, frozen=True, tag="teacher.signed_in"):
    """The lead of this school's door begins (M8)."""

    school: str
    who: str


class TeacherGone(Event, frozen=True, tag="teacher.gone"):
    """No teacher of this school is here any more."""

    school: str


class TeacherBack(Event, frozen=True, tag="teacher.back"):
    """A teacher of this school returned within the absence limit; the lead does not begin again."""

    school: str
    who: str


class DoorOpened(Event, frozen=True, tag="door.opened"):
    """Pupils of this school may come in; ``why`` is ``lead`` or ``waiver``."""

    school: str
    why: str


class DoorShut(Event, frozen=True, tag="door.shut"):
    """Pupils of this school are back at the door because their teacher was away too long."""

    school: str


class WaiverProposed(Event, frozen=True, tag="waiver.proposed"):
    """A first adult asks to open a school's door before the lead is over."""

    school: str
    by: str
    reason: str


class WaiverConfirmed(Event, frozen=True, tag="waiver.confirmed"):
    """A second, distinct adult agrees."""

    school: str
    by: str


class RulesAgreed(Event, frozen=True, tag="rules.agreed"):
    """This seat agreed to the rules with this hash; behind a class screen, the class has gone through them together (Y3)."""

    seat: str
    rules: str
    by: str


class SeatAdmitted(Event, frozen=True, tag="seat.admitted"):
    """The seat is inside."""

    seat: str


class SeatReturned(Event, frozen=True, tag="seat.returned"):
    """An adult sent the seat back to waiting."""

    seat: str
    by: str
    reason: str


class SeatCalled(Event, frozen=True, tag="seat.called"):
    """An adult lets a returned seat in again as soon as the rules allow."""

    seat: str
    by: str


class Paused(Event, frozen=True, tag="paused"):
    """Quorum is lost: no words until it is whole (S7, M9)."""

    clause: str
    sentence: str


class Resumed(Event, frozen=True, tag="resumed"):
    """Quorum is whole again."""


class Said(Event, frozen=True, tag="said"):
    """A chat message to the room."""

    who: str
    text: str
    id: str


class AdultsSaid(Event, frozen=True, tag="adults.said"):
    """A message in the adults' channel."""

    who: str
    text: str
    id: str


class Released(Event, frozen=True, tag="released"):
    """An adult decided that the held message may be shown."""

    message: int
    by: str
    reason: str


class Withheld(Event, frozen=True, tag="withheld"):
    """An adult decided that the held message is not shown."""

    message: int
    by: str
    reason: str


class MessageRemoved(Event, frozen=True, tag="message.removed"):
    """A shown message is taken off every screen; the record keeps it (M12)."""

    message: int
    by: str
    reason: str


class HandMoved(Event, frozen=True, tag="hand"):
    """A hand went up or down."""

    seat: str
    up: bool
    by: str


class Asked(Event, frozen=True, tag="asked"):
    """A question for the queue."""

    who: str
    text: str
    id: str


class QuestionTaken(Event, frozen=True, tag="question.taken"):
    """An adult took the question: it is shown to the room."""

    question: int
    by: str


class QuestionSetAside(Event, frozen=True, tag="question.set_aside"):
    """An adult set the question aside."""

    question: int
    by: str


class SeatMuted(Event, frozen=True, tag="seat.muted"):
    """A seat may not, or may again, write."""

    seat: str
    muted: bool
    by: str


class PersonRemoved(Event, frozen=True, tag="removed"):
    """An adult or a seat is put out of this session for good."""

    who: str
    by: str
    reason: str


class ClockJumped(Event, frozen=True, tag="clock.jumped"):
    """The machine's clock moved by this many seconds against elapsed time; the room went on by elapsed time."""

    seconds: float


class Ended(Event, frozen=True, tag="ended"):
    """The session is over."""

    by: str


# Every event above, as one type that msgspec tells apart by its tag.
_Any: Any = Union[tuple(Event.__subclasses__())]  # noqa: UP007 - built from a tuple

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(_Any)
encode = msgspec.json.Encoder().encode


def kind_of(event: Event) -> str:
    """Return the event's kind as the ledger writes it, such as ``"seat.admitted"``."""
    tag = event.__struct_config__.tag
    return str(tag)


def decode(body: bytes) -> Event:
    """Read one event back from the JSON body of a ledger entry; ``msgspec.ValidationError`` if it is none."""
    return _decoder.decode(body)


def from_builtins(body: dict[str, Any]) -> Event:
    """Read one event back from an opened entry's body (``ledger.queries.read``)."""
    event: Event = msgspec.convert(body, _Any)
    return event
