"""``apply(state, event) -> state``: what each event makes of the room; folding a stream gives the room back after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from immutables import Map
from msgspec.structs import replace

from chaperone.room import events as e
from chaperone.room import fold_appeals as appeals
from chaperone.room import fold_media as media
from chaperone.room import fold_words as words
from chaperone.room.state import (
    Connection,
    Door,
    Pause,
    Phase,
    Place,
    SeatState,
    State,
    Waiver,
    is_inside,
)
from chaperone.sessions.plan import Plan


def opened(event: e.RoomOpened) -> State:
    """The room as its first event makes it."""
    return replace(_with_plan(State(plan=event.plan), event.plan), clock=event.at, last_seq=1)


def apply(state: State, event: e.Event) -> State:
    """Return the room after ``event``; pure, total over every event that ``decide`` can return.

    Args:
        state: the room before.
        event: the next entry of its stream.

    Returns:
        The room after; its ``last_seq`` is one more, its ``clock`` at least the event's.
    """
    changed: State = _HOW[type(event)](state, event)
    return replace(changed, last_seq=state.last_seq + 1, clock=max(state.clock, event.at))


def fold(events: Iterable[e.Event]) -> State:
    """Rebuild a room from its whole stream; the first event must be ``RoomOpened``."""
    stream = iter(events)
    first = next(stream)
    if not isinstance(first, e.RoomOpened):
        raise ValueError("a room's stream begins with room.opened")
    state = opened(first)
    for event in stream:
        state = apply(state, event)
    return state


def _with_plan(state: State, plan: Plan) -> State:
    """The room under a new plan: new seats wait, replaced codes start afresh, withdrawn seats and people are out."""
    old = state.seat_plans
    seats: dict[str, SeatState] = {}
    for seat in plan.seats:
        before = state.seats.get(seat.ref)
        if before is None or (
            seat.ref in old and old[seat.ref].key != seat.key and before.place is not Place.REMOVED
        ):
            # A new code means perhaps another pupil: they agree for themselves and see nothing said before.
            before = _fresh(before, state.last_seq + 1)
        seats[seat.ref] = before
    inside: dict[str, int] = {}
    for seat in plan.seats:
        if seats[seat.ref].place is Place.INSIDE:
            inside[seat.school] = inside.get(seat.school, 0) + 1
    moved = replace(
        state,
        plan=plan,
        adults=Map({adult.ref: adult for adult in plan.adults if adult.ref not in state.removed}),
        seat_plans=Map({seat.ref: seat for seat in plan.seats}),
        seats=Map(seats),
        inside=Map(inside),
        doors=Map({school.ref: state.doors.get(school.ref, Door()) for school in plan.schools}),
        knocking=Map({ref: True for ref in state.knocking if ref in seats}),
    )
    for ref in seats:
        moved = _knock(moved, ref)
    return moved


def _fresh(before: SeatState | None, seq: int) -> SeatState:
    """A seat's beginning; what adults decided about it outlives its code, or a lost code would be a way round them."""
    if before is None:
        return SeatState(since=seq)
    place = Place.RETURNED if before.place is Place.RETURNED else Place.WAITING
    return SeatState(place=place, muted=before.muted, since=seq)


def _plan_changed(state: State, event: e.PlanChanged) -> State:
    return _with_plan(state, event.plan)


def _restarted(state: State, event: e.RoomRestarted) -> State:
    """Every connection is gone, and has been since the last thing on record: how long the server was away counts as absence."""
    doors = {
        school: replace(door, teacher_gone_since=event.unheard_since)
        if door.signed_in_at is not None and door.teacher_gone_since is None
        else door
        for school, door in state.doors.items()
    }
    gone = replace(state, connections=Map(), present=Map(), knocking=Map(), doors=Map(doors))
    return media.silenced(appeals.forgotten(gone))


def _count(present: Map[str, int], who: str, by: int) -> Map[str, int]:
    left = present.get(who, 0) + by
    if left > 0:
        return present.set(who, left)
    return present.delete(who) if who in present else present


def _connected(state: State, event: e.Connected) -> State:
    present = _count(state.present, event.who, +1)
    if event.shows_class:
        present = _count(present, event.shows_class, +1)
    connection = Connection(event.who, event.at, event.shows_class)
    after = replace(state, connections=state.connections.set(event.connection, connection), present=present)
    return _knock(after, event.shows_class or event.who)


def _disconnected(state: State, event: e.Disconnected) -> State:
    gone = state.connections.get(event.connection)
    if gone is None:
        return state
    present = _count(state.present, gone.who, -1)
    if gone.shows_class:
        present = _count(present, gone.shows_class, -1)
    after = replace(state, connections=state.connections.delete(event.connection), present=present)
    seat = gone.shows_class or gone.who
    if event.why == "left" and seat not in present and is_inside(after, seat):
        # Leaving of one's own accord ends the stay; a broken connection does not. A seat sent back stays sent back.
        after = _move(after, seat, Place.WAITING)
    return _knock(after, seat)


def _door(state: State, school: str, **change: Any) -> State:
    door: Door = replace(state.doors.get(school, Door()), **change)
    return replace(state, doors=state.doors.set(school, door))


def _signed_in(state: State, event: e.TeacherSignedIn) -> State:
    return _door(state, event.school, signed_in_at=event.at, teacher_gone_since=None)


