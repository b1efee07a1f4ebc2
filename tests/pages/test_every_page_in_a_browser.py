"""Every page there is, as it stands for those who read it and in its other states, in a real browser: the one sweep.

Each is looked at by day on a desk and by night on a telephone: axe finds nothing, the browser complains of nothing, and
nothing runs off a 320-pixel screen. Complete by construction: the pages come from the access table. The screens of the room are
drawn from frames and looked at by ``test_gallery.py``; whole stories on a real server are in ``tests/journeys``.
"""

from __future__ import annotations

from typing import Any, Literal

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django.fixtures import Settings

from chaperone.assurance.actions import write_history
from chaperone.concerns.actions import raise_concern
from chaperone.concerns.models import Concern
from chaperone.first_run.actions import close_unused
from chaperone.pages.access import TABLE, WRITE
from chaperone.people.roles import Role
from chaperone.policy.pack import pack_named
from tests.pages import test_report as report
from tests.pages.gallery import ORIGIN, STATIC, WIDTHS
from tests.pages.specimens import SPECIMENS
from tests.pages.test_agreeing import hidden
from tests.pages.test_every_page import NOT_PAGES, every_page
from tests.pages.test_gallery import AXE
from tests.pages.test_lists import list_with_every_problem
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser, sets_up
from tests.sessions.cast import A_DAY, NOW, START, colleague
from tests.support.signed_in import a_phone, sign_in
from tests.training.sheets import answers, the_course

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
# Drawn by what a socket tells them: in the gallery.
ROOM = {"room": "room/adult.html", "room-screen": "room/screen.html", "seat": "room/seat.html"}
LOOKS: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", "1440"), ("dark", "390"))


