"""People are added from a list through its pages: looked through first, confirmed by the same person, nothing kept in between."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chaperone.pages.for_staff import lists
from chaperone.people.models import Person, Teacher
from chaperone.people.roles import Role
from chaperone.safer_recruitment.models import Check
from tests.pages.test_public import words
from tests.pages.town import Town, browser
from tests.sessions.cast import colleague

pytestmark = pytest.mark.django_db
LIST = """Full name,E-mail,Roles
New A,a@charity.example,facilitator
Colleague F,another.f@charity.example,
The Office,office@charity.example,
New B,b@charity.example,wizard
"""


def a_list(text: str = LIST, kind: str = "staff") -> dict[str, Any]:
    """Return what the form sends."""
    return {"kind": kind, "file": SimpleUploadedFile("list.csv", text.encode(), "text/csv")}


def list_with_every_problem() -> dict[str, Any]:
    """Return a list that has rows of every kind: one that goes in, one that may be ticked, and two left out."""
    return a_list()


def packed(page: str) -> str:
    """Return the rows as the page carries them."""
    found = re.search(r'name="list" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_list_is_looked_through_and_then_confirmed(town: Town) -> None:
    office, before = browser(town.administrator), Person.objects.count()
    answer = office.post("/people/list", a_list())
    page = words(answer)
    assert "1 will be added, 3 have a problem and are left out" in page
    assert "Left out Somebody of that name is known to us already" in page
    assert "“wizard” is no role" in page
    assert Person.objects.count() == before
    done = office.post("/people/list", {"list": packed(answer.content.decode()), "somebody_else": ["3"]})
    assert "2 added" in words(done)
    assert "shared mailbox" in words(done)
    assert Person.objects.count() == before + 2
    again = office.post("/people/list", a_list("Full name,E-mail\nNew A,a@charity.example\n"))
    assert "Known already" in words(again)


def test_a_list_without_a_problem_ends_at_the_people(town: Town) -> None:
    office = browser(town.administrator)
    page = office.post("/people/list", a_list("Name,E-mail\nNew A,a@charity.example\n")).content.decode()
    done = office.post("/people/list", {"list": packed(page)}, follow=True)
    assert done.redirect_chain == [("/people", 302)]
    assert "1 added." in words(done)


@pytest.mark.proves("A3")
def test_a_list_may_bring_the_disclosures_that_were_seen(town: Town) -> None:
    office = browser(town.administrator)
    rows = (
        "Name,E-mail,Roles,DBS number,DBS seen,DBS expires\n"
        "New A,a@charity.example,speaker,TEST 1,2026-11-20,2028-11-20\n"
        "New B,b@charity.example,speaker,TEST 2,20/11/2026,20/11/2036\n"
        "New C,c@charity.example,speaker,TEST 3,soon,\n"
        "New D,d@charity.example,speaker,,,\n"
    )
    answer = office.post("/people/list", a_list(rows))
    page = words(answer)
    assert "2 will be added, 2 have a problem" in page
    assert "up to three years" in page
    assert "Its check is not complete" in page
    assert "2 added" in words(office.post("/people/list", {"list": packed(answer.content.decode())}))
    (check,) = Check.objects.all().filter(number="TEST 1")
    assert (check.person.email, check.seen_by) == ("a@charity.example", town.administrator)
    assert not Person.objects.filter(email__in=["b@charity.example", "c@charity.example"]).exists()


def test_teachers_come_from_a_list_too(town: Town) -> None:
    office, school = browser(town.administrator), town.charity.school
    rows = f"Name,E-mail,School\nMs Listed,listed@{school.email_domain},{school.name}\n"
    page = office.post("/people/list", a_list(rows, "teachers")).content.decode()
    office.post("/people/list", {"list": packed(page)})
    assert Teacher.objects.filter(person__email=f"listed@{school.email_domain}", school=school).exists()


@pytest.mark.parametrize("what", ["another", "changed", "late"])
def test_only_who_looked_through_it_confirms_and_only_what_was_looked_through(
    what: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = browser(town.administrator)
    sent = packed(office.post("/people/list", a_list()).content.decode())
    confirming = browser(colleague("X", Role.ADMINISTRATOR)) if what == "another" else office
    sent = sent[:-3] + "abc" if what == "changed" else sent
    before = Person.objects.count()
    if what == "late":
        monkeypatch.setattr(lists, "SECONDS_TO_CONFIRM", -1)
    answer = confirming.post("/people/list", {"list": sent}, follow=True)
    assert "Choose the file again" in words(answer)
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"kind": "staff"}, "Choose the file."),
        ({"kind": "", **{"file": a_list()["file"]}}, "Say who is in the list."),
        (a_list(""), "That file is empty."),
        (a_list("Phone\n1\n"), "The list has no column for e-mail addresses. Let its first row say"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_form(sent: dict[str, Any], told: str, town: Town) -> None:
    answer = browser(town.administrator).post("/people/list", sent)
    assert told in words(answer)


def test_an_example_can_be_filled_in(town: Town) -> None:
    office = browser(town.administrator)
    answer = office.get("/people/list/teachers.csv")
    assert answer.content.decode().startswith("\ufeffFull name,E-mail,School name or URN,Town")
    assert office.get("/people/list/pupils.csv").status_code == 404
