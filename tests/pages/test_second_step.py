"""The second step on the pages: forced, asked for, asked for again, and where somebody is signed in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.people.actions import issue_sign_in_link
from chaperone.people.models import Person
from chaperone.people.queries import signed_out_after
from chaperone.people.sign_in_models import SignIn
from chaperone.people.sign_in_queries import recovery_codes_of, steps_of
from chaperone.people.sign_in_rules import WRONG_IN_ONE_SIGN_IN
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import NOW
from tests.support.signed_in import a_phone, code_of, sign_in

pytestmark = pytest.mark.django_db


def by_link(person: Person) -> Client:
    """Return a browser in which this person has just opened their link."""
    client = browser()
    assert client.post(issue_sign_in_link(person, NOW)).headers["Location"] == "/second-step"
    return client


def test_an_adult_of_the_organisation_sets_up_a_phone_before_anything_opens(town: Town) -> None:
    client = by_link(town.charity.lead)
    assert client.get("/second-step").headers["Location"] == "/second-step/set-up"
    assert client.get("/concerns").headers["Location"] == "/second-step?next=%2Fconcerns"
    assert client.get("/second-step/recovery-codes").status_code == 302
    assert "Set up your second step" in words(client.get("/second-step/set-up?next=%2Fconcerns"))
    page = client.get("/second-step/phone?next=%2Fconcerns").content.decode()
    secret = re.sub(r"\s", "", re.findall(r"<code>(.*?)</code>", page)[0])
    wrong = client.post("/second-step/phone?next=%2Fconcerns", {"step_code": "12"})
    assert "not your phone's code" in words(wrong).replace("’", "'")
    assert client.get("/concerns").status_code == 302
    kept = client.post("/second-step/phone?next=%2Fconcerns", {"step_code": code_of(secret)})
    assert kept.headers["Location"] == "/second-step/recovery-codes?next=%2Fconcerns"
    shown = words(client.get(kept.headers["Location"]))
    assert len(re.findall(r"\d{4} \d{4} \d{4}", shown)) == 10
    assert client.post(kept.headers["Location"]).headers["Location"] == "/concerns"
    assert client.get("/concerns").status_code == 200
    assert not re.findall(r"\d{4} \d{4} \d{4}", words(client.get("/second-step/recovery-codes")))


def test_a_person_with_a_phone_is_asked_for_its_code_and_cannot_set_another_up_instead(town: Town) -> None:
    lead = town.charity.lead
    secret = a_phone(lead, NOW)
    client = by_link(lead)
    for path in ("/second-step/phone", "/second-step/key", "/second-step/set-up", "/your-sign-in"):
        assert client.get(path).headers["Location"].startswith("/second-step?next=")
    assert client.post("/second-step/phone", {"step_code": code_of(secret)}).status_code == 302
    assert len(steps_of(lead)) == 1
    assert client.post("/second-step", {"step_code": code_of(secret)}).headers["Location"] == "/home"
    assert client.get("/home").status_code == 200


def test_too_many_wrong_codes_sign_this_browser_out_and_say_what_next(town: Town) -> None:
    a_phone(town.charity.lead, NOW)
    client = by_link(town.charity.lead)
    for _ in range(WRONG_IN_ONE_SIGN_IN - 1):
        assert "Wait for the next one" in words(client.post("/second-step", {"step_code": "000000"}))
    over = client.post("/second-step", {"step_code": "000000"}, follow=True)
    assert over.redirect_chain == [("/sign-in", 302)]
    assert "Ask for a new sign-in link" in words(over)
    assert client.get("/second-step").headers["Location"].startswith("/sign-in?next=")


def test_in_the_demo_nobody_is_made_to_but_who_has_a_second_step_is_asked(
    town: Town, settings: Settings
) -> None:
    settings.CHAPERONE_DEMO = True
    lead = town.charity.lead
    client, link = browser(), issue_sign_in_link(lead, NOW)
    assert client.post(link).headers["Location"] == "/home"
    assert browser().post(link).headers["Location"] == "/home", "a printed link works again in the demo"
    assert client.get("/concerns").status_code == 200
    assert "No second step yet" in words(client.get("/your-sign-in"))
    a_phone(lead, NOW)
    assert by_link(lead).get("/home").status_code == 302


@pytest.mark.proves("M12", "R2")
def test_a_concern_asks_again_after_half_an_hour_and_what_was_typed_goes_on_its_way(
    town: Town, clock: Clock
) -> None:
    lead = town.charity.lead
    secret, client = a_phone(lead, NOW), browser()
    sign_in(client, lead, confirmed_at=NOW)
    assert client.get("/concerns").status_code == 200
    clock.set(NOW + timedelta(minutes=31))
    assert client.get("/home").status_code == 200
    assert client.get("/concerns").headers["Location"] == "/second-step?next=%2Fconcerns"
    asked = client.post(f"/people/{town.trustee.pk}/give-role", {"role": "speaker"})
    assert asked.status_code == 403
    assert "What you typed is kept" in words(asked)
    fields = dict(
        re.findall(r'<input type="hidden" name="(step_kept|role)" value="(\w+)">', asked.content.decode())
    )
    assert fields == {"step_kept": "1", "role": "speaker"}
    there = f"/second-step?next=/people/{town.trustee.pk}/give-role"
    assert "What you typed is kept" in words(client.post(there, {**fields, "step_code": "000000"}))
    on = client.post(there, {**fields, "step_code": code_of(secret)})
    assert (on.status_code, on.headers["Location"]) == (307, f"/people/{town.trustee.pk}/give-role")
    done = client.post(on.headers["Location"], {**fields, "step_code": "1"}, follow=True)
    assert "is speaker from today" in words(done)


def test_nobody_is_sent_elsewhere_after_the_second_step(town: Town) -> None:
    secret = a_phone(town.charity.lead, NOW)
    client = by_link(town.charity.lead)
    answer = client.post(
        "/second-step?next=//elsewhere.example/", {"step_code": code_of(secret), "step_kept": "1"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/home")


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id":"AA","rawId":"AA","response":{}}', "x" * 30_000]
)
def test_nonsense_from_a_key_is_a_wrong_step_and_no_more(answer: str, town: Town) -> None:
    a_phone(town.charity.lead, NOW)
    client = by_link(town.charity.lead)
    said = client.post("/second-step", {"step_way": "key", "step_answer": answer})
    assert "That did not work" in words(said)
    new = by_link(town.deputy)
    new.get("/second-step/key")
    assert "That did not work" in words(new.post("/second-step/key", {"step_answer": answer}))
    assert steps_of(town.deputy) == []


@pytest.mark.proves("S7", "M9")
def test_a_browser_is_signed_out_from_another_and_its_rooms_close_by_the_ledger(town: Town) -> None:
    lead = town.charity.lead
    here, there, third = browser(), browser(), browser()
    sign_in(here, lead)
    far = sign_in(there, lead)
    strangers = sign_in(third, town.deputy)
    assert "Firefox on Linux" in words(here.get("/your-sign-in"))
    here.post(f"/your-sign-in/{strangers.mark}/end")
    assert third.get("/home").status_code == 200
    here.post(f"/your-sign-in/{far.mark}/end")
    assert signed_out_after(None, 20).browsers == {far.mark}
    assert there.get("/home").headers["Location"].startswith("/sign-in?next=")
    assert here.get("/home").status_code == 200
    again = sign_in(there, lead)
    here.post("/your-sign-in/others/end")
    again.refresh_from_db()
    assert again.ended_at is not None
    assert here.get("/home").status_code == 200


def test_what_a_browser_is_called_holds_no_address_and_no_version(town: Town) -> None:
    client = browser()
    agent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.post(
        issue_sign_in_link(town.charity.lead, NOW), headers={"User-Agent": agent}, REMOTE_ADDR="203.0.113.9"
    )
    assert SignIn.objects.get(person=town.charity.lead).browser == "Firefox on Windows"


def test_a_recovery_code_lets_in_and_an_administrator_lets_begin_anew(town: Town) -> None:
    lead, administrator = town.charity.lead, town.administrator
    a_phone(lead, NOW)
    codes = recovery_codes_of(lead)
    assert codes is not None
    (code, *_) = codes.get_unused_codes()
    client = by_link(lead)
    assert (
        client.post("/second-step", {"step_way": "recovery_code", "step_recovery": code}).status_code == 302
    )
    assert "9 recovery codes left" in words(client.get("/your-sign-in"))
    second = by_link(lead)
    again = second.post("/second-step", {"step_way": "recovery_code", "step_recovery": code})
    assert "used already; each works once" in words(again)
    office = browser(administrator)
    assert "has lost key, phone" in words(office.get(f"/people/{lead.pk}"))
    office.post(f"/people/{lead.pk}/second-step")
    assert client.get("/home").status_code == 302
    assert by_link(lead).get("/second-step").headers["Location"] == "/second-step/set-up"
