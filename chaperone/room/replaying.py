"""Holds a room that is over once more through the same machine with other numbers: who would have come in, when, and what said.

People did what they did under the old numbers; what they would have done otherwise nobody knows. What adults decided about single
messages and the silence of a device are not replayed, because the record does not say what they would follow from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.course import Course
from chaperone.room.machine import Already, apply, decide, open_room, opened
from chaperone.room.state import State


@carries_out("R3")
def as_it_was(events: Iterable[e.Event]) -> Course:
    """Say how a room went, as its stream tells it."""
    course = Course()
    for event in events:
        course.saw(event)
    return course


@carries_out("R3")
def replayed(events: Iterable[e.Event], numbers: Mapping[str, float]) -> Course:
    """Hold a room once more with some numbers changed.

    Args:
        events: its whole stream, beginning with ``RoomOpened``.
        numbers: of ``replayable.REPLAYED``, by name; with none, what comes out is how it was.

    Raises:
        ValueError: when the stream does not begin as a room does.
    """
    stream = iter(events)
    first = next(stream, None)
    if not isinstance(first, e.RoomOpened):
        raise ValueError("a room's stream begins with room.opened")
    plan = replace(first.plan, rules=replace(first.plan.rules, **numbers))
    state, course = opened(open_room(plan, first.at)), Course()
    for event in stream:
        for at in (*_moments(state, event.at), event.at):
            state = _take(state, _tick(state, at), at, course)
        if isinstance(event, e.RoomRestarted):
            # Nobody's wish: the process ended, and with it every connection.
            state = _take(apply(state, event), _tick(state, event.at), event.at, course)
            continue
        command = _asked(state, event, numbers)
        if isinstance(command, c.Say | c.Ask) and len(command.text) > state.plan.rules.message_length_limit:
            course.words_refused += 1  # the door looks at the length, before the machine
        elif command is not None:
            state = _take(state, command, event.at, course)
    return course


def _take(state: State, command: c.Command, at: float, course: Course) -> State:
    answer = decide(state, command, at)
    if isinstance(answer, Refused):
        course.words_refused += isinstance(command, c.Say | c.Ask)
        return state
    if isinstance(answer, Already):
        return state
    for event in answer:
        course.saw(event)
        state = apply(state, event)
    return state


def _tick(state: State, at: float) -> c.Tick:
    """Time passes, and every device that is connected is heard: one that fell silent is told of by the stream itself."""
    return c.Tick(heard=dict.fromkeys(state.connections, at))


def _moments(state: State, until: float) -> Iterator[float]:
    """Return the moments before ``until`` at which something follows from time alone: a lead is over, an absence is too long."""
    rules = state.plan.rules
    found = set()
    for door in state.doors.values():
        if door.signed_in_at is not None and not door.is_open:
            found.add(door.signed_in_at + rules.door_lead_seconds)
        if door.teacher_gone_since is not None:
            found.add(door.teacher_gone_since + rules.absence_limit_seconds + 0.001)
    found.update(asked.until for asked in state.speaking.values())
    return iter(sorted(at for at in found if state.clock < at < until))


def _asked(state: State, event: e.Event, numbers: Mapping[str, float]) -> c.Command | None:
    """Return what somebody asked for, of which this event tells; None for what only follows, and for what is not replayed."""
    if isinstance(event, e.PlanChanged):
        rules = replace(event.plan.rules, **numbers)
        return c.ChangePlan(plan=replace(event.plan, rules=rules))
    if isinstance(event, e.Said | e.Held | e.Routed | e.Asked):
        return _words(state, event)
    how = _BY_EVENT.get(type(event))
    return None if how is None else how(state, event)


def _words(state: State, event: e.Said | e.Held | e.Routed | e.Asked) -> c.Command:
    outcome = {e.Held: "hold", e.Routed: "route"}.get(type(event), "deliver")
    screened = c.Screened(outcome, getattr(event, "findings", ()))
    device = _device(state, event.who)
    if isinstance(event, e.Asked) or getattr(event, "question", False):
        return c.Ask(device, id=event.id, text=event.text, screened=screened)
    return c.Say(device, id=event.id, text=event.text, screened=screened)


def _closed(_state: State, was: e.FeedClosed) -> c.Command | None:
    """Return the device's own wish, or that its line broke; every other end only follows."""
    return c.CloseFeed(feed=was.feed, why=was.why) if was.why in {"stopped", "lost"} else None


def _enough(state: State, was: e.SpeakingEnded) -> c.Command | None:
    """Return who ended an answer: the seat, or the adult who had asked it (the record does not say which adult did)."""
    if was.why in {"declined", "said"}:
        return c.EndSpeaking(_device(state, was.seat))
    asked = state.speaking.get(was.seat)
    if was.why != "adult" or asked is None:
        return None
    return c.EndSpeaking(_device(state, asked.by), seat=was.seat)


def _device(state: State, who: str, seat: str = "") -> str:
    """Return a device of this person or seat that is connected in the replay; ``""`` when there is none (the room's own word)."""
    for ref, held in state.connections.items():
        if held.who == who and (not seat or seat in {who, held.shows_class}):
            return ref
    return "" if who == "system" else "gone"


_BY_EVENT: Final[Mapping[type[e.Event], Callable[[State, Any], c.Command | None]]] = {
    e.Connected: lambda _, was: c.Join(was.connection, who=was.who, key=was.key, shows_class=was.shows_class),
    e.Disconnected: lambda _, was: c.Leave(was.connection, why=was.why),
    e.RulesAgreed: lambda state, was: c.Agree(_device(state, was.by, was.seat), rules=was.rules),
    e.WaiverProposed: lambda state, was: c.ProposeWaiver(
        _device(state, was.by), school=was.school, reason=was.reason
    ),
    e.WaiverConfirmed: lambda state, was: c.ConfirmWaiver(_device(state, was.by), school=was.school),
    e.SeatReturned: lambda state, was: c.ReturnSeat(_device(state, was.by), seat=was.seat, reason=was.reason),
    e.SeatCalled: lambda state, was: c.CallSeat(_device(state, was.by), seat=was.seat),
    e.PersonRemoved: lambda state, was: c.Remove(_device(state, was.by), who=was.who, reason=was.reason),
    e.Ended: lambda state, was: c.End(_device(state, was.by)),
    e.SeatMuted: lambda state, was: c.MuteSeat(_device(state, was.by), seat=was.seat, muted=was.muted),
    e.MediaTurnedOn: lambda _, __: c.MediaTurned(on=True),
    e.MediaTurnedOff: lambda _, was: c.MediaTurned(on=False, why=was.why),
    e.RecordingTurned: lambda _, was: c.RecordingTurned(on=was.on, why=was.why),
    e.FeedOpened: lambda _, was: c.OpenFeed(was.connection, feed=was.feed, peer=was.peer, kinds=was.kinds),
    e.FeedClosed: _closed,
    e.InvitedToSpeak: lambda state, was: c.InviteToSpeak(_device(state, was.by), seat=was.seat),
    e.SpeakingAccepted: lambda state, was: c.AcceptToSpeak(_device(state, was.seat)),
    e.SpeakingEnded: _enough,
}
