"""What changes: another time, another purpose, a second school, another teacher on the day, another team, the end of a plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import icalendar
import pytest

from chaperone.outbox.models import Letter
from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    Rearrangement,
    SeatsAsked,
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
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import code_of, plan_of_room, readiness, seat_still_stands
from chaperone.sessions.readiness import unmet
from tests.sessions.cast import (
    A_DAY,
    A_MINUTE,
    AN_HOUR,
    NOW,
    START,
    Charity,
    colleague,
    done,
    letters,
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
@pytest.mark.parametrize(
    "reason", ["Ring me on 07123 456789", "Write to somebody@home.example", "Find me: insta @coast.birds"]
)
def test_a_reason_with_somebodys_number_is_sent_to_nobody(reason: str) -> None:
    charity = Charity()
    session = charity.session()
    no = refusal(cancel_session(session, reason, charity.facilitator, NOW))
    assert no.clause == "S6"
    assert "reason seems to hold" in no.sentence
    assert letters(session, "cancelled") == []
    done(cancel_session(session, "Ring the office on 020 7946 0018", charity.facilitator, NOW))


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


@pytest.mark.proves("M10")
def test_a_class_before_the_teachers_own_screen_counts_as_begun_although_it_needs_no_code() -> None:
    charity = Charity()
    session = charity.session(schools=(charity.asks(SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28)),))
    assert refusal(cancel_session(session, "", charity.facilitator, START)).clause == "M10"
    done(cancel_session(session, "", charity.facilitator, START - A_MINUTE))


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
