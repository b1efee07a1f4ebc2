"""Stories with sound and picture: real Chromium with its fake camera, a real Janus, and what each browser itself counted."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from chaperone.recordings.programs import unpack_rtp
from tests.recordings.measure import width_of
from tests.support.browser import DESK, FAKE_DEVICES, PHONE, Person, launch
from tests.support.media import (
    LARGE_WIDTH,
    comes_small,
    counted,
    hears,
    is_confirmed,
    is_deaf,
    received,
    receives,
    sees_and_hears,
    turns_on,
    unplugs_the_microphone,
    video_server,
)
from tests.support.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.slow]
Somebody = Callable[..., Person]


@pytest.fixture(scope="module")
def with_video() -> Iterator[Server]:
    with video_server() as running:
        yield running


@pytest.fixture(scope="module")
def seeing(chromium: Browser) -> Iterator[Browser]:
    """A Chromium with a fake camera and microphone, which says yes when a page asks for them."""
    browser = launch(chromium.browser_type, FAKE_DEVICES)
    yield browser
    browser.close()


@pytest.fixture
def anybody(seeing: Browser, with_video: Server) -> Iterator[Somebody]:
    """Make people with a camera; when the story is over, none of their browsers may have complained."""
    everybody: list[Person] = []

    def one(*args: Any, browser: Browser = seeing, **kind: bool) -> Person:
        person = counted(Person(browser, with_video, *args), **kind)
        everybody.append(person)
        return person

    yield one
    for person in everybody:
        person.leaves()


def in_the_room(person: Person, staged: dict[str, Any], key: str) -> Person:
    """An adult comes into the room and waits until there is sound and picture."""
    person.signs_in(staged["people"][key]["link"]).goes_into_room(staged["ref"])
    expect(person.page.get_by_role("button", name="What to receive")).to_be_visible(timeout=20_000)
    return person


@pytest.mark.proves("M9", "S7", "M13", "U2")
def test_two_adults_and_three_pupils(with_video: Server, anybody: Somebody) -> None:
    """All are received; nothing is once one adult is left alone, nor by a pupil who was put out and lets nothing go."""
    # A pack in which nobody is sent back to the door for a minute, and pupils may show themselves.
    staged = with_video.stage(seats=3, pack="faces")
    codes = [seat["code"] for seat in staged["seats"]]
    facilitator = in_the_room(anybody(says_once=True), staged, "facilitator")
    teacher = in_the_room(anybody(), staged, "teacher_a")
    pupil, phone = anybody().sits_down(codes[0]).agrees(), anybody(PHONE).sits_down(codes[1]).agrees()
    rude = anybody(tampered=True).sits_down(codes[2]).agrees()
    pupils = [each.is_inside() for each in (pupil, phone, rude)]
    only_adults_see(pupil, [facilitator, teacher], [phone, rude])
    assert not recorded_of(with_video, staged), "a pupil's picture was written down"
    for adult in (facilitator, teacher):
        turns_on(adult)
    for each in (*pupils, facilitator, teacher):
        sees_and_hears(each)
    for each in (pupil, phone, facilitator):
        each.sees("This session is being recorded").looks("with sound and picture")
    facilitator.page.get_by_role("button", name="Share a screen or window").click()
    pupil.sees("’s screen").looks("with a shared screen")
    for each in (pupil, rude):
        comes_small(each, 2)  # the screen is large, and both faces beside it small
    assert min(recorded_widths(with_video, staged)) == LARGE_WIDTH, (
        "what is written down is the best there is"
    )

    unplugs_the_microphone(teacher).sees("Your microphone was unplugged").looks("unplugged")
    expect(pupil.page.locator(".ch-tile--silent")).to_contain_text("microphone off")

    facilitator.about(seat_name(rude), "Remove for the rest of the session", "was rude")
    rude.sees("You have left this session")
    is_deaf(rude)

    shows_face(pupil)
    teacher.page.close()
    pupil.sees("Paused")
    facilitator.page.wait_for_timeout(1000)
    is_deaf(pupil, phone, facilitator)
    facilitator.sees("Nobody is seen or heard until then").looks("the paused stage")
    # A camera that is turned on in a pause has said which of its sizes is which by the time anybody may see it.
    facilitator.page.reload()
    is_confirmed(turns_on(facilitator))
    teacher.page = teacher.context.new_page()
    teacher.goes_into_room(staged["ref"])
    for each in (pupil, phone, teacher):
        receives(each, lambda then, now: now.frames > then.frames + 5)
    is_deaf(rude)
    expect(pupil.page.get_by_role("button", name="Show my camera to the adults")).to_be_visible()


def shows_face(pupil: Person) -> Person:
    """A pupil looks at themself first, and then lets the adults see them."""
    pupil.page.get_by_role("button", name="Show my camera to the adults").click()
    pupil.page.get_by_role("button", name="Show my camera", exact=True).click()
    return pupil.sees("Only the adults see you")


def only_adults_see(pupil: Person, adults: list[Person], others: list[Person]) -> None:
    """While a pupil shows their camera and nobody else sends, adults decode pictures and not one packet comes to other pupils."""
    pupil.page.get_by_role("button", name="Show my camera to the adults").click()
    pupil.sees("No other pupil does").looks("before a pupil is seen")
    assert received(adults[0]).packets == 0
    pupil.presses("Not now")
    shows_face(pupil).looks("a pupil is seen by adults")
    for adult in adults:
        receives(adult, lambda then, now: now.frames > then.frames + 5)
    adults[0].sees("camera on, adults see it").looks("an adult sees a pupil")
    assert [received(other).packets for other in others] == [0, 0]
    pupil.presses("Turn my camera off")
    expect(pupil.page.locator("[data-part=face-strip]")).to_be_hidden()
    adults[0].page.wait_for_timeout(500)
    is_deaf(*adults, for_seconds=1)


def recorded_of(server: Server, staged: dict[str, Any]) -> list[str]:
    """What has been written down of a session, by the files' names."""
    return [
        path.name
        for path in (server.folder / "var/media/recordings").glob("*.mjr")
        if staged["ref"] in path.name
    ]


