"""Rebuilds a room from its stream in the ledger, or begins the stream, when a process takes the room up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from chaperone.ledger.actions import append
from chaperone.ledger.facts import Fact
from chaperone.ledger.queries import read
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.fold import apply, opened
from chaperone.room.machine import open_room
from chaperone.room.state import Phase, State
from chaperone.room.views import Shown, shown_for
from chaperone.sessions.actions import record_room_ended, record_room_opened
from chaperone.sessions.plan import Plan
from chaperone.sessions.queries import plan_of_room


class Rebuilt(NamedTuple):
    """A room as its stream leaves it.

    Attributes:
        state: the fold of the stream.
        shown: the frames to show again to who comes back, each with its seq.
        gone: the messages removed since.
        owed: the messages of which the safeguarding lead must be told, and of which no concern is noted yet.
    """

    state: State
    shown: list[tuple[int, Shown]]
    gone: set[int]
    owed: tuple[int, ...] = ()


def rebuild(stream: Iterable[e.Event]) -> Rebuilt | None:
    """Fold a room's stream, whose first event has seq 1; ``None`` when it is empty or does not begin with ``room.opened``."""
    state: State | None = None
    shown: list[tuple[int, Shown]] = []
    gone: set[int] = set()
    owed: dict[int, None] = {}
    for seq, event in enumerate(stream, 1):
        if state is None:
            if not isinstance(event, e.RoomOpened):
                return None
            state = opened(event)
            continue
        before, state = state, apply(state, event)
        if isinstance(event, e.MessageRemoved):
            gone.add(event.message)
        elif e.tells_lead(event):
            owed[seq] = None
        elif isinstance(event, e.WorryRaised):
            owed.pop(event.message, None)
        shown += [(seq, item) for item in shown_for(before, state, event, seq)]
    return None if state is None else Rebuilt(state, shown, gone, tuple(owed))


def load_room(ref: str, now: float) -> tuple[Rebuilt, Plan] | Refused:
    """Rebuild a room from the ledger, or begin its stream; runs in the database's thread.

    Returns:
        The room, and the session as it is now, which the room may not have heard of yet; or ``Refused`` when there is no such
        session, or it has ended.
    """
    plan = plan_of_room(ref, datetime.fromtimestamp(now, UTC))
    if plan is None:
        return Refused("", "This session is not open.", "")
    bodies = [entry.body for entry in read(f"room/{ref}")]
    if not bodies:
        return Rebuilt(_begin(ref, plan, now), [], set()), plan
    if None in bodies:
        return Refused("", "This session is over, and its record has been destroyed.", "")
    rebuilt = rebuild(e.from_builtins(body) for body in bodies if body is not None)
    if rebuilt is None:
        return Refused("M12", "The record of this session cannot be read.", "Tell the safeguarding lead.")
    _catch_up(ref, rebuilt.state)
    if rebuilt.state.phase is Phase.CLOSED:
        return Refused("", "This session has ended.", "")
    return rebuilt, plan


def _catch_up(ref: str, state: State) -> None:
    """Tell the session what its room had recorded when a process died before it could; both change nothing a second time."""
    at = datetime.fromtimestamp(state.clock, UTC)
    if state.phase is not Phase.WAITING:
        record_room_opened(ref, at)
    if state.phase is Phase.CLOSED:
        record_room_ended(ref, at)


def _begin(ref: str, plan: Plan, now: float) -> State:
    event = open_room(plan, now)
    fact = Fact(e.kind_of(event), "system", e.encode(event))
    append(f"room/{ref}", [fact], datetime.fromtimestamp(now, UTC), expected_seq=0)
    return opened(event)
