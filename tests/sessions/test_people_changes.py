"""Other people: a second school with its teacher, a teacher replaced on the day, a new team of staff."""

from __future__ import annotations

from typing import Any

import icalendar
import pytest

from chaperone.outbox.models import Letter
from chaperone.people.actions import sign_in_by_link
from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    SchoolAsked,
    add_school,
    agree_to_purpose,
    invite_teachers,
    record_room_opened,
    replace_staff,
    replace_teacher,
)
from chaperone.sessions.models import Session
from chaperone.sessions.queries import plan_of_room
from tests.sessions.cast import (
    A_MINUTE,
    NOW,
    START,
    Charity,
    a_school,
    a_teacher,
    colleague,
    done,
    individual,
    kinds,
    letters,
    link_in,
    refusal,
)

pytestmark = pytest.mark.django_db


def event_in(letter: Letter) -> Any:
    """Return the event in the calendar file that came with a letter."""
    calendar: Any = icalendar.Calendar.from_ical(bytes(letter.enclosures.get().content))
    (event,) = calendar.walk("VEVENT")
    return event


def version_of(session: Session) -> int:
    session.refresh_from_db()
    return session.plan_version


# --- Schools and teachers ----------------------------------------------------------------------------------------
@pytest.mark.proves("M9")
def test_a_second_school_joins_with_its_own_teacher_seats_and_agreement() -> None:
    charity = Charity()
    session = charity.ready_session()
    other = a_school("Dale School", "dale.school.example")
    teacher = a_teacher(other, "D")
    during = START - 5 * A_MINUTE
    version = version_of(session)
    done(add_school(session, SchoolAsked(other, (teacher,), (individual(2),)), charity.facilitator, during))
    plan = plan_of_room(session.ref, during)
    assert plan is not None
    assert {school.name for school in plan.schools} == {"Hill School", "Dale School"}
    assert plan.unready == ("Dale School has not agreed to the purpose.",)
    assert version_of(session) > version
    (invitation,) = letters(session, "invitation", teacher.person)
    assert done(sign_in_by_link(link_in(invitation), during)) == teacher.person
    done(agree_to_purpose(session, other, teacher.person, during))
    plan = plan_of_room(session.ref, during)
    assert plan is not None
    assert plan.unready == ()
    assert "already" in refusal(add_school(session, charity.asks(), charity.facilitator, during)).sentence
    for wrong in (charity.teacher.person, charity.facilitator):
        refusal(agree_to_purpose(session, other, wrong, during))


@pytest.mark.proves("M9", "S8")
def test_a_teacher_is_replaced_on_the_day_in_the_live_room() -> None:
    charity = Charity()
    session = charity.ready_session()
    cover = a_teacher(charity.school, "C")
    old_link = link_in(letters(session, "invitation")[0])
    on_the_day = START + 5 * A_MINUTE
    record_room_opened(session.ref, START)
    version = version_of(session)
    done(replace_teacher(session, charity.teacher, cover, charity.facilitator, on_the_day))
    plan = plan_of_room(session.ref, on_the_day)
    assert plan is not None
    assert cover.person.ref in {adult.ref for adult in plan.adults}
    assert charity.teacher.person.ref not in {adult.ref for adult in plan.adults}
    assert plan.unready == ("Hill School has not agreed to the purpose.",)
    assert version_of(session) > version
    (invitation,) = letters(session, "invitation", cover.person)
    assert done(sign_in_by_link(link_in(invitation), on_the_day)) == cover.person
    assert "replaced" in refusal(sign_in_by_link(old_link, on_the_day)).sentence
    (stood_down,) = letters(session, "stood_down")
    assert stood_down.to == [charity.teacher.person.email]
    assert str(event_in(stood_down)["STATUS"]) == "CANCELLED"
    assert "teacher.replaced" in kinds(session)
    refusal(agree_to_purpose(session, charity.school, charity.teacher.person, on_the_day))
    done(agree_to_purpose(session, charity.school, cover.person, on_the_day))


def test_a_school_is_never_left_without_a_teacher_and_takes_only_its_own() -> None:
    charity = Charity()
    session = charity.session()
    elsewhere = a_teacher(a_school("Dale School", "dale.school.example"), "D")
    second = a_teacher(charity.school, "C")
    by = charity.facilitator
    assert refusal(replace_teacher(session, charity.teacher, None, by, NOW)).clause == "M9"
    refusal(replace_teacher(session, charity.teacher, elsewhere, by, NOW))
    refusal(replace_teacher(session, None, elsewhere, by, NOW))
    refusal(replace_teacher(session, second, charity.teacher, by, NOW))
    refusal(replace_teacher(session, None, None, by, NOW))
    refusal(replace_teacher(session, None, charity.teacher, by, NOW))
    done(replace_teacher(session, None, second, by, NOW))
    done(replace_teacher(session, charity.teacher, None, by, NOW))
    done(replace_teacher(session, second, charity.teacher, by, NOW))
    assert [row.teacher for row in session.teachers.filter(replaced_at=None)] == [charity.teacher]


def test_inviting_again_sends_a_new_link_and_kills_the_old_one() -> None:
    charity = Charity()
    session = charity.session()
    assert invite_teachers(session, charity.facilitator, NOW + A_MINUTE) == 1
    first, second = letters(session, "invitation")
    refusal(sign_in_by_link(link_in(first), NOW + A_MINUTE))
    done(sign_in_by_link(link_in(second), NOW + A_MINUTE))
    assert invite_teachers(session, charity.facilitator, NOW, only=[charity.speaker.pk]) == 0


# --- Staff -------------------------------------------------------------------------------------------------------
@pytest.mark.proves("S7")
def test_a_new_team_is_checked_told_and_in_the_room_at_once() -> None:
    charity = Charity()
    session = charity.ready_session()
    stand_in = colleague("N", Role.SPEAKER)
    later = START - A_MINUTE
    refused = replace_staff(session, [charity.facilitator], [], charity.facilitator, later)
    assert refusal(refused).clause == "S7"
    unread = colleague("Z", Role.SPEAKER, agreed=False)
    assert (
        refusal(replace_staff(session, [charity.facilitator], [unread], charity.facilitator, later)).clause
        == "S1"
    )
    done(replace_staff(session, [charity.facilitator], [stand_in], charity.facilitator, later))
    plan = plan_of_room(session.ref, later)
    assert plan is not None
    refs = {adult.ref for adult in plan.adults}
    assert stand_in.ref in refs
    assert charity.speaker.ref not in refs
    assert plan.unready == ()
    assert letters(session, "stood_down")[0].to == [charity.speaker.email]
    assert letters(session, "duty", stand_in)
    assert len(letters(session, "duty", charity.facilitator)) == 1


def test_the_host_changes_only_when_they_no_longer_lead() -> None:
    charity = Charity()
    session = charity.session()
    second = colleague("G", Role.FACILITATOR)
    by = charity.facilitator
    assert (
        done(replace_staff(session, [second, charity.facilitator], [], by, NOW)).host == charity.facilitator
    )
    assert done(replace_staff(session, [second], [charity.facilitator], by, NOW)).host == second
