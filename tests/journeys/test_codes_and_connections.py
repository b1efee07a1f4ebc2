"""Stories of codes that do not open, and of connections that break: nothing is lost, nothing is doubled, nothing opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]


@pytest.mark.proves("Y8")
def test_wrong_used_and_replaced_codes(server: Server, somebody: Somebody) -> None:
    """Each code that does not open says why in one sentence; a replaced one also puts out the device that came in by it."""
    staged = server.stage(seats=1)
    seat = staged["seats"][0]
    early = somebody(PHONE).goes_to("/join").fills(id_code="k7qm5xtv9")
    early.presses("Join").sees("We don't know that code.").sees("ask your teacher").looks("a wrong code")
    assert early.page.get_by_label("Type the code").input_value() == "K7Q-M5X-TV9"
    early.fills(id_code=seat["code"].lower().replace("-", " ")).presses("Join")
    early.agrees().sees("Who is here already")
    other = somebody(PHONE).sits_down(seat["code"]).sees("That code has been used.").looks("a used code")
    teacher = somebody().signs_in(staged["people"]["teacher_a"]["link"])
    teacher.goes_to(f"/teaching/{staged['ref']}/seats").presses("New code").looks("a new code is asked for")
    teacher.page.get_by_role("button").filter(has_text="code").first.click()
    teacher.sees(f"{seat['name']} has a new code")
    early.sees("You are not connected").looks("put out").presses("Try again").sees("You are not connected")
    early.page.reload()
    expect(early.page.get_by_label("Type the code")).to_be_visible()
    fresh = teacher.page.locator("code.ch-code").inner_text()
    other.sits_down(seat["code"]).sees("replaced by a new one").sits_down(fresh)
    other.agrees().sees("Who is here already")


@pytest.mark.proves("Y8")
def test_a_page_loaded_anew_and_a_broken_connection(server: Server, somebody: Somebody) -> None:
    """Loading anew shows each message once; what is written offline waits, says so, and is said once and in order."""
    staged = server.stage(seats=2, pack="calm")
    adult(server, staged, "teacher_a")
    facilitator = adult(server, staged, "facilitator")
    one = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().is_inside()
    two = somebody().sits_down(staged["seats"][1]["code"]).agrees().is_inside()
    one.says("first").sees("first")
    one.page.reload()
    one.is_inside().sees("first").says("second")
    two.sees("second")
    one.context.set_offline(offline=True)
    one.sees("This device is offline").says("third").sees("Not sent yet").says("fourth").looks("offline")
    assert facilitator.ask("say", text="meanwhile")["is"] == "done"
    two.sees("meanwhile").sees_no("third")
    one.context.set_offline(offline=False)
    one.sees("meanwhile", within_seconds=20)
    two.sees("fourth", within_seconds=20)
    for each in (one, two):
        assert said(each) == ["first", "second", "meanwhile", "third", "fourth"]
    one.sees_no("Not sent yet").sees_no("offline")


@pytest.mark.proves("S6", "M9")
def test_the_server_goes_down_and_comes_back(server: Server, somebody: Somebody) -> None:
    """After a power cut the same words are there once; what was being written is kept and goes when the adults are back."""
    staged = server.stage(seats=1, pack="calm")
    teacher = somebody().signs_in(staged["people"]["teacher_a"]["link"]).goes_into_room(staged["ref"])
    somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().is_inside()
    pupil.says("before the cut")
    teacher.sees("before the cut")
    server.kill()
    pupil.sees("The connection was lost").says("said into the dark").sees("Not sent yet")
    pupil.pen.fill("half a sentence")
    server.start()
    teacher.sees("said into the dark", within_seconds=40)
    pupil.is_inside()
    expect(pupil.pen).to_have_value("half a sentence")
    pupil.says("half a sentence, and the rest")
    teacher.sees("and the rest")
    for each in (pupil, teacher):
        assert said(each) == ["before the cut", "said into the dark", "half a sentence, and the rest"]


def said(person: Person) -> list[str]:
    """The conversation as it stands on the screen, what still waits included."""
    texts = person.page.locator(
        "[data-part=talk-list] .ch-message__text, [data-part=talk-pending] .ch-message__text"
    )
    return texts.all_inner_texts()
