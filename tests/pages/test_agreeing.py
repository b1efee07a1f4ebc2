"""Agreeing to a text through its page: how long it was open, what changed since the last one, and a certificate to keep."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from chaperone.people.models import AgreedText, Agreement
from chaperone.people.roles import Role
from chaperone.policy.documents import document_named
from tests.pages.test_public import words
from tests.pages.town import Town, browser
from tests.sessions.cast import colleague

pytestmark = pytest.mark.django_db


def hidden(page: str, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.proves("S1")
def test_how_long_a_text_was_open_is_kept_and_cannot_be_made_up(town: Town) -> None:
    for number, spoil in enumerate((False, True)):
        person = colleague("XY"[number], Role.SPEAKER, agreed=False)
        page = browser(person).get("/staff-policy").content.decode()
        opened = hidden(page, "opened")
        sent = {"text_hash": hidden(page, "text_hash"), "opened": opened[:-2] + "xx" if spoil else opened}
        browser(person).post("/staff-policy", {**sent, "name_typed": "Colleague"})
        agreement = Agreement.objects.get(person=person)
        assert (agreement.open_seconds is None) == spoil


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
