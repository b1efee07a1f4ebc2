"""Schools added by hand, their contact, domain and time zone; teachers added, verified and gone."""

from __future__ import annotations

import pytest

from chaperone.people.actions import (
    add_school_by_hand,
    add_teacher,
    end_teaching,
    grant_role,
    issue_sign_in_link,
    set_school_contact,
    set_school_domain,
    set_school_timezone,
    sign_in_by_link,
    verify_teacher,
)
from chaperone.people.models import Person, School, Teacher
from chaperone.people.queries import (
    roles_of,
    school_by_id,
    search_schools,
    teacher_at,
    teachers_of,
    teachers_seen_by,
    teaching_of,
    verified_teachers_of,
)
from chaperone.people.roles import Role
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal, school, teacher

pytestmark = pytest.mark.django_db


def test_a_school_added_by_hand_is_found_like_any_other() -> None:
    planner = colleague("A", Role.FACILITATOR)
    made = done(add_school_by_hand("École Sainte-Marie", "Genève", planner, NOW, timezone="Europe/Zurich"))
    assert made.urn is None
    assert school_by_id(made.pk) == made
    assert search_schools("ste marie geneve") == [made]
    assert on_record("school.added")[0].actor == planner.ref
    refusal(add_school_by_hand("ecole saint marie", "genève", planner, NOW))
    refusal(add_school_by_hand("Hill School", "", planner, NOW))
    refusal(add_school_by_hand("Hill School", "Anytown", planner, NOW, timezone="Mars/Olympus"))
    refusal(add_school_by_hand("Hill School", "Anytown", planner, NOW, postcode="far too long"))
    refusal(add_school_by_hand("Hill School", "Anytown", colleague("B", Role.SPEAKER), NOW))


@pytest.mark.proves("Y11")
def test_staff_and_the_schools_own_teachers_say_who_its_safeguarding_lead_is() -> None:
    hill, vale = school(), school("Vale School", "vale.school.example")
    planner = colleague("A", Role.FACILITATOR)
    at_hill = teacher(hill)
    refusal(set_school_contact(hill, "The lead", "Room 12", at_hill.person, NOW))
    done(verify_teacher(at_hill, planner, NOW))
    done(set_school_contact(hill, " The lead ", "Room 12, or the school office", at_hill.person, NOW))
    refusal(set_school_contact(vale, "The lead", "Room 12", at_hill.person, NOW))
    refusal(set_school_contact(vale, "The lead", "", planner, NOW))
    done(set_school_contact(vale, "The pastoral team", "The blue door", planner, NOW))
    hill.refresh_from_db()
    assert (hill.dsl_name, hill.dsl_route) == ("The lead", "Room 12, or the school office")
    assert [(entry.clause, entry.actor) for entry in on_record("school.contact_set")] == [
        ("Y11", at_hill.person.ref),
        ("Y11", planner.ref),
    ]


def test_a_time_zone_is_one_that_exists() -> None:
    hill = school()
    done(set_school_timezone(hill, "Europe/Madrid", None, NOW))
    refusal(set_school_timezone(hill, "Europe/Atlantis", None, NOW))
    refusal(set_school_timezone(hill, "Europe/Madrid", colleague("A", Role.SPEAKER), NOW))
    assert School.objects.get().timezone == "Europe/Madrid"


@pytest.mark.proves("S8", "M2")
def test_a_teacher_is_added_at_the_schools_domain_and_unverified() -> None:
    hill = school()
    planner = colleague("A", Role.FACILITATOR)
    made = done(add_teacher(hill, "B.Teacher@Hill.school.example", "Ms Teacher B", planner, NOW))
    assert (made.person.email, made.person.first_name, made.verified_at) == (
        "b.teacher@hill.school.example",
        "Teacher",
        None,
    )
    assert roles_of(made.person, NOW.date()) == {Role.TEACHER}
    assert list(teachers_of(hill)) == [made]
    assert list(verified_teachers_of(hill)) == []
    assert done(add_teacher(hill, made.person.email, "Ms Teacher B", planner, NOW)) == made
    for email in ("b.teacher@gmail.com", "b.teacher@vale.school.example", "office@hill.school.example", "x"):
        refusal(add_teacher(hill, email, "Mr Teacher C", planner, NOW))
    refusal(add_teacher(hill, "c@hill.school.example", "Mr Teacher C", colleague("B", Role.SPEAKER), NOW))
    assert Person.objects.filter(teaching__isnull=False).count() == 1
    assert len(on_record("teacher.added")) == 1


