"""Stories of one screen for a whole class: a classroom screen, and the teacher's own laptop on the projector."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser import CHROMEBOOK, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]


@pytest.mark.proves("M9", "Y8", "S7")
def test_a_classroom_screen_for_28_pupils(server: Server, somebody: Somebody) -> None:
    """One code lets a class in on one screen: it counts as 28 pupils, agrees once, and speaks as the class."""
    staged = server.stage(kind="classroom", seats=1, pupils=28)
    screen = somebody(CHROMEBOOK).sits_down(staged["seats"][0]["code"]).agrees()
    screen.sees("Who is here already").looks("the classroom screen waits")
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    facilitator.sees("0 pupils")
    adult(server, staged, "teacher_a")
    screen.is_inside().says("Good morning from all of us").looks("the classroom screen")
    facilitator.sees("28 pupils").sees("Good morning from all of us").sees("Classroom screen")
    screen.presses("Raise hand")
    facilitator.sees("hand up").sees("28 of 28 pupils inside").looks("a class inside")


@pytest.mark.proves("S7", "M9")
def test_the_teachers_own_laptop_on_the_projector(server: Server, somebody: Somebody) -> None:
    """Opened from the teacher's sign-in, it is teacher and class at once, says so to all, and shows what pupils may see."""
    staged = server.stage(kind="teacher_screen", seats=1, pupils=28)
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    speaker = adult(server, staged, "speaker")
    laptop = somebody(CHROMEBOOK).signs_in(staged["people"]["teacher_a"]["link"])
    laptop.goes_to(f"/teaching/{staged['ref']}").presses("Open on the projector")
    laptop.sees("This screen is shown to the class").sees("28 pupils at once")
    laptop.agrees().is_inside().says("Year 9 says hello").looks("the projector")
    facilitator.sees("28 pupils").sees("shown to the class").sees("Year 9 says hello").looks(
        "with a projector"
    )
    assert speaker.ask("adults", text="only between us adults")["is"] == "done"
    facilitator.sees("only between us adults")
    assert speaker.ask("say", text="and this is for all")["is"] == "done"
    laptop.sees("and this is for all").sees_no("only between us adults").sees_no("Held for you to look at")
    assert (
        laptop.page.locator("[data-part=adults-list], [data-part=people-schools], .ch-message__act").count()
        == 0
    )
    laptop.page.close()
    facilitator.sees("Waiting for the teacher").sees("0 pupils")
