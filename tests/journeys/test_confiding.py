"""The three outcomes of screening as everybody's own page shows them: told in confidence, refused and held, and asking an adult."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import CHROMEBOOK, PHONE, Person
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
DISCLOSURE = "my stepdad hits me when mum is at work"
NAME, NUMBER = "my hero is called Jake Thompson", "the code was 07700 900123"
HELD = "im gonna stab you said the pirate"
KIND = "You did the right thing"


@pytest.mark.proves("Y9", "Y11", "U4")
def test_who_tells_is_answered_and_the_class_sees_nothing(server: Server, somebody: Somebody) -> None:
    """The pupil sees what is next and Childline; the teacher sees it marked and cannot show it; the lead has the lines before."""
    staged = server.stage(seats=2, pack="calm")
    people, ref = staged["people"], staged["ref"]
    teacher = somebody(CHROMEBOOK).signs_in(people["teacher_a"]["link"]).goes_into_room(ref)
    somebody().signs_in(people["facilitator"]["link"]).goes_into_room(ref)
    pupil, other = (somebody(PHONE).sits_down(seat["code"]).agrees().is_inside() for seat in staged["seats"])
    other.says("is anybody from Leeds").sees("is anybody from Leeds")
    pupil.says(DISCLOSURE).sees(KIND).sees("Childline on 0800 1111").sees(DISCLOSURE)
    pupil.sees("Only adults who look after you can read this").looks(
        "what was told in confidence, its writer"
    )
    teacher.sees(DISCLOSURE).sees("Not shown to the class.").looks("what was told in confidence, the teacher")
    assert teacher.page.locator(".ch-message--routed button").count() == 0
    lead = somebody().signs_in(people["lead"]["link"]).goes_to("/concerns")
    lead.page.locator('main a[href*="/concerns/"]').first.click()
    lead.sees(DISCLOSURE).sees("is anybody from Leeds").sees(f"the seat {staged['seats'][0]['name']}")
    lead.looks("a concern the room raised")
    other.sees_no(DISCLOSURE).sees_no(KIND)
    asks_an_adult(other, teacher, pupil)
    says_that_a_held_message_is_fine(other, teacher, pupil)


def asks_an_adult(asker: Person, teacher: Person, other: Person) -> None:
    """A name that is refused goes before the teacher and then to the class; a number never does, and both are told kindly."""
    asker.says(NAME).presses("This is fine, ask an adult").sees("An adult is looking at it")
    asker.looks("an adult is asked")
    teacher.sees("They say that it is fine").sees("It looks like: somebody’s full name").looks("a pupil asks")
    answers(teacher, "It is fine: show it")
    asker.sees("everybody sees it now")
    other.sees(NAME)
    asker.says(NUMBER).presses("This is fine, ask an adult").sees("An adult is looking at it")
    teacher.sees("•••••").sees_no("900123")
    answers(teacher, "They did nothing wrong")
    asker.sees("you did nothing wrong").sees("We still never show what looks like a number")
    other.sees_no("900123")


def says_that_a_held_message_is_fine(asker: Person, teacher: Person, other: Person) -> None:
    """The adult sees why it is held, by which clause, and that its writer says it is fine; the class sees it once it is let in."""
    asker.says(HELD).sees("An adult is looking at it first").presses("This is fine").sees(
        "You said that this is fine"
    )
    teacher.sees("They say that this is fine").sees("A threat.").presses("Show it")
    teacher.page.get_by_role("textbox", name="Reason").fill("A film we talked about")
    teacher.presses("Do this")
    other.sees(HELD)


def answers(teacher: Person, what: str) -> None:
    """Open the card and choose an answer."""
    teacher.presses("Answer…")
    dialog = teacher.page.locator("dialog#act")
    dialog.get_by_text(what, exact=True).click()
    dialog.get_by_role("button", name="Do this").click()
    expect(dialog).to_be_hidden()