def _teacher_gone(state: State, event: e.TeacherGone) -> State:
    return _door(state, event.school, teacher_gone_since=event.at)


def _teacher_back(state: State, event: e.TeacherBack) -> State:
    return _door(state, event.school, teacher_gone_since=None)


def _door_opened(state: State, event: e.DoorOpened) -> State:
    phase = Phase.OPEN if state.phase is Phase.WAITING else state.phase
    return replace(_door(state, event.school, is_open=True), phase=phase)


def _door_shut(state: State, event: e.DoorShut) -> State:
    after = _door(state, event.school, is_open=False, signed_in_at=None, teacher_gone_since=None, waiver=None)
    for seat in state.plan.seats:
        if seat.school == event.school and after.seats[seat.ref].place is Place.INSIDE:
            after = _move(after, seat.ref, Place.WAITING)
    return after


def _waiver_proposed(state: State, event: e.WaiverProposed) -> State:
    return _door(state, event.school, waiver=Waiver(event.reason, event.by))


def _waiver_confirmed(state: State, event: e.WaiverConfirmed) -> State:
    waiver = state.doors[event.school].waiver
    return state if waiver is None else _door(state, event.school, waiver=replace(waiver, second=event.by))


def _seat(state: State, seat: str, **change: Any) -> State:
    changed: SeatState = replace(state.seats.get(seat, SeatState()), **change)
    return replace(state, seats=state.seats.set(seat, changed))


def _knock(state: State, seat: str) -> State:
    held = state.seats.get(seat)
    knocks = held is not None and held.agreed and held.place is Place.WAITING and seat in state.present
    if knocks == (seat in state.knocking):
        return state
    return replace(state, knocking=state.knocking.set(seat, True) if knocks else state.knocking.delete(seat))


def _move(state: State, seat: str, place: Place) -> State:
    """Put a seat somewhere; going in begins a stay at the next seq, going out ends it at the last one."""
    held = state.seats.get(seat, SeatState())
    stays, school = held.stays, state.seat_plans[seat].school
    inside = state.inside
    if place is Place.INSIDE and held.place is not Place.INSIDE:
        stays = (*stays, (state.last_seq + 1, None))
        inside = _count(inside, school, +1)
    elif held.place is Place.INSIDE and place is not Place.INSIDE:
        stays = (*stays[:-1], (stays[-1][0], state.last_seq))
        inside = _count(inside, school, -1)
    hand = held.hand and place is Place.INSIDE
    after = _seat(replace(state, inside=inside), seat, place=place, stays=stays, hand=hand)
    return _knock(after, seat)


def _agreed(state: State, event: e.RulesAgreed) -> State:
    return _knock(_seat(state, event.seat, agreed=True), event.seat)


def _admitted(state: State, event: e.SeatAdmitted) -> State:
    return _move(state, event.seat, Place.INSIDE)


def _returned(state: State, event: e.SeatReturned) -> State:
    return _move(state, event.seat, Place.RETURNED)


def _called(state: State, event: e.SeatCalled) -> State:
    return _move(state, event.seat, Place.WAITING)


def _paused(state: State, event: e.Paused) -> State:
    return replace(state, paused=Pause(event.clause, event.sentence))


def _resumed(state: State, _event: e.Resumed) -> State:
    return replace(state, paused=None)


def _hand(state: State, event: e.HandMoved) -> State:
    return _seat(state, event.seat, hand=event.up)


def _muted(state: State, event: e.SeatMuted) -> State:
    return _seat(state, event.seat, muted=event.muted)


def _removed(state: State, event: e.PersonRemoved) -> State:
    after = replace(state, removed=state.removed | {event.who})
    if event.who in state.seats:
        return _move(after, event.who, Place.REMOVED)
    adults = after.adults.delete(event.who) if event.who in after.adults else after.adults
    return replace(after, adults=adults)


def _ended(state: State, _event: e.Ended) -> State:
    after = replace(state, phase=Phase.CLOSED, paused=None)
    for seat, held in state.seats.items():
        if held.place is Place.INSIDE:
            after = _move(after, seat, Place.WAITING)
    return replace(after, knocking=Map())


def _nothing(state: State, _event: e.Event) -> State:
    return state


_HOW: dict[type[e.Event], Callable[[State, Any], State]] = {
    e.PlanChanged: _plan_changed,
    e.RoomRestarted: _restarted,
    e.Connected: _connected,
    e.Disconnected: _disconnected,
    e.TeacherSignedIn: _signed_in,
    e.TeacherGone: _teacher_gone,
    e.TeacherBack: _teacher_back,
    e.DoorOpened: _door_opened,
    e.DoorShut: _door_shut,
    e.WaiverProposed: _waiver_proposed,
    e.WaiverConfirmed: _waiver_confirmed,
    e.RulesAgreed: _agreed,
    e.SeatAdmitted: _admitted,
    e.SeatReturned: _returned,
    e.SeatCalled: _called,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.HandMoved: _hand,
    e.SeatMuted: _muted,
    e.PersonRemoved: _removed,
    e.WorryRaised: _nothing,
    e.ClockJumped: _nothing,
    e.Ended: _ended,
    **words.HOW,
    **appeals.HOW,
    **media.HOW,
}
