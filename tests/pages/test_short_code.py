"""A teacher's short code on the pages: asked for once in a browser, sent again, and nothing opens before it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.outbox.models import Letter
from chaperone.people.actions import issue_sign_in_link
from chaperone.people.models import Person
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_rules import WRONG_IN_ONE_SIGN_IN
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.people.test_short_codes import code_in_letter, other_than
from tests.sessions.cast import NOW

pytestmark = pytest.mark.django_db


def by_link(person: Person, session_ref: str) -> tuple[Client, str]:
    """Return a browser in which this teacher has just opened the link to a session, and the link."""
    client, link = browser(), issue_sign_in_link(person, NOW, session_ref)
    assert client.post(link).headers["Location"] == "/sign-in/code"
    return client, link


@pytest.mark.proves("S8")
def test_a_teacher_types_the_code_once_and_comes_back_without_one(town: Town, clock: Clock) -> None:
    """Even by the link once more, hours later, as after a lost connection: the browser is known."""
    teacher, there = town.charity.teacher.person, f"/teaching/{town.own.ref}"
    client, link = by_link(teacher, town.own.ref)
    assert client.get(there).headers["Location"] == f"/second-step?next=%2Fteaching%2F{town.own.ref}"
    assert client.get(f"/second-step?next={there}").headers["Location"].startswith("/sign-in/code?next=")
    assert client.post("/sign-in/code", {"code": "12"}).status_code == 200
    assert client.post("/sign-in/code", {"code": code_in_letter(teacher)}).headers["Location"] == there
    assert client.get(there).status_code == 200
    clock.set(NOW + timedelta(hours=5))
    assert client.post(link).headers["Location"] == there
    assert client.get("/sign-in/code").headers["Location"] == there, "by the browser's Back button"
    assert Letter.objects.filter(kind="sign_in_code").count() == 1
    assert browser().post(link).headers["Location"] == "/sign-in/code", "another browser is asked"


def test_a_stolen_link_opens_no_page_of_the_teacher(town: Town) -> None:
    client, _link = by_link(town.charity.teacher.person, town.own.ref)
    for path in (
        "/teaching",
        f"/room/{town.own.ref}",
        "/your-sign-in",
        "/second-step/phone",
        "/sign-out/everywhere",
    ):
        assert client.get(path).headers["Location"].startswith("/second-step?next="), path
    assert client.post(f"/room/{town.own.ref}/ticket").status_code == 404


def test_pressing_twice_sends_one_letter_and_its_code_stays_good(town: Town, clock: Clock) -> None:
    teacher = town.charity.teacher.person
    client, link = by_link(teacher, town.own.ref)
    code = code_in_letter(teacher)
    assert client.post(link).headers["Location"] == "/sign-in/code"
    assert "less than a minute ago" in words(client.post("/sign-in/code", {"again": "1"}))
    assert Letter.objects.filter(kind="sign_in_code").count() == 1
    clock.set(NOW + timedelta(minutes=2))
    assert "once more" in words(client.post("/sign-in/code", {"again": "1"}, follow=True))
    assert client.post("/sign-in/code", {"code": code}).headers["Location"] == f"/teaching/{town.own.ref}"


def test_too_many_wrong_codes_lead_back_to_the_sign_in_page_with_a_next_step(town: Town) -> None:
    teacher = town.charity.teacher.person
    client, link = by_link(teacher, town.own.ref)
    wrong = other_than(code_in_letter(teacher))
    for _ in range(WRONG_IN_ONE_SIGN_IN - 1):
        assert "not the code we sent" in words(client.post("/sign-in/code", {"code": wrong}))
    over = client.post("/sign-in/code", {"code": wrong}, follow=True)
    assert over.redirect_chain == [("/sign-in", 302)]
    assert "Open your link once more" in words(over)
    assert SignIn.objects.filter(person=teacher, ended_at=None).count() == 0
    assert client.post(link).headers["Location"] == "/sign-in/code"


def test_the_demo_needs_no_mailbox(town: Town, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True
    link = issue_sign_in_link(town.charity.teacher.person, NOW, town.own.ref)
    assert browser().post(link).headers["Location"] == f"/teaching/{town.own.ref}"
    assert not Letter.objects.filter(kind="sign_in_code").exists()
