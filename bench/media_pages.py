"""How long a real browser takes from opening the room's page to the first picture: a pupil's Chromium, reloading."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Page, async_playwright

from tests.support.browser import CHROMEBOOK, FAKE_DEVICES, LAUNCH
from tests.support.server import Visitor

# Told by every video element of the page as soon as it can show its first picture; the clock starts with the page.
_FIRST_PICTURE = """
document.addEventListener("loadeddata", (event) => {
  if (event.target instanceof HTMLVideoElement) window.firstPicture ??= performance.now();
}, true);
"""
LATEST_SECONDS = 20.0


async def first_pictures(visitor: Visitor, times: int) -> list[float]:
    """Open a pupil's page so often in Chromium, and return the seconds from each opening to its first picture.

    Args:
        visitor: the pupil, who has agreed to the rules and may be inside.
        times: how often, after a first time that only fills the browser's cache.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*LAUNCH, *FAKE_DEVICES]
        )
        width, height = CHROMEBOOK
        context = await browser.new_context(viewport={"width": width, "height": height})
        await context.add_cookies(
            [
                {"name": name, "value": word, "url": visitor.server.url}
                for name, word in visitor.cookies.items()
            ]
        )
        await context.add_init_script(_FIRST_PICTURE)
        page, taken = await context.new_page(), []
        for _ in range(times + 1):
            await page.goto(f"{visitor.server.url}/seat")
            taken.append(await _first_picture(page))
        await browser.close()
        return taken[1:]


async def _first_picture(page: Page) -> float:
    """Return the second of the page's life at which it showed its first picture."""
    until = time.monotonic() + LATEST_SECONDS
    while time.monotonic() < until:
        if shown := await page.evaluate("window.firstPicture ?? 0"):
            return float(shown) / 1000
        await asyncio.sleep(0.05)
    raise TimeoutError(f"Chromium showed no picture within {LATEST_SECONDS:g} seconds")
