"""What every command's decision needs: who asks, and the answers they share."""

from __future__ import annotations

from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.state import State

Answer = tuple[e.Event, ...] | Refused

NOT_THERE = Refused("", "That is not here any more.", "It may have been dealt with by somebody else.")
NEEDS_REASON = Refused("", "Please give a reason.", "One line is enough; it goes into the record.")


def who_asks(state: State, command: c.Command) -> str:
    """The adult or seat behind the command's connection; ``""`` when it is none, which every rule refuses."""
    held = state.connections.get(command.connection)
    return "" if held is None else held.who


def seat_behind(state: State, command: c.Command) -> str:
    """The seat behind the connection: itself, or the class that a teacher's own screen shows."""
    held = state.connections.get(command.connection)
    return "" if held is None else held.shows_class or held.who
