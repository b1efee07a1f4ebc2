"""The registers beside the policy: linked policies, the law map, and a record of processing that cannot drift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import override_settings

from chaperone.governance.actions.registers import confirm_linked, keep_linked, note_law_check
from chaperone.governance.laws import law_map
from chaperone.governance.models import LinkedPolicy
from chaperone.governance.processing import NUMBERS, everything_held, risks, what_runs
from chaperone.governance.queries.registers import checked_laws, linked_policies
from chaperone.governance.register_rules import LinkedWords
from chaperone.governance.status import bullying_is_covered, law_is_checked, linked_policies_in_date
from chaperone.people.actions import mark_left
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from chaperone.policy.versions import next_version
from chaperone.records.rules import RETENTION_OF_MODELS
from tests.governance.office import Office
from tests.governance.test_policy_pages import clock as clock  # noqa: PLC0414 - pytest finds a fixture by its name here
from tests.governance.test_policy_pages import words
from tests.pages.town import Clock, browser
from tests.sessions.cast import A_DAY, NOW, done, refusal

pytestmark = pytest.mark.django_db
PACK = pack_named("online-safeguarding")


def said(name: str = "complaints", days: int = 100) -> LinkedWords:
    return LinkedWords(name, "section 4", "The shared folder", (NOW + days * A_DAY).date())


def asked(after: timedelta = timedelta()) -> Asked:
    return Asked(NOW + after, NOW + after - 30 * A_DAY, PACK.parameters)


@pytest.mark.proves("U3", "U5")
def test_a_linked_policy_has_an_owner_a_place_and_a_day_and_is_confirmed_by_those_who_may() -> None:
    office = Office()
    assert linked_policies_in_date(asked()).risks.count == len(PACK.parameters.linked_policies)
    entry = done(keep_linked(said("Anti-bullying"), office.facilitator, office.lead, NOW))
    refusal(keep_linked(said(), office.lead, office.facilitator, NOW))
    assert (
        "in the list already"
        in refusal(keep_linked(said("Anti-bullying"), office.lead, office.lead, NOW)).sentence
    )
    assert "day to come" in refusal(keep_linked(said(days=-1), office.lead, office.lead, NOW)).sentence
    refusal(confirm_linked(entry.pk, office.trustee, NOW))
    done(confirm_linked(entry.pk, office.facilitator, NOW))
    row = next(row for row in linked_policies(PACK.parameters) if row.name == "anti-bullying")
    assert row.confirmed is not None
    assert row.confirmed.by == office.facilitator
    assert not bullying_is_covered(asked()).breaches.count
    later = timedelta(days=101)
    assert (
        linked_policies_in_date(asked(later)).breaches.count
        == bullying_is_covered(asked(later)).breaches.count
        == 1
    )
    assert "overdue" in refusal(confirm_linked(entry.pk, office.lead, NOW + later)).sentence


@pytest.mark.proves("A3")
def test_a_source_of_law_is_checked_by_name_and_overdue_after_the_policys_months() -> None:
    office = Office()
    assert law_is_checked(asked()).risks.count == len(law_map()) > 10
    for law in law_map():
        done(note_law_check(law.key, "Nothing changes.", office.deputy, office.lead, NOW))
    refusal(note_law_check("no-such-law", "", office.lead, office.lead, NOW))
    refusal(note_law_check("dpia", "", office.lead, office.trustee, NOW))
    evidence = law_is_checked(asked(timedelta(days=364)))
    assert (evidence.judged, evidence.breaches.count, evidence.risks.count) == (len(law_map()), 0, 0)
    assert law_is_checked(asked(timedelta(days=366))).breaches.count == len(law_map())
    assert {row.check.owner for row in checked_laws(PACK.parameters) if row.check} == {office.deputy}
    done(mark_left(office.facilitator, office.lead, NOW))
    office.facilitator.refresh_from_db()
    assert "has left" in refusal(note_law_check("dpia", "", office.facilitator, office.lead, NOW)).sentence


@pytest.mark.proves("A3")
def test_the_record_of_processing_holds_what_runs_and_follows_it() -> None:
    """Every table with its own retention rule; another number, and another server, and the page says so."""
    stored = {m._meta.label_lower for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    held = {row.label: row for row in everything_held()}
    assert set(held) == stored
    assert all(held[label].until == rule.until for label, rule in RETENTION_OF_MODELS.items())
    assert all(row.what for row in held.values())
    changed = next_version(PACK, 2, {"retention_years": 2, "recording": False}).pack
    assert changed is not None
    before, after = dict(what_runs(PACK)), dict(what_runs(changed))
    assert {key for key in before if before[key] != after[key]} == {
        "Policy",
        "How long records are kept",
        "Whether sessions are recorded where possible",
    }
    with override_settings(EMAIL_USE_TLS=True, CHAPERONE_PUBLIC_URL="http://here"):
        assert ", protected" in dict(what_runs(PACK))["Letters leave by"]
        assert "Not protected" in dict(what_runs(PACK))["The way here"]
    assert "two years" in risks(changed)[4].clauses[0].text
    assert len(NUMBERS) > 5


def test_the_registers_on_screen(clock: Clock) -> None:
    office = Office()
    lead, trustee = browser(office.lead), browser(office.trustee)
    assert "not in the register yet" in words(trustee.get("/policy/linked"))
    form = {
        "name": "complaints",
        "owner": office.deputy.pk,
        "where_covered": "section 2",
        "place": "https://charity.example/complaints",
        "next_review_on": "2027-05-01",
    }
    assert "Choose another day" in words(
        lead.post("/policy/linked/add", {**form, "next_review_on": "2020-01-01"})
    )
    assert lead.post("/policy/linked/add", form).status_code == 302
    entry = LinkedPolicy.objects.get()
    browser(office.deputy).post(f"/policy/linked/{entry.pk}/confirm")
    page = words(trustee.get("/policy/linked"))
    assert "1 May 2027" in page
    assert "by Colleague D" in page
    assert (
        lead.post("/policy/law/uk-gdpr/check", {"note": "As it was.", "owner": office.lead.pk}).status_code
        == 302
    )
    page = words(trustee.get("/policy/law"))
    assert "by Colleague L : As it was." in page
    assert "legal advice" in page
    assert "governance.lawcheck" in words(trustee.get("/policy/data-protection"))
    assert trustee.get("/policy/law/uk-gdpr/check").status_code == 404