def test_nobody_is_added_at_a_closed_school_or_one_without_a_domain() -> None:
    closed, bare = (
        school("Old School", "old.school.example"),
        done(add_school_by_hand("Bare School", "Anytown", None, NOW)),
    )
    School.objects.filter(pk=closed.pk).update(status="closed")
    closed.refresh_from_db()
    assert refusal(add_teacher(closed, "b@old.school.example", "Teacher B", None, NOW)).clause == "M2"
    assert refusal(add_teacher(bare, "b@old.school.example", "Teacher B", None, NOW)).clause == "S8"


def test_a_teacher_is_at_one_school_and_one_person() -> None:
    hill, upper = school(), school("Upper Hill School", "upper.hill.school.example")
    made = teacher(hill)
    done(set_school_domain(upper, "hill.school.example", None, NOW))  # one trust, one domain, two schools
    assert refusal(add_teacher(upper, made.person.email, "Ms Teacher B", None, NOW)).clause == "S8"
    assert refusal(add_teacher(upper, "b2@hill.school.example", "Teacher B", None, NOW)).clause == "S7"
    done(end_teaching(made, None, NOW))
    moved = done(add_teacher(upper, made.person.email, "Ms Teacher B", None, NOW + A_DAY))
    assert moved.person == made.person
    assert teaching_of(moved.person) == moved


@pytest.mark.proves("S8")
def test_opening_the_link_that_went_to_the_school_verifies() -> None:
    made = teacher(school())
    path = issue_sign_in_link(made.person, NOW, "ab12cd34ef")
    assert done(sign_in_by_link(path.rsplit("/", 1)[1], NOW)) == made.person
    made.refresh_from_db()
    assert (made.verified_how, made.verified_at) == (Teacher.VerifiedHow.LINK_OPENED, NOW)
    assert on_record("teacher.verified")[0].body == {
        "person": made.person.ref,
        "school": made.school.ref,
        "how": "link_opened",
    }


@pytest.mark.proves("S8")
def test_the_schools_office_may_confirm_but_nobody_confirms_themselves() -> None:
    hill = school()
    planner, made = colleague("A", Role.FACILITATOR), teacher(hill)
    refusal(verify_teacher(made, made.person, NOW))
    done(verify_teacher(made, planner, NOW))
    done(verify_teacher(made, planner, NOW + A_DAY))
    assert (made.verified_how, made.verified_at) == (Teacher.VerifiedHow.SCHOOL_CONFIRMED, NOW)
    assert len(on_record("teacher.verified")) == 1
    helping = teacher(hill, "D")  # a teacher who also helps us does not confirm themselves either
    done(grant_role(helping.person, Role.FACILITATOR, None, NOW))
    assert refusal(verify_teacher(helping, helping.person, NOW)).clause == "S8"


@pytest.mark.proves("S8")
def test_a_corrected_domain_takes_the_proof_away() -> None:
    hill = school()
    made = teacher(hill)
    done(verify_teacher(made, None, NOW))
    done(set_school_domain(hill, "school.example", None, NOW))
    assert verified_teachers_of(hill).count() == 1  # hill.school.example is below it
    done(set_school_domain(hill, "hill-school.example", None, NOW))
    assert verified_teachers_of(hill).count() == 0
    refusal(verify_teacher(made, None, NOW))
    refusal(set_school_domain(hill, "gmail.com", None, NOW))
    refusal(set_school_domain(hill, "hill.example", colleague("A", Role.SPEAKER), NOW))
    assert (on_record("school.domain_set")[-1].body or {})["teachers_unverified"] == 1


def test_a_teacher_who_left_counts_no_more() -> None:
    hill = school()
    made = teacher(hill)
    done(verify_teacher(made, None, NOW))
    token = issue_sign_in_link(made.person, NOW).rsplit("/", 1)[1]
    refusal(end_teaching(made, colleague("A", Role.SPEAKER), NOW))
    done(end_teaching(made, None, NOW))
    assert teacher_at(made.person, hill) is teaching_of(made.person) is None
    assert list(verified_teachers_of(hill)) == []
    assert roles_of(made.person, NOW.date()) == frozenset()
    refusal(sign_in_by_link(token, NOW))
    done(end_teaching(made, None, NOW))
    assert len(on_record("teacher.left")) == 1


def test_a_schools_teachers_are_seen_by_planners_and_its_own() -> None:
    hill, vale = school(), school("Vale School", "vale.school.example")
    made, at_vale = teacher(hill), teacher(vale, "V")
    planner, speaker = colleague("A", Role.FACILITATOR), colleague("S", Role.SPEAKER)
    assert list(teachers_seen_by(planner, hill, NOW)) == [made]
    assert list(teachers_seen_by(made.person, hill, NOW)) == []  # not yet verified
    done(verify_teacher(made, None, NOW))
    assert list(teachers_seen_by(made.person, hill, NOW)) == [made]
    for viewer in (speaker, at_vale.person):
        assert list(teachers_seen_by(viewer, hill, NOW)) == []
