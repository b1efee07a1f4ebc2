"""Stories of what should not come: floods of letters, hidden marks, two tabs, old links, other people's pages, and hiding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, Person
from tests.support.guest import adult
from tests.support.server import Server

pytestmark = pytest.mark.journey
Somebody = Callable[..., Person]
ARABIC, HEBREW, EMOJI = "مرحبا، كيف حالكم اليوم؟", "שלום לכולם", "\U0001f389\U0001f44d\U0001f3fd"


@pytest.mark.proves("S6")
def test_words_of_every_kind(server: Server, somebody: Somebody) -> None:
    """Other scripts are shown right, controls vanish, what turns words round is refused, too much is neither sent nor lost."""
    staged = server.stage(seats=1, pack="quick")
    adult(server, staged, "teacher_a")
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees()
    facilitator = somebody().signs_in(staged["people"]["facilitator"]["link"]).goes_into_room(staged["ref"])
    pupil.is_inside()
    for words in (ARABIC, HEBREW, EMOJI, "<b>not bold</b>"):
        pupil.says(words)
        facilitator.sees(words)
    for words in (ARABIC, HEBREW):
        text = facilitator.page.locator(".ch-message__text", has_text=words)
        assert text.evaluate("e => getComputedStyle(e).direction") == "rtl", words
    pupil.says("bell\u0007 and \u0000nothing\u200b else")
    facilitator.sees("bell and nothing else").looks("many scripts")
    turned = "harmless \u202egnihtemos"
    pupil.says(turned).sees("shows words back to front")
    expect(pupil.pen).to_have_value(turned)
    pupil.pen.fill("long " * 2000)
    pupil.sees("letters too many").pen.press("Enter")
    assert len(pupil.pen.input_value()) == 10_000
    pupil.looks("too many letters").says("short again")
    facilitator.sees("short again").sees_no("long long").sees_no("harmless")


@pytest.mark.proves("Y8")
def test_one_seat_in_two_tabs(server: Server, somebody: Somebody) -> None:
    """The newer tab has the seat; the older one says so and may take it back; nobody counts twice."""
    staged = server.stage(seats=1, pack="calm")
    adult(server, staged, "teacher_a")
    facilitator = adult(server, staged, "facilitator")
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().is_inside()
    old = pupil.page
    pupil.page = pupil.context.new_page()
    pupil.goes_to("/seat").is_inside().says("from the new tab")
    new, pupil.page = pupil.page, old
    pupil.sees("Opened somewhere else").looks("opened elsewhere").presses("Use it here instead")
    pupil.is_inside().sees("from the new tab").says("back in the old one")
    pupil.page = new
    pupil.sees("Opened somewhere else")
    pupil.page = old
    said = [frame["text"] for frame in facilitator.gather(0.5) if frame["is"] == "said"]
    assert facilitator.texts().count("from the new tab") == 1, said
    facilitator.state_where(lambda state: state["pupils_here"] == 1)


@pytest.mark.proves("U2")
def test_links_and_pages_that_are_not_yours(server: Server, somebody: Somebody) -> None:
    """A link that is no longer good says what to do; another school's session is not there, whoever asks nicely."""
    staged, other = server.stage(seats=1), server.stage(seats=1)
    stranger = somebody().goes_to("/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    stranger.sees("This link does not work").looks("a link that is not good").presses("Ask for a new link")
    stranger.fills(id_email="nobody@nowhere.example").page.get_by_role("button", name="link").click()
    stranger.looks("a link was asked for")
    teacher = somebody().signs_in(staged["people"]["teacher_a"]["link"])
    for path in (
        "/teaching/{}",
        "/teaching/{}/seats",
        "/room/{}",
        "/teaching/{}/record",
        "/sessions/{}",
        "/concerns",
    ):
        teacher.goes_to(path.format(other["ref"])).sees("There is nothing here for you")
    answer = teacher.page.request.get(f"{server.url}/teaching/{other['ref']}/seats/sheet.pdf")
    assert answer.status == 404
    pupil = somebody(PHONE).sits_down(staged["seats"][0]["code"])
    pupil.goes_to(f"/room/{staged['ref']}").sees("Sign in")
    pupil.goes_to(f"/room/{other['ref']}").sees("Sign in")


@pytest.mark.proves("Y10")
def test_hiding_the_page(server: Server, somebody: Somebody) -> None:
    """Esc twice, even over an open worry: a neutral page, and the way back does not lead to the room's words."""
    staged = server.stage(seats=1, pack="calm")
    adult(server, staged, "teacher_a")
    adult(server, staged, "facilitator")
    pupil = (
        somebody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().is_inside().says("something private")
    )
    pupil.sees("something private").page.get_by_role("button", name="I’m worried").click()
    pupil.page.keyboard.press("Escape")
    pupil.page.keyboard.press("Escape")
    pupil.page.wait_for_url("**/clear")
    pupil.sees_no("something private").sees_no("Chaperone").looks("the neutral page")
    pupil.page.go_back()
    pupil.sees_no("something private")
    pupil.goes_to("/seat").is_inside().sees("something private").presses("Hide this page")
    pupil.page.wait_for_url("**/clear")
