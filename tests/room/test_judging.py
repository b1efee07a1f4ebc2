"""The judge who reads rooms afterwards: nothing to say about what the machine does, and everything about what it never does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.judging import BROKEN, Judgement, RoomJudge
from chaperone.sessions.plan import Adult, Role
from tests.room import rooms as r
from tests.room.invariants import Witness
from tests.room.test_random_search import AnyRoom

Events = Sequence[e.Event]
LATER = 1_000_000.0
WATCHED = settings(
    max_examples=15,
    stateful_step_count=120,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def judged(events: Events, now: float = 0.0) -> Judgement:
    """Let the judge hear all of it."""
    judge = RoomJudge()
    for seq, event in enumerate(events, start=1):
        judge.see(seq, event)
    return judge.judgement(now or events[-1].at)


def broken(events: Events, now: float = 0.0) -> set[str]:
    """Return what the judge finds that no room may show."""
    return set(judged(events, now).numbers) & BROKEN


class WatchedRoom(AnyRoom):
    """The random room, whose whole history the judge hears in the end."""

    def teardown(self) -> None:
        """Judge what happened; an alert that nobody was told of is the door's to tell, not the machine's."""
        assert broken(self.room.events) - {"alert_untold"} == set()


@pytest.mark.proves("A1", "M9", "S7")
def test_the_judge_finds_nothing_in_whatever_the_machine_does() -> None:
    run_state_machine_as_test(WatchedRoom, settings=WATCHED)


def a_whole_room() -> list[e.Event]:
    """Two adults, two pupils, words, a teacher who goes and comes back, an alert that is told, and an end."""
    room = r.open_to_school_a()
    room.say(f"{r.SEAT_A1}/1")
    room.tick(1)
    room.do(c.Say(f"{r.SEAT_A2}/1", id="x", text="help", screened=r.ROUTE))
    room.do(c.NoteWorry("", seat=r.SEAT_A2, concern="abc", message=len(room.events)), 2)
    room.do(c.Leave(f"{r.TEACHER_A}/1", why="vanished"), 5)
    room.tick(5, silent=())
    room.join(r.TEACHER_A)
    room.say(f"{r.SEAT_A1}/1")
    room.do(c.MuteSeat(f"{r.FACILITATOR}/1", seat=r.SEAT_A1, muted=True), 3)
    room.do(c.End(f"{r.FACILITATOR}/1"), 60)
    return room.events


def test_a_whole_room_is_told_in_numbers_without_a_word() -> None:
    found = judged(a_whole_room())
    assert BROKEN & set(found.numbers) == set()
    assert found.staff == (r.FACILITATOR,)
    assert found.teachers == (r.TEACHER_A,)
    assert found.began_at == r.START + r.LEAD
    assert found.settings["door_lead_seconds"] == r.LEAD
    expected = {
        "seats": 2,
        "let_in": 2,
        "agreed": 2,
        "doors": 1,
        "shown": 2,
        "pauses": 1,
        "alerts": 1,
        "muted": 1,
    }
    assert {name: found.numbers.get(name) for name in expected} == expected
    assert found.numbers["slowest_alert_seconds"] == 2


def without(*kinds: type[e.Event]) -> Callable[[list[e.Event]], Events]:
    """Leave every event of these kinds out."""
    return lambda events: [event for event in events if not isinstance(event, kinds)]


def changed(kind: type[e.Event], **fields: object) -> Callable[[list[e.Event]], Events]:
    """Change a field of every event of a kind."""
    return lambda events: [replace(x, **fields) if isinstance(x, kind) else x for x in events]


def put_in(event: e.Event) -> Callable[[list[e.Event]], Events]:
    """Put an event in where it belongs by its time."""
    return lambda events: sorted([*events, event], key=lambda one: one.at)


IN = r.START + r.LEAD + 1
TEACHER_ALONE = Adult(r.TEACHER_A, "Teacher A", Role.TEACHER, r.SCHOOL_A)
SPOILT: list[tuple[str, Callable[[list[e.Event]], Events]]] = [
    ("without_their_teacher", without(e.Paused)),
    ("words_unguarded", put_in(e.Said(r.START + r.LEAD + 9, r.SEAT_A1, "hello", "y"))),
    ("door_early", changed(e.DoorOpened, at=r.START + r.LEAD - 1)),
    (
        "door_early",
        changed(
            e.RoomOpened, plan=replace(r.a_plan(), rules=replace(r.a_plan().rules, door_lead_seconds=601))
        ),
    ),
    ("door_unguarded", changed(e.DoorOpened, school=r.SCHOOL_B)),
    ("door_unready", changed(e.RoomOpened, plan=replace(r.a_plan(), unready=("No contact.",)))),
    ("let_in_unagreed", without(e.RulesAgreed)),
    ("agreed_for_another", changed(e.RulesAgreed, by=r.TEACHER_A)),
    ("agreed_for_another", changed(e.RulesAgreed, rules="other")),
    ("let_in_unready", changed(e.SeatAdmitted, seat=r.SEAT_B1)),
    ("spoke_from_outside", changed(e.Said, who="seat:nobody")),
    ("private_words", put_in(e.AdultsSaid(IN, r.SEAT_A1, "psst", "z"))),
    ("pupil_picture", put_in(e.FeedOpened(IN, "f", "x", r.SEAT_A1, "camera", ("camera",)))),
    ("pupil_unasked", put_in(e.FeedOpened(IN, "f", "x", r.SEAT_A1, "camera", ("microphone",)))),
    ("too_long", changed(e.Said, text="x" * 2001)),
    ("no_reason_given", put_in(e.SeatReturned(IN + 50, r.SEAT_A1, r.FACILITATOR, " "))),
    ("waiver_one_name", put_in(e.WaiverConfirmed(IN, r.SCHOOL_A, r.FACILITATOR))),
    ("alert_untold", without(e.WorryRaised)),
    (
        "one_adult_alone",
        lambda events: changed(e.RoomOpened, plan=replace(r.a_plan(), adults=(TEACHER_ALONE,)))(
            list(without(e.Paused)(events))
        ),
    ),
]


@pytest.mark.proves("A1")
@pytest.mark.parametrize(("name", "spoil"), SPOILT, ids=[f"{i}-{name}" for i, (name, _) in enumerate(SPOILT)])
def test_the_judge_finds_what_is_broken_by_hand(name: str, spoil: Callable[[list[e.Event]], Events]) -> None:
    events = list(spoil(a_whole_room()))
    assert name in broken(events, events[-1].at + LATER)


def witnessed(events: Events) -> bool:
    """Whether the tests' own witness finds something wrong with doors, admissions or words."""
    first = events[0]
    assert isinstance(first, e.RoomOpened)
    witness = Witness(first.plan, clock=first.at)
    return any(witness.see(event) for event in events[1:])


@settings(max_examples=60)
@given(st.data())
def test_what_the_witness_finds_the_judge_finds_too(data: st.DataObject) -> None:
    """Leave single events out of a sound history, or say them twice: two accounts kept apart come to the same."""
    events = a_whole_room()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(1, len(events) - 1))
        if data.draw(st.booleans()):
            del events[at]
        else:
            events.insert(at, events[at])
    if witnessed(events):
        assert broken(events) - {"alert_untold"}, events
