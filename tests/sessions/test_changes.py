"""What changes: another time, another purpose, a second school, another teacher on the day, another team, the end of a plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from chaperone.outbox.models import Letter
from chaperone.people.actions import sign_in_by_link
from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    Rearrangement,
    SchoolAsked,
    add_school,
    agree_to_purpose,
    cancel_session,
    claim_seat,
    invite_teachers,
    rearrange_session,
    record_room_ended,
    record_room_opened,
    replace_staff,
    replace_teacher,
)
from chaperone.sessions.models import Session
from chaperone.sessions.queries import code_of, plan_of_room, readiness, seat_still_stands
from chaperone.sessions.readiness import unmet
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


# --- Another time, another purpose -------------------------------------------------------------------------------
@pytest.mark.proves("M8")
def test_a_new_time_reaches_calendars_and_reminders() -> None:
    charity = Charity()
    session = charity.session()
    first = letters(session, "invitation")[0]
    version = version_of(session)
    later = START + timedelta(days=120)  # beyond the spring change of clocks
    session = done(rearrange_session(session, Rearrangement(starts_at=later), charity.facilitator, NOW))
    changed = letters(session, "changed", charity.teacher.person)[0]
    assert "(It was Thursday 26 November 2026, 2pm to 3pm (UK time).)" in changed.text
    assert "Friday 26 March 2027, 2pm to 3pm (UK time)" in changed.text
    before, after = event_in(first), event_in(changed)
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert len(letters(session, "changed")) == 3
    due = [letter.due_at for letter in letters(session, "reminder", charity.teacher.person)]
    assert due == [later - timedelta(minutes=minutes) for minutes in (1440, 60, 15)]
    assert session.notes_due_at == later + AN_HOUR + timedelta(hours=72)
    assert version_of(session) > version


@pytest.mark.proves("M3")
def test_a_new_purpose_must_be_agreed_to_again() -> None:
    charity = Charity()
    session = charity.ready_session()
    assert unmet(readiness(session, NOW)) == ()
    change = Rearrangement(purpose="To learn how a bird hospital works, with time for questions.")
    session = done(rearrange_session(session, change, charity.facilitator, NOW))
    assert unmet(readiness(session, NOW)) == ("Hill School has not agreed to the purpose.",)
    assert "agree to it again" in letters(session, "changed", charity.teacher.person)[0].text
    assert "agree to it again" not in letters(session, "changed", charity.facilitator)[0].text
    stale = agree_to_purpose(session, charity.school, charity.teacher.person, NOW, "To meet somebody else.")
    assert "changed" in refusal(stale).sentence
    done(agree_to_purpose(session, charity.school, charity.teacher.person, NOW, change.purpose or ""))
    assert unmet(readiness(session, NOW)) == ()


def test_a_title_alone_leaves_the_agreement_standing() -> None:
    charity = Charity()
    session = charity.ready_session()
    session = done(rearrange_session(session, Rearrangement(title="Gulls"), charity.facilitator, NOW))
    assert session.title == "Gulls"
    assert unmet(readiness(session, NOW)) == ()


@pytest.mark.parametrize(
    "change",
    [
        Rearrangement(starts_at=NOW),
        Rearrangement(minutes=500),
        Rearrangement(purpose=" "),
        Rearrangement(title="x" * 121),
    ],
)
def test_a_change_to_nonsense_is_refused_and_changes_nothing(change: Rearrangement) -> None:
    charity = Charity()
    session = charity.session()
    refusal(rearrange_session(session, change, charity.facilitator, NOW))
    session.refresh_from_db()
    assert (session.starts_at, session.duration_minutes, session.title) == (START, 60, "Birds of the coast")
    assert not letters(session, "changed")


def test_a_session_does_not_move_to_where_its_staff_are_busy() -> None:
    charity = Charity()
    session = charity.session()
    charity.session(starts_at=START + A_DAY)
    moved = rearrange_session(session, Rearrangement(starts_at=START + A_DAY), charity.facilitator, NOW)
    assert refusal(moved).clause == "S7"


def test_a_session_that_has_begun_is_not_moved() -> None:
    charity = Charity()
    session = charity.session()
    record_room_opened(session.ref, START)
    moved = rearrange_session(
        session, Rearrangement(starts_at=START + A_DAY), charity.facilitator, START + A_MINUTE
    )
    assert "begun" in refusal(moved).sentence


@pytest.mark.proves("Y8")
def test_paper_stays_good_when_a_session_moves_after_somebody_came_early() -> None:
    charity = Charity()
    session = charity.session()
    seat = session.seats.order_by("pk")[0]
    code = code_of(charity.teacher.person, seat, NOW)
    early = done(claim_seat(code, START - 30 * A_MINUTE))
    done(
        rearrange_session(
            session, Rearrangement(starts_at=START + A_DAY), charity.facilitator, START - 20 * A_MINUTE
        )
    )
    assert not seat_still_stands(early.seat_ref, early.key)
    again = done(claim_seat(code, START + A_DAY - 30 * A_MINUTE))
    assert again.key != early.key
    # Moved by a few minutes only, whoever is there stays there.
    done(
        rearrange_session(
            session,
            Rearrangement(starts_at=START + A_DAY + 10 * A_MINUTE),
            charity.facilitator,
            START + A_DAY - 20 * A_MINUTE,
        )
    )
    assert seat_still_stands(again.seat_ref, again.key)


# --- Cancelling --------------------------------------------------------------------------------------------------
@pytest.mark.proves("M8")
def test_cancelling_empties_calendars_reminders_and_codes() -> None:
    charity = Charity()
    session = charity.session()
    session = done(cancel_session(session, "The speaker is ill.", charity.facilitator, NOW))
    assert session.status == Session.Status.CANCELLED
    assert not letters(session, "reminder")
    told = letters(session, "cancelled")
    assert len(told) == 3
    assert all("Why: The speaker is ill." in letter.text for letter in told)
    assert str(event_in(told[0])["STATUS"]) == "CANCELLED"
    assert b"METHOD:CANCEL" in bytes(told[0].enclosures.get().content)
    plan = plan_of_room(session.ref, NOW)
    assert plan is not None
    assert plan.unready == ("This session has been cancelled.",)
    for change in (
        cancel_session(session, "", charity.facilitator, NOW),
        rearrange_session(session, Rearrangement(minutes=45), charity.facilitator, NOW),
        replace_staff(session, [charity.facilitator], [charity.speaker], charity.facilitator, NOW),
        invite_teachers(session, charity.facilitator, NOW),
    ):
        assert "cancelled" in refusal(change).sentence


@pytest.mark.proves("M10")
def test_a_session_that_has_begun_is_never_cancelled_away() -> None:
    charity = Charity()
    session = charity.session()
    code = code_of(charity.teacher.person, session.seats.order_by("pk")[0], NOW)
    done(claim_seat(code, START - 30 * A_MINUTE))
    # Somebody waited early, but the session never began: it may still be cancelled before its start ...
    begun = cancel_session(session, "", charity.facilitator, START + A_MINUTE)
    assert (
        refusal(begun).clause == "M10"
    )  # ... and no longer afterwards, even if the door never said that it opened.
    done(cancel_session(session, "", charity.facilitator, START - A_MINUTE))
    other = charity.session(starts_at=START + A_DAY)
    record_room_opened(other.ref, START + A_DAY)
    assert refusal(cancel_session(other, "", charity.facilitator, START + A_DAY)).clause == "M10"


def test_a_session_nobody_came_to_can_still_be_cancelled() -> None:
    charity = Charity()
    done(cancel_session(charity.session(), "", charity.facilitator, START + 2 * AN_HOUR))


def test_a_reason_is_one_readable_line() -> None:
    charity = Charity()
    session = charity.session()
    for reason in ("x" * 301, "a\r\nBcc: everybody@x.example", "\u202egnorw"):
        refusal(cancel_session(session, reason, charity.facilitator, NOW))


# --- Who may ------------------------------------------------------------------------------------------------------
def test_only_its_facilitators_administrators_and_leads_change_a_session() -> None:
    charity = Charity()
    session = charity.session()
    elsewhere = colleague("E", Role.FACILITATOR)
    for person in (elsewhere, charity.speaker, charity.presence, charity.teacher.person):
        for change in (
            rearrange_session(session, Rearrangement(minutes=45), person, NOW),
            cancel_session(session, "", person, NOW),
            invite_teachers(session, person, NOW),
            replace_staff(session, [charity.facilitator], [charity.speaker], person, NOW),
            replace_teacher(session, charity.teacher, charity.teacher, person, NOW),
            add_school(session, charity.asks(), person, NOW),
        ):
            assert "cannot change" in refusal(change).sentence
    for person in (charity.lead, colleague("A", Role.ADMINISTRATOR), charity.facilitator):
        done(rearrange_session(session, Rearrangement(minutes=45), person, NOW))


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


def test_nothing_changes_once_it_is_over() -> None:
    charity = Charity()
    session = charity.session()
    record_room_ended(session.ref, START + AN_HOUR)
    after = START + AN_HOUR + A_MINUTE
    by = charity.facilitator
    for change in (
        rearrange_session(session, Rearrangement(minutes=90), by, after),
        cancel_session(session, "", by, after),
        replace_staff(session, [charity.facilitator], [charity.speaker], by, after),
        add_school(session, charity.asks(), by, after),
        agree_to_purpose(session, charity.school, charity.teacher.person, after),
    ):
        assert "over" in refusal(change).sentence
