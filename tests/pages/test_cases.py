"""The case on its page: each step has its form, a refused one keeps what was typed, and whom it is about finds nothing."""

from __future__ import annotations

import pytest

from chaperone.concerns.actions import Report, raise_report, read_concern
from chaperone.concerns.models import Concern
from chaperone.people.models import Person
from tests.pages.test_public import words
from tests.pages.town import Town, browser
from tests.sessions.cast import NOW

pytestmark = pytest.mark.django_db
FACTS = {
    "danger": "no",
    "words": "She was laughed at.",
    "own_words": "nobody likes me",
    "opinion": "Practised.",
}


def taken_on(town: Town, about: Person | None = None) -> Concern:
    concern = raise_report(Report(source="staff", words="w", about=(about.pk,) if about else ()), NOW)
    browser(town.charity.lead).post(f"/concerns/{concern.ref}/acknowledge")
    return concern


@pytest.mark.proves("R2", "S12")
def test_a_case_is_led_to_its_end_on_its_page(town: Town) -> None:
    lead, at = browser(town.charity.lead), f"/concerns/{(concern := taken_on(town)).ref}"
    kind = {"kind": "bullying", "four_c": "conduct", "risk": "low"}
    assert "Decide, with the reason" not in words(lead.get(at))
    refused = lead.post(f"{at}/step/triage", {**kind, "text": "ring 07700 900123"})
    assert refused.status_code == 422
    assert "ring 07700 900123" in words(refused)
    soon = (NOW.date().replace(day=28)).isoformat()
    me = str(town.charity.lead.pk)
    for step, sent in (
        ("triage", {**kind, "text": "Twice in one session."}),
        ("task", {"text": "Ask the school.", "person": me, "due_on": soon}),
        ("referral", {"agency": "children", "text": "Told the duty desk.", "reference": "C-1"}),
        ("decision", {"what": "with_school", "text": "The school acts."}),
        ("task-done", {"number": 1, "text": "They are well."}),
        ("outcome", {"number": 1, "text": "Nothing more."}),
        ("answered", {"text": "Their teacher told them."}),
        ("review", {"text": "Quiet."}),
        ("correction", {"number": 4, "text": "Once, not twice."}),
        ("close", {"text": "The school goes on."}),
    ):
        assert lead.post(f"{at}/step/{step}", sent).status_code == 302, step
    page = words(lead.get(at))
    for line in (
        "Bullying. Risk: Low.",
        "Children’s services. Reference: C-1.",
        "Once, not twice.",
        "Closed",
    ):
        assert line in page
    assert concern.ref in lead.get("/concerns?show=closed").content.decode()
    assert concern.ref not in lead.get("/concerns").content.decode()
    assert lead.post(f"{at}/step/nonsense", {}).status_code == 404


@pytest.mark.proves("R2")
def test_whom_it_is_about_finds_nothing_anywhere(town: Town) -> None:
    concern = taken_on(town)
    lead, deputy = browser(town.charity.lead), browser(town.deputy)
    sent = {"person": str(town.charity.lead.pk), "why": "about_them"}
    assert lead.post(f"/concerns/{concern.ref}/step/kept-from", sent).headers["Location"] == "/concerns"
    for address in (
        "/concerns",
        "/concerns?show=mine",
        f"/concerns?text={concern.ref}",
        "/home",
        "/policy/R2",
    ):
        found = (
            lead.get(address)
            .content.decode()
            .replace(f'value="{concern.ref}"', "")
            .replace(f"“{concern.ref}”", "")
        )
        assert concern.ref not in found.replace(f"text={concern.ref}", ""), address
    for address in (f"/concerns/{concern.ref}", "/concerns/nothing"):
        assert lead.get(address).status_code == 404
    assert lead.post(f"/concerns/{concern.ref}/step/close", {"text": "w"}).status_code == 404
    assert deputy.get(f"/concerns/{concern.ref}").status_code == 200
    assert browser(town.trustee).get(f"/concerns/{concern.ref}").status_code == 200


@pytest.mark.proves("U4", "A2")
def test_a_colleague_reports_from_any_screen_and_danger_comes_first(town: Town) -> None:
    speaker = browser(town.charity.speaker)
    assert "Report a concern" in words(speaker.get("/home"))
    assert "What do I do now?" in words(speaker.get("/home"))
    waits = speaker.post("/report-a-concern", {**FACTS, "danger": "now"})
    assert waits.status_code == 422
    assert "Call 999 now, then come back" in words(waits)
    assert "She was laughed at." in words(waits)
    assert not Concern.objects.exists()
    about = {"adult": str(town.charity.facilitator.pk)}
    assert speaker.post("/report-a-concern", {**FACTS, **about}).status_code == 302
    concern = Concern.objects.get()
    opened = read_concern(town.charity.lead, concern.ref, NOW)
    assert opened is not None
    assert (opened.words, opened.answers["own_words"]) == ("She was laughed at.", "nobody likes me")
    assert [kept.person for kept in concern.kept_from.all()] == [town.charity.facilitator]
    for refused in ({"danger": "no"}, {"words": "w"}, {**FACTS, "words": "x" * 100_001}):
        assert speaker.post("/report-a-concern", refused).status_code == 422
    assert Concern.objects.count() == 1
