"""People in real browsers, in words a story is told in; any console error, foreign request or axe violation ends the story."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect

from tests.support.server import ROOT, Server

DESK, CHROMEBOOK, PHONE = (1440, 900), (1366, 768), (390, 844)
LAUNCH = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# What the network itself says while a test has cut it, or a refused form its own page.
EXPECTED = ("net::ERR_", "WebSocket connection to", "the server responded with a status of 4")


def launch(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=LAUNCH)


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, server: Server, size: tuple[int, int] = DESK, **more: Any) -> None:
        self.server = server
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True, bypass_csp=False, **more
        )
        self.trouble: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"page error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED):
            self.trouble.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(
            (self.server.url, self.server.url.replace("http", "ws"), "data:", "blob:")
        ):
            self.trouble.append(f"asked somebody else: {request.url}")

    # --- coming ---------------------------------------------------------------------------------------------------
    def goes_to(self, path: str) -> Person:
        """Open a page of ours."""
        self.page.goto(self.server.url + path)
        return self

    def signs_in(self, link: str) -> Person:
        """Follow a personal link and press its button."""
        self.goes_to(link)
        self.page.get_by_role("button", name="Continue").click()
        self.page.wait_for_load_state()
        return self

    def goes_into_room(self, ref: str, *, screen: bool = False) -> Person:
        """Open the room's page."""
        self.goes_to(f"/room/{ref}" + ("/screen" if screen else ""))
        return self

    def sits_down(self, code: str) -> Person:
        """Take a seat as the QR picture on the sheet does: the code stands after the #."""
        self.goes_to(f"/join#{code}")
        self.page.get_by_role("button", name="Join").click()
        return self

    def agrees(self) -> Person:
        """Read the rules and agree."""
        self.page.get_by_role("checkbox").check()
        self.page.get_by_role("button", name="I agree").click()
        return self

    # --- in the room ------------------------------------------------------------------------------------------------
    @property
    def pen(self) -> Any:
        """Where one writes to everybody."""
        return self.page.get_by_label("Your message")

    def says(self, text: str) -> Person:
        """Write to the room."""
        self.pen.fill(text)
        self.pen.press("Enter")
        return self

    def sees(self, text: str, within_seconds: float = 10) -> Person:
        """Wait until a text is to be seen."""
        shown = self.page.get_by_text(text).filter(visible=True).first
        expect(shown).to_be_visible(timeout=within_seconds * 1000)
        return self

    def sees_no(self, text: str) -> Person:
        """A text is nowhere on the page, hidden parts included."""
        assert text not in self.page.locator("body").inner_text(), f"{text!r} is to be seen"
        return self

    def is_inside(self, within_seconds: float = 15) -> Person:
        """Wait to be let in."""
        expect(self.pen).to_be_visible(timeout=within_seconds * 1000)
        return self

    def presses(self, name: str) -> Person:
        """Press a button or link of this name."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()
        return self

    # --- judging ----------------------------------------------------------------------------------------------------
    def looks(self, where: str) -> Person:
        """The page as it stands: no axe violation in light and dark, nothing sticks out sideways."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            found = self._axe()
            assert not found, f"{where} ({scheme}): {found}"
        self.page.emulate_media(color_scheme="light")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{where}: the page is {wide} px too wide"
        return self

    def _axe(self) -> list[str]:
        # Run in a world of its own, because the page's policy lets nobody add a script.
        session = self.context.new_cdp_session(self.page)
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        run = (
            "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify("
            "r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | '))))"
        )
        options = {"contextId": world["executionContextId"], "awaitPromise": True, "returnByValue": True}
        session.send("Runtime.evaluate", {"expression": AXE.read_text(), **options, "returnByValue": False})
        answer = session.send("Runtime.evaluate", {"expression": run, **options})
        session.detach()
        assert "value" in answer["result"], answer
        found: list[str] = json.loads(answer["result"]["value"])
        return found

    def picture(self, path: Path) -> None:
        """Take a picture, to be looked at by a person."""
        self.page.screenshot(path=path)

    def leaves(self) -> None:
        """Close the browser, which is how most people leave; nothing may have gone wrong until now."""
        assert not self.trouble, self.trouble
        self.context.close()