def test_every_page_can_be_used_by_everybody(town: Town, clock: Clock, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True
    pages = every_page(town, clock)
    read = {route for route, row in TABLE.items() if row.methods != WRITE}
    assert pages.keys() == read
    assert {each.template for each in SPECIMENS} >= set(ROOM.values())
    for route in ROOM.keys() | NOT_PAGES:
        del pages[route]
    assert complaints_about(pages) == []


def test_every_page_can_be_used_in_its_other_states(town: Town, clock: Clock, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True
    assert complaints_about(in_other_states(town, clock)) == []


def in_other_states(town: Town, clock: Clock) -> dict[str, HttpResponse]:
    """Return pages as they stand after a refusal, for others, with nothing in them, with much to do, on the day and afterwards."""
    facilitator, at = browser(town.charity.facilitator), f"/sessions/{town.own.ref}"
    school = f"/schools/{town.charity.school.pk}"
    states: dict[str, Any] = {
        "plan, refused": facilitator.post(f"/sessions/plan?school={town.charity.school.pk}", {"title": ""}),
        "plan, schools found": facilitator.get("/sessions/plan", {"text": "school"}),
        "notes, refused": facilitator.post(f"{at}/notes", {}),
        "sessions, none": browser(town.trustee).get("/sessions"),
        "session, not ready": browser(town.other_facilitator).get(f"/sessions/{town.other.ref}"),
        "session, for a speaker": browser(town.charity.speaker).get(at),
        "person, for a trustee": browser(town.trustee).get(f"/people/{town.charity.facilitator.pk}"),
        "leaving, refused": browser(town.administrator).get(f"/people/{town.charity.lead.pk}/leave"),
        "checks, refused": browser(town.administrator).post(f"/people/{town.nobody.pk}/checks", {}),
        "set-up, before the secret": before_set_up(),
        "home, for a supervisor": browser(town.supervisor).get("/home"),
        "concerns, none": browser(town.charity.lead).get("/concerns"),
        "schools, none": facilitator.get("/schools", {"text": "nowhere"}),
        "school, refused": facilitator.post(school, {"what": "teacher"}),
        "school, for the office": browser(town.administrator).get(school),
        "teacher, something to do": browser(town.other_teacher.person).get(f"/teaching/{town.other.ref}"),
        "terms, refused": browser(town.other_teacher.person).post(f"/teaching/{town.other.ref}/contact", {}),
        "list, looked through": browser(town.administrator).post("/people/list", list_with_every_problem()),
        "list, refused": browser(town.administrator).post("/people/list", {"kind": "staff"}),
        "sign in, refused": browser().post("/sign-in", {"email": "x"}),
        "second step, refused": owes_step(town).post("/second-step", {"step_code": "1", "typed": "words"}),
        "own sign-in, with a phone": browser(town.other_facilitator).get("/your-sign-in"),
        "recovery codes, shown": browser(town.other_facilitator).get("/second-step/recovery-codes"),
        "phone, refused": facilitator.post("/second-step/phone", {"step_code": "1"}),
        "code, refused": browser().post("/join", {"code": "AAA-AAA-AAA"}),
        "not there": browser().get("/nothing"),
        **states_of_training(town),
        **states_of_a_report(town),
    }
    for number in range(2):
        raise_concern("room", town.charity.school.ref, town.own.ref, "", "Help", NOW if number else START)
    write_history(pack_named("online-safeguarding"), {}, START + A_DAY)
    browser(town.administrator).post("/policy/publish", {"shown": "yes"})
    clock.set(START + A_DAY)
    states["policy, with history"] = browser(town.administrator).get("/policy")
    states["clause, broken"] = browser(town.charity.lead).get("/policy/R2")
    states["policy, for everybody"] = browser().get("/how-we-keep-our-policy")
    clock.set(NOW)
    states["home, much to do"] = browser(town.charity.lead).get("/home")
    states["concerns, waiting and overdue"] = browser(town.charity.lead).get("/concerns")
    clock.set(IN_THE_ROOM)
    states["session, on the day"] = browser(town.charity.facilitator).get(at)
    states["teacher, on the day"] = browser(town.charity.teacher.person).get(f"/teaching/{town.own.ref}")
    return states


def before_set_up() -> Any:
    """Return the page that asks for the console's secret, and close the set-up again."""
    sets_up()
    page = browser().post("/set-up", {"secret": "wrong"})
    close_unused(NOW)
    return page


def owes_step(town: Town) -> Client:
    """Return the browser of somebody with a phone, who opened their link only."""
    client, person = browser(), town.other_facilitator
    a_phone(person, NOW)
    sign_in(client, person, confirmed_at=None)
    return client


def states_of_training(town: Town) -> dict[str, Any]:
    """Return a course and a drill as they stand after an answer, and for somebody who has passed nothing."""
    client, course = browser(colleague("W", Role.FACILITATOR, trained=False)), "/training/courses/facilitator"
    begun = client.post("/training/drill", {"start": "clock"})
    answered = {"sheet": hidden(begun.content.decode(), "sheet"), "steps": []}
    marked = {**answers(the_course(), 2), "sheet": hidden(client.get(course).content.decode(), "sheet")}
    return {
        "training, all missing": client.get("/training"),
        "course, not whole": client.post(course, {}),
        "course, not passed": client.post(course, marked),
        "drill, under way": begun,
        "drill, not passed": client.post("/training/drill", answered),
        "training, none runs out": browser(town.charity.lead).get("/training/everybody?show=7"),
    }


def states_of_a_report(town: Town) -> dict[str, Any]:
    """Return the report page with its five words, refused, with schools found, with an answer, and the lead's page of it."""
    refused = report.told(browser(), "", find="school")
    sent = report.told(browser())
    phrase, lead = report.five_words(sent), browser(town.charity.lead)
    at = f"/concerns/{Concern.objects.get(source='public').ref}/answer"
    lead.post(at, {"text": "We are talking to your school today."})
    return {
        "report, refused": refused,
        "report, with a file": browser().post("/report", {"words": "x"}),
        "report, sent": sent,
        "report, a word mistyped": report.post(browser(), "/report/answers", phrase=f"{phrase}x"),
        "report, answered": report.post(browser(), "/report/answers", phrase=phrase),
        "report, answered by the lead": lead.get(at),
    }


def complaints_about(pages: dict[str, HttpResponse]) -> list[str]:
    """Return what is wrong with these pages in any of the looks."""
    wrong: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_context(reduced_motion="reduce").new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        for name, answer in pages.items():
            wrong += [f"{name}: {each}" for each in (*_look(page, answer), *said)]
            said.clear()
        chromium.close()
    return wrong


def _look(page: Page, answer: HttpResponse) -> list[str]:
    """Open one page as the server sent it, its policy for browsers included."""
    page.unroute_all()
    page.route("**/*", lambda route: _serve(route, answer))
    page.goto(f"{ORIGIN}/page")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong: list[str] = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{scheme} at {width}: {each}" for each in (*_too_wide(page, width), *_axe(page))]
    return [*wrong, *_too_wide(page, "320")]


def _too_wide(page: Page, width: str) -> list[str]:
    across, down = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": down})
    over = page.evaluate("document.documentElement.scrollWidth") - across
    return [f"{over} pixels too wide at {width}"] if over > 0 else []


def _axe(page: Page) -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


def _serve(route: Route, answer: HttpResponse) -> None:
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
    else:
        policy = {"Content-Security-Policy": answer.headers["Content-Security-Policy"]}
        route.fulfill(body=answer.content, content_type="text/html; charset=utf-8", headers=policy)


def test_a_poor_page_is_noticed() -> None:
    """The sweep itself: a page with grey words on grey, no name for a picture and too wide a box has each of them named."""
    poor = HttpResponse(
        "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=>"
        "<p><font color=#bbbbbb>pale</font></p><table width=2000><tr><td>wide</td></tr></table></main></html>",
        headers={"Content-Security-Policy": "default-src 'self' data:"},
    )
    found = "\n".join(complaints_about({"poor": poor}))
    for fault in ("image-alt", "color-contrast", "pixels too wide at 390", "dark at 390: color-contrast"):
        assert fault in found, fault
