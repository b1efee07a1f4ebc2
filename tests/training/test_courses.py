"""The courses and drills that are shipped: one for every role, whole, with a reason for every answer, and their words' own hash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.policy.pack import pack_named
from chaperone.policy.specs import ROLES
from chaperone.training.courses import course_of, courses, drills
from chaperone.training.rules import may_ask_so_few, needs_course

PACK = pack_named("online-safeguarding")
COURSES = courses(PACK)
DRILLS = drills(PACK)


@pytest.mark.proves("U1", "U6")
@pytest.mark.parametrize("role", sorted({*STAFF_ROLES, Role.TEACHER}))
def test_every_role_has_one_course_of_at_least_eight_questions(role: Role) -> None:
    mine = [course for course in COURSES.values() if role in course.roles]
    assert len(mine) == 1
    assert course_of(role, PACK) == mine[0]
    assert len(mine[0].questions) >= 8
    assert may_ask_so_few(mine[0], PACK.parameters)


def test_a_teacher_is_asked_and_not_stopped_unless_the_pack_says_so() -> None:
    assert not needs_course(Role.TEACHER, PACK.parameters)
    assert set(map(str, Role)) == set(ROLES)


@pytest.mark.proves("U1")
@pytest.mark.parametrize("name", COURSES)
def test_a_course_is_whole(name: str) -> None:
    course = COURSES[name]
    assert course.version >= 1
    assert 4 <= len(course.code) <= 7, "the rules of a role fit on one screen"
    assert len({question.id for question in course.questions}) == len(course.questions)
    for question in course.questions:
        assert question.asks.endswith(("?", "."))
        assert len(question.answers) >= 3
        assert sum(answer.is_right for answer in question.answers) == 1
        assert len({answer.key for answer in question.answers}) == len(question.answers)
        assert [answer.text for answer in question.answers if not answer.why.endswith(".")] == []


def test_the_right_answer_is_not_always_in_the_same_place() -> None:
    places = {
        [answer.is_right for answer in question.answers].index(True)
        for course in COURSES.values()
        for question in course.questions
    }
    assert places == {0, 1, 2}


@pytest.mark.proves("A2")
@pytest.mark.parametrize("name", DRILLS)
def test_a_drill_is_whole_and_can_be_failed_both_ways(name: str) -> None:
    drill = DRILLS[name]
    assert drill.seconds >= 60
    assert drill.good
    worths = [step.worth for step in drill.steps]
    assert worths.count("must") >= 2
    assert worths.count("never") >= 2
    assert len({step.key for step in drill.steps}) == len(drill.steps)


def test_no_word_is_left_unfilled() -> None:
    said = [part for course in COURSES.values() for part in (course.lead, *course.code)]
    said += [question.asks for course in COURSES.values() for question in course.questions]
    assert [words for words in said if "{" in words] == []


def test_one_changed_letter_is_another_course() -> None:
    course = COURSES["facilitator"]
    first = course.questions[0]
    changed = replace(first, answers=(replace(first.answers[0], text="Otherwise."), *first.answers[1:]))
    assert changed.answers[0].key != first.answers[0].key
    hashes = {course.hash for course in COURSES.values()} | {drill.hash for drill in DRILLS.values()}
    assert len(hashes) == len(COURSES) + len(DRILLS)
    rehearsal = pack_named("rehearsal")
    assert courses(rehearsal)["facilitator"].hash != course.hash, "its numbers are in the words"
