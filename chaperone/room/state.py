"""A room at one moment: an immutable value, so that a decision can be tried, kept or thrown away without a trace."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from immutables import Map

from chaperone.sessions.plan import Adult, Plan, Role, Seat


class Phase(StrEnum):
    """How far the session is."""

    WAITING = "waiting"  # no door has opened yet
    OPEN = "open"
    CLOSED = "closed"


class Place(StrEnum):
    """Where a seat stands."""

    WAITING = "waiting"
    INSIDE = "inside"
    RETURNED = "returned"
    REMOVED = "removed"


class MessageStatus(StrEnum):
    """What became of a message."""

    SHOWN = "shown"
    HELD = "held"
    WITHHELD = "withheld"
    REMOVED = "removed"
    ROUTED = "routed"  # for the lead and the adults who look after its sender; nobody can release it


class Connection(msgspec.Struct, frozen=True):
    """A live device of one adult or one seat."""

    who: str
    since: float
    shows_class: str = ""


class Waiver(msgspec.Struct, frozen=True):
    """The wish to open a door before its lead is over; in force once ``second`` is there too."""

    reason: str
    first: str
    second: str = ""


class Door(msgspec.Struct, frozen=True):
    """The pupil door of one school. Times are the room's seconds; ``None`` means not (yet)."""

    signed_in_at: float | None = None
    teacher_gone_since: float | None = None
    is_open: bool = False
    waiver: Waiver | None = None


class SeatState(msgspec.Struct, frozen=True):
    """A seat in the room.

    Attributes:
        stays: its times inside as ``(first seq, last seq)``; ``last`` is ``None`` while it lasts.
        since: seq from which its present code counts; what was for the seat before may have been another pupil's.
    """

    place: Place = Place.WAITING
    agreed: bool = False
    hand: bool = False
    muted: bool = False
    stays: tuple[tuple[int, int | None], ...] = ()
    since: int = 0


class Message(msgspec.Struct, frozen=True, gc=False):
    """Who said the message that has this seq, and whether it is shown; plain values, so no search for garbage looks here."""

    who: str
    status: MessageStatus
    text: str = ""  # kept only while held, to be shown on release
    question: bool = False


class RefusedWords(msgspec.Struct, frozen=True, gc=False):
    """That words of a seat were refused, under which frame and why; the words themselves are nowhere."""

    id: str
    clause: str
    labels: tuple[str, ...]
    rules: tuple[str, ...]


class Appeal(msgspec.Struct, frozen=True, gc=False):
    """A seat waits for an adult's answer about its frame ``of``; ``forgotten`` once the words are gone with their process."""

    who: str
    of: str
    labels: tuple[str, ...]
    at: float
    forgotten: bool = False


class Pause(msgspec.Struct, frozen=True):
    """Why nobody may speak."""

    clause: str
    sentence: str


class Feed(msgspec.Struct, frozen=True):
    """One device's sound and picture on its way to the room.

    Attributes:
        feed: the token the door made for it.
        connection: the device that sends.
        who: the adult or seat that sends.
        peer: ``camera`` or ``screen``.
        kinds: of ``microphone``, ``camera``, ``screen`` and ``screen_sound``, in the order of its media lines.
    """

    feed: str
    connection: str
    who: str
    peer: str
    kinds: tuple[str, ...]


class Speaking(msgspec.Struct, frozen=True):
    """A seat that ``by`` asked to say one thing aloud; over at ``until``, in the room's seconds, accepted or not."""

    by: str
    accepted: bool
    until: float


class RecordingState(StrEnum):
    """How far the recording is."""

    WAITING = "waiting"  # no pupil has been let in yet
    RUNNING = "running"
    ABSENT = "absent"
    ENDED = "ended"  # it ran until the session was over


class Recording(msgspec.Struct, frozen=True):
    """The recording: ``why`` it is absent, the ``reason`` an adult in charge gave, and whether any of it is ``missing``.

    ``cannot`` says why none can be written just now, whatever the rules say; empty while it can.
    """

    state: RecordingState = RecordingState.WAITING
    why: str = ""
    reason: str = ""
    missing: bool = False
    cannot: str = ""


_NOBODY: Map[str, int] = Map()


class State(msgspec.Struct, frozen=True):
    """The room.

    Attributes:
        clock: the room's own time, seconds since 1970 UTC; never goes back.
        last_seq: the seq of the last event applied, which is the last entry of the room's stream.
        present: how many live connections each adult or seat has; persons are its keys (decision 4: persons are counted).
        inside: how many seats of each school are inside.
        knocking: seats that agreed, are here and wait: those the next open door lets in.
        said: seq of what was already said under (who, id), so that a repeated frame is not said twice.
        recent: when each speaker last spoke, for the limit on flooding.
        refused: the last refused words of each seat that it may ask an adult about.
        appeals: what seats wait for an adult's answer about, by the seq of the asking.
        appealed: every frame that was asked about, as (who, id), so that nothing is asked twice.
        turned_down: how many appeals of a seat were answered with no.
        feeds: everything that is being sent, by its token, whether it may flow at this moment or not.
        speaking: the seats that were asked to say one thing aloud.
        media_why: why there is no sound and picture, while ``media_on`` is false.
    """

    plan: Plan
    phase: Phase = Phase.WAITING
    clock: float = 0.0
    last_seq: int = 0
    connections: Map[str, Connection] = Map()
    present: Map[str, int] = _NOBODY
    inside: Map[str, int] = _NOBODY
    knocking: Map[str, bool] = Map()
    doors: Map[str, Door] = Map()
    seats: Map[str, SeatState] = Map()
    removed: frozenset[str] = frozenset()
    paused: Pause | None = None
    messages: Map[int, Message] = Map()
    questions: Map[int, Message] = Map()
    said: Map[tuple[str, str], int] = Map()
    recent: Map[str, tuple[float, ...]] = Map()
    refused: Map[str, tuple[RefusedWords, ...]] = Map()
    appeals: Map[int, Appeal] = Map()
    appealed: Map[tuple[str, str], int] = Map()
    turned_down: Map[str, int] = Map()
    adults: Map[str, Adult] = Map()
    seat_plans: Map[str, Seat] = Map()
    feeds: Map[str, Feed] = Map()
    speaking: Map[str, Speaking] = Map()
    media_on: bool = False
    media_why: str = ""
    recording: Recording = Recording()


def adults_here(state: State) -> tuple[Adult, ...]:
    """The distinct adults with a live connection; two tabs of one teacher are one adult."""
    return tuple(adult for adult in state.adults.values() if adult.ref in state.present)


def teachers_here(state: State, school: str) -> tuple[Adult, ...]:
    """The teachers of this very school who are here (M9: a moderator is not *their* teacher)."""
    return tuple(a for a in adults_here(state) if a.role is Role.TEACHER and a.school == school)


def is_inside(state: State, seat: str) -> bool:
    """Whether the seat has been let in and not sent back."""
    held = state.seats.get(seat)
    return held is not None and held.place is Place.INSIDE


def pupils_here(state: State) -> int:
    """How many pupils the seats stand for that are inside and connected; for the eye only, the rules count every seat inside."""
    plans = state.seat_plans
    return sum(
        plans[ref].pupil_count
        for ref, held in state.seats.items()
        if held.place is Place.INSIDE and ref in state.present and ref in plans
    )
