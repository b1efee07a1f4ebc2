"""What follows by itself from a room's state and the time: leads, doors, admissions, pause; after every event, not once."""

from __future__ import annotations

from collections.abc import Callable

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.consequences_appeals import appeals_over
from chaperone.room.consequences_media import answers_over, feeds_over, recording_follows
from chaperone.room.fold import apply
from chaperone.room.rules import has_quorum, is_whole, may_open_door
from chaperone.room.state import Phase, State, teachers_here


def consequences(state: State, now: float) -> tuple[e.Event, ...]:
    """Return everything that must follow now, until nothing more follows.

    The order is the safe one: presence of teachers, then pause, then doors, then admissions, then what ends or is recorded, then
    resuming, so that no admission, no sound and no resuming can slip in before a loss is noticed in the same tick.
    """
    happened: list[e.Event] = []
    for step in _WHEN_CLOSED if state.phase is Phase.CLOSED else _IN_ORDER:
        for event in step(state, now):
            state = apply(state, event)
            happened.append(event)
    return tuple(happened)


@carries_out("M8")
def _teachers(state: State, now: float) -> list[e.Event]:
    """Begin a school's lead when its teacher signs in; begin it again only after an absence beyond the pack's limit."""
    events: list[e.Event] = []
    for school, door in state.doors.items():
        here = teachers_here(state, school)
        gone_since = door.teacher_gone_since
        if here and door.signed_in_at is None:
            events.append(e.TeacherSignedIn(now, school, here[0].ref))
        elif here and gone_since is not None:
            if now - gone_since > state.plan.rules.absence_limit_seconds:
                events += [e.DoorShut(now, school), e.TeacherSignedIn(now, school, here[0].ref)]
            else:
                events.append(e.TeacherBack(now, school, here[0].ref))
        elif not here and door.signed_in_at is not None and gone_since is None:
            events.append(e.TeacherGone(now, school))
    return events


@carries_out("S7", "M9")
def _pause(state: State, now: float) -> list[e.Event]:
    """Pause the moment any school inside lacks its quorum, with no grace period; say the reason again when it changes."""
    verdict = is_whole(state)
    if not isinstance(verdict, Refused):
        return []
    if state.paused is not None and state.paused.sentence == verdict.sentence:
        return []
    return [e.Paused(now, verdict.clause, verdict.sentence)]


def _doors_shut(state: State, now: float) -> list[e.Event]:
    limit = state.plan.rules.absence_limit_seconds
    return [
        e.DoorShut(now, school)
        for school, door in state.doors.items()
        if door.teacher_gone_since is not None and now - door.teacher_gone_since > limit
    ]


def _doors_open(state: State, now: float) -> list[e.Event]:
    events: list[e.Event] = []
    for school, door in state.doors.items():
        if not door.is_open and may_open_door(state, school, now):
            why = "waiver" if door.waiver is not None and door.waiver.second else "lead"
            events.append(e.DoorOpened(now, school, why))
    return events


@carries_out("M9")
def _admissions(state: State, now: float) -> list[e.Event]:
    """Let in who agreed, is here and waits, where the door of their own school is open and their quorum is here at this moment."""
    if not state.knocking or not is_whole(state):
        return []
    open_to = {school for school, door in state.doors.items() if door.is_open and has_quorum(state, school)}
    return [
        e.SeatAdmitted(now, seat)
        for seat in sorted(state.knocking)
        if state.seat_plans[seat].school in open_to
    ]


def _resume(state: State, now: float) -> list[e.Event]:
    return [e.Resumed(now)] if state.paused is not None and is_whole(state) else []


_WHEN_CLOSED: tuple[Callable[[State, float], list[e.Event]], ...] = (
    appeals_over,
    answers_over,
    feeds_over,
    recording_follows,
)
_IN_ORDER: tuple[Callable[[State, float], list[e.Event]], ...] = (
    *(_teachers, _pause, _doors_shut, _doors_open, _admissions, _pause),
    *(appeals_over, answers_over, feeds_over, recording_follows, _resume),
)
