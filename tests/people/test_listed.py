"""A list is looked through without changing anything, and what is taken in is exactly what was allowed, row by row."""

from __future__ import annotations

import pytest

from chaperone.people.actions import look_through, mark_left, take_in
from chaperone.people.candidates import Candidate, ListKind
from chaperone.people.models import Person, RoleHeld, School, Teacher
from chaperone.people.queries import person_by_email, roles_of
from chaperone.people.roles import Role
from tests.people.charity import NOW, colleague, on_record, school, teacher

pytestmark = pytest.mark.django_db


def staff(*rows: tuple[str, str, str]) -> list[Candidate]:
    """Return rows of name, address and roles, numbered as a spreadsheet does."""
    return [
        Candidate(number, name, email, roles=roles)
        for number, (name, email, roles) in enumerate(rows, start=2)
    ]


def teachers(*rows: tuple[str, str, str, str]) -> list[Candidate]:
    """Return rows of name, address, school and town."""
    return [
        Candidate(number, name, email, school=at, town=town)
        for number, (name, email, at, town) in enumerate(rows, start=2)
    ]


def everything() -> tuple[int, ...]:
    """Count what a list could change."""
    return Person.objects.count(), RoleHeld.objects.count(), Teacher.objects.count(), len(on_record())


@pytest.mark.proves("S7", "U6")
def test_every_problem_is_named_by_row_and_nothing_changes() -> None:
    office = colleague("O", Role.ADMINISTRATOR)
    colleague("K", Role.SPEAKER)
    rows = staff(
        ("New A", "a@charity.example", "facilitator, speaker"),
        ("Colleague K", "colleague.k@charity.example", ""),
        ("Colleague K", "another.k@charity.example", ""),
        ("The Office", "office@charity.example", ""),
        ("No Address", "nowhere", ""),
        ("", "nameless@charity.example", ""),
        ("New A", "second.a@charity.example", ""),
        ("New B", "A@charity.example", ""),
        ("New C", "c@charity.example", "wizard"),
        ("New D", "d@charity.example", "safeguarding lead"),
        ("=cmd()", "e@charity.example", ""),
    )
    before = everything()
    lines = look_through(ListKind.STAFF, rows, office, NOW)
    assert everything() == before
    assert [line.goes_in for line in lines] == [True, *[False] * 9, True]
    assert lines[1].known
    told = [line.refused.sentence if line.refused is not None else "" for line in lines]
    for number, words in {
        2: "Somebody of that name is known",
        3: "shared mailbox",
        4: "not an e-mail address",
        5: "name is missing",
        6: "Row 2 has the same name",
        7: "Row 2 has the same address",
        8: "“wizard” is no role",
        9: "not yours to decide",
    }.items():
        assert words in told[number]
    assert [line.may_be_somebody_else for line in lines].count(True) == 2


@pytest.mark.proves("U6")
def test_what_was_allowed_is_taken_in_and_ticked_rows_too() -> None:
    office = colleague("O", Role.ADMINISTRATOR)
    rows = staff(
        ("New A", "a@charity.example", "facilitator"),
        ("Colleague O", "other.o@charity.example", ""),
        ("The Office", "office@charity.example", ""),
    )
    lines = take_in(ListKind.STAFF, rows, office, NOW, {3})
    assert [line.goes_in for line in lines] == [True, True, False]
    added = person_by_email("a@charity.example")
    assert added is not None
    assert roles_of(added, NOW.date()) == {Role.FACILITATOR}
    (entry,) = on_record("people.list_taken_in")
    assert (entry.actor, entry.body) == (office.ref, {"list": "staff", "rows": 3, "added": 2})
    again = take_in(ListKind.STAFF, rows, office, NOW, {3})
    assert [line.known for line in again] == [True, True, False]


def test_a_row_is_taken_whole_or_not_at_all() -> None:
    """What is given between looking and confirming may be gone: then the person is not left behind without the role."""
    office = colleague("O", Role.ADMINISTRATOR)
    rows = staff(("New A", "a@charity.example", "deputy lead"))
    before = everything()
    (line,) = take_in(ListKind.STAFF, rows, office, NOW)
    assert line.refused is not None and line.refused.clause == "R2"
    assert everything() == before


def test_somebody_who_may_not_add_people_adds_nobody() -> None:
    speaker, here = colleague("S", Role.SPEAKER), school()
    before = everything()
    for kind, rows in (
        (ListKind.STAFF, staff(("New A", "a@charity.example", ""))),
        (ListKind.TEACHERS, teachers(("Ms New", f"new@{here.email_domain}", here.name, ""))),
    ):
        assert not any(line.goes_in for line in take_in(kind, rows, speaker, NOW))
    assert everything() == before


@pytest.mark.proves("S8")
def test_teachers_belong_to_one_open_school_whose_domain_is_theirs() -> None:
    office, here, elsewhere = (
        colleague("O", Role.ADMINISTRATOR),
        school(),
        school("Vale School", "vale.example"),
    )
    shut = school("Shut School", "shut.example")
    School.objects.filter(pk=shut.pk).update(status=School.Status.CLOSED)
    teacher(elsewhere, "V")
    leaver = teacher(here, "L")
    mark_left(leaver.person, None, NOW)
    rows = teachers(
        ("Ms New", "new@hill.school.example", "hill  SCHOOL", ""),
        ("Mr Private", "private@gmail.com", "Hill School", "anytown"),
        ("Mr Away", "away@hill.school.example", "Vale School", ""),
        ("Ms Teacher V", "teacher.v@vale.example", "Vale School", ""),
        ("Mx Shut", "x@shut.example", "Shut School", ""),
        ("Mx Nowhere", "x@nowhere.example", "Nowhere School", ""),
        ("Mx Number", "x@nowhere.example", "999999", ""),
        ("Mx None", "x@nowhere.example", "", ""),
        ("Mx Town", "t@hill.school.example", "Hill School", "Othertown"),
        ("Ms Teacher L", "teacher.l@hill.school.example", "Hill School", ""),
    )
    lines = take_in(ListKind.TEACHERS, rows, office, NOW)
    assert [line.goes_in for line in lines] == [True, *[False] * 8, True]
    assert lines[3].known
    told = [line.refused.sentence if line.refused is not None else "" for line in lines]
    for number, words in {
        1: "personal mailbox",
        2: "not at this school",
        4: "has closed",
        5: "no school of that name",
        6: "no school of that name",
        7: "No school is named",
        8: "no school of that name",
    }.items():
        assert words in told[number], told[number]


def test_two_schools_of_one_name_are_never_mixed_up() -> None:
    office = colleague("O", Role.ADMINISTRATOR)
    first = school()
    School.objects.create(name=first.name, town="Othertown", sort_name=first.sort_name, urn=123456)
    rows = teachers(
        ("Ms One", "one@hill.school.example", "Hill School", ""),
        ("Ms Two", "two@hill.school.example", "Hill School", "Anytown"),
        ("Ms Three", "three@hill.school.example", "123456", ""),
    )
    lines = look_through(ListKind.TEACHERS, rows, office, NOW)
    assert [line.goes_in for line in lines] == [False, True, False]
    assert lines[0].refused is not None and "2 schools are called so" in lines[0].refused.sentence
    assert lines[2].refused is not None and "domain" in lines[2].refused.sentence
