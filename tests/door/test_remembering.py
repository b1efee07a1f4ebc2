"""What a room remembers: a number in pieces is seen, a refused one is written nowhere, and the memory dies with the process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from chaperone.door import frames as f
from chaperone.door.context import room_context
from chaperone.door.remembering import RoomMemory
from chaperone.room import events as e
from chaperone.screening.types import Context
from tests.door.screens import Screen, Stage, open_stage
from tests.room import rooms as r

Opened = tuple[Stage, dict[str, tuple[str, Screen]]]
NUMBER = "07700 900123"


@pytest.fixture
def opened() -> Iterator[Opened]:
    """A room with the door open."""
    stage, people = open_stage()
    yield stage, people
    stage.close()


def says(opened: Opened, who: str, text: str, frame_id: str = "") -> str:
    """Say something and return what it came to."""
    stage, people = opened
    ref, screen = people[who]
    frame_id = frame_id or f"id {len(stage.book.entries)}"
    stage.send(ref, f.Say(frame_id, text))
    stage.settle()
    return next(str(x["is"]) for x in reversed(screen.frames) if x.get("id") == frame_id)


def on_record(stage: Stage) -> str:
    """All that the room's stream holds, as the ledger keeps it."""
    return b"\n".join(e.encode(event) for event in stage.book.entries).decode()


@pytest.mark.proves("Y7", "M1")
def test_a_number_in_two_messages_is_refused(opened: Opened) -> None:
    """By one seat, with its class talking in between; and shared out between two seats."""
    assert says(opened, r.SEAT_A1, "my number is 07700") == "done"
    for number in range(9):
        opened[0].tick(2.0)
        assert says(opened, r.SEAT_A2, f"what a view {'abcdefghij'[number]}") == "done"
    assert says(opened, r.SEAT_A1, "900123") == "refused"
    opened[0].tick(130.0)
    assert says(opened, r.SEAT_A1, "900123 people live there") == "done", "two minutes later it is forgotten"
    opened[0].tick(130.0)
    assert says(opened, r.SEAT_A1, "his number is 07700") == "done"
    assert says(opened, r.SEAT_A2, "900123") == "refused"


@pytest.mark.proves("M12")
def test_a_frame_sent_again_is_not_remembered_twice(opened: Opened) -> None:
    """Or a resent "07" would be half a number of its own."""
    for _ in range(6):
        assert says(opened, r.SEAT_A1, "room 07", "same") == "done"
    memory = opened[0].live.memory
    assert len(memory.just_said(r.SEAT_A1, opened[0].clock.time)) == 1


@pytest.mark.proves("M1")
def test_a_refused_number_is_written_nowhere_and_known_when_it_comes_again(
    opened: Opened, capfd: pytest.CaptureFixture[str]
) -> None:
    stage, _ = opened
    for text in (f"ring me on {NUMBER}", "ring 0 7 7 0 0-900.123 please", "or ring me on 07700 900124"):
        assert says(opened, r.SEAT_A2 if "please" in text else r.SEAT_A1, text) == "refused"
        stage.tick(130.0)
    record, said = on_record(stage), "".join(capfd.readouterr())
    for part in ("900123", "07700", "900.123", "900124"):
        assert part not in record and part not in said
    once, again, another = (x.prints for x in stage.book.entries if isinstance(x, e.CommandRefused))
    assert once == again != another and len(once) == 1


@pytest.mark.proves("M1")
def test_after_a_restart_nothing_is_remembered_and_nothing_breaks(opened: Opened) -> None:
    """It fails safe: what was refused stays refused, pieces are seen piece by piece, and the old hash means nothing."""
    stage, people = opened
    assert says(opened, r.SEAT_A1, f"ring me on {NUMBER}") == "refused"
    assert says(opened, r.SEAT_A1, "it starts with 07700") == "done"
    stage.take_up()
    stage.settle()
    people |= {who: stage.come(who) for who in (r.FACILITATOR, r.TEACHER_A, r.SEAT_A1)}
    stage.tick(1.0)
    stage.settle()
    assert stage.live.memory.just_said(r.SEAT_A1, stage.clock.time) == ()
    assert says(opened, r.SEAT_A1, f"ring me on {NUMBER}") == "refused"
    before, after = (x.prints for x in stage.book.entries if isinstance(x, e.CommandRefused))
    assert before != after, "the key went with the process"


