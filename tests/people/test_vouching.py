"""A teacher's address: at their school, or confirmed by a named second person; and everything that is no address of a teacher."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.people.actions import (
    Named,
    add_person,
    add_teacher,
    add_teacher_to_vouch_for,
    issue_sign_in_link,
    mark_left,
    set_school_domain,
    sign_in_by_link,
    verify_teacher,
    vouch_for_address,
)
from chaperone.people.models import School, Teacher
from chaperone.people.queries import verified_teachers_of
from chaperone.people.roles import Role
from chaperone.people.status import teachers_confirmed
from chaperone.policy.pack import pack_named
from chaperone.policy.refusal import Refused
from chaperone.policy.status import Asked
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal, school, teacher

pytestmark = pytest.mark.django_db
TRUST = Named("teacher.x@academy-trust.example", "Ms Teacher X")


@pytest.mark.proves("S8", "M2")
def test_an_address_elsewhere_counts_once_a_named_second_person_confirmed_it() -> None:
    hill, first, second = school(), colleague("A", Role.FACILITATOR), colleague("B", Role.ADMINISTRATOR)
    alone = refusal(add_teacher(hill, TRUST.email, TRUST.full_name, first, NOW))
    assert (alone.clause, "second person" in alone.next_step) == ("S8", True)
    waits = done(add_teacher_to_vouch_for(hill, TRUST, first, NOW))
    # Neither the link nor the school's word makes them count before.
    token = issue_sign_in_link(waits.person, NOW).rsplit("/", 1)[1]
    done(sign_in_by_link(token, NOW))
    assert isinstance(verify_teacher(waits, second, NOW), Refused)
    assert not verified_teachers_of(hill).exists()
    for by, reason in ((first, "I rang them."), (None, "I rang them."), (second, " "), (second, "a\nb")):
        assert refusal(vouch_for_address(waits, reason, by, NOW)).clause == "S8"
    assert refusal(vouch_for_address(waits, "I rang them.", colleague("C", Role.SPEAKER), NOW)).next_step
    done(vouch_for_address(waits, "I rang the school's office.", second, NOW))
    again = issue_sign_in_link(waits.person, NOW).rsplit("/", 1)[1]
    done(sign_in_by_link(again, NOW))
    assert [row.person for row in verified_teachers_of(hill)] == [waits.person]
    (entry,) = on_record("teacher.vouched_for")
    assert (entry.actor, entry.body and entry.body["asked_by"]) == (second.ref, first.ref)
    done(set_school_domain(hill, "new.hill.school.example", None, NOW))
    assert verified_teachers_of(hill).exists()


@pytest.mark.proves("S8")
def test_the_clause_is_broken_while_an_address_elsewhere_counts_unconfirmed() -> None:
    asked = Asked(NOW + A_DAY, NOW - A_DAY, pack_named("online-safeguarding").parameters)
    waits = done(add_teacher_to_vouch_for(school(), TRUST, colleague("A", Role.FACILITATOR), NOW))
    assert teachers_confirmed(asked).breaches.count == 0
    Teacher.objects.filter(pk=waits.pk).update(verified_how="link_opened", verified_at=NOW)
    assert teachers_confirmed(asked).breaches.count == 1
    done(vouch_for_address(waits, "I rang them.", colleague("B", Role.FACILITATOR), NOW))
    found = teachers_confirmed(asked)
    assert found.breaches.count == 0
    assert ("Addresses elsewhere, confirmed by a second person", 1) in found.numbers


BAD_ADDRESSES = {
    "a personal mail domain": ("teacher.x@gmail.com", "personal mailbox"),
    "a shared mailbox as a person": ("office@hill.school.example", "shared mailbox"),
    "another shared mailbox": ("info@academy-trust.example", "shared mailbox"),
    "a pupil's mailbox": ("x@students.hill.school.example", "gives to pupils"),
    "no address": ("teacher.x", "not an e-mail address"),
}


@pytest.mark.parametrize("bad", BAD_ADDRESSES)
@pytest.mark.proves("S8", "S7")
def test_no_second_person_excuses_an_address_that_is_nobodys(bad: str) -> None:
    address, told = BAD_ADDRESSES[bad]
    hill = school()
    for answer in (
        add_teacher(hill, address, "Ms Teacher X", None, NOW),
        add_teacher_to_vouch_for(hill, Named(address, "Ms Teacher X"), None, NOW),
    ):
        assert told in refusal(answer).sentence
        assert refusal(answer).next_step
    assert not Teacher.objects.exists()


@pytest.mark.proves("S7")
def test_a_second_address_of_the_same_mailbox_is_nobody_new() -> None:
    hill = school()
    known = done(add_teacher(hill, "b.teacher@hill.school.example", "Ms Teacher B", None, NOW))
    other = "b.teacher+two@hill.school.example"
    for answer in (
        add_teacher(hill, other, "Mr Other Name", None, NOW, somebody_else=True),
        add_person(other, "Mr Other Name", None, NOW),
        add_person("B.Teacher+@hill.school.example", "Mr Other Name", None, NOW),
    ):
        assert "must not count as two" in refusal(answer).sentence
        assert refusal(answer).next_step
    assert done(add_teacher(hill, known.person.email, "Ms Teacher B", None, NOW)) == known
    done(add_person("b.teacher2@hill.school.example", "Mr Other Name", None, NOW))
    plus = done(add_person("c+own@hill.school.example", "Ms Plus C", None, NOW))
    assert "must not count as two" in refusal(add_person("c@hill.school.example", "Mr C", None, NOW)).sentence
    done(mark_left(plus, None, NOW))
    done(add_person("c@hill.school.example", "Mr C", None, NOW))


@pytest.mark.proves("M2", "S8")
def test_a_closed_school_an_old_invitation_and_a_double_are_refused_with_the_next_step() -> None:
    hill = school()
    known = teacher(hill)
    double = refusal(add_teacher(hill, "b.teacher@hill.school.example", "Ms Teacher B", None, NOW))
    assert "must not count as two" in double.sentence
    assert refusal(add_person(known.person.email, "Somebody", None, NOW)).next_step
    token = issue_sign_in_link(known.person, NOW).rsplit("/", 1)[1]
    expired = refusal(sign_in_by_link(token, NOW + timedelta(days=400)))
    assert (expired.sentence, expired.next_step) == ("This link has expired.", "Ask for a new one.")
    School.objects.filter(pk=hill.pk).update(status="closed", closed_on=NOW.date())
    hill.refresh_from_db()
    for answer in (
        add_teacher(hill, "x@hill.school.example", "Ms Teacher X", None, NOW),
        add_teacher_to_vouch_for(hill, TRUST, None, NOW),
    ):
        assert refusal(answer).sentence == "This school has closed."
        assert refusal(answer).next_step


def test_the_page_asks_a_colleague_and_not_whoever_added_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    town = Town()
    hill = town.charity.school
    first, second = browser(town.charity.facilitator), browser(town.administrator)
    sent = {"what": "teacher", "teacher-full_name": "Ms Teacher X", "teacher-email": TRUST.email}
    refused = words(first.post(f"/schools/{hill.pk}", sent))
    assert "a colleague will confirm it" in refused
    added = words(first.post(f"/schools/{hill.pk}", {**sent, "teacher-elsewhere": "on"}, follow=True))
    assert "waits for a colleague" in added
    assert "Waits for a second person" in added
    person = Teacher.objects.get(person__email=TRUST.email).person
    at = f"/schools/{hill.pk}/teachers/{person.pk}/address"
    assert "a colleague must confirm it" in words(first.get(at))
    first.post(at, {"reason": "I rang them."})
    assert Teacher.objects.get(person=person).vouched_by is None
    assert "Say how you made sure." in words(second.post(at, {"reason": ""}))
    assert "Colleague A confirmed it" in words(second.post(at, {"reason": "I rang the office."}, follow=True))
