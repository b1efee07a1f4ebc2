"""Stories of keeping order: opening early with two names, taking words off, quietening, sending back, removing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]


@pytest.mark.proves("M8")
def test_a_door_is_opened_early_by_two_adults(server: Server, somebody: Somebody) -> None:
    """One adult asks with a reason and cannot agree with themselves; a second one agrees, and the pupil comes in at once."""
    staged = server.stage(seats=1, pack="slow")
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees()
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    teacher = somebody().signs_in(staged["people"]["teacher_a"]["link"]).goes_into_room(staged["ref"])
    pupil.sees("The door opens in").looks("a long wait")
    facilitator.presses("Open early…").presses("Ask a second adult")
    expect(facilitator.page.locator("[data-part=waiver-problem]")).to_be_visible()
    facilitator.page.get_by_label("Why is it needed?").fill("The bell rings at ten")
    facilitator.looks("asking to open early").presses("Ask a second adult").sees(
        "A second adult has to agree"
    )
    assert facilitator.page.get_by_role("button", name="I agree, open it").count() == 0
    pupil.sees_no("The bell rings at ten").sees("The door opens in")
    teacher.sees("The bell rings at ten").presses("I agree, open it")
    pupil.is_inside()


@pytest.mark.proves("Y10", "S6")
def test_keeping_order(server: Server, somebody: Somebody) -> None:
    """A message taken off the screen, a chat switched off and on, a seat sent back and let in again, a person removed."""
    staged = server.stage(seats=2, pack="calm")
    name = staged["seats"][0]["name"]
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees()
    friend = somebody().sits_down(staged["seats"][1]["code"]).agrees()
    adult(server, staged, "teacher_a")
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    pupil.is_inside().says("something unkind")
    friend.is_inside().sees("something unkind")
    facilitator.sees("something unkind")
    facilitator.about(f"this message from {name}", "Take this message off the screen", "Unkind words")
    for each in (pupil, friend, facilitator):
        each.sees("A message was taken off the screen").sees_no("something unkind")
    facilitator.about(name, "Switch their chat off")
    expect(pupil.pen).to_have_attribute("placeholder", "Your chat is off for now")
    pupil.looks("chat is off").presses("Raise hand").sees("Hand is up")
    facilitator.sees("hand up").about(name, "Switch their chat on again")
    expect(pupil.pen).to_be_editable()
    facilitator.about(name, "Back to the waiting room", "To cool down")
    pupil.sees("Back in the waiting room").sees_no("To cool down").looks("sent back")
    facilitator.sees("sent back to waiting").about(name, "Let them in again")
    pupil.is_inside().says("sorry")
    friend.sees("sorry")
    facilitator.about(name, "Remove for the rest of the session", "It went on")
    pupil.sees("You have left this session").sees_no("It went on").looks("removed").sees("I’m worried")
    facilitator.looks("somebody was removed")
    friend.says("still here")
    facilitator.sees("still here")
    pupil.sees_no("still here").page.reload()
    pupil.sees_no("still here")
