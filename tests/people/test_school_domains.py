"""A school's mail domain: the first one is one person's, another one takes two, each by name."""

from __future__ import annotations

import pytest

from chaperone.people.actions import (
    add_school_by_hand,
    ask_for_domain,
    confirm_domain,
    drop_asked_domain,
    set_school_domain,
    verify_teacher,
)
from chaperone.people.models import School
from chaperone.people.queries import verified_teachers_of
from chaperone.people.roles import Role
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.people.charity import NOW, colleague, done, on_record, refusal, school, teacher

pytestmark = pytest.mark.django_db
OTHER, WHY = "hill.trust.example", "I looked at the school's website."


@pytest.mark.proves("S8", "M2")
def test_one_person_alone_changes_no_domain_and_two_do_by_name() -> None:
    hill, first, second = school(), colleague("A", Role.FACILITATOR), colleague("B", Role.ADMINISTRATOR)
    done(verify_teacher(teacher(hill), None, NOW))
    assert "second person" in refusal(set_school_domain(hill, OTHER, first, NOW)).sentence
    asked = done(ask_for_domain(hill, f" @{OTHER.upper()} ", first, NOW))
    assert (asked.email_domain, asked.asked_domain) == ("hill.school.example", OTHER)
    assert verified_teachers_of(hill).count() == 1
    assert "second person" in refusal(confirm_domain(hill, OTHER, WHY, first, NOW)).sentence
    assert refusal(confirm_domain(hill, OTHER, WHY, colleague("C", Role.SPEAKER), NOW)).next_step
    assert "how you made sure" in refusal(confirm_domain(hill, OTHER, " ", second, NOW)).sentence
    assert "Nobody asks" in refusal(confirm_domain(hill, "read.before.example", WHY, second, NOW)).sentence
    changed = done(confirm_domain(hill, OTHER, WHY, second, NOW))
    assert (changed.email_domain, changed.asked_domain, changed.asked_domain_by) == (OTHER, "", None)
    assert not verified_teachers_of(hill).exists()
    entry = on_record("school.domain_set")[-1]
    assert (entry.actor, entry.body and entry.body["asked_by"]) == (second.ref, first.ref)
    assert "Nobody asks" in refusal(confirm_domain(hill, OTHER, WHY, second, NOW)).sentence


def test_the_first_domain_is_one_persons_and_what_was_asked_for_can_be_dropped() -> None:
    first, second = colleague("A", Role.FACILITATOR), colleague("B", Role.ADMINISTRATOR)
    bare = done(add_school_by_hand("Bare School", "Anytown", first, NOW))
    assert done(ask_for_domain(bare, "bare.school.example", first, NOW)).email_domain == "bare.school.example"
    refusal(ask_for_domain(bare, "gmail.com", first, NOW))
    refusal(ask_for_domain(bare, OTHER, colleague("C", Role.SPEAKER), NOW))
    done(ask_for_domain(bare, OTHER, first, NOW))
    refusal(drop_asked_domain(bare, colleague("D", Role.SPEAKER), NOW))
    assert done(drop_asked_domain(bare, second, NOW)).asked_domain == ""
    done(drop_asked_domain(bare, second, NOW))
    assert len(on_record("school.domain_not_changed")) == 1
    assert School.objects.get().email_domain == "bare.school.example"


@pytest.mark.proves("S8")
def test_the_schools_page_says_that_a_colleague_must_confirm(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    town = Town()
    at = f"/schools/{town.other_school.pk}"
    first, second = browser(town.charity.facilitator), browser(town.administrator)
    sent = {"what": "domain", "domain-email_domain": OTHER}
    assert "counts once a colleague has confirmed it" in words(first.post(at, sent, follow=True))
    assert "Colleague F asks for hill.trust.example instead" in words(second.get(at))
    assert "ask a colleague" not in words(second.get(f"{at}/domain")).lower()
    assert "a colleague must confirm it" in words(first.get(f"{at}/domain"))
    first.post(f"{at}/domain", {"domain": OTHER, "reason": WHY})
    assert School.objects.get(pk=town.other_school.pk).email_domain == "dale.school.example"
    changed = second.post(f"{at}/domain", {"domain": OTHER, "reason": WHY}, follow=True)
    assert "domain is changed" in words(changed)
    assert "Nobody asks for another domain" in words(first.get(f"{at}/domain"))
    assert first.get("/schools/999999/domain").status_code == 404
