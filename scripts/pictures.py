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
ADULTS = ("teacher", "facilitator", "speaker")
TALK = (
    (
        "facilitator",
        "Good morning, everybody. Our speaker counts seals in the Wadden Sea. Ask anything you like.",
    ),
    ("seat1", "Good morning!"),
    ("seat2", "is it cold?"),
    ("speaker", "It is 4 °C in the water today. I wear three pairs of socks."),
    ("seat4", "do they have names"),
)
QUESTIONS = (
    ("seat3", "How do you count them without counting one twice?"),
    ("seat5", "What is the rarest animal you have ever seen?"),
    ("seat6", "Do seals sleep in the water?"),
)
ANSWER = (
    "Good one. We take photographs from above, and two of us count each picture without talking to each other. "
    "Then we compare."
)
LAST_WORDS = (
    ("seat1", "that is so clever"),
    ("teacher", "Remember that you can send it as a question too."),
    ("seat5", "my favourite is number 12"),
)
ASIDES = (
    ("facilitator", "Ten minutes left. Shall we take two more?"),
    ("teacher", "Yes. The back row has not had a turn yet."),
)


def seed(server: Server) -> dict[str, str]:
    """Seed the demo and return its links; seeded again it gives three more seats of the same rehearsal."""
    seeded = server.chaperone("demo", "seed")
    if seeded.returncode != 0:
        raise SystemExit(seeded.stderr)
    table = json.loads((server.folder / "var" / "demo.json").read_text())
    return {link["key"]: link["url"] for link in table}


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


def say(page: Page, text: str, where: str = "Your message") -> None:
    """Write to the room, or to the adults, and wait until it is there."""
    page.get_by_label(where).fill(text)
    page.get_by_label(where).press("Enter")
    expect(page.get_by_text(text).last).to_be_visible()


def play(rooms: dict[str, Page]) -> None:
    """Wait for the door, and talk until there is something to see."""
    expect(rooms["seat1"].get_by_label("Your message")).to_be_visible(timeout=DOOR_LIMIT_MS)
    for key, text in TALK:
        say(rooms[key], text)
    for key, text in QUESTIONS:
        rooms[key].get_by_role("button", name="As a question").click()
        say(rooms[key], text)
    rooms["facilitator"].get_by_role("button", name="Take it").first.click()
    say(rooms["speaker"], ANSWER)
    for key, text in LAST_WORDS:
        say(rooms[key], text)
    for key, text in ASIDES:
        say(rooms[key], text, "Write to the adults")
    rooms["seat2"].get_by_role("button", name="Raise hand").click()
    expect(rooms["facilitator"].get_by_text("hand up")).to_be_visible()


def main() -> None:
    """Play, and take the two pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).prepare()
        links = seed(server)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        server.start()
        try:
            rooms = {key: come_in(browser, key, links[key]) for key in (*ADULTS, "seat1", "seat2", "seat3")}
            more = seed(server)
            rooms |= {f"seat{n + 3}": come_in(browser, f"seat{n + 3}", more[f"seat{n}"]) for n in (1, 2, 3)}
            play(rooms)
            for key, name in (("facilitator", "room.png"), ("seat1", "room-pupil.png")):
                rooms[key].evaluate("document.activeElement.blur()")
                rooms[key].screenshot(path=PICTURES / name)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
