"""Pages refused, empty, full and on the day, in a real browser: axe finds nothing, nothing runs off a 320-pixel screen.

Every page as it stands otherwise is looked at by ``tests/journeys/test_every_page.py``.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django.fixtures import Settings

from chaperone.concerns.actions import raise_concern
from tests.pages.gallery import ORIGIN, STATIC, WIDTHS
from tests.pages.test_gallery import complaints_of_axe
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser
from tests.sessions.cast import NOW, START

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def in_other_states(town: Town, clock: Clock) -> dict[str, HttpResponse]:
    """Return pages as they stand after a refusal, with nothing in them, with much to do, on the day and afterwards."""
    facilitator, at = browser(town.charity.facilitator), f"/sessions/{town.own.ref}"
    states: dict[str, Any] = {
        "plan, refused": facilitator.post(f"/sessions/plan?school={town.charity.school.pk}", {"title": ""}),
        "plan, schools found": facilitator.get("/sessions/plan", {"text": "school"}),
        "notes, refused": facilitator.post(f"{at}/notes", {}),
        "sessions, none": browser(town.trustee).get("/sessions"),
        "session, not ready": browser(town.other_facilitator).get(f"/sessions/{town.other.ref}"),
        "concerns, none": browser(town.charity.lead).get("/concerns"),
        "schools, none": facilitator.get("/schools", {"text": "nowhere"}),
        "school, refused": facilitator.post(f"/schools/{town.charity.school.pk}", {"what": "teacher"}),
        "teacher, something to do": browser(town.other_teacher.person).get(f"/teaching/{town.other.ref}"),
        "terms, refused": browser(town.other_teacher.person).post(f"/teaching/{town.other.ref}/contact", {}),
        "sign in, refused": browser().post("/sign-in", {"email": "x"}),
        "not there": browser().get("/nothing"),
    }
    for number in range(2):
        raise_concern("room", town.charity.school.ref, town.own.ref, "", "Help", NOW if number else START)
    states["home, much to do"] = browser(town.charity.lead).get("/home")
    states["concerns, waiting and overdue"] = browser(town.charity.lead).get("/concerns")
    clock.set(IN_THE_ROOM)
    states["session, on the day"] = browser(town.charity.facilitator).get(at)
    states["teacher, on the day"] = browser(town.charity.teacher.person).get(f"/teaching/{town.own.ref}")
    return states


def test_everybody_can_use_every_page_in_every_state(town: Town, clock: Clock, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True
    assert complaints_about(in_other_states(town, clock)) == []


def complaints_about(pages: dict[str, HttpResponse]) -> list[str]:
    """Return what is wrong with these pages: each looked at on a desk, by day and by night in turn, and on a small telephone."""
    wrong: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_context(reduced_motion="reduce").new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        for number, (name, answer) in enumerate(pages.items()):
            page.emulate_media(color_scheme="dark" if number % 2 else "light")
            wrong += [f"{name}: {problem}" for problem in _look(page, answer)]
        chromium.close()
    return wrong + said


def _look(page: Page, answer: HttpResponse) -> list[str]:
    """Open one page as the server sent it, its policy for browsers included."""
    page.unroute_all()
    page.route("**/*", lambda route: _serve(route, answer))
    desk, phone = WIDTHS["1440"], WIDTHS["320"]
    page.set_viewport_size({"width": desk[0], "height": desk[1]})
    page.goto(f"{ORIGIN}/page")
    wrong = complaints_of_axe(page)
    for across, down in (desk, phone):
        page.set_viewport_size({"width": across, "height": down})
        too_wide = page.evaluate("document.documentElement.scrollWidth") - across
        if too_wide > 0:
            wrong.append(f"{too_wide} pixels too wide at {across}")
    return wrong


def _serve(route: Route, answer: HttpResponse) -> None:
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    else:
        policy = {"Content-Security-Policy": answer.headers["Content-Security-Policy"]}
        route.fulfill(body=answer.content, content_type="text/html; charset=utf-8", headers=policy)