def recorded_widths(server: Server, staged: dict[str, Any]) -> list[int]:
    """How wide each picture is that has been written down so far."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / name for name in recorded_of(server, staged) if "-video-" in name]
        for part in parts:
            shutil.copy(server.folder / "var/media/recordings" / part.name, part)
        return [width_of(unpack_rtp(part, "vp8")) for part in parts]


def seat_name(pupil: Person) -> str:
    """The name a pupil goes by here."""
    return pupil.page.locator(".ch-header__seat bdi").inner_text()


@pytest.mark.proves("Y5", "M13")
def test_a_pupil_is_asked_and_answers_aloud(with_video: Server, anybody: Somebody) -> None:
    """Nothing is heard before the yes and nothing after the stop; whoever wants text only keeps the rules and the worry button."""
    staged = with_video.stage(seats=2)
    facilitator = in_the_room(anybody(), staged, "facilitator")
    in_the_room(anybody(), staged, "teacher_a")
    speaker = anybody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().is_inside()
    listener = anybody(DESK, shy=True).sits_down(staged["seats"][1]["code"]).agrees().is_inside()
    speaker.page.get_by_role("button", name="Raise hand").click()
    asking = facilitator.page.get_by_role("button", name="Ask to answer aloud")
    asking.filter(has_text=seat_name(speaker)).click()
    speaker.sees("Would you like to answer aloud?").looks("asked to answer aloud")
    assert received(listener).packets == 0
    speaker.presses("Yes, use my microphone").sees("Everybody hears you").looks("answering aloud")
    listener.presses("Turn sound on")
    hears(listener)
    hears(facilitator)
    facilitator.sees("everybody hears them").looks("while a pupil answers")

    listener.presses("What to receive")
    listener.page.get_by_label("Text only").check()
    listener.looks("choosing text only").presses("Done")
    listener.page.wait_for_timeout(500)
    is_deaf(listener, for_seconds=1)
    listener.presses("The rules").sees("The rules of this session").presses("Back to the room")
    listener.looks("text only").worries("a worry in text only")

    speaker.presses("Stop")
    expect(speaker.page.locator("[data-part=speaking]")).to_be_hidden()
    facilitator.page.wait_for_timeout(500)
    is_deaf(facilitator, for_seconds=1)


@pytest.mark.proves("U2")
def test_an_adult_without_a_camera_or_with_a_forbidding_browser(
    with_video: Server, anybody: Somebody, chromium: Browser
) -> None:
    """One plain sentence and the next step each; the session goes on by text."""
    staged = with_video.stage(seats=1)
    without = in_the_room(anybody(browser=chromium), staged, "facilitator")
    without.presses("Turn on camera and microphone…").sees("No camera or microphone was found. Plug one in")
    without.looks("no camera").presses("Close")
    forbidding = launch(chromium.browser_type, FAKE_DEVICES[:1])
    refused = in_the_room(anybody(PHONE, browser=forbidding), staged, "teacher_a")
    refused.presses("Camera and microphone…").sees("does not let this page use the camera and microphone")
    refused.looks("not allowed").presses("Close")
    pupil = anybody().sits_down(staged["seats"][0]["code"]).agrees().is_inside()
    without.says("we go on in writing")
    pupil.sees("we go on in writing")


@pytest.mark.proves("U2")
def test_what_breaks_comes_back_by_itself(with_video: Server, anybody: Somebody) -> None:
    """Janus is killed, then the whole server: nobody presses anything, and everybody is seen and heard again."""
    staged = with_video.stage(seats=1, pack="calm")
    facilitator = turns_on(in_the_room(anybody(), staged, "facilitator"))
    in_the_room(anybody(), staged, "teacher_a")
    pupil = anybody(PHONE).sits_down(staged["seats"][0]["code"]).agrees().is_inside()
    sees_and_hears(pupil)
    os.kill(janus_of(with_video), signal.SIGKILL)
    time.sleep(0.2)  # what was on its way when it died
    sees_and_hears(pupil)
    with_video.kill()
    with_video.start()
    receives(pupil, lambda then, now: now.frames > then.frames + 5, 60)
    facilitator.looks("after all that")


def janus_of(server: Server) -> int:
    """The process that carries sound and picture for this server."""
    assert server.process is not None
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return next(int(each) for each in children if b"janus" in Path(f"/proc/{each}/cmdline").read_bytes()[:40])


def test_a_technician_checks_a_computer(anybody: Somebody) -> None:
    """Without signing in: every step is taken, a media port and the relay answer over UDP, and one plain result can be printed."""
    technician = anybody().goes_to("/check").looks("before the check")
    technician.presses("Start the check")
    technician.sees("The chat gets through", 20).sees("UDP gets through: port 25199 of our server", 20)
    technician.sees("Our relay can be reached over UDP and TCP", 20)
    technician.sees("The camera shows a picture", 20)
    technician.page.get_by_role("button", name="Yes", exact=True).click(timeout=30_000)
    technician.sees("Everything works").looks("after the check")
    for shown in ("The microphone hears something", "You heard the tone", "25000 to 25199", "over TCP"):
        technician.sees(shown)
