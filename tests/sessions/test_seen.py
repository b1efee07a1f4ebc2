"""Who sees which session, and how much of it; what a person is told to do; a stranger learns nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.people.actions import end_role, end_teaching, mark_left
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    SchoolAsked,
    add_school,
    cancel_session,
    claim_seat,
    record_room_ended,
    replace_teacher,
)
from chaperone.sessions.plan import Role as Duty
from chaperone.sessions.queries import (
    code_of,
    earlier_for,
    seat_for,
    session_for,
    standing_in,
    upcoming_for,
    what_needs_me,
)
from tests.sessions.cast import (
    A_DAY,
    A_MINUTE,
    AN_HOUR,
    NOW,
    START,
    Charity,
    a_school,
    a_teacher,
    colleague,
    done,
    individual,
)

pytestmark = pytest.mark.django_db


def two_schools() -> tuple[Charity, SchoolAsked, str]:
    """Return a charity, a second school, and the ref of a session that both take part in."""
    charity = Charity()
    session = charity.ready_session()
    other = a_school("Dale School", "dale.school.example")
    asked = SchoolAsked(other, (a_teacher(other, "D"),), (individual(2),))
    done(add_school(session, asked, charity.facilitator, NOW))
    return charity, asked, session.ref


@pytest.mark.proves("S8")
def test_staff_of_the_session_and_leads_see_all_of_it_a_teacher_their_own_school_only() -> None:
    charity, asked, ref = two_schools()
    for viewer in (charity.facilitator, charity.speaker, charity.lead, colleague("A", Role.ADMINISTRATOR)):
        seen = session_for(viewer, ref, NOW)
        assert seen is not None
        assert [part.row.school.name for part in seen.schools] == ["Hill School", "Dale School"]
    for teacher, school in ((charity.teacher, charity.school), (asked.teachers[0], asked.school)):
        seen = session_for(teacher.person, ref, NOW)
        assert seen is not None
        (part,) = seen.schools
        assert part.row.school == school
        assert {seat.school_id for seat in part.seats} == {school.pk}
        assert [row.teacher for row in part.teachers] == [teacher]
        assert seen.standing.school_ids == {school.pk}
        assert not seen.standing.may_change


def test_forbidden_and_not_there_look_the_same() -> None:
    charity, asked, ref = two_schools()
    strangers: list[Person] = [
        colleague("E", Role.FACILITATOR),
        colleague("N"),
        colleague("U", Role.TRUSTEE),
        charity.presence,
        a_teacher(charity.school, "C").person,
    ]
    for viewer in strangers:
        assert session_for(viewer, ref, NOW) is None
        assert standing_in(viewer, ref, NOW) is None
        assert not upcoming_for(viewer, NOW).exists()
        assert not earlier_for(viewer, NOW + 90 * A_DAY).exists()
    assert session_for(charity.lead, "nosuchref1", NOW) is None
    assert asked.school.ref


def test_whoever_stops_being_what_they_were_stops_seeing() -> None:
    charity, asked, ref = two_schools()
    cover = a_teacher(charity.school, "C")
    session = session_for(charity.lead, ref, NOW)
    assert session is not None
    done(replace_teacher(session.session, charity.teacher, cover, charity.facilitator, NOW))
    done(end_teaching(asked.teachers[0], None, NOW))
    done(end_role(charity.speaker, Role.SPEAKER, None, NOW))
    for person in (charity.teacher.person, asked.teachers[0].person, charity.speaker):
        assert session_for(person, ref, NOW) is None
        assert not upcoming_for(person, NOW).exists()
    assert session_for(cover.person, ref, NOW) is not None
    done(mark_left(charity.facilitator, None, NOW))
    charity.facilitator.refresh_from_db()
    assert session_for(charity.facilitator, ref, NOW) is None


def test_standing_says_what_somebody_is_towards_a_session() -> None:
    charity, _, ref = two_schools()
    leads = standing_in(charity.facilitator, ref, NOW)
    speaks = standing_in(charity.speaker, ref, NOW)
    guards = standing_in(charity.lead, ref, NOW)
    assert leads is not None
    assert speaks is not None
    assert guards is not None
    assert (leads.duty, leads.may_change, leads.sees_all) == (Duty.FACILITATOR, True, False)
    assert (speaks.duty, speaks.may_change, speaks.as_staff) == (Duty.SPEAKER, False, True)
    assert (guards.duty, guards.may_change, guards.sees_all) == (None, True, True)


def test_sessions_are_listed_next_first_and_past_ones_latest_first() -> None:
    charity = Charity()
    later = charity.session(starts_at=START + A_DAY)
    sooner = charity.session()
    gone = charity.session(starts_at=START + 2 * A_DAY)
    done(cancel_session(gone, "", charity.facilitator, NOW))
    for viewer in (charity.facilitator, charity.speaker, charity.lead, charity.teacher.person):
        assert list(upcoming_for(viewer, NOW)) == [sooner, later]
        assert list(earlier_for(viewer, NOW)) == [gone]
        during = START + 30 * A_MINUTE
        assert list(upcoming_for(viewer, during)) == [sooner, later]
        after = START + timedelta(hours=5)
        assert list(upcoming_for(viewer, after)) == [later]
        assert list(earlier_for(viewer, after)) == [gone, sooner]
    record_room_ended(sooner.ref, START + AN_HOUR)
    assert list(upcoming_for(charity.lead, START + AN_HOUR)) == [later]


def test_each_is_told_what_they_themselves_can_do() -> None:
    charity = Charity()
    session = charity.session()
    of_teacher = what_needs_me(charity.teacher.person, NOW)
    assert [(need.clause, need.action.route) for need in of_teacher] == [("M3", "teaching-purpose")]
    of_staff = what_needs_me(charity.facilitator, NOW)
    assert [(need.clause, need.action.route) for need in of_staff] == [("M3", "session-remind-teacher")]
    assert of_staff[0].title == session.title
    assert what_needs_me(charity.presence, NOW) == ()
    other = a_school("Dale School", "dale.school.example", contact=False)
    asked = SchoolAsked(other, (a_teacher(other, "D"),))
    done(add_school(session, asked, charity.facilitator, NOW))
    assert [need.clause for need in what_needs_me(charity.teacher.person, NOW)] == ["M3"]
    assert {need.clause for need in what_needs_me(asked.teachers[0].person, NOW)} == {"M3", "Y11", "Y8"}


def test_on_the_day_the_room_stands_first() -> None:
    charity = Charity()
    session = charity.ready_session()
    assert what_needs_me(charity.speaker, START - 61 * A_MINUTE) == ()
    (room,) = what_needs_me(charity.speaker, START - 59 * A_MINUTE)
    assert (room.action.route, room.action.subject) == ("room", {"session_ref": session.ref})
    assert [need.action.route for need in what_needs_me(charity.lead, START - A_MINUTE)] == []


@pytest.mark.proves("S1")
def test_whoever_has_not_read_the_staff_policy_is_told_first() -> None:
    Charity()
    unread = colleague("Z", Role.FACILITATOR, agreed=False)
    (need,) = what_needs_me(unread, NOW)
    assert (need.clause, need.action.route) == ("S1", "staff-policy")


@pytest.mark.proves("Y6", "Y11")
def test_a_seat_knows_its_adults_by_first_name_and_its_own_schools_lead() -> None:
    charity, asked, ref = two_schools()
    seen = session_for(charity.lead, ref, NOW)
    assert seen is not None
    seat = seen.schools[0].seats[0]
    claimed = done(claim_seat(code_of(charity.teacher.person, seat, NOW), START))
    known = seat_for(claimed.seat_ref, claimed.key)
    assert known is not None
    assert [duty.person.first_name for duty in known.staff] == ["Coll F", "Coll S"]
    assert [row.teacher for row in known.teachers] == [charity.teacher]
    assert known.seat.school.dsl_name == "The school’s lead"
    assert known.rules.name == "pupil-rules"
    assert seat_for(claimed.seat_ref, "") is None
    assert seat_for(claimed.seat_ref, "wrong") is None
    assert asked.school.pk != known.seat.school_id
