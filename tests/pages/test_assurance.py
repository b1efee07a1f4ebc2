"""The pages of how clauses stand: computed, opened only by those who may, and shown to everybody only when somebody said so."""

from __future__ import annotations

import re

import pytest

from chaperone.assurance.actions import write_history
from chaperone.assurance.queries import days_of_all
from chaperone.concerns.actions import raise_concern
from chaperone.pages.for_staff.clauses import PERIODS
from chaperone.pages.public.assurance import NEVER_COUNTED, checks_in_words, only_promised
from chaperone.pages.standings import table_of_all
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.evidence import Standing
from chaperone.policy.pack import pack_named
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import A_DAY, NOW, START

PACK = pack_named("online-safeguarding")


def text_of(page: bytes) -> str:
    """Return a page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


@pytest.mark.proves("A1", "R1")
def test_staff_and_trustees_see_all_clauses_at_a_glance_and_can_narrow_them(town: Town) -> None:
    for person in (town.trustee, town.charity.facilitator):
        page = browser(person).get("/policy").content.decode()
        assert re.findall(r'class="ch-glance__one [^"]*" href="/policy/(\w+)\?', page) == list(CLAUSE_IDS)
    client = browser(town.trustee)
    aims = client.get("/policy", {"area": "Aims", "days": "365"}).content.decode()
    assert re.findall(r'class="ch-clauses__one" id="(\w+)"', aims) == ["A1", "A2", "A3"]
    kept = client.get("/policy", {"status": "kept"}).content.decode()
    assert "No clause stands like that" in kept, "nothing has happened yet"
    for odd in ({"days": "-1"}, {"days": "x", "area": "\x00", "status": "<b>"}):
        assert client.get("/policy", odd).status_code == 200


def test_a_clause_has_a_page_in_every_period_and_nothing_else_has(town: Town) -> None:
    client = browser(town.trustee)
    for number, clause_id in enumerate(CLAUSE_IDS[::3]):
        answer = client.get(f"/policy/{clause_id}", {"days": PERIODS[number % 3][0]})
        assert answer.status_code == 200
        assert f"Clause {clause_id}" in answer.content.decode()
    for odd in ("M14", "M99", "X1", "m9"):
        assert client.get(f"/policy/{odd}").status_code == 404


@pytest.mark.proves("A1")
def test_a_case_is_opened_only_by_those_who_may(town: Town, clock: Clock) -> None:
    concern = raise_concern("room", town.charity.school.ref, town.own.ref, "", "Help", NOW)
    clock.set(START)
    lead, trustee = (browser(person).get("/policy/R2") for person in (town.charity.lead, town.trustee))
    assert f"/concerns/{concern.ref}" in lead.content.decode()
    assert concern.ref not in trustee.content.decode()
    for page in (lead, trustee):
        assert "Nobody has taken it on in time." in page.content.decode()
        assert "Breached" in text_of(page.content)


@pytest.mark.proves("R1")
def test_only_when_published_does_everybody_see_how_it_stands(town: Town, clock: Clock) -> None:
    raise_concern("room", town.charity.school.ref, town.own.ref, "", "Help", NOW)
    clock.set(START)
    write_history(PACK, {}, START)
    promises = text_of(browser().get("/how-we-keep-our-policy").content)
    assert "does not show here how well it is kept" in promises
    assert "Not kept every time" not in promises
    assert browser(town.charity.lead).post("/policy/publish", {"shown": "yes"}).status_code == 404
    assert browser(town.administrator).post("/policy/publish", {"shown": "yes"}).status_code == 302
    shown = browser().get("/how-we-keep-our-policy").content
    assert "Not kept every time" in text_of(shown)
    assert "Partly a promise" in text_of(shown)
    assert "concern/" not in shown.decode()
    browser(town.administrator).post("/policy/publish", {"shown": "no"})
    assert "Not kept every time" not in text_of(browser().get("/how-we-keep-our-policy").content)


@pytest.mark.proves("R1")
def test_no_small_number_is_shown_to_everybody_and_none_about_worries() -> None:
    for judged in range(10):
        assert not re.search("[0-9]", checks_in_words("M10", judged))
    assert checks_in_words("M10", 1239) == "We looked at least 1,230 times."
    assert {checks_in_words(clause_id, 500) for clause_id in NEVER_COUNTED} == {""}


def test_what_happens_outside_is_called_a_promise() -> None:
    promised = {clause_id for clause_id, clause in PACK.clauses.items() if only_promised(clause)}
    assert {"S4", "S6", "S13"} <= promised
    assert not {"M9", "Y8", "M11"} & promised


def test_history_is_a_picture_with_the_same_in_a_table(town: Town, clock: Clock) -> None:
    clock.set(START)
    write_history(PACK, {}, START)
    page = browser(town.trustee).get("/policy").content.decode()
    (day,) = days_of_all(START, 30)
    drawn = re.findall(r'ch-trend__bar--([a-z-]+)" d="M0 \d+h7v(\d+)h-7z"', page)
    assert {slug: int(height) for slug, height in drawn} == {
        standing.value.replace(" ", "-"): count for standing, count in day.counts.items()
    }
    assert sum(day.counts.values()) == 63
    write_history(PACK, {}, START + A_DAY)
    days = days_of_all(START + A_DAY, 30)
    assert [(row["since"], row["until"]) for row in table_of_all(days)] == [(days[0].day, days[1].day)]
    one = browser(town.trustee).get("/policy/M9").content.decode()
    assert "ch-trend__bar--no-evidence" in one
    assert Standing.NO_EVIDENCE.capitalize() in text_of(one.encode())
