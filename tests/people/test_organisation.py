"""Setting up, joining and leaving, with roles given and ended; each on record."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from chaperone.people.actions import (
    add_person,
    end_role,
    grant_role,
    issue_sign_in_link,
    mark_left,
    set_up_organisation,
    sign_in_by_link,
)
from chaperone.people.models import Organisation, Person, RoleHeld
from chaperone.people.queries import (
    asker,
    organisation,
    people_seen_by,
    people_with_role,
    person_by_email,
    person_seen_by,
    roles_held_by,
    roles_of,
    teachers_of,
)
from chaperone.people.roles import Role
from chaperone.people.rules import Asker
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal, school, teacher

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_the_organisation_is_set_up_once_and_then_changed() -> None:
    assert organisation() is None
    done(set_up_organisation("Charity", "office@charity.example", "020 7946 0000", "", None, NOW))
    done(set_up_organisation("The Charity", "Office@charity.example", "020 7946 0000", "", None, NOW))
    (ours,) = Organisation.objects.all()
    assert (ours.name, ours.official_email) == ("The Charity", "office@charity.example")
    assert [entry.actor for entry in on_record("organisation.set_up")] == ["system", "system"]
    refusal(set_up_organisation("Charity", "no address", "0", "", None, NOW))
    refusal(set_up_organisation("", "office@charity.example", "0", "", None, NOW))
    refusal(set_up_organisation("Charity", "a@charity.example", "0", "", colleague("A", Role.SPEAKER), NOW))


def test_a_person_joins_and_can_be_found_however_the_address_is_typed() -> None:
    boss = colleague("A", Role.ADMINISTRATOR)
    person = done(add_person("New.Colleague@Charity.example", "Dr Colleague N", boss, NOW))
    assert person.first_name == "Colleague"
    assert person_by_email(" new.colleague@charity.EXAMPLE ") == person
    assert get_user_model().objects.get_by_natural_key("NEW.colleague@charity.example") == person
    entry = on_record("person.added")[-1]
    assert (entry.actor, entry.body) == (boss.ref, {"person": person.ref})


@pytest.mark.proves("S7")
def test_one_human_being_has_one_entry() -> None:
    first = colleague("A")
    assert refusal(add_person(first.email.upper(), "Somebody Else", None, NOW)).clause == ""
    again = refusal(add_person("private.address@charity.example", "Ms COLLEAGUE A", None, NOW))
    assert again.clause == "S7"
    namesake = done(add_person("namesake@charity.example", "Colleague A", None, NOW, somebody_else=True))
    assert namesake != first


@pytest.mark.parametrize("email", ["office@charity.example", "not an address"])
def test_nobody_joins_with_a_shared_mailbox_or_none(email: str) -> None:
    refusal(add_person(email, "Colleague A", None, NOW))
    assert not Person.objects.exists()
    assert on_record() == []


def test_only_those_who_manage_people_add_them() -> None:
    for role in set(Role) - {Role.TEACHER, Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD, Role.ADMINISTRATOR}:
        asking = colleague(f"A {role.value}".replace("_", "-").replace(" ", "."), role)
        refusal(add_person("new@charity.example", "New One", asking, NOW))


def test_roles_have_a_first_day_and_end_at_once() -> None:
    person = colleague("A")
    done(grant_role(person, Role.SPEAKER, None, NOW))
    done(grant_role(person, Role.TRUSTEE, None, NOW, from_on=TODAY + A_DAY))
    assert roles_of(person, TODAY - A_DAY) == frozenset()
    assert roles_of(person, TODAY) == {Role.SPEAKER}
    assert roles_of(person, TODAY + A_DAY) == {Role.SPEAKER, Role.TRUSTEE}
    done(end_role(person, Role.SPEAKER, None, NOW))
    assert roles_of(person, TODAY) == frozenset()
    done(end_role(person, Role.TRUSTEE, None, NOW))
    assert roles_of(person, TODAY + A_DAY) == frozenset()
    done(grant_role(person, Role.SPEAKER, None, NOW))
    assert roles_of(person, TODAY) == {Role.SPEAKER}
    assert [held.role for held in roles_held_by(person)].count("speaker") == 2
    assert [entry.body and entry.body["role"] for entry in on_record("role.ended")] == ["speaker", "trustee"]
    refusal(grant_role(person, Role.SPEAKER, None, NOW))
    refusal(grant_role(person, Role.SUPERVISOR, None, NOW, from_on=TODAY - A_DAY))
    refusal(end_role(person, Role.SUPERVISOR, None, NOW))
    refusal(grant_role(person, Role.TEACHER, None, NOW))
    refusal(end_role(person, Role.TEACHER, None, NOW))


@pytest.mark.proves("R2")
def test_there_is_always_a_lead_and_the_deputy_is_somebody_else() -> None:
    lead = colleague("A", Role.SAFEGUARDING_LEAD)
    assert refusal(end_role(lead, Role.SAFEGUARDING_LEAD, None, NOW)).clause == "R2"
    assert refusal(mark_left(lead, None, NOW)).clause == "R2"
    assert refusal(grant_role(lead, Role.DEPUTY_LEAD, None, NOW)).clause == "R2"
    future = done(add_person("next@charity.example", "Next Lead", None, NOW))
    done(grant_role(future, Role.SAFEGUARDING_LEAD, None, NOW, from_on=TODAY + A_DAY))
    refusal(mark_left(lead, None, NOW))  # tomorrow's lead is no lead today
    done(mark_left(lead, None, NOW + A_DAY))
    assert list(people_with_role(Role.SAFEGUARDING_LEAD, TODAY + A_DAY)) == [future]


@pytest.mark.proves("R2")
def test_nobody_lifts_themselves_and_leads_come_from_above() -> None:
    office = colleague("A", Role.ADMINISTRATOR)
    trustee = colleague("B", Role.TRUSTEE)
    other = colleague("C")
    assert refusal(grant_role(office, Role.FACILITATOR, office, NOW)).clause == "R2"
    assert refusal(grant_role(other, Role.SAFEGUARDING_LEAD, office, NOW)).clause == "R2"
    assert refusal(grant_role(trustee, Role.SAFEGUARDING_LEAD, trustee, NOW)).clause == "R2"
    refusal(grant_role(other, Role.FACILITATOR, trustee, NOW))
    done(grant_role(other, Role.SAFEGUARDING_LEAD, trustee, NOW))
    done(grant_role(trustee, Role.FACILITATOR, office, NOW))
    done(end_role(trustee, Role.FACILITATOR, office, NOW))
    refusal(end_role(trustee, Role.TRUSTEE, trustee, NOW))


@pytest.mark.proves("P2")
def test_a_leaver_is_out_at_once_and_may_come_back_without_old_roles() -> None:
    hill = school()
    teaching = teacher(hill, "A")
    person = teaching.person
    done(grant_role(person, Role.FACILITATOR, None, NOW))
    done(grant_role(person, Role.SPEAKER, None, NOW, from_on=TODAY + A_DAY))
    token = issue_sign_in_link(person, NOW).rsplit("/", 1)[1]
    done(mark_left(person, None, NOW + timedelta(hours=1)))
    person.refresh_from_db()
    assert not person.is_active
    assert roles_of(person, TODAY) == roles_of(person, TODAY + 2 * A_DAY) == frozenset()
    assert list(people_with_role(Role.FACILITATOR, TODAY)) == []
    refusal(sign_in_by_link(token, NOW + timedelta(hours=2)))
    refusal(grant_role(person, Role.SPEAKER, None, NOW))
    returned = done(add_person(person.email, "Ms Teacher A", None, NOW + A_DAY))
    assert list(teachers_of(hill)) == []
    assert returned.pk == person.pk
    assert roles_of(returned, TODAY + 2 * A_DAY) == frozenset()
    refusal(sign_in_by_link(token, NOW + A_DAY))
    assert [e.kind for e in on_record() if e.kind.startswith("person.")] == [
        "person.left",
        "person.returned",
    ]


def test_what_may_not_be_seen_looks_like_what_is_not_there() -> None:
    colleague_a, speaker = colleague("A", Role.FACILITATOR), colleague("B", Role.SPEAKER)
    at_hill = teacher(school()).person
    assert set(people_seen_by(colleague_a, NOW)) == {colleague_a, speaker, at_hill}
    for viewer in (speaker, at_hill):
        assert list(people_seen_by(viewer, NOW)) == [viewer]
        assert person_seen_by(viewer, colleague_a.pk, NOW) is person_seen_by(viewer, 999_999, NOW) is None
    assert person_seen_by(colleague_a, speaker.pk, NOW) == speaker
    assert asker(speaker, NOW) == Asker(speaker.pk, frozenset({Role.SPEAKER}))


def test_the_ledger_never_names_anybody() -> None:
    person = colleague("A", Role.SPEAKER)
    done(mark_left(person, None, NOW))
    written = "".join(str((entry.kind, entry.actor, entry.body)) for entry in on_record())
    assert person.full_name not in written
    assert person.email not in written


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("R2")
def test_two_leads_who_leave_at_the_same_moment_do_not_both_go() -> None:
    leads = [colleague(letter, Role.SAFEGUARDING_LEAD) for letter in "AB"]
    if connection.vendor == "sqlite":
        # One writer at a time, by the database's own lock: the order cannot be mixed, only taken one way or the other.
        answers: list[object] = [mark_left(lead, None, NOW) for lead in leads]
    else:
        answers = _at_once(leads)
    assert [isinstance(answer, Person) for answer in answers].count(True) == 1
    assert people_with_role(Role.SAFEGUARDING_LEAD, TODAY).count() == 1
    assert RoleHeld.objects.filter(role=Role.SAFEGUARDING_LEAD, until_on=None).count() == 1


def _at_once(leads: list[Person]) -> list[object]:
    barrier = threading.Barrier(len(leads))
    answers: list[object] = []

    def leave(lead: Person) -> None:
        barrier.wait()
        try:
            answers.append(mark_left(lead, None, NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(lead,)) for lead in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
