"""Teachers are asked eight short questions: never at the door, and only where the policy says so before their class comes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chaperone.assurance.queries import tally_since
from chaperone.ledger.actions import append
from chaperone.ledger.asked import ASKED_OF_TEACHERS
from chaperone.ledger.facts import fact
from chaperone.people.roles import Role
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from chaperone.policy.versions import next_version
from chaperone.sessions.queries.facts import readiness, readiness_facts, team_of
from chaperone.sessions.queries.teachers_questions import question_lines
from chaperone.training.actions import Sheet, take_course
from chaperone.training.courses import course_of
from chaperone.training.queries import own_training, questions_for_teacher
from chaperone.training.status import questions_were_answered
from tests.assurance.world import LONG_AGO, PACK, a_world, counted
from tests.assurance.world import NOW as LATER
from tests.governance.test_policy_pages import clock as clock  # noqa: PLC0414 - pytest finds a fixture by its name here
from tests.governance.test_policy_pages import words
from tests.pages.town import IN_THE_ROOM, Clock, Town, browser
from tests.sessions.cast import NOW, done

pytestmark = pytest.mark.django_db
COURSE = course_of(Role.TEACHER, PACK)
MUST = [*PACK.parameters.training_roles, "teacher"]
STRICT = next_version(PACK, 2, {"training_roles": MUST}).pack


@pytest.mark.proves("U1")
def test_a_teacher_is_asked_on_their_page_and_not_stopped(clock: Clock) -> None:
    town = Town()
    teacher, session = town.charity.teacher.person, town.own
    assert "U1" not in {line.clause for line in readiness(session, NOW)}
    assert own_training(teacher, NOW).missing == ()
    client, page = browser(teacher), f"/teaching/{session.ref}"
    assert "Eight short questions" in words(client.get(page))
    assert "Eight short situations, about five minutes" in words(client.get("/training/courses/teacher"))
    clock.set(IN_THE_ROOM)
    assert "Eight short questions" not in words(client.get(page)), "not while the class waits"
    clock.set(NOW)
    assert COURSE is not None
    done(take_course(teacher, Sheet("teacher", COURSE.hash, "t" * 32), COURSE.right_answers, NOW))
    assert questions_for_teacher(teacher, NOW) is None
    assert "Eight short questions" not in words(client.get(page))


@pytest.mark.proves("U1")
def test_where_the_policy_says_so_a_session_is_not_ready_before_its_teachers_answered(clock: Clock) -> None:
    assert STRICT is not None and COURSE is not None
    town = Town()
    session = town.own
    schools = readiness_facts(session, NOW, team_of(session, NOW)).schools
    (line,) = question_lines(session.ref, schools, STRICT, NOW)
    assert (line.met, line.clause, line.teacher_action is not None) == (False, "U1", True)
    teacher = town.charity.teacher.person
    done(take_course(teacher, Sheet("teacher", COURSE.hash, "t" * 32), COURSE.right_answers, NOW))
    assert question_lines(session.ref, schools, STRICT, NOW)[0].met
    assert not question_lines(session.ref, schools, STRICT, NOW + timedelta(days=400))[0].met
    assert question_lines(session.ref, schools, PACK, NOW) == ()


@pytest.mark.proves("U1")
def test_it_breaks_the_clause_only_where_the_policy_says_so_and_since_then() -> None:
    a_world()
    counted()
    strict = replace(pack_named("online-safeguarding").parameters, training_roles=tuple(MUST))
    since = LATER - timedelta(days=30)
    lenient = Asked(LATER, since, PACK.parameters, tally_since(since, LATER))
    asked = replace(lenient, parameters=strict)
    assert questions_were_answered(lenient).breaches.count == 0
    assert questions_were_answered(lenient).numbers[-1][1] == 2
    assert questions_were_answered(asked).breaches.count == 0, (
        "nothing says since when it is asked of teachers"
    )
    append("organisation", [fact(ASKED_OF_TEACHERS, "system", "U1")], LONG_AGO)
    assert questions_were_answered(asked).breaches.count > 0
    assert questions_were_answered(lenient).breaches.count == 0
