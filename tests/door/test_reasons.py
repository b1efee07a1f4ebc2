"""What an adult gives as a reason is shown to other adults and kept in the record: it holds nothing that deceives a reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chaperone.door import frames as f
from chaperone.room import events as e
from chaperone.room.state import Place
from tests.door.screens import Screen, Stage, open_stage
from tests.room import rooms as r

Opened = tuple[Stage, dict[str, tuple[str, Screen]]]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """A room with the door open."""
    stage, people = open_stage()
    yield stage, people
    stage.close()


@pytest.mark.proves("M12")
def test_a_reason_that_shows_words_back_to_front_is_refused(opened: Opened) -> None:
    stage, people = opened
    teacher, screen = people[r.TEACHER_A]
    stage.send(teacher, f.ReturnSeat("back", r.SEAT_A1, "was \u202edneirf ym"))
    stage.settle()
    assert screen.answers("back")[-1]["is"] == "refused"
    assert stage.state.seats[r.SEAT_A1].place is Place.INSIDE


@pytest.mark.proves("M12")
def test_hidden_characters_do_not_come_into_the_record(opened: Opened) -> None:
    stage, people = opened
    teacher, screen = people[r.TEACHER_A]
    hidden = "a\u200b \x00\x1b[2Jword\U000e0041\u2066 too\r\nmuch\u2069"
    stage.send(teacher, f.ReturnSeat("back", r.SEAT_A1, hidden))
    stage.settle()
    assert screen.answers("back")[-1]["is"] == "done"
    (returned,) = [event for event in stage.book.entries if isinstance(event, e.SeatReturned)]
    assert returned.reason == "a [2Jword too\nmuch"


@pytest.mark.proves("Y10")
def test_a_reason_of_nothing_but_hidden_characters_is_none(opened: Opened) -> None:
    stage, people = opened
    teacher, screen = people[r.TEACHER_A]
    for number, empty in enumerate(("", "  \n", "\u200b\u2060", "\u3164\u2800")):
        stage.send(teacher, f.ReturnSeat(f"back {number}", r.SEAT_A1, empty))
        stage.settle()
        assert screen.answers(f"back {number}")[-1]["is"] == "refused", ascii(empty)
    assert stage.state.seats[r.SEAT_A1].place is Place.INSIDE