def test_the_end_of_the_session_empties_the_memory(opened: Opened) -> None:
    stage, people = opened
    says(opened, r.SEAT_A1, "good morning")
    says(opened, r.SEAT_A1, f"ring me on {NUMBER}", "no")
    stage.send(people[r.FACILITATOR][0], f.End("end"))
    stage.settle()
    assert stage.live.memory.just_said(r.SEAT_A1, stage.clock.time) == ()
    assert stage.live.memory.refused(r.SEAT_A1, "no") is None


def test_refused_words_are_kept_for_minutes_and_only_the_last_few(opened: Opened) -> None:
    stage, _ = opened
    memory = stage.live.memory
    for number in range(5):
        says(opened, r.SEAT_A1, f"ring me on 07700 90012{number}", f"no {number}")
    assert [n for n in range(5) if memory.refused(r.SEAT_A1, f"no {n}")] == [2, 3, 4]
    stage.tick(stage.state.plan.rules.appeal_limit_seconds + 1.0)
    assert [n for n in range(5) if memory.refused(r.SEAT_A1, f"no {n}")] == []


@pytest.mark.proves("Y5")
def test_screening_that_fails_holds_the_message_and_an_adult_is_told_why(opened: Opened) -> None:
    """What is known of the organisation was never checked here: every rule that reads it falls over."""
    stage, people = opened
    broken = Context(official_numbers=(7,))  # type: ignore[arg-type]
    stage.live.memory.context = broken
    assert says(opened, r.SEAT_A1, f"ring me on {NUMBER}") == "holding"
    (held,) = [x for x in people[r.FACILITATOR][1].frames if x["is"] == "held"]
    assert held["findings"] == []
    assert not [x for x in people[r.SEAT_A2][1].frames if x["is"] in {"said", "held"}]


@pytest.mark.proves("Y5")
def test_screening_that_takes_too_long_holds_the_message(opened: Opened) -> None:
    """A list of official numbers so long that reading it takes more than a tenth of a second of work."""
    stage, people = opened
    endless = Context(official_numbers=tuple(f"020 7946 {n:07}" for n in range(20_000)))
    stage.live.memory.context = endless
    assert says(opened, r.SEAT_A1, "the office is 020 7946 0399999 they said") == "holding"
    assert [x["findings"] for x in people[r.TEACHER_A][1].frames if x["is"] == "held"] == [[]]


@pytest.mark.proves("M1", "Y7")
def test_what_is_held_for_something_else_keeps_no_number(opened: Opened) -> None:
    """An adult sees the threat; the number in it is covered before it is written, and so can be released to nobody."""
    stage, people = opened
    assert says(opened, r.SEAT_A1, f"im gonna stab you, my number is {NUMBER}") == "holding"
    (held,) = [x for x in people[r.FACILITATOR][1].frames if x["is"] == "held"]
    assert held["text"].startswith("im gonna stab you, my number is •")
    assert "900123" not in on_record(stage)


@pytest.mark.proves("Y6", "Y7")
def test_what_is_the_rooms_own_is_known() -> None:
    """Seats by their join names, adults, schools; a changed plan changes it."""
    plan = r.a_plan()
    known = room_context(Context(staff_names=("Somebody Else",), staff_domain="charity.example"), plan)
    assert "Amber Otter" in known.names_here and "Facilitator A" in known.names_here
    assert known.staff_names[0] == "Somebody Else" and "Teacher A" in known.staff_names
    assert known.schools_here == ("Alder School",) and known.staff_domain == "charity.example"


def test_the_rooms_plan_reaches_screening(opened: Opened) -> None:
    stage, _ = opened
    assert stage.live.memory.context.names_here[0] == "Amber Otter"
    assert says(opened, r.SEAT_A2, "@Amber good point") == "done", "a way to address somebody here"
    assert says(opened, r.SEAT_A2, "add me @amberxx99") == "refused"
    plan = stage.state.plan
    renamed = tuple(replace(seat, join_name="Pink Walrus") for seat in plan.seats)
    stage.run(lambda: stage.live.change_plan(replace(plan, version=2, seats=renamed)))
    assert stage.live.memory.context.names_here[0] == "Pink Walrus"


def test_a_memory_is_a_rooms_own() -> None:
    assert RoomMemory(Context()).prints("x", ()) == ()
