"""Stories of different hands and eyes: a phone, a keyboard alone, no motion, a very narrow window, letters four times as large."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser import PHONE, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
# 1280 px at 400 % is a window of 320 by 256 of the page's own pixels, four device pixels each.
AT_400_PERCENT = (320, 256)
TARGET_LOWEST_PX = 44


@pytest.mark.proves("M9", "Y3", "Y12", "Y10")
def test_a_whole_session_on_a_phone(server: Server, somebody: Somebody) -> None:
    """With a thumb on a screen of 390 px: code, rules, waiting, talking, asking, leaving; every target is large enough."""
    staged = server.stage(seats=1, pack="calm")
    pupil = somebody(PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    pupil.goes_to("/join").looks("the front door on a phone").fills(id_code=staged["seats"][0]["code"])
    pupil.page.get_by_role("button", name="Join").tap()
    pupil.sees("Who will be there").looks("the rules on a phone")
    pupil.page.get_by_role("checkbox").tap()
    pupil.page.get_by_role("button", name="agree, let").tap()
    pupil.sees("Who is here already").looks("waiting on a phone")
    teacher, facilitator = adult(server, staged, "teacher_a"), adult(server, staged, "facilitator")
    pupil.is_inside().says("typed with a thumb").looks("the room on a phone")
    facilitator.wait(lambda frame: frame.get("text") == "typed with a thumb")
    pupil.page.get_by_role("button", name="As a question").tap()
    pupil.says("Can I ask you something?").sees("in the queue")
    small = [name for name in TARGETS if too_small(pupil.page.get_by_role("button", name=name))]
    assert not small, f"too small for a thumb: {small}"
    assert teacher.closed is False
    pupil.page.get_by_role("button", name="Leave…").tap()
    pupil.looks("leaving on a phone")
    pupil.page.locator("dialog#leave").get_by_role("button", name="Leave").tap()
    pupil.sees("You have left your seat").looks("left, on a phone")
    facilitator.wait(lambda frame: frame["is"] == "seats" and not frame["seats"][0]["connected"])


TARGETS = ("Send", "Raise hand", "As a question", "I’m worried")


def too_small(button: Locator) -> bool:
    """Whether a thumb would miss it."""
    box = button.first.bounding_box()
    return box is None or box["height"] < TARGET_LOWEST_PX or box["width"] < TARGET_LOWEST_PX


@pytest.mark.proves("Y3", "M9")
def test_a_pupil_with_a_keyboard_alone(server: Server, somebody: Somebody) -> None:
    """From the code to the worry without a mouse; the cursor always stands somewhere one can see."""
    staged = server.stage(seats=1, pack="calm")
    adult(server, staged, "teacher_a")
    facilitator = adult(server, staged, "facilitator")
    pupil = somebody().goes_to(f"/join#{staged['seats'][0]['code']}")
    tabs_to(pupil, pupil.page.get_by_role("button", name="Join"))
    pupil.page.keyboard.press("Enter")
    pupil.sees("Who will be there")
    tabs_to(pupil, pupil.page.get_by_role("checkbox"))
    pupil.page.keyboard.press("Space")
    tabs_to(pupil, pupil.page.get_by_role("button", name="agree, let"))
    pupil.page.keyboard.press("Enter")
    pupil.is_inside()
    pupil.page.keyboard.press("F6")
    presses_until(pupil, "F6", pupil.pen)
    pupil.page.keyboard.type("without a mouse")
    pupil.page.keyboard.press("Enter")
    facilitator.wait(lambda frame: frame.get("text") == "without a mouse")
    tabs_to(pupil, pupil.page.get_by_role("button", name="I’m worried"))
    pupil.page.keyboard.press("Enter")
    pupil.sees("Something worrying you?")
    tabs_to(pupil, pupil.page.get_by_role("button", name="Tell them"))
    pupil.page.keyboard.press("Enter")
    pupil.sees("Thank you for telling us")
    tabs_to(pupil, pupil.page.locator("dialog#worry").get_by_role("button", name="Close"))
    pupil.page.keyboard.press("Enter")
    expect(pupil.page.get_by_role("button", name="I’m worried")).to_be_focused()


@pytest.mark.proves("S6", "Y10")
def test_a_facilitator_with_a_keyboard_alone(server: Server, somebody: Somebody) -> None:
    """Write, take a question, take a message off, end the session: all by keys."""
    staged = server.stage(seats=1, pack="calm")
    pupil = somebody().sits_down(staged["seats"][0]["code"]).agrees()
    adult(server, staged, "teacher_a")
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    pupil.is_inside().says("not so nice")
    presses_until(facilitator, "F6", facilitator.pen)
    facilitator.page.keyboard.type("welcome")
    facilitator.page.keyboard.press("Enter")
    pupil.sees("welcome").presses("As a question").says("Why?")
    facilitator.sees("Why?")
    tabs_to(facilitator, facilitator.page.get_by_role("button", name="Take it"))
    facilitator.page.keyboard.press("Enter")
    pupil.sees("taken")
    act = facilitator.page.get_by_role("button", name="What to do about this message").first
    tabs_to(facilitator, act, backwards=True)
    facilitator.page.keyboard.press("Enter")
    facilitator.page.keyboard.press("Tab")
    facilitator.page.keyboard.press("Space")
    tabs_to(facilitator, facilitator.page.locator("#act-reason"))
    facilitator.page.keyboard.type("unkind")
    facilitator.page.keyboard.press("Enter")
    pupil.sees("A message was taken off the screen")
    tabs_to(facilitator, facilitator.page.locator("[data-part=end]"), backwards=True)
    facilitator.page.keyboard.press("Enter")
    tabs_to(facilitator, facilitator.page.get_by_role("button", name="End the session", exact=True))
    facilitator.page.keyboard.press("Enter")
    pupil.sees("Thank you for coming")
    facilitator.sees("Write the session notes")


@pytest.mark.proves("M9", "Y12")
@pytest.mark.parametrize("window", [(320, 640), AT_400_PERCENT], ids=["320 px", "400 %"])
def test_a_very_narrow_window(server: Server, somebody: Somebody, window: tuple[int, int]) -> None:
    """At 320 px, and at 400 %: everything is there, nothing is cut off sideways, and one can still write and be helped."""
    staged = server.stage(seats=1, pack="calm")
    pupil = somebody(window, reduced_motion="reduce").sits_down(staged["seats"][0]["code"])
    pupil.sees("Who will be there").looks("the rules, narrow").agrees().sees("Who is here already").looks(
        "waiting, narrow"
    )
    moving = "document.getAnimations().filter(a => a.playState === 'running').length"
    assert pupil.page.evaluate(moving) == 0, "somebody asked for no motion"
    teacher = somebody(window).signs_in(staged["people"]["teacher_a"]["link"]).goes_into_room(staged["ref"])
    adult(server, staged, "facilitator")
    pupil.is_inside().says("from a narrow window").looks("the room, narrow")
    assert is_in_sight(pupil.pen.locator("xpath=ancestor::form//button[@type='submit']"))
    shown = pupil.page.get_by_text("from a narrow window")
    assert is_in_sight(shown), "one's own words must be in sight"
    pupil.worries("narrow but heard").presses("Close")
    teacher.presses("Talk").sees("from a narrow window").looks("the teacher's room, narrow")
    for pane in ("People", "Queue", "Adults"):
        teacher.page.locator(".ch-tabs").get_by_role("button", name=pane).click()
        teacher.looks(f"{pane}, narrow")


def is_in_sight(locator: Locator) -> bool:
    """Whether it can be scrolled to and lies wholly between the window's left and right edge."""
    locator.first.scroll_into_view_if_needed()
    box = locator.first.bounding_box()
    width = locator.page.evaluate("document.documentElement.clientWidth")
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


def tabs_to(person: Person, goal: Locator, *, backwards: bool = False) -> None:
    """Press Tab until the cursor is there; each stop on the way can be seen."""
    presses_until(person, "Shift+Tab" if backwards else "Tab", goal)


def presses_until(person: Person, key: str, goal: Locator) -> None:
    """Press a key until the goal has the cursor, at most 60 times."""
    expect(goal).to_be_visible()
    for _ in range(60):
        if goal.evaluate("e => e === document.activeElement"):
            return
        person.page.keyboard.press(key)
        outlined = person.page.evaluate(
            "(e => e === document.body || e.tabIndex < 0 || ['outlineStyle', 'boxShadow'].some(p => "
            "getComputedStyle(e)[p] !== 'none'))(document.activeElement)"
        )
        assert outlined, "the cursor is somewhere that cannot be seen"
    raise AssertionError(f"{key} never came to {goal}")
