"""Stories of who is there: the door, a teacher or second adult who drops, a pupil who comes late, a page loaded anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser import PHONE, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]


@pytest.mark.proves("M8", "M9", "S7")
def test_a_teacher_drops_and_comes_back(server: Server, somebody: Somebody) -> None:
    """The room pauses for everybody when the teacher's browser closes, and goes on when the teacher is back."""
    staged = server.stage(seats=1)
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees()
    pupil.sees("waiting").looks("waiting room")
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    teacher = somebody().signs_in(staged["people"]["teacher_a"]["link"]).goes_into_room(staged["ref"])
    pupil.is_inside().says("hello from my seat")
    facilitator.sees("hello from my seat").looks("the facilitator's room")
    pupil.looks("the pupil's room")
    teacher.page.close()
    pupil.sees("Paused").looks("the pause")
    facilitator.sees("Waiting for the teacher")
    teacher.page = teacher.context.new_page()
    teacher.goes_into_room(staged["ref"])
    pupil.is_inside().says("still here")
    facilitator.sees("still here")


@pytest.mark.proves("S7")
def test_the_second_adult_drops(server: Server, somebody: Somebody) -> None:
    """One adult alone with pupils never goes on, not for a moment."""
    staged = server.stage(seats=1)
    pupil = somebody().sits_down(staged["seats"][0]["code"]).agrees()
    teacher = somebody().signs_in(staged["people"]["teacher_a"]["link"]).goes_into_room(staged["ref"])
    second = adult(server, staged, "facilitator")
    pupil.is_inside()
    second.vanish()
    pupil.sees("Waiting for a second adult")
    teacher.sees("Waiting for a second adult")
    adult(server, staged, "second")
    pupil.is_inside().says("and on we go")
    teacher.sees("and on we go")


@pytest.mark.proves("M9", "M12")
def test_a_late_pupil_starts_at_the_moment_they_come_in(server: Server, somebody: Somebody) -> None:
    """What was said before a pupil came in is not theirs to read; loading the page anew loses nothing that was."""
    staged = server.stage(seats=2)
    early = somebody().sits_down(staged["seats"][0]["code"]).agrees()
    adult(server, staged, "teacher_a")
    facilitator = adult(server, staged, "facilitator")
    early.is_inside().says("only for those who were here")
    late = somebody(PHONE).sits_down(staged["seats"][1]["code"]).agrees().is_inside()
    facilitator.ask("say", text="welcome to the late one")
    late.sees("welcome to the late one").sees_no("only for those who were here")
    early.page.reload()
    early.is_inside().sees("only for those who were here").sees("welcome to the late one")
    late.page.reload()
    late.is_inside().sees("welcome to the late one").sees_no("only for those who were here")
