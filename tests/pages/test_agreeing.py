"""Agreeing to a text through its page: how long it was open, what changed since the last one, and a certificate to keep."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.models import AgreedText, Agreement, Person
from chaperone.people.reading import WORDS_PER_MINUTE, may_have_read, seconds_to_read
from chaperone.people.roles import Role
from chaperone.policy.documents import document_named
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import NOW, colleague
from tests.support.reading import read_by

pytestmark = pytest.mark.django_db


def hidden(page: str, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def agree(person: Person, **sent: str) -> HttpResponse:
    """Send the page of the staff policy back."""
    answer = browser(person).post("/staff-policy", {"name_typed": "Colleague", **sent})
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.proves("S1")
def test_a_text_must_have_been_open_long_enough_to_be_read_and_that_is_kept(town: Town, clock: Clock) -> None:
    """The page's own mark says since when; what was typed stays until it was."""
    person, needed = (
        colleague("X", Role.SPEAKER, agreed=False),
        seconds_to_read(document_named("staff-policy").text),
    )
    page = browser(person).get("/staff-policy").content.decode()
    opened = {name: hidden(page, name) for name in ("opened", "text_hash")}
    clock.set(NOW + timedelta(seconds=3))
    early = agree(person, **opened)
    assert f"open for 3 seconds; it takes at least {needed} to read" in words(early)
    again = early.content.decode()
    assert (hidden(again, "opened"), hidden(again, "name_typed")) == (opened["opened"], "Colleague")
    clock.set(NOW + timedelta(seconds=needed - 1))
    assert "it takes at least" in words(agree(person, **opened))
    clock.set(NOW + timedelta(seconds=needed))
    assert "it takes at least" in words(agree(person, **read_by(person, "staff-policy", 2))), "another window"
    assert not Agreement.objects.filter(person=person).exists()
    assert agree(person, **opened).status_code == 302
    assert Agreement.objects.get(person=person).open_seconds == needed


@pytest.mark.proves("S1")
def test_how_long_it_was_open_cannot_be_made_up_or_borrowed(town: Town) -> None:
    person = colleague("X", Role.SPEAKER, agreed=False)
    mine = read_by(person, "staff-policy")
    for opened in (mine["opened"][:-2] + "xx", "", read_by(town.charity.lead, "staff-policy")["opened"]):
        answer = agree(person, text_hash=mine["text_hash"], opened=opened)
        assert "We could not tell how long" in words(answer)
        fresh = hidden(answer.content.decode(), "opened")
        assert "it takes at least" in words(agree(person, text_hash=mine["text_hash"], opened=fresh))
    assert not Agreement.objects.filter(person=person).exists()


@pytest.mark.proves("S1")
def test_a_text_that_changed_while_it_was_open_is_shown_anew_and_nothing_typed_is_lost(town: Town) -> None:
    person = colleague("X", Role.SPEAKER, agreed=False)
    current = document_named("staff-policy").hash
    older = {**read_by(person, "staff-policy", 900), "text_hash": "0" * 64}
    answer = agree(person, **older)
    page = answer.content.decode()
    assert "The text has changed since you opened it." in words(answer)
    assert (hidden(page, "text_hash"), hidden(page, "name_typed")) == (current, "Colleague")
    again = agree(person, text_hash=current, opened=hidden(page, "opened"))
    assert "open for 0 seconds" in words(again), "the new words are not read yet"
    assert agree(person, **read_by(person, "staff-policy")).status_code == 302


@given(st.integers(0, 4000), st.none() | st.integers(0, 600))
def test_nothing_is_agreed_to_that_could_not_have_been_read(count: int, seconds: int | None) -> None:
    verdict = may_have_read("word " * count, seconds, "S1")
    assert bool(verdict) == (seconds is not None and seconds * WORDS_PER_MINUTE >= count * 60)


def test_who_agreed_to_an_earlier_version_sees_what_changed(town: Town) -> None:
    person = town.charity.facilitator
    text = document_named("staff-policy").text
    Agreement.objects.filter(person=person).update(version="0", text_hash="0" * 64)
    older = text.replace("I write nothing to young people myself.", "I write to young people.")
    AgreedText.objects.update(version="0", text_hash="0" * 64, text=older)
    answer = browser(person).get("/staff-policy")
    page = words(answer)
    assert "What has changed since version 0, which you agreed to" in page
    assert "<ins>nothing" in answer.content.decode()
    assert "What has changed" not in words(
        browser(colleague("Z", Role.SPEAKER, agreed=False)).get("/staff-policy")
    )


def test_a_certificate_has_everything_that_was_agreed(town: Town) -> None:
    answer = browser(town.charity.facilitator).get("/agreements/staff-policy.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="agreement-staff-policy-1.pdf"'
    pdf = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    agreement = Agreement.objects.get(person=town.charity.facilitator, document="staff-policy")
    for expected in (
        agreement.name_typed,
        agreement.text_hash,
        "Version 1",
        "I am never alone with a young person",
    ):
        assert expected in text


def test_without_an_agreement_there_is_no_certificate(town: Town) -> None:
    for document in ("teacher-terms", "no-such-text"):
        answer = browser(town.charity.facilitator).get(f"/agreements/{document}.pdf", follow=True)
        assert "no certificate yet" in words(answer)
