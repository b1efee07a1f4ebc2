"""Rebuilds a room from its stream in the ledger, or begins the stream, when a process takes the room up."""

from __future__ import annotations

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
        plan: the session as it is now, which the room may not have heard of yet.
        shown: the frames to show again to who comes back, each with its seq.
        gone: the messages removed since.
    """

    state: State
    plan: Plan
    shown: list[tuple[int, Shown]]
    gone: set[int]


def load_room(ref: str, now: float) -> Rebuilt | Refused:
    """Rebuild a room by folding its stream, or begin the stream; runs in the database's thread.

    Returns:
        The room; or ``Refused`` when there is no such session, or it has ended.
    """
    plan = plan_of_room(ref, datetime.fromtimestamp(now, UTC))
    if plan is None:
        return Refused("", "This session is not open.", "")
    state: State | None = None
    shown: list[tuple[int, Shown]] = []
    gone: set[int] = set()
    for entry in read(f"room/{ref}"):
        if entry.body is None:
            return Refused("", "This session is over, and its record has been destroyed.", "")
        event = e.from_builtins(entry.body)
        if state is None:
            if not isinstance(event, e.RoomOpened):
                return Refused(
                    "M12", "The record of this session cannot be read.", "Tell the safeguarding lead."
                )
            state = opened(event)
            continue
        before, state = state, apply(state, event)
        if isinstance(event, e.MessageRemoved):
            gone.add(event.message)
        shown += [(entry.seq, item) for item in shown_for(before, state, event, entry.seq)]
    if state is None:
        state = _begin(ref, plan, now)
    _catch_up(ref, state)
    if state.phase is Phase.CLOSED:
        return Refused("", "This session has ended.", "")
    return Rebuilt(state, plan, shown, gone)


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
