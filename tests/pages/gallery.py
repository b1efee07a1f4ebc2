"""Every state of the room's pages as a picture: the real templates and modules, fed with the protocol's frames.

``python -m tests.pages.gallery FOLDER [name …]`` writes screenshots at three widths, light and dark.
"""

from __future__ import annotations

import json
import mimetypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, WebSocketRoute, sync_playwright

from tests.pages.gallery_frames import REFUSAL
from tests.pages.specimen import Specimen, nothing
from tests.pages.specimens import SPECIMENS

ORIGIN = "http://gallery.test"
STATIC = Path(__file__).resolve().parents[2] / "chaperone" / "pages" / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' ws://gallery.test; form-action 'self'; base-uri 'none'"
)
# A seat shows one of its screens, or an adult the doors: the first frames were drawn.
DRAWN = "body[data-showing]:not([data-showing=connecting]), [data-part=doors] > *"
WIDTHS = {"1440": (1440, 900), "390": (390, 844), "320": (320, 640)}


def drawn(specimen: Specimen) -> str:
    """Return the page as the server would send it."""
    from django.template.loader import render_to_string

    return render_to_string(specimen.template, specimen.context())


def _answer(route: Route, html: str) -> None:
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    elif path.endswith("/ticket"):
        route.fulfill(json={"ticket": "ticket", "socket": "/ws/room/gallery"})
    elif path.endswith("/worry"):
        route.fulfill(
            json={"next": ["Our safeguarding lead reads this now.", "They will talk with your teacher."]}
        )
    else:
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": CSP})


@contextmanager
def shown(
    browser: Browser,
    specimen: Specimen,
    width: str,
    scheme: Any = "light",
    *,
    scripts: bool = True,
    heard: list[dict[str, Any]] | None = None,
    watch: Callable[[Page], object] = nothing,
) -> Iterator[Page]:
    """Open a specimen in a page of its own; its frames have been shown when this yields.

    Args:
        browser: a running browser.
        specimen: what to show.
        width: a key of ``WIDTHS``.
        scheme: ``light`` or ``dark``.
        scripts: whether the browser runs scripts.
        heard: filled with the frames that the page sends.
        watch: called with the page before it is opened.

    Raises:
        AssertionError: when the page complained in its console, a breach of the content security policy included.
    """
    across, down = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down},
        color_scheme=scheme,
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    watch(page)
    html = drawn(specimen)
    page.route("**/*", lambda route: _answer(route, html))
    page.route_web_socket("**/ws/**", lambda socket: _speak(socket, specimen, [] if heard is None else heard))
    page.goto(f"{ORIGIN}/room/gallery{specimen.hash}")
    if scripts:
        page.evaluate("document.fonts.ready")
        if specimen.frames:
            page.wait_for_selector(DRAWN, state="attached")
        if any(frame["is"] in {"said", "taken"} for frame in specimen.frames):
            page.wait_for_selector("[data-part=talk-list] > li", state="attached")
    page.wait_for_timeout(300)
    specimen.act(page)
    yield page
    context.close()
    if complaints:
        raise AssertionError(f"{specimen.name}: {complaints}")


# The live end of each page's socket, so that a test can say more to it later.
_LIVE: list[WebSocketRoute] = []


def tell(page: Page, *frames: dict[str, Any]) -> None:
    """Let the room say more to the page opened last."""
    for frame in frames:
        _LIVE[-1].send(json.dumps(frame))
    page.wait_for_timeout(150)


def _speak(socket: WebSocketRoute, specimen: Specimen, heard: list[dict[str, Any]]) -> None:
    _LIVE.append(socket)

    def hear(text: str | bytes) -> None:
        command = json.loads(text)
        heard.append(command)
        if command["do"] == "join":
            for frame in specimen.frames:
                socket.send(json.dumps(frame))
        elif command["do"] == "say":
            socket.send(json.dumps({**REFUSAL, "id": command["id"]}))
        elif "id" in command:
            socket.send(json.dumps({"is": "done", "id": command["id"], "seq": 1000}))

    socket.on_message(hear)


def main() -> None:
    """Write the pictures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.config.settings")
    import django

    django.setup()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for specimen in SPECIMENS:
            if wanted and not any(word in specimen.name for word in wanted):
                continue
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    with shown(browser, specimen, width, scheme) as page:
                        page.screenshot(path=folder / f"{specimen.name}-{width}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
