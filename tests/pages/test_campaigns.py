"""Campaigns on screen: how far each is and who is missing; a reminder, another day; what people are told while asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.people.actions.asking import sweep_campaigns
from chaperone.people.actions.campaigns import begin_campaign
from chaperone.people.actions.declarations import sweep_declarations
from chaperone.people.agreement_models import Agreement, Campaign
from chaperone.people.agreement_queries import text_on
from chaperone.people.queries import agreement_of
from chaperone.people.roles import Role
from tests.pages.test_agreeing import hidden
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.sessions.cast import A_DAY, NOW, colleague
from tests.support.reading import read_by

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def ask(town: Town, document: str = "staff-policy", days: int = 28) -> Campaign:
    """Let everybody have agreed to an earlier text only, which counts for so many days."""
    Agreement.objects.filter(document=document).update(version="0", text_hash="0" * 64)
    return begin_campaign(text_on(document, TODAY), TODAY, TODAY + days * A_DAY, town.charity.lead, NOW)


@pytest.mark.proves("S1", "R3")
def test_who_is_missing_is_there_by_role_and_by_name(town: Town, clock: Clock) -> None:
    campaign = ask(town)
    colleague("Z", Role.SPEAKER, agreed=False)
    lead = browser(town.charity.lead)
    page = words(lead.get(f"/agreements/{campaign.pk}"))
    assert "Being asked" in page
    assert "Counts until 19 December 2026" in page
    assert "Colleague Z Speaker Has not agreed" in page.replace("speaker", "Speaker")
    only = words(lead.get(f"/agreements/{campaign.pk}?group=speaker&q=z"))
    assert "Colleague Z" in only
    assert town.charity.facilitator.full_name not in only
    assert "Nobody like that is missing" in words(lead.get(f"/agreements/{campaign.pk}?q=nobody"))
    assert "Being asked" in words(lead.get("/agreements"))
    clock.set(NOW + timedelta(days=28))
    assert "Kept out until they agree" in words(browser(town.charity.lead).get(f"/agreements/{campaign.pk}"))
    assert "not agreed: The policy for staff" in words(browser(town.charity.lead).get("/home"))


def test_a_reminder_by_hand_goes_once_a_day_and_says_so(town: Town) -> None:
    campaign = ask(town)
    lead = browser(town.charity.lead)
    told = lead.post(f"/agreements/{campaign.pk}/remind", follow=True)
    assert "within a few minutes" in words(told)
    assert "reminded today already" in words(told)
    assert "Remind those missing now" not in words(told)
    again = lead.post(f"/agreements/{campaign.pk}/remind", follow=True)
    assert "reminded today already" in words(again)
    assert sweep_campaigns(NOW) > 0


def test_another_day_is_set_and_a_day_that_is_over_is_refused_with_what_was_typed(town: Town) -> None:
    campaign = ask(town)
    administrator = browser(town.administrator)
    page = f"/agreements/{campaign.pk}/day"
    refused = administrator.post(page, {"lapses_on": f"{TODAY - A_DAY}"})
    assert f'value="{TODAY - A_DAY}"' in refused.content.decode()
    assert "Choose that day or a later one" in words(refused)
    moved = administrator.post(page, {"lapses_on": f"{TODAY + 40 * A_DAY}"}, follow=True)
    assert "count no more from 1 January 2027" in words(moved)
    assert Campaign.objects.get().set_by == town.administrator


@pytest.mark.proves("S1")
def test_staff_work_on_while_they_are_asked_and_are_told_until_when(town: Town) -> None:
    ask(town)
    facilitator = browser(town.charity.facilitator)
    assert "counts until the end of Saturday 19 December 2026" in words(facilitator.get("/home"))
    assert "counts until the end of 19 December 2026" in words(facilitator.get("/staff-policy"))


@pytest.mark.proves("Y1")
def test_a_teacher_agrees_without_a_session_at_hand(town: Town) -> None:
    ask(town, "teacher-terms")
    teacher = town.charity.teacher.person
    client = browser(teacher)
    for page in ("/teaching", f"/teaching/{town.own.ref}"):
        assert "Our terms have changed" in words(client.get(page))
    done = client.post("/terms", {"name_typed": "T", **read_by(teacher, "teacher-terms")}, follow=True)
    assert "Thank you" in words(done)
    assert "Our terms have changed" not in words(done)
    assert agreement_of(teacher, "teacher-terms")


@pytest.mark.proves("S1")
def test_a_window_left_open_while_another_agreed_says_that_it_is_done(town: Town) -> None:
    """Two windows across a change of version: whoever agreed in the newer one has nothing to do in the older."""
    ask(town)
    person = town.charity.facilitator
    client = browser(person)
    client.post("/staff-policy", {"name_typed": "F", **read_by(person, "staff-policy")})
    older = {**read_by(person, "staff-policy"), "text_hash": "1" * 64}
    left_open = client.post("/staff-policy", {"name_typed": "F", **older}, follow=True)
    assert "Thank you" in words(left_open)
    assert Agreement.objects.filter(person=person, document="staff-policy").count() == 2


@pytest.mark.proves("S1", "Y1")
def test_nobody_agrees_for_another(town: Town) -> None:
    """A forged form, a page opened by another, an administrator, a lead: the agreement is always the signed-in adult's own."""
    ask(town)
    person, administrator = town.charity.facilitator, town.administrator
    before = Agreement.objects.count()
    forged = {
        "person": person.pk,
        "person_id": person.pk,
        "email": person.email,
        "name_typed": person.full_name,
    }
    opened = read_by(person, "staff-policy")
    for client in (browser(administrator), browser(town.charity.lead)):
        assert client.post("/staff-policy", {**forged, **opened}).status_code == 200, (
            "another's page is no page of theirs"
        )
        assert client.post(f"/people/{person.pk}", {**forged, **opened}).status_code == 405
    assert browser().post("/staff-policy", {**forged, **opened}).status_code == 302, (
        "a stranger is sent to sign in"
    )
    assert Agreement.objects.count() == before
    browser(administrator).post("/staff-policy", {**forged, **read_by(administrator, "staff-policy")})
    assert agreement_of(person, "staff-policy") is None
    made = agreement_of(administrator, "staff-policy")
    assert made is not None
    assert made.person == administrator
    # A teacher's own page takes no colleague's agreement either.
    colleague_of_theirs = browser(town.other_teacher.person)
    colleague_of_theirs.post("/terms", {**forged, **read_by(town.charity.teacher.person, "teacher-terms")})
    assert Agreement.objects.count() == before + 1


