"""What holds for every page: one heading, a title of its own, nothing inline, whose data it is not cached, frames refused."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from pytest_django.fixtures import Settings

from chaperone.pages.access import (
    DEMO,
    FIRST_RUN,
    PUBLIC,
    PUPILS,
    ROOM,
    SIGN_IN,
    STAFF,
    TABLE,
    TEACHERS,
    WRITE,
    Who,
)
from tests.pages.places import Places
from tests.pages.town import Clock, Town, browser, sets_up, sit_down
from tests.support.signed_in import a_phone, sign_in

pytestmark = pytest.mark.django_db
NOT_PAGES = {
    "health",
    "check-bytes",
    "plan-staff",
    "teaching-sheet",
    "teaching-dossier-pdf",
    "session-dossier-pdf",
    "demo-attachment",
    "people-list-example",
    "version-file",
    "draft-file",
    "review-statement",
    "agreement-certificate",
    "set-up",
    "account-there",
    "account-back",
    "training-certificate",
    "session-dossier-recording-file",
    "teaching-dossier-recording-file",
}
# What a page answers when its subject is not there to be shown: no real token in the address, no viewing begun.
ANSWERS = {
    "set-up": 302,
    "account-there": 302,
    "account-back": 302,
    "review-statement": 302,
    "sign-in-link": 410,
    "session-dossier-recording-file": 409,
    "teaching-dossier-recording-file": 409,
}
# Pages for everybody that are still nobody's to keep: the way in is part of the address, or a code of the page.
NEVER_KEPT = {"sign-in-link", "join"}


def every_page(town: Town, clock: Clock) -> dict[str, HttpResponse]:
    """Ask for every page there is, each as somebody who may."""
    places = Places(town, clock)
    planned_at = clock.now
    adults = {
        **dict.fromkeys((row.route for row in (*ROOM, *TEACHERS)), town.charity.teacher.person),
        **dict.fromkeys((row.route for row in TABLE.values() if Who.ANYONE in row.who), None),
        "review-aside": town.trustee,
    }
    found: dict[str, Any] = {}
    for row in TABLE.values():
        if row.methods == WRITE or row in (*PUPILS, *FIRST_RUN):
            continue
        client = browser(adults.get(row.route, town.charity.lead))
        found[row.route] = client.get(places.address(row.route, True))
    asked = browser()
    a_phone(town.supervisor, planned_at)
    sign_in(asked, town.supervisor, confirmed_at=None)
    found["second-step"] = asked.get("/second-step")
    asked = browser()
    sign_in(asked, town.other_teacher.person, confirmed_at=None)
    with override_settings(CHAPERONE_DEMO=False):  # which asks nobody for a code
        found["sign-in-code"] = asked.get("/sign-in/code")
    for row in FIRST_RUN:
        found[row.route] = sets_up().get(places.address(row.route, True))
    pupil, _ = sit_down(town.own, town.charity.teacher, clock)
    for row in PUPILS:
        if row.methods != WRITE:
            found[row.route] = pupil.get(places.address(row.route, True))
    clock.set(planned_at)
    return found


# Asked for once: answers stay what they were when the database behind them is gone, and asking for all takes seconds.
_answers: dict[str, HttpResponse] = {}


@pytest.fixture
def pages(town: Town, clock: Clock, settings: Settings) -> dict[str, HttpResponse]:
    settings.CHAPERONE_DEMO = True
    if not _answers:
        _answers.update(every_page(town, clock))
    return _answers


def test_every_page_is_whole_safe_and_its_own(pages: dict[str, HttpResponse]) -> None:
    wrong: list[str] = []
    titles: dict[tuple[int, str], list[str]] = {}
    audience = {
        row.route: number
        for number, part in enumerate((PUBLIC, SIGN_IN, PUPILS, TEACHERS, STAFF, FIRST_RUN, DEMO))
        for row in part
    }
    audience |= {"room": -1, "room-screen": -2}
    for route, answer in pages.items():
        if answer.status_code != ANSWERS.get(route, 200):
            wrong.append(f"{route}: {answer.status_code}")
        policy = answer.headers["Content-Security-Policy"]
        if "default-src 'none'" not in policy or "unsafe" in policy:
            wrong.append(f"{route}: {policy}")
        if answer.headers["X-Frame-Options"] != "DENY" or answer.headers["Referrer-Policy"] != "same-origin":
            wrong.append(f"{route}: may be framed, or tells others where one came from")
        for_everybody = Who.ANYONE in TABLE[route].who and route not in NEVER_KEPT
        if not for_everybody and "no-store" not in answer.headers.get("Cache-Control", ""):
            wrong.append(f"{route}: may be kept by a browser")
        if route in NOT_PAGES:
            continue
        page = answer.content.decode()
        title = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
        titles.setdefault((audience[route], title[0] if title else ""), []).append(route)
        if len(title) != 1 or not title[0].split("·")[0].strip():
            wrong.append(f"{route}: title {title}")
        wrong += [f"{route}: {problem}" for problem in problems(page)]
    assert wrong == []
    assert {title: routes for title, routes in titles.items() if len(routes) > 1} == {}


def problems(page: str) -> list[str]:
    """Return what no page may have, or lacks."""
    without_dialogs = re.sub(r"<dialog.*?</dialog>", "", page, flags=re.DOTALL)
    found = []
    if len(re.findall(r"<h1[\s>]", without_dialogs)) < 1:
        found.append("no h1")
    if page.count("<main") != 1:
        found.append("not one main")
    if 'lang="en-GB"' not in page:
        found.append("no language")
    for tag in re.findall(r"<script\b[^>]*>", page):
        if "src=" not in tag and 'type="application/json"' not in tag:
            found.append(f"inline script {tag}")
    found += re.findall(r"<style\b[^>]*>", page)
    found += re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)\s*=[^>]*>", page)
    found += re.findall(r"\{[{%#][^}]{0,80}", page)
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', page, re.DOTALL):
        # Towards the report page nobody is signed in, and a field against forgery would need a cookie (decision 0021).
        if "csrfmiddlewaretoken" not in form and 'action="/report' not in form:
            found.append(f"form without CSRF: {form[:80]}")
    return found


def test_a_poor_page_is_noticed() -> None:
    assert problems('<html lang="en-GB"><main><h1>x</h1></main>') == []
    for poor in (
        "<main><h1>x</h1></main>",
        '<html lang="en-GB"><main></main>',
        '<html lang="en-GB"><main><h1>x</h1><script>1</script></main>',
        '<html lang="en-GB"><main><h1 style="x">x</h1></main>',
        '<html lang="en-GB"><main><h1>x</h1><a onclick="x">y</a></main>',
        '<html lang="en-GB"><main><h1>{{ title }}</h1></main>',
        '<html lang="en-GB"><main><h1>x</h1><form method="post"></form></main>',
    ):
        assert problems(poor) != [], poor


def test_every_page_says_that_this_is_the_demo(pages: dict[str, HttpResponse]) -> None:
    silent = {"clear", "sign-in-code"}
    assert [
        route
        for route, answer in pages.items()
        if route not in NOT_PAGES | silent and 'class="ch-rehearsal"' not in answer.content.decode()
    ] == []


@pytest.mark.proves("M1", "Y7", "Y8")
def test_no_page_asks_for_anything_about_a_child(pages: dict[str, HttpResponse]) -> None:
    """No field for a number, an age, a birthday or a password on any page there is, and for a file only a list of adults."""
    asked = re.compile(
        r'type="(?:password|tel|file)"|name="[^"]*(?:phone|birth|age|gender|handle|photo)[^"]*"'
    )
    assert {
        route: asked.findall(answer.content.decode())
        for route, answer in pages.items()
        if route not in NOT_PAGES and asked.search(answer.content.decode())
    } == {"draft-from-file": ['type="file"'], "people-list": ['type="file"']}


@pytest.mark.parametrize(
    "odd", ["\x00", "a\x00b", "'", "<script>", "٣٣٣", "9" * 400, "%", "\u202e", "..", "é" * 300]
)
def test_an_odd_address_is_answered_and_never_breaks(odd: str, town: Town) -> None:
    """On every database: a NUL is refused by PostgreSQL, an enormous number by both."""
    places = [
        "/sign-in/{}",
        "/sessions/{}",
        "/sessions/{}/record",
        "/people/{}",
        "/schools/{}",
        "/concerns/{}",
        "/teaching/{}/seats",
        f"/teaching/{town.own.ref}/seats/{{}}/code",
        f"/sessions/{town.own.ref}/teachers/{{}}/replace",
        "/room/{}",
        "/demo/outbox/{}",
        "/sessions?text={}&when={}&after={}",
        "/sessions/plan?school={}",
        "/sessions/plan?text={}",
        f"/sessions/plan/staff?school={town.charity.school.pk}&day={{}}&time={{}}&facilitators={{}}",
        "/schools?text={}",
        "/teaching?after={}&before={}",
        "/sign-in?next={}",
    ]
    for person in (town.charity.lead, town.charity.teacher.person):
        client = browser(person)
        for place in places:
            address = place.replace("{}", quote(odd, safe=""))
            assert client.get(address).status_code in {200, 302, 404, 410}, address


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "<b>&amp;\u202e\u2066 مرحبا", "é" * 20_000 + "🦦" * 3000])
def test_odd_words_in_any_form_are_answered_and_never_break(odd: str, town: Town, clock: Clock) -> None:
    places = Places(town, clock)
    fields = """
        title purpose day time minutes kind pupils reason name town postcode email_domain full_name first_name email
        what_happened attendance concerns follow_up text name_typed text_hash purpose_seen dsl_name dsl_route role code
        new_teacher_name new_teacher_email school facilitators speakers teachers words
    """
    sent = dict.fromkeys(fields.split(), odd)
    for row in TABLE.values():
        if "POST" in row.methods and row.route != "sign-out":
            person = town.charity.teacher.person if row in TEACHERS else town.charity.facilitator
            with transaction.atomic():
                answer = browser(person).post(places.address(row.route, True), sent)
                transaction.set_rollback(True)
            measured = {204, 413} if row.route == "check-bytes" else set()
            nothing_to_watch = {409} if row.route.endswith("recording-watched") else set()
            assert answer.status_code in {200, 302, 404, 410, 422} | measured | nothing_to_watch, row.route
