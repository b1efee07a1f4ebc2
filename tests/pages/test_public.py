"""The pages anybody may read, signing in by a link, and what people see when something is wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.outbox.models import Letter
from chaperone.people.actions import issue_sign_in_link, mark_left
from chaperone.policy.pack import pack_named
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import NOW, done

pytestmark = pytest.mark.django_db
CHILDLINE = "0800 1111"


def words(answer: object) -> str:
    """Return a page's words: its text without tags, blanks made one."""
    content = answer.content.decode()  # type: ignore[attr-defined]
    text = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", content, flags=re.DOTALL)
    text = text.replace("&nbsp;", " ").replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
    return re.sub(r"\s+", " ", text)


def test_the_front_page_shows_the_two_ways_in(town: Town) -> None:
    page = browser().get("/").content.decode()
    assert 'href="/join"' in page
    assert 'href="/sign-in"' in page
    assert "The Charity" in page


def test_pages_work_before_there_is_an_organisation() -> None:
    for address in (
        "/",
        "/sign-in",
        "/sign-in/asked",
        "/privacy",
        "/what-we-cannot-stop",
        "/official-channels",
        "/check",
        "/join",
    ):
        assert browser().get(address).status_code == 200, address


@pytest.mark.parametrize("email", ["colleague.f@charity.example", "stranger@elsewhere.example"])
def test_asking_for_a_link_says_the_same_to_everybody(email: str, town: Town) -> None:
    before = Letter.objects.count()
    answer = browser().post("/sign-in", {"email": email})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/asked")
    known = email.endswith("charity.example")
    assert Letter.objects.count() - before == (1 if known else 0)
    if known:
        assert Letter.objects.latest("pk").to == [email]


def test_nonsense_for_an_address_is_kept_and_explained(town: Town) -> None:
    page = browser().post("/sign-in", {"email": "not an address"})
    assert "does not look like an e-mail address" in words(page)
    assert 'value="not an address"' in page.content.decode()
    assert "<title>Error: Sign in" in page.content.decode()


@pytest.mark.proves("S8")
def test_looking_at_a_link_does_not_sign_in_and_the_button_does(town: Town, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True  # which asks for no second step
    client = browser()
    link = issue_sign_in_link(town.charity.facilitator, NOW)
    page = client.get(link)
    assert "Continue as Colleague F" in words(page)
    assert client.get("/home").status_code == 302
    assert client.post(link).headers["Location"] == "/home"
    assert "What needs me today" in words(client.get("/home"))


@pytest.mark.parametrize("why", ["unknown", "expired", "replaced", "left"])
def test_a_link_that_does_not_work_says_why_and_what_next(why: str, town: Town, clock: Clock) -> None:
    person = town.charity.facilitator
    link = "/sign-in/unknown" if why == "unknown" else issue_sign_in_link(person, NOW)
    if why == "expired":
        clock.set(NOW + timedelta(days=400))
    elif why == "replaced":
        issue_sign_in_link(person, NOW)
    elif why == "left":
        done(mark_left(person, None, NOW))
    sentence = {"expired": "This link has expired", "replaced": "replaced by a newer one"}
    for answer in (browser().get(link), browser().post(link)):
        assert answer.status_code == 410
        assert sentence.get(why, "We do not know this link") in words(answer)
        assert "Ask for a new link" in words(answer)


def test_whoever_came_for_a_page_gets_there_after_signing_in(town: Town, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True  # which asks for no second step
    client = browser()
    asked = client.get("/schools?text=hill")
    assert asked.headers["Location"] == "/sign-in?next=/schools%3Ftext%3Dhill"
    client.get(asked.headers["Location"])
    assert client.post(issue_sign_in_link(town.charity.lead, NOW)).headers["Location"] == "/schools?text=hill"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(elsewhere: str, town: Town, settings: Settings) -> None:
    settings.CHAPERONE_DEMO = True  # which asks for no second step
    client = browser()
    client.get("/sign-in", {"next": elsewhere})
    assert client.post(issue_sign_in_link(town.charity.lead, NOW)).headers["Location"] == "/home"


def test_signing_out_takes_a_post_and_ends_the_sign_in(town: Town) -> None:
    client = browser(town.charity.lead)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/home").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/"
    assert client.get("/home").status_code == 302


def test_the_name_of_the_product_leads_whoever_is_signed_in_to_their_own_first_page(town: Town) -> None:
    for person, home in ((town.charity.facilitator, "/home"), (town.charity.teacher.person, "/teaching")):
        page = browser(person).get(home).content.decode()
        assert f'<a class="ch-header__home" href="{home}">' in page


def test_a_leaver_is_signed_out_at_once(town: Town) -> None:
    client = browser(town.charity.speaker)
    assert client.get("/home").status_code == 200
    done(mark_left(town.charity.speaker, None, NOW))
    assert client.get("/home").status_code == 302


def test_the_neutral_page_says_nothing(town: Town) -> None:
    page = browser(town.charity.lead).get("/clear").content.decode()
    for word in ("Chaperone", "Charity", "session", "Colleague", "worried"):
        assert word not in page


def test_health_is_one_word() -> None:
    assert browser().get("/healthz").content == b"well\n"


@pytest.mark.proves("P10", "Y6")
def test_the_card_names_who_looks_after_our_accounts_today(town: Town) -> None:
    page = words(browser().get("/official-channels"))
    assert "Coll L" in page
    assert "Coll P" in page
    assert "Colleague L" not in page  # first names only (Y6)
    assert "As of 22 November 2026" in page
    assert CHILDLINE in page
    for channel in pack_named("online-safeguarding").parameters.official_channels:
        assert channel in page
    done(mark_left(town.charity.presence, None, NOW))
    assert "Coll P" not in words(browser().get("/official-channels"))


@pytest.mark.proves("S13")
def test_what_we_cannot_stop_is_said_honestly() -> None:
    page = words(browser().get("/what-we-cannot-stop"))
    assert pack_named("online-safeguarding").parameters.capture_notice in page
    assert "I’m worried" in page


def test_privacy_speaks_in_the_packs_numbers() -> None:
    assert "kept for one year" in words(browser().get("/privacy"))


@pytest.mark.proves("Y12")
def test_every_error_page_has_childline(town: Town) -> None:
    pages = {
        404: browser(town.charity.lead).get("/nothing-here"),
        403: Client(enforce_csrf_checks=True).post("/join", {"code": "K7QM5XTV9"}),
        400: browser().get("/", headers={"host": "elsewhere.example"}),
    }
    for status, page in pages.items():
        assert page.status_code == status
        assert CHILDLINE in words(page)


def test_scripts_are_told_of_errors_as_data(town: Town) -> None:
    answer = browser().get("/nothing", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert set(answer.json()) == {"sentence", "next_step"}
    refused = Client(enforce_csrf_checks=True).post(
        f"/room/{town.own.ref}/ticket", headers={"accept": "application/json"}
    )
    assert refused.status_code == 403
    assert "open too long" in refused.json()["sentence"]


def test_a_script_or_a_style_comes_in_one_piece() -> None:
    visitor, address = browser(), "/static/built/chaperone.css"
    whole = visitor.get(address)
    assert (whole.status_code, whole.streaming) == (200, False)
    assert whole.headers["Content-Type"].startswith("text/css")
    assert len(whole.content) == int(whole.headers["Content-Length"]) > 1000
    part = visitor.get(address, headers={"range": "bytes=0-99"})
    assert (part.status_code, part.content) == (206, whole.content[:100])
    assert visitor.head(address).content == b""
    unchanged = visitor.get(address, headers={"if-modified-since": whole.headers["Last-Modified"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
