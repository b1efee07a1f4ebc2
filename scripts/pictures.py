"""Takes the README's pictures (``make pictures``): serves a fresh demo, plays a minute of a rehearsal, photographs the room."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.server import Server

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DESK, PHONE = (1440, 900), (390, 844)
DOOR_LIMIT_MS = 150_000  # a lead of 30 seconds, on a machine that may have other work
PEOPLE = ("teacher", "facilitator", "speaker", "seat1", "seat2", "seat3")
TALK = (
    ("facilitator", "Good morning, everybody. Our speaker grew up in Nablus. Ask anything you like."),
    ("seat1", "Good morning!"),
    ("seat2", "What did you eat for breakfast when you were our age?"),
    ("speaker", "Bread, olives and za'atar, nearly every day. I still do."),
    ("seat1", "That sounds nicer than toast"),
    ("teacher", "Remember that you can send it as a question too."),
    ("seat3", "Do you miss home?"),
)
QUESTION = "Did you have to learn English, or did you know some already?"


def come_in(browser: Browser, key: str, link: str) -> Page:
    """Open a link of the demo's table and go into the room, as that person would."""
    width, height = PHONE if key == "seat1" else DESK
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(link)
    if key.startswith("seat"):
        page.get_by_role("button", name="Join").click()
        page.get_by_label("I have read the rules").check()
        page.get_by_role("button", name="I agree").click()
    else:
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Go into the room").or_(
            page.get_by_role("button", name="Open the room")
        ).click()
    return page


def say(page: Page, text: str) -> None:
    """Write to the room."""
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")


def play(rooms: dict[str, Page]) -> None:
    """Wait for the door, and talk until there is something to see."""
    expect(rooms["seat1"].get_by_label("Your message")).to_be_visible(timeout=DOOR_LIMIT_MS)
    for key, text in TALK:
        say(rooms[key], text)
        expect(rooms["facilitator"].locator("[data-part=talk-list]").get_by_text(text)).to_be_visible()
    rooms["seat2"].get_by_role("button", name="Raise hand").click()
    rooms["seat3"].get_by_role("button", name="As a question").click()
    say(rooms["seat3"], QUESTION)
    expect(rooms["facilitator"].locator("[data-part=questions-list]").get_by_text(QUESTION)).to_be_visible()


def main() -> None:
    """Play, and take the two pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).prepare()
        seeded = server.chaperone("demo", "seed")
        if seeded.returncode != 0:
            raise SystemExit(seeded.stderr)
        links = {
            link["key"]: link["url"] for link in json.loads(Path(folder, "var", "demo.json").read_text())
        }
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        server.start()
        try:
            rooms = {key: come_in(browser, key, links[key]) for key in PEOPLE}
            play(rooms)
            for key, name in (("facilitator", "room.png"), ("seat1", "room-pupil.png")):
                rooms[key].evaluate("document.activeElement.blur()")
                rooms[key].screenshot(path=PICTURES / name)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
