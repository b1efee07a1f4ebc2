"""Readiness: every condition can be missing, each says who must act and gives one button, and none of them opens a room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chaperone.people.actions import (
    end_role,
    end_teaching,
    grant_role,
    mark_left,
    set_school_contact,
)
from chaperone.people.models import RoleHeld, School
from chaperone.people.roles import Role
from chaperone.sessions.actions import agree_to_purpose, withdraw_seat
from chaperone.sessions.models import Session
from chaperone.sessions.queries import plan_of_room, readiness
from tests.sessions.cast import A_DAY, NOW, START, Charity, a_school, a_teacher, done

pytestmark = pytest.mark.django_db


def test_a_session_with_everything_is_ready_and_every_line_is_met() -> None:
    charity = Charity()
    session = charity.ready_session()
    lines = readiness(session, NOW)
    assert all(line.met and not line.who for line in lines), lines
    assert [line.clause for line in lines] == ["S7", "M10", "P10", "M2", "Y11", "S8", "Y1", "M3", "Y8"]
    plan = plan_of_room(session.ref, NOW)
    assert plan is not None
    assert plan.unready == ()


def a_leaver(charity: Charity, _: Session) -> None:
    done(mark_left(charity.speaker, None, NOW))


def a_lapsed_role(charity: Charity, _: Session) -> None:
    done(end_role(charity.facilitator, Role.FACILITATOR, None, NOW))
    done(grant_role(charity.facilitator, Role.SPEAKER, None, NOW))


def no_presence_lead(charity: Charity, _: Session) -> None:
    done(end_role(charity.presence, Role.ONLINE_PRESENCE_LEAD, None, NOW))


def no_safeguarding_lead(charity: Charity, _: Session) -> None:
    RoleHeld.objects.filter(person=charity.lead).update(until_on=NOW.date())


def a_closed_school(charity: Charity, _: Session) -> None:
    School.objects.filter(pk=charity.school.pk).update(status="closed", closed_on=NOW.date())


def no_contact(charity: Charity, _: Session) -> None:
    School.objects.filter(pk=charity.school.pk).update(dsl_name="", dsl_route="")


def a_teacher_who_left(charity: Charity, _: Session) -> None:
    done(end_teaching(charity.teacher, None, NOW))


def no_terms(charity: Charity, _: Session) -> None:
    charity.teacher.person.agreements.all().delete()


def no_purpose_agreed(_: Charity, session: Session) -> None:
    session.schools.update(purpose_agreed_at=None, purpose_agreed_by=None)


def no_seats(charity: Charity, session: Session) -> None:
    for seat in session.seats.all():
        done(withdraw_seat(seat, charity.facilitator, NOW))


def not_verified(charity: Charity, _: Session) -> None:
    type(charity.teacher).objects.filter(pk=charity.teacher.pk).update(verified_at=None, verified_how="")


@pytest.mark.proves("S7", "P10", "Y11", "S8", "Y1", "M3", "Y8")
@pytest.mark.parametrize(
    ("takes_away", "clause", "who", "route"),
    [
        (a_leaver, "S7", "Colleague F", "session-staff"),
        (a_lapsed_role, "S7", "Colleague F", "session-staff"),
        (no_presence_lead, "P10", "an administrator", "people"),
        (no_safeguarding_lead, "P10", "an administrator", "people"),
        (a_closed_school, "M2", "an administrator", "school"),
        (no_contact, "Y11", "Teacher B", "school"),
        (a_teacher_who_left, "S8", "Teacher B", "session-replace-teacher"),
        (not_verified, "S8", "Teacher B", "session-remind-teacher"),
        (no_terms, "Y1", "Teacher B", "session-remind-teacher"),
        (no_purpose_agreed, "M3", "Teacher B", "session-remind-teacher"),
        (no_seats, "Y8", "Teacher B", "session-add-seats"),
    ],
)
def test_each_condition_alone_keeps_the_room_shut(
    takes_away: Callable[[Charity, Session], None], clause: str, who: str, route: str
) -> None:
    charity = Charity()
    session = charity.ready_session()
    takes_away(charity, session)
    session.refresh_from_db()
    missing = [line for line in readiness(session, NOW) if not line.met]
    assert [line.clause for line in missing] == [clause]
    (line,) = missing
    assert line.who == who
    assert line.action is not None
    assert line.action.route == route
    assert line.sentence.endswith(".")
    plan = plan_of_room(session.ref, NOW)
    assert plan is not None
    assert plan.unready == (line.sentence,)


def test_teachers_have_buttons_of_their_own_for_what_is_theirs() -> None:
    charity = Charity()
    school = a_school("Dale School", "dale.school.example", contact=False)
    teacher = a_teacher(school, "D", ready=False)
    charity.school, charity.teacher = school, teacher
    session = charity.session(schools=(charity.asks(),))
    routes = {
        line.clause: line.teacher_action.route for line in readiness(session, NOW) if line.teacher_action
    }
    assert routes == {
        "Y11": "teaching-contact",
        "Y1": "teaching-terms",
        "M3": "teaching-purpose",
        "Y8": "teaching-add-seats",
    }
    unmet = {line.clause for line in readiness(session, NOW) if not line.met}
    assert unmet == {"Y11", "S8", "Y1", "M3", "Y8"}


def test_each_school_has_its_own_lines() -> None:
    charity = Charity()
    other = a_school("Dale School", "dale.school.example")
    asked = charity.asks().__class__(other, (a_teacher(other, "D"),), charity.asks().seats)
    session = charity.session(schools=(charity.asks(), asked))
    done(agree_to_purpose(session, other, asked.teachers[0].person, NOW))
    purpose = {line.school: line.met for line in readiness(session, NOW) if line.clause == "M3"}
    assert purpose == {charity.school.ref: False, other.ref: True}


def test_a_contact_written_by_the_teacher_makes_it_ready_again() -> None:
    charity = Charity()
    session = charity.ready_session()
    no_contact(charity, session)
    charity.school.refresh_from_db()
    done(set_school_contact(charity.school, "The new lead", "room 4", charity.teacher.person, NOW))
    assert all(line.met for line in readiness(session, NOW))


def test_a_role_that_ends_before_the_day_is_noticed_on_the_day() -> None:
    charity = Charity()
    session = charity.ready_session()
    held = RoleHeld.objects.get(person=charity.speaker, role=Role.SPEAKER)
    held.until_on = START.date()
    held.save()
    assert all(line.met for line in readiness(session, START - A_DAY))
    assert [line.clause for line in readiness(session, START) if not line.met] == ["S7"]
