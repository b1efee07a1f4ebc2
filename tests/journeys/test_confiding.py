"""The story of a disclosure as everybody's own page shows it: its writer, their class, their teacher and the lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser import CHROMEBOOK, PHONE, Person
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
DISCLOSURE = "my stepdad hits me when mum is at work"
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
