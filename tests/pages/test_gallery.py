"""Every state of the room's pages: axe finds nothing, nothing runs off a 320-pixel screen, and help is always there for a pupil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.gallery import WIDTHS, shown
from tests.pages.specimen import Specimen
from tests.pages.specimens import SPECIMENS

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def complaints_of_axe(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda each: each.name)
def test_everybody_can_use_it(browser: Browser, specimen: Specimen) -> None:
    """Axe finds nothing on a small phone by night and a desk by day; nothing runs off it; a pupil sees whom to turn to."""
    with shown(browser, specimen, "320", "dark") as page:
        assert complaints_of_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if specimen.template != "room/adult.html":
            help_is_in_sight(page)
        across, down = WIDTHS["1440"]
        page.set_viewport_size({"width": across, "height": down})
        page.emulate_media(color_scheme="light")
        assert complaints_of_axe(page) == []


def help_is_in_sight(page: Page) -> None:
    """Y11, Y12, U4: without scrolling; an open dialog shows the number itself."""
    place = "dialog[open]" if page.locator("dialog[open]").count() else ".ch-help"
    box, window = page.locator(f"{place} a[href='tel:08001111']").bounding_box(), page.viewport_size
    assert box is not None
    assert window is not None
    assert box["y"] + box["height"] <= window["height"]
    assert page.locator("[data-worry-open]").count() == 1
    assert page.locator("[data-hide]").count() == 1