@pytest.mark.proves("S4")
def test_the_yearly_declaration_is_made_by_everybody_for_themselves(town: Town) -> None:
    sweep_declarations(NOW)
    person = colleague("X", Role.SPEAKER, agreed=False)
    client = browser(person)
    assert "Please make it by Saturday 19 December 2026" in words(client.get("/home"))
    other = read_by(town.charity.lead, "personal-accounts")
    refused = client.post("/personal-accounts", {"name_typed": "Colleague X", **other})
    assert "We could not tell how long" in words(refused)
    made = client.post(
        "/personal-accounts",
        {"name_typed": "Colleague X", **read_by(person, "personal-accounts")},
        follow=True,
    )
    assert "Your declaration is on record" in words(made)
    assert "Yearly declaration" not in words(made)
    assert "counts until the end of 21 November 2027" in words(client.get("/personal-accounts"))
    assert client.get("/agreements/personal-accounts.pdf")["Content-Type"] == "application/pdf"


@pytest.mark.proves("Y3", "Y4")
def test_a_teacher_says_with_one_press_that_the_rules_were_gone_through(town: Town) -> None:
    teacher, at = browser(town.charity.teacher.person), f"/teaching/{town.own.ref}"
    page = teacher.get(at).content.decode()
    assert "this holds nothing up" in page
    rules = hidden(page, "text_hash")
    assert "could not tell" not in words(teacher.get(f"{at}/rules"))
    refused = teacher.post(f"{at}/rules", {"text_hash": "0" * 64}, follow=True)
    assert "The rules have changed" in words(refused)
    told = teacher.post(f"{at}/rules", {"text_hash": rules}, follow=True)
    assert "Each pupil still agrees at their own seat" in words(told)
    assert "Yes, we have" not in words(told)
    assert "went through them on 22 November 2026" in words(teacher.get(f"{at}/rules"))
    assert browser(town.charity.lead).post(f"{at}/rules", {"text_hash": rules}).status_code == 404
