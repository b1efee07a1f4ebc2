"""The database itself refuses nonsense, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from chaperone.people.models import Agreement, Organisation, Person, RoleHeld, School, SignInLink, Teacher
from chaperone.people.roles import Role
from tests.people.charity import NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)


def person() -> Person:
    return Person.objects.create(
        email="colleague@charity.example", full_name="Colleague A", first_name="Colleague"
    )


def school() -> School:
    return School.objects.create(name="Hill School")


def refused(write: Callable[[], object]) -> None:
    """Check that the database refuses this write."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_there_is_one_organisation() -> None:
    Organisation.objects.create(name="Charity", official_email="a@charity.example", phone="0")
    refused(
        lambda: Organisation.objects.create(
            id=2, name="Another", official_email="b@charity.example", phone="0"
        )
    )


def test_a_person_has_a_lower_case_address_a_name_and_no_password() -> None:
    colleague = person()
    assert not colleague.has_usable_password()
    assert not colleague.check_password("")
    refused(lambda: Person.objects.create(email="A@charity.example", full_name="A", first_name="A"))
    refused(lambda: Person.objects.create(email="a@charity.example", full_name="", first_name="A"))
    refused(
        lambda: Person.objects.create(
            email="a@charity.example", full_name="A", first_name="A", password="plain"
        )
    )
    refused(lambda: Person.objects.filter(pk=colleague.pk).update(left_at=NOW))
    colleague.password = "pbkdf2_sha256$1$salt$hash"
    refused(colleague.save)


def test_nobody_has_all_power() -> None:
    assert not {"is_superuser", "is_staff", "groups", "user_permissions"} & {
        f.name for f in Person._meta.get_fields()
    }


def test_one_role_is_open_once_and_ends_after_it_starts() -> None:
    colleague = person()
    RoleHeld.objects.create(person=colleague, role=Role.SPEAKER, from_on=YESTERDAY, until_on=YESTERDAY)
    RoleHeld.objects.create(person=colleague, role=Role.SPEAKER, from_on=TODAY)
    refused(lambda: RoleHeld.objects.create(person=colleague, role=Role.SPEAKER, from_on=TODAY))
    refused(
        lambda: RoleHeld.objects.create(
            person=colleague, role=Role.TRUSTEE, from_on=TODAY, until_on=YESTERDAY
        )
    )
    refused(lambda: RoleHeld.objects.create(person=colleague, role="emperor", from_on=TODAY))


def test_a_school_makes_sense() -> None:
    School.objects.create(urn=100000, name="Hill School")
    school()
    school()  # schools without a URN may share a name
    refused(lambda: School.objects.create(urn=100000, name="Another School"))
    refused(lambda: School.objects.create(name=""))
    refused(lambda: School.objects.create(name="Hill School", status="ruined"))
    refused(lambda: School.objects.create(name="Hill School", closed_on=TODAY))
    refused(lambda: School.objects.create(name="Hill School", email_domain="Hill.example"))
    refused(lambda: School.objects.create(name="Hill School", dsl_name="The lead"))
    refused(lambda: School.objects.create(name="Hill School", dsl_route="Room 12"))


def test_a_teacher_is_at_one_school_and_verified_in_some_way() -> None:
    colleague, hill = person(), school()
    Teacher.objects.create(person=colleague, school=hill, added_at=NOW, left_at=NOW)
    Teacher.objects.create(person=colleague, school=hill, added_at=NOW)
    refused(lambda: Teacher.objects.create(person=colleague, school=school(), added_at=NOW))
    refused(lambda: Teacher.objects.filter(person=colleague).update(verified_at=NOW))
    refused(lambda: Teacher.objects.filter(person=colleague).update(verified_how="link_opened"))
    refused(lambda: Teacher.objects.filter(person=colleague).update(left_at=NOW - timedelta(seconds=1)))


def test_a_link_expires_later_and_is_the_only_live_one_for_its_end() -> None:
    colleague = person()

    def link(token_hash: str, session_ref: str = "", days: int = 1) -> SignInLink:
        return SignInLink.objects.create(
            person=colleague,
            token_hash=token_hash,
            session_ref=session_ref,
            issued_at=NOW,
            expires_at=NOW + timedelta(days=days),
        )

    link("1")
    link("2", "ab12cd34ef")
    refused(lambda: link("3"))
    refused(lambda: link("2", "another"))
    refused(lambda: link("4", "zero", days=0))


def test_an_agreement_says_what_who_and_how_and_is_made_once() -> None:
    colleague = person()
    whole = {
        "document": "teacher-terms",
        "version": "1",
        "text_hash": "h",
        "name_typed": "Colleague A",
        "how_identified": "link",
    }
    Agreement.objects.create(person=colleague, at=NOW, **whole)
    refused(lambda: Agreement.objects.create(person=colleague, at=NOW, **whole))
    for part in ("version", "text_hash", "name_typed", "how_identified"):
        lacking = {**whole, "text_hash": "i", part: ""}
        refused(partial(Agreement.objects.create, person=colleague, at=NOW, **lacking))


def test_who_did_something_cannot_be_deleted() -> None:
    colleague = person()
    RoleHeld.objects.create(person=colleague, role=Role.SPEAKER, from_on=TODAY)
    with pytest.raises(IntegrityError):
        colleague.delete()
