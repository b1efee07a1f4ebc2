"""Walks a small room through every state it can reach, each transition judged by the witness; the casts are in the test."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.machine import apply, decide, open_room, opened
from chaperone.room.state import Place, State
from chaperone.sessions.plan import Plan, SeatKind
from tests.room import rooms as r
from tests.room.invariants import Witness, broken_after
from tests.room.invariants_appeals import shown_to_the_wrong
from tests.room.walking_appeals import appeal_moves, appeal_part
from tests.room.walking_media import media_key, media_moves, media_part
from tests.room.walking_words import wrong_words

# Time is walked in steps: the lead is one or two of them and the longest absence none or one, so that each limit is met from
# both sides.
STEP, PRESENCE = 1.0, 0.5
RESTARTS = {"restart": 0.0, "long restart": 2.0}  # for how long the server was away


@dataclass(frozen=True)
class Cast:
    """Who is in the walk, and what they may do in it; everything else is walked with another cast."""

    name: str
    plan: Plan
    tabs: int = 1
    agree_apart: bool = False  # agreeing as a step of its own, not with coming in
    leaves: tuple[str, ...] = ("vanished",)  # how seats go
    acts: frozenset[str] = frozenset()  # "waive", "remove", "return", "end", "silence", and see walking_media
    screen_by: str = ""  # the teacher who may show the class on their own screen
    alike: tuple[tuple[str, ...], ...] = ()  # who may be exchanged without a difference


@dataclass
class Walked:
    """What a walk saw."""

    states: int = 0
    moves: int = 0
    happened: set[type[e.Event]] = field(default_factory=set)
    seconds: float = 0.0


class Broken(AssertionError):
    """An invariant does not hold; the message is the way there."""


Node = tuple[State, Witness]
Move = tuple[c.Command, ...] | str  # commands given at once, or what time and chance do


def small_plan(staff: int, schools: int, seats: tuple[str, ...], lead: int = 2, absence: int = 1) -> Plan:
    """A plan of the given size with the walk's short times, in steps."""
    plan = r.a_plan(staff, schools, seats)
    rules = replace(
        plan.rules, door_lead_seconds=lead, absence_limit_seconds=absence, presence_limit_seconds=PRESENCE
    )
    return replace(plan, rules=rules)


def walk(cast: Cast, most_moves: int = 10**9) -> Walked:
    """Visit every reachable state of the cast's room, nearest first.

    Raises:
        Broken: an invariant does not hold somewhere; the shortest way there is told.
    """
    began = time.process_time()
    first = open_room(cast.plan, r.START)
    start: Node = (opened(first), Witness(cast.plan, clock=r.START))
    came_from: dict[Any, tuple[Any, Move]] = {}
    start_key = key_of(cast, *start)
    seen, waiting, walked = {start_key}, deque([(start_key, start)]), Walked()
    while waiting and walked.moves < most_moves:
        key, (state, witness) = waiting.popleft()
        wrong = wrong_words(state, witness)
        for move in () if wrong else moves(cast, state):
            walked.moves += 1
            after, wrong = step(state, witness, move, walked.happened)
            after_key = key if wrong else key_of(cast, *after)
            if wrong:
                raise Broken(f"{_way(came_from, key)} {_named(move)}: {wrong}")
            if after_key not in seen:
                seen.add(after_key)
                came_from[after_key] = (key, move)
                waiting.append((after_key, after))
        if wrong:
            raise Broken(f"{_way(came_from, key)} and then speaking: {wrong}")
    walked.states, walked.seconds = len(seen), time.process_time() - began
    return walked


def step(state: State, witness: Witness, move: Move, happened: set[type[e.Event]]) -> tuple[Node, list[str]]:
    """Make one move and judge everything that follows from it."""
    witness, wrong, now = witness.copy(), [], state.clock
    given: tuple[c.Command, ...]
    if isinstance(move, tuple):
        given = move
    elif move in RESTARTS:
        now += RESTARTS[move]
        restarted = e.RoomRestarted(now, state.clock)
        state = apply(state, restarted)
        wrong += witness.see(restarted)
        given = (c.Tick(heard={}),)
    else:
        now += STEP
        heard = {ref: now for ref, held in state.connections.items() if held.who != move}
        given = (c.Tick(heard=heard),)
    for command in given:
        answer = decide(state, command, now)
        for event in r.happened(state, command, answer, now):
            before, state = state, apply(state, event)
            happened.add(type(event))
            wrong += witness.see(event) + shown_to_the_wrong(before, state, event)
        wrong += broken_after(witness, state)
    if state.clock != now:
        # A quiet step of time leaves no event behind, so the room's clock is set on by hand.
        state, witness.clock = replace(state, clock=now), now
    return (state, witness), wrong + kept_out(state, witness)


def kept_out(state: State, witness: Witness) -> list[str]:
    """The other side of safety: a seat that nothing stands against must be inside, or a rule is stricter than the policy."""
    if witness.ended or witness.lacks_quorum() or len(witness.adults()) < 2:
        return []
    there = {name for pair in witness.devices.values() for name in pair}
    may = (there & witness.agreed) - witness.inside - witness.returned - witness.removed
    lead = witness.plan.rules.door_lead_seconds
    for seat in may:
        school = witness.school_of(seat)
        since = witness.here_since.get(school)
        over = since is not None and state.clock - since >= lead
        if witness.teachers(school) and (over or school in witness.waived):
            return [f"{seat} is kept out for no reason"]
    return []


