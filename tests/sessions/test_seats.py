"""Seats: added while the room is live, withdrawn for good, in numbers that make sense, by those who may."""

from __future__ import annotations

import pytest

from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    SeatsAsked,
    add_seats,
    claim_seat,
    replace_code,
    replace_teacher,
    withdraw_seat,
)
from chaperone.sessions.models import Seat
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import (
    code_of,
    code_sheet,
    plan_of_room,
    seat_still_stands,
)
from tests.sessions.cast import (
    A_MINUTE,
    NOW,
    START,
    Charity,
    a_school,
    a_teacher,
    colleague,
    done,
    entries,
    first_code,
    individual,
    refusal,
    seat_and_code,
)

OPEN = START - 30 * A_MINUTE


@pytest.mark.django_db
def test_seats_are_added_by_the_teacher_or_the_facilitator_while_the_room_is_live() -> None:
    charity = Charity()
    session = charity.session()
    during = START + 10 * A_MINUTE
    before = plan_of_room(session.ref, during)
    added = done(add_seats(session, charity.school, [individual(2)], charity.teacher.person, during))
    done(
        add_seats(
            session, charity.school, [SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28)], charity.facilitator, during
        )
    )
    after = plan_of_room(session.ref, during)
    assert before is not None
    assert after is not None
    assert len(after.seats) == len(before.seats) + 3
    assert after.version > before.version
    assert done(claim_seat(first_code(charity, added[0]), during)).join_name == added[0].join_name
    screen = [SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28)]
    assert (
        "one teacher"
        in refusal(add_seats(session, charity.school, screen, charity.facilitator, during)).sentence
    )


@pytest.mark.django_db
def test_nobody_else_adds_withdraws_or_replaces() -> None:
    charity = Charity()
    seat, _ = seat_and_code(charity)
    outsider = a_teacher(a_school("Dale School", "dale.school.example"), "D").person
    for person in (outsider, charity.speaker, charity.presence):
        refusal(add_seats(seat.session, charity.school, [individual(1)], person, NOW))
        refusal(withdraw_seat(seat, person, NOW))
        refusal(replace_code(seat, person, NOW))
    other = a_school("Moor School", "moor.school.example")
    refusal(add_seats(seat.session, other, [individual(1)], charity.facilitator, NOW))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        [],
        [individual(0)],
        [individual(-1)],
        [individual(1198)],
        [SeatsAsked(SeatKind.INDIVIDUAL, 1, 2)],
        [SeatsAsked(SeatKind.CLASSROOM, 1, 0)],
        [SeatsAsked(SeatKind.CLASSROOM, 1, 301)],
        [SeatsAsked(SeatKind.TEACHER_SCREEN, 2, 20)],
        [individual(1200), individual(-1199)],
    ],
)
def test_nonsense_numbers_of_seats_are_refused(asked: list[SeatsAsked]) -> None:
    charity = Charity()
    session = charity.session()
    refusal(add_seats(session, charity.school, asked, charity.facilitator, NOW))
    assert session.seats.count() == 3


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_a_withdrawn_seat_is_out_and_its_name_is_never_given_again() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    claimed = done(claim_seat(code, OPEN))
    done(withdraw_seat(seat, charity.facilitator, OPEN))
    done(withdraw_seat(seat, charity.facilitator, OPEN))
    assert not seat_still_stands(claimed.seat_ref, claimed.key)
    assert len(entries(seat.session, "seat.withdrawn")) == 1
    assert "taken away" in refusal(claim_seat(code, OPEN)).sentence
    refusal(replace_code(seat, charity.facilitator, OPEN))
    done(add_seats(seat.session, charity.school, [individual(600)], charity.facilitator, OPEN))
    assert Seat.objects.filter(session=seat.session, join_name=seat.join_name).count() == 1


@pytest.mark.django_db
def test_the_teachers_own_screen_has_no_code_to_replace() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity, schools=(charity.asks(SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28)),))
    assert code == ""
    assert "no code" in refusal(replace_code(seat, charity.teacher.person, NOW)).sentence


@pytest.mark.django_db
@pytest.mark.proves("Y8")
def test_codes_are_shown_to_the_schools_own_teacher_in_this_session_and_to_nobody_else() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    session = seat.session
    colleague_there = a_teacher(charity.school, "C")
    elsewhere = a_teacher(a_school("Dale School", "dale.school.example"), "D")
    strangers = [
        charity.facilitator,
        charity.speaker,
        charity.lead,
        colleague("A", Role.ADMINISTRATOR),
        colleague_there.person,
        elsewhere.person,
    ]
    for viewer in strangers:
        assert code_of(viewer, seat, NOW) == ""
        assert code_sheet(viewer, session, charity.school, NOW) is None
    assert code_sheet(charity.teacher.person, session, elsewhere.school, NOW) is None
    sheet = code_sheet(charity.teacher.person, session, charity.school, NOW)
    assert sheet is not None
    assert sheet.seats[0].code == code
    done(replace_teacher(session, charity.teacher, colleague_there, charity.facilitator, NOW))
    assert code_of(charity.teacher.person, seat, NOW) == ""
    assert code_of(colleague_there.person, seat, NOW) == code


@pytest.mark.django_db
def test_the_sheet_shows_no_code_that_was_used() -> None:
    charity = Charity()
    seat, code = seat_and_code(charity)
    done(claim_seat(code, OPEN))
    sheet = code_sheet(charity.teacher.person, seat.session, charity.school, NOW)
    assert sheet is not None
    assert [one.state for one in sheet.seats] == ["used", "code", "code"]
    assert sheet.seats[0].code == ""
