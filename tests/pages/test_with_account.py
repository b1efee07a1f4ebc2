"""Google's and Microsoft's sign-in, against a real OpenID Connect provider on this computer: only who is known comes in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.ledger.queries import read
from chaperone.outbox.models import Letter
from chaperone.people.actions import add_teacher, mark_left
from chaperone.people.models import Person, Teacher
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import NOW, done
from tests.support.account_provider import (
    CLIENT_ID,
    SECRET,
    TENANT,
    agrees_there,
    path_of,
    provider_with,
    refuses_there,
)
from tests.support.signed_in import a_phone

# The provider's own package speaks to an older Authlib than it brings.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:get_jwt_config")]

TEACHER, LEAD = "teacher.b@hill.school.example", "colleague.l@charity.example"
NEW = "teacher.q@hill.school.example"
TOLD_NOTHING = "We cannot sign you in with that account."


def at_google(email: str, domain: str = "", **more: object) -> dict[str, object]:
    """What Google tells of an account of this organisation."""
    return {"email": email, "email_verified": True, "hd": domain or email.split("@")[1], **more}


ACCOUNTS: dict[str, dict[str, object]] = {
    "teacher": at_google(TEACHER),
    "teacher in capitals": at_google(TEACHER.upper(), "hill.school.example"),
    "new teacher": at_google(NEW),
    "lead": at_google(LEAD),
    "administrator": at_google("colleague.a@charity.example"),
    "stranger": at_google("stranger@charity.example"),
    "private account": {"email": LEAD, "email_verified": True},
    "another organisation's": at_google(LEAD, "elsewhere.example"),
    "address not shown to be theirs": at_google(LEAD, email_verified=False),
    "nothing said of the address": {"email": LEAD, "hd": "charity.example"},
    "no address": {"hd": "charity.example", "email_verified": True},
    "microsoft": {"email": LEAD, "tid": TENANT},
    "a tenant of their own": {"email": LEAD, "tid": TENANT.replace("cafe", "beef")},
    "a guest in the tenant": {"email": LEAD, "tid": TENANT, "idp": "https://elsewhere.example/"},
    "a domain the tenant does not stand for": {"email": TEACHER, "tid": TENANT},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with provider_with(ACCOUNTS) as where:
        yield where


@pytest.fixture(autouse=True)
def set_up(provider: str, settings: Settings) -> None:
    keys = {"url": provider, "client_id": CLIENT_ID, "secret": SECRET}
    settings.CHAPERONE_ACCOUNTS = {"google": keys, "microsoft": keys}
    settings.CHAPERONE_MICROSOFT_TENANTS = {"charity.example": TENANT}


def comes_by(name: str, client: Client, provider: str = "google") -> str:
    """Press the button, sign in at the provider, come back; return where that leads."""
    there = client.get(f"/sign-in/with/{provider}").headers["Location"]
    return client.get(agrees_there(there, name)).headers["Location"]


def test_the_buttons_are_there_only_when_it_is_set_up(town: Town, settings: Settings) -> None:
    assert "Sign in with Google" in words(browser().get("/sign-in"))
    settings.CHAPERONE_ACCOUNTS = {}
    assert "Google" not in words(browser().get("/sign-in"))
    for path in ("/sign-in/with/google", "/sign-in/with/google/back", "/sign-in/with/nobody"):
        assert browser().get(path).headers["Location"] == "/sign-in"


@pytest.mark.proves("S8")
def test_a_teacher_comes_in_by_their_schools_account_without_a_code(town: Town, clock: Clock) -> None:
    client, people = browser(), Person.objects.count()
    client.get(f"/sign-in?next=/teaching/{town.own.ref}")
    assert comes_by("teacher in capitals", client) == f"/teaching/{town.own.ref}"
    assert client.get("/teaching").status_code == 200
    assert Person.objects.count() == people
    assert not Letter.objects.filter(kind="sign_in_code").exists()
    entry = [entry for entry in read("organisation", 0) if entry.kind == "person.signed_in"][-1]
    assert entry.body is not None
    assert entry.body["account"] == "google"
    assert TEACHER not in str(entry.body)


@pytest.mark.proves("S8")
def test_a_new_teacher_is_confirmed_by_their_schools_account(town: Town, clock: Clock) -> None:
    added = done(add_teacher(town.charity.school, NEW, "Teacher Q", town.charity.facilitator, NOW))
    assert comes_by("new teacher", browser()) == "/teaching"
    added.refresh_from_db()
    assert (added.verified_how, added.verified_at) == (Teacher.VerifiedHow.ACCOUNT, NOW)


@pytest.mark.parametrize(("provider_name", "account"), [("google", "lead"), ("microsoft", "microsoft")])
@pytest.mark.proves("A3")
def test_an_adult_of_the_organisation_still_shows_their_second_step(
    provider_name: str, account: str, town: Town
) -> None:
    a_phone(town.charity.lead, NOW)
    client = browser()
    assert comes_by(account, client, provider_name) == "/second-step"
    assert client.get("/home").headers["Location"].startswith("/second-step?next=")


AT_GOOGLE = (
    "stranger",
    "private account",
    "another organisation's",
    "address not shown to be theirs",
    "nothing said of the address",
    "no address",
    "microsoft",
)
AT_MICROSOFT = (
    "lead",
    "a tenant of their own",
    "a guest in the tenant",
    "a domain the tenant does not stand for",
)


@pytest.mark.proves("S8")
def test_everybody_else_gets_one_and_the_same_answer(town: Town) -> None:
    people = Person.objects.count()
    for provider_name, accounts in (("google", AT_GOOGLE), ("microsoft", AT_MICROSOFT)):
        for account in accounts:
            client = browser()
            assert comes_by(account, client, provider_name) == "/sign-in", account
            assert TOLD_NOTHING in words(client.get("/sign-in")), account
            assert client.get("/home").status_code == 302, account
    assert Person.objects.count() == people


@pytest.mark.proves("S8")
def test_a_leaver_and_a_teacher_with_an_address_elsewhere_get_it_too(town: Town, clock: Clock) -> None:
    town.charity.school.email_domain = "moved.school.example"
    town.charity.school.save()
    assert comes_by("teacher", browser()) == "/sign-in"
    done(mark_left(town.administrator, None, NOW))
    assert comes_by("administrator", browser()) == "/sign-in"


def test_an_answer_meant_for_another_browser_or_used_already_opens_nothing(town: Town) -> None:
    mine, theirs = browser(), browser()
    there = mine.get("/sign-in/with/google").headers["Location"]
    back = agrees_there(there, "teacher")
    assert theirs.get(back).headers["Location"] == "/sign-in"
    assert "were not told who you are" in words(theirs.get("/sign-in"))
    assert theirs.get("/teaching").status_code == 302
    assert mine.get(back).headers["Location"] == "/teaching"
    assert mine.get(back).headers["Location"] == "/sign-in"
    there = theirs.get("/sign-in/with/google").headers["Location"]
    assert theirs.get(refuses_there(there)).headers["Location"] == "/sign-in"


def test_an_answer_for_another_product_than_ours_opens_nothing(
    provider: str, town: Town, settings: Settings
) -> None:
    """Its code was given to somebody else's client id, and its token would name that one."""
    client = browser()
    there = client.get("/sign-in/with/google").headers["Location"]
    back = agrees_there(there.replace(f"client_id={CLIENT_ID}", "client_id=somebody-else"), "teacher")
    assert client.get(back).headers["Location"] == "/sign-in"


def test_a_provider_that_cannot_be_reached_is_said_in_plain_words(town: Town, settings: Settings) -> None:
    gone = {"url": "http://localhost:9", "client_id": CLIENT_ID, "secret": SECRET}
    settings.CHAPERONE_ACCOUNTS = {"google": gone}
    assert "ask for a link by e-mail" in words(browser().get("/sign-in/with/google", follow=True))


def test_the_way_there_asks_for_the_address_and_carries_what_must_come_back(town: Town) -> None:
    where = browser().get("/sign-in/with/google").headers["Location"]
    assert "scope=openid+email&" in where
    for word in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert word in where
    assert "%2Fsign-in%2Fwith%2Fgoogle%2Fback" in path_of(where)