# --- what can be done ------------------------------------------------------------------------------------------------
def moves(cast: Cast, state: State) -> Iterator[Move]:
    """Everything that anybody of the cast can try in this state."""
    yield ""
    yield from RESTARTS
    yield from _comings(cast, state)
    for ref, held in state.connections.items():
        for why in cast.leaves if (held.shows_class or held.who) in state.seats else ("vanished",):
            yield (c.Leave(ref, why=why),)
        if cast.agree_apart:
            yield (c.Agree(ref, rules=r.RULES_HASH),)
    if "silence" in cast.acts:
        yield from {held.who for held in state.connections.values()}
    for ref in _one_device_each(state):
        for command in _decisions(cast, ref):
            yield (command,)
    yield from media_moves(cast.acts, state)
    yield from appeal_moves(cast.acts, state)


def _comings(cast: Cast, state: State) -> Iterator[tuple[c.Command, ...]]:
    for who in [a.ref for a in cast.plan.adults] + [s.ref for s in cast.plan.seats]:
        free = [f"{who}/{tab}" for tab in range(1, cast.tabs + 1) if f"{who}/{tab}" not in state.connections]
        seat = state.seat_plans.get(who)
        if not free or (seat is not None and seat.kind is SeatKind.TEACHER_SCREEN):
            continue
        agree = () if cast.agree_apart else (c.Agree(free[0], rules=r.RULES_HASH),)
        yield (c.Join(free[0], who=who, key=seat.key if seat else ""), *(agree if seat else ()))
        if who == cast.screen_by:
            yield (c.Join(free[0], who=who, shows_class=r.SCREEN_A), *agree)


def _one_device_each(state: State) -> list[str]:
    """One device of each adult and kind: a second tab can decide nothing that the first cannot."""
    return list({(held.who, held.shows_class): ref for ref, held in state.connections.items()}.values())


def _decisions(cast: Cast, ref: str) -> Iterator[c.Command]:
    seats = [seat.ref for seat in cast.plan.seats]
    if "waive" in cast.acts:
        for school in cast.plan.schools:
            yield c.ProposeWaiver(ref, school=school.ref, reason="settled")
            yield c.ConfirmWaiver(ref, school=school.ref)
    if "return" in cast.acts:
        for seat in seats:
            yield c.ReturnSeat(ref, seat=seat, reason="a word first")
            yield c.CallSeat(ref, seat=seat)
    if "remove" in cast.acts:
        for who in (*(a.ref for a in cast.plan.adults), *seats):
            yield c.Remove(ref, who=who, reason="unkind")
    if "end" in cast.acts:
        yield c.End(ref)


# --- when two states are one -----------------------------------------------------------------------------------------
def key_of(cast: Cast, state: State, witness: Witness) -> Any:
    """What the future of a room depends on: times as ages up to their limits, and no difference between those who are alike."""
    now = state.clock
    doors = tuple(_door_key(state, witness, school.ref, now) for school in cast.plan.schools)
    everybody = (*(a.ref for a in cast.plan.adults), *state.seats)
    parts = {ref: (*_part_of(state, witness, ref), *appeal_part(cast.acts, state, ref)) for ref in everybody}
    alike = {ref for group in cast.alike for ref in group}
    fixed = tuple(part for ref, part in parts.items() if ref not in alike)
    free = tuple(tuple(sorted(parts[ref] for ref in group if ref in parts)) for group in cast.alike)
    paused = state.paused.sentence if state.paused else ""
    return state.phase, paused, witness.ended, doors, fixed, free, media_key(cast.acts, state)


def _age(since: float | None, now: float, limit: float) -> float:
    """An age beyond the limit is all one; and -1 is never."""
    return -1.0 if since is None else min(now - since, limit)


def _door_key(state: State, witness: Witness, school: str, now: float) -> Any:
    door, rules = state.doors[school], state.plan.rules
    lead, away = rules.door_lead_seconds, rules.absence_limit_seconds + STEP
    return (
        _age(door.signed_in_at, now, lead),
        _age(door.teacher_gone_since, now, away),
        door.is_open,
        door.waiver is not None,
        _age(witness.here_since.get(school), now, lead),
        _age(witness.gone_since.get(school), now, away),
        school in witness.waived,
    )


def _part_of(state: State, witness: Witness, ref: str) -> Any:
    """All there is to say of one adult or seat. Who is where is the same for the witness, or the step was already wrong."""
    tabs = sum(held.who == ref and not held.shows_class for held in state.connections.values())
    screens = sum(
        held.shows_class != "" and ref in {held.who, held.shows_class} for held in state.connections.values()
    )
    names = tuple(
        (
            door.waiver is not None and door.waiver.first == ref,
            door.waiver is not None and door.waiver.second == ref,
        )
        for door in state.doors.values()
    )
    held = state.seats.get(ref)
    place = held.place if held else Place.WAITING
    agreed = held is not None and held.agreed
    first = tuple(who == ref for who in witness.proposed.values())
    return (
        tabs,
        screens,
        names,
        first,
        place,
        agreed,
        ref in witness.returned,
        ref in witness.removed,
        ref in state.removed,
        media_part(state, ref),
    )


def _named(move: Move) -> str:
    if isinstance(move, str):
        return move if move in RESTARTS else f"time passes without a word of {move or 'nobody'}"
    return " ".join(str(command) for command in move)


def _way(came_from: dict[Any, tuple[Any, Move]], key: Any) -> str:
    told: list[str] = []
    while key in came_from:
        key, move = came_from[key]
        told.append(_named(move))
    return "; ".join(reversed(told)) + ";"
