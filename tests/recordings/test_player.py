"""A safeguarding lead watches a recording in a real browser; the server's own worker put it together, and all is on record."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.browser import DESK, PHONE, Person, launch
from tests.support.server import ROOT, Server, running_server

pytestmark = [pytest.mark.journey, pytest.mark.proves("M13", "S13")]
COMPOSED_WITHIN_SECONDS = 150.0
# The colour in the middle of the picture as the browser shows it.
COLOUR = """video => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def staged(server: Server) -> dict[str, str]:
    """A closed session whose parts Janus has just left; its name, and the lead's sign-in link."""
    command = [sys.executable, "-m", "tests.recordings.workshop", "film"]
    made = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    found: dict[str, str] = json.loads(made.stdout)
    return found


def opens_when_ready(lead: Person, address: str) -> None:
    """Load the page until there is something to watch; until then it says how far it is."""
    end = time.monotonic() + COMPOSED_WITHIN_SECONDS
    while True:
        lead.goes_to(address)
        if lead.page.locator("video").count():
            return
        assert time.monotonic() < end, lead.page.inner_text("main")
        time.sleep(1)


def until(lead: Person, holds: str) -> None:
    """Wait until this is true on the page, whose policy lets nobody wait inside it."""
    end = time.monotonic() + 20
    while not lead.page.evaluate(holds):
        assert time.monotonic() < end, holds
        time.sleep(0.05)


def on_record(server: Server, kind: str) -> list[dict[str, Any]]:
    return [entry["body"] for entry in server.on_record("organisation") if entry["kind"] == kind]


def test_the_lead_watches_a_recording(chromium: Browser, server: Server, staged: dict[str, str]) -> None:
    lead = Person(chromium, server, DESK)
    address = f"/sessions/{staged['session']}/record/recording"
    lead.signs_in(staged["link"])
    opens_when_ready(lead, address)
    video = lead.page.locator("video")

    # It plays by the keyboard, and what is seen is the picture that was sent.
    video.focus()
    lead.page.keyboard.press("Space")
    until(lead, "document.querySelector('video').currentTime > 1.5")
    red, green, blue = video.evaluate(COLOUR)
    assert red > 180
    assert max(green, blue) < 90
    assert video.evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames") > 10

    # A press on a line of the chat goes to its moment, and the chat follows the picture.
    lead.page.get_by_role("button", name="Go to 0:10").click()
    # Past that moment, not only at it: what is on record is what was played, and a jump alone plays nothing.
    until(lead, "document.querySelector('video').currentTime > 10.4")
    expect(lead.page.locator("li.is-latest")).to_contain_text("Removed. Read it")
    expect(lead.page.get_by_text("that is a stupid story")).to_be_hidden()
    video.evaluate("video => video.pause()")

    # The viewer's name stays on it, in full screen too.
    shown = lead.page.locator("[data-viewer]")
    expect(shown).to_contain_text("Lead A")
    lead.page.get_by_role("button", name="Full screen").click()
    until(lead, "document.fullscreenElement?.querySelector('[data-viewer]') != null")
    lead.page.evaluate("document.exitFullscreen()")
    until(lead, "document.fullscreenElement === null")
    assert video.get_attribute("controlslist") == "nodownload nofullscreen noremoteplayback"

    lead.looks("a recording, on a desk")
    lead.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    lead.looks("a recording, on a telephone")

    # Leaving ends the viewing: what was played is in the ledger, and what was handed out.
    lead.goes_to(f"/sessions/{staged['session']}/record")
    end = time.monotonic() + 20
    while not (told := on_record(server, "recording.watched")) and time.monotonic() < end:
        time.sleep(0.3)
    (seen,) = [body for body in told if body["watched"]]
    assert seen["session"] == staged["session"]
    assert seen["watched"][0][0] == pytest.approx(0, abs=0.3)
    assert seen["watched"][-1][1] >= 10
    assert seen["served_percent"] > 0
    assert len(on_record(server, "recording.opened")) == 1
    lead.sees("It can be watched; it is 0:20 long.").looks("its record")
    lead.leaves()
