"""The pages of the policy's versions: a change from the first draft to the published version, by those who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chaperone.governance.queries.versions import every_version, open_draft
from tests.governance.office import Office
from tests.pages.town import Clock, browser
from tests.sessions.cast import A_DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def office(clock: Clock) -> Office:
    return Office()


def words(answer: Any) -> str:
    """Return a page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def a_draft(client: Client) -> str:
    """Begin a draft on screen, and return its address."""
    return str(client.post("/policy/draft/begin").headers["Location"])


@pytest.mark.proves("R3")
def test_a_change_from_the_first_draft_to_the_published_version(office: Office, clock: Clock) -> None:
    author, lead, trustee = map(browser, (office.administrator, office.lead, office.trustee))
    draft = a_draft(author)
    change = f"{draft}/change/notes_due_hours"
    page = words(author.get(change))
    assert "From 1 hours to 336 hours" in page
    assert "Clause M10" in page
    refused = author.post(change, {"value": "1000", "seen": "three days"})
    assert 'value="1000"' in refused.content.decode(), "what was typed is kept"
    assert "more than 336 hours makes no sense" in words(refused)
    assert author.post(change, {"value": "2 days", "seen": "three days"}).headers["Location"] == draft
    assert "Put it forward" in words(author.get(draft))
    author.post(f"{draft}/forward", {"words": "Late notes say little."})
    assert "Late notes say little." in words(lead.get(f"{draft}/advise"))
    lead.post(f"{draft}/advise", {"words": "Better for young people."})
    for client in (trustee, lead):
        seen = re.search(r'name="seen" value="(\w+)"', client.get(f"{draft}/approve").content.decode())
        assert seen
        assert client.post(f"{draft}/approve", {"seen": seen[1]}).headers["Location"] == draft
    from_on, lapses_on = (NOW + 3 * A_DAY).date(), (NOW + 24 * A_DAY).date()
    author.post(f"{draft}/publish", {"from_on": f"{from_on}", "lapses_on": f"{lapses_on}"})
    assert "To come" in words(trustee.get("/policy/versions"))
    clock.set(NOW + 3 * A_DAY)
    version = words(browser(office.facilitator).get("/policy/versions/2"))
    for part in (
        "In force",
        "three days",
        "two days",
        "Late notes say little.",
        "Better for young people.",
        "Colleague T",
    ):
        assert part in version
    assert "within two days" in words(browser(office.trustee).get("/policy/M10"))
    file = browser(office.lead).get("/policy/versions/2/file.yaml").content
    assert b"notes_due_hours: 48" in file


def test_the_same_value_from_two_tabs_is_shown_with_both(office: Office) -> None:
    """The second tab is told what is there now, keeps what was typed, and may insist."""
    first, second = browser(office.administrator), browser(office.lead)
    change = f"{a_draft(first)}/change/notes_due_hours"
    first.post(change, {"value": "48", "seen": "three days"})
    told = second.post(change, {"value": "24", "seen": "three days"})
    assert "it is now “two days”" in words(told)
    assert 'value="24"' in told.content.decode()
    assert 'name="seen" value="two days"' in told.content.decode()
    assert second.post(change, {"value": "24", "seen": "two days"}).status_code == 302


def test_a_contradiction_stands_on_the_draft_in_plain_words(office: Office) -> None:
    client = browser(office.administrator)
    draft = a_draft(client)
    client.post(f"{draft}/change/door_lead_seconds", {"value": "2 hours", "seen": "10 minutes"})
    page = words(client.get(draft))
    assert "the door could never be open at the start" in page
    assert client.post(f"{draft}/forward", {"words": "We want it so."}).status_code == 200
    for kind in ("office_days", "recording", "holidays_of", "agencies", "office_hours_start"):
        assert client.get(f"{draft}/change/{kind}").status_code == 200
    assert client.get(f"{draft}/change/nothing_like_it").status_code == 404
    client.post(f"{draft}/drop")
    assert open_draft() is None


def test_a_file_is_taken_and_a_bad_one_is_refused_with_its_line(office: Office) -> None:
    client = browser(office.lead)
    file = client.get("/policy/versions/1/file.yaml").content
    bad = SimpleUploadedFile("p.yaml", file + b"\nmore: 1\n")
    assert "no place for" in words(client.post("/policy/draft/from-file", {"file": bad}))
    good = SimpleUploadedFile("p.yaml", file.replace(b"parameters: {}", b"parameters: {notes_due_hours: 24}"))
    answer = client.post("/policy/draft/from-file", {"file": good})
    assert "24 hours" in words(client.get(answer.headers["Location"]))
    again = client.post("/policy/draft/begin")
    assert again.headers["Location"] == answer.headers["Location"], "there is one draft at a time"
    assert client.get("/policy/versions/7").status_code == 404
    assert len(every_version()) == 1
