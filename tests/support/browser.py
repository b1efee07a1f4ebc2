"""People in real browsers, in words a story is told in; any console error, foreign request or axe violation ends the story."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserType, CDPSession, ConsoleMessage, Page, Request, expect

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
# Chromium's own moving picture and beeping tone, and a yes to every question a page asks about them.
FAKE_DEVICES = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Three lanes share the computer: a limit is for what never comes, and costs nothing where it does.
expect.set_options(timeout=20_000)
# What the network itself says while a test has cut it, or a refused form its own page.
EXPECTED = ("net::ERR_", "WebSocket connection to", "the server responded with a status of 4")


def launch(chromium: BrowserType, more: Sequence[str] = ()) -> Browser:
    """Start Debian's Chromium; ``more`` switches such as ``FAKE_DEVICES``."""
    return chromium.launch(executable_path="/usr/bin/chromium", args=[*LAUNCH, *more])


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, server: Server, size: tuple[int, int] = DESK, **more: Any) -> None:
        self.server = server
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True, bypass_csp=False, **more
        )
        self.motion = more.get("reduced_motion", "no-preference")
        self.trouble: list[str] = []
        self.page: Page = self.context.new_page()
        self._key_session: CDPSession | None = None
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

    def has_a_key(self) -> Person:
        """Give this browser Chromium's own virtual key, which answers as a finger would."""
        self._key_session = self.context.new_cdp_session(self.page)
        self._key_session.send("WebAuthn.enable")
        self._key_session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
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
        self.page.get_by_role("button", name="agree, let").click()
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

    def sees(self, text: str, within_seconds: float = 20) -> Person:
        """Wait until a text is to be seen."""
        shown = self.page.get_by_text(text).filter(visible=True).first
        expect(shown).to_be_visible(timeout=within_seconds * 1000)
        return self

    def sees_no(self, text: str) -> Person:
        """A text is nowhere on the page, hidden parts included."""
        assert text not in self.page.locator("body").inner_text(), f"{text!r} is to be seen"
        return self

    def is_inside(self, within_seconds: float = 30) -> Person:
        """Wait to be let in."""
        expect(self.pen).to_be_visible(timeout=within_seconds * 1000)
        return self

    def presses(self, name: str) -> Person:
        """Press a button or link of this name."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()
        return self

    def fills(self, **words: str) -> Person:
        """Fill in fields by the id that their label points to, as in ``id_title="…"``."""
        for field, text in words.items():
            self.page.locator(f"#{field}").fill(text)
        return self

    def about(self, name: str, what: str, reason: str = "") -> Person:
        """Open "what to do" about a seat or a message (a part of its button's name), choose, say why."""
        self.page.get_by_role("button", name=f"What to do about {name}").first.click()
        dialog = self.page.locator("dialog#act")
        dialog.get_by_text(what, exact=True).click()
        if reason:
            dialog.get_by_role("textbox", name="Reason").fill(reason)
        dialog.get_by_role("button", name="Do this").click()
        expect(dialog).to_be_hidden()
        return self

    def worries(self, words: str = "") -> Person:
        """Press "I'm worried" and tell; what happens next is shown, and Childline."""
        self.page.get_by_role("button", name="I’m worried").click()
        self.page.get_by_label("What is it?").fill(words)
        self.page.get_by_role("button", name="Tell them").click()
        dialog = self.page.locator("dialog#worry")
        for shown in ("Thank you for telling us", "safeguarding lead", "0800 1111", "call 999"):
            expect(dialog).to_contain_text(shown)
        return self

    def takes_file(self, name: str) -> bytes:
        """Follow a link that hands over a file."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name).or_(
                self.page.get_by_role("button", name=name)
            ).first.click()
        return Path(coming.value.path()).read_bytes()

    # --- judging ----------------------------------------------------------------------------------------------------
    def looks(self, where: str) -> Person:
        """The page as it stands: no axe violation in light and dark, nothing sticks out sideways."""
        found = [*self.faults("light"), *self.faults("dark", only="color-contrast")]
        assert not found, f"{where}: {found}"
        self.page.emulate_media(color_scheme="light", reduced_motion=self.motion)
        return self

    def faults(self, scheme: Literal["light", "dark"], only: str = "") -> list[str]:
        """What is wrong with the page as it stands: what axe says in these colours, and how much is too wide.

        ``only`` is one rule of axe's: at night nothing but the colours is different.
        """
        # Colours on their way from one to another belong to neither.
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = [f"{scheme}: {each}" for each in self._axe(only)]
        root = "document.documentElement"
        wide = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        return [*found, *([f"{wide} px too wide"] if wide > 0 else [])]

    def _axe(self, only: str) -> list[str]:
        # Run in a world of its own, because the page's policy lets nobody add a script. It stays until the page goes.
        # Chromium forgets a virtual key when any session of its page is detached.
        session = self._key_session or self.context.new_cdp_session(self.page)
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        rules = f", runOnly: {{type: 'rule', values: ['{only}']}}" if only else ""
        run = (
            f"axe.run(document, {{resultTypes: ['violations']{rules}}}).then(r => JSON.stringify("
            "r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | '))))"
        )
        options = {"contextId": world["executionContextId"], "awaitPromise": True, "returnByValue": True}
        known = session.send("Runtime.evaluate", {"expression": "typeof axe", **options})
        if known["result"]["value"] == "undefined":
            session.send(
                "Runtime.evaluate", {"expression": AXE.read_text(), **options, "returnByValue": False}
            )
        answer = session.send("Runtime.evaluate", {"expression": run, **options})
        if session is not self._key_session:
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
