"""The rules of the door and the quorum as short stories: who came, who went, and what the room made of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.state import Place
from tests.room import rooms as r
from tests.room.stories import A1, A2, F1, F2, SPEAKS, TB, T, has_opened, pause, place, refused, waiting_room


# --- the lead and the door (M8) --------------------------------------------------------------------------------------
@pytest.mark.proves("M8")
def test_the_door_opens_ten_minutes_after_the_teacher_signed_in_and_not_a_moment_sooner() -> None:
    room = waiting_room()
    room.tick(r.LEAD - 0.001)
    assert place(room) is Place.WAITING and not has_opened(room)
    room.tick(0.001)
    assert place(room) is Place.INSIDE and has_opened(room)


@pytest.mark.proves("M8")
def test_no_clock_alone_opens_the_door() -> None:
    room = r.Room(r.a_plan())
    room.join(r.FACILITATOR)
    room.join(r.SECOND)
    room.enter(r.SEAT_A1)
    room.tick(10 * r.LEAD)
    assert place(room) is Place.WAITING, "two adults are here, but not the teacher"


@pytest.mark.proves("M8")
def test_a_teacher_back_within_the_limit_does_not_begin_the_ten_minutes_again() -> None:
    room = waiting_room()
    room.tick(200)
    room.do(c.Leave(T, why="vanished"))
    room.tick(r.ABSENCE)
    room.join(r.TEACHER_A)
    room.tick(r.LEAD - 200 - r.ABSENCE)
    assert place(room) is Place.INSIDE


@pytest.mark.proves("M8")
def test_a_teacher_away_longer_than_the_limit_begins_them_again() -> None:
    room = waiting_room()
    room.tick(200)
    room.do(c.Leave(T, why="vanished"))
    room.tick(r.ABSENCE + 1)
    room.join(r.TEACHER_A)
    room.tick(r.LEAD - 1)
    assert place(room) is Place.WAITING
    room.tick(1)
    assert place(room) is Place.INSIDE


@pytest.mark.proves("M8", "M9")
def test_pupils_inside_are_back_at_the_door_when_their_teacher_stays_away() -> None:
    room = r.open_to_school_a()
    room.do(c.Leave(T, why="vanished"))
    room.tick(r.ABSENCE)
    assert place(room) is Place.INSIDE and pause(room)
    room.tick(1)
    assert place(room) is Place.WAITING
    room.join(r.TEACHER_A)
    assert place(room) is Place.WAITING, "the lead begins again"


@pytest.mark.proves("M8", "M9")
def test_a_server_too_busy_to_notice_the_absence_still_counts_it_when_the_teacher_comes() -> None:
    room = r.open_to_school_a()
    room.do(c.Leave(A2, why="left"))
    room.do(c.Leave(T, why="vanished"))
    room.enter(r.SEAT_A2)
    room.now += r.ABSENCE + 1
    happened = room.join(r.TEACHER_A)
    assert isinstance(happened, tuple)
    assert not any(isinstance(event, e.SeatAdmitted | e.TeacherBack) for event in happened)
    assert place(room) is place(room, r.SEAT_A2) is Place.WAITING


@pytest.mark.proves("A1")
def test_a_session_that_is_not_ready_opens_no_door() -> None:
    room = waiting_room()
    plan = replace(room.state.plan, version=2, unready=("the school's contact is missing",))
    room.do(c.ChangePlan(plan=plan))
    room.tick(r.LEAD)
    assert place(room) is Place.WAITING
    room.do(c.ChangePlan(plan=replace(plan, version=3, unready=())))
    assert place(room) is Place.INSIDE


# --- the waiver (M8, decision 8) -------------------------------------------------------------------------------------
@pytest.mark.proves("M8")
def test_two_named_adults_and_a_reason_open_the_door_early() -> None:
    room = waiting_room()
    assert refused(room.do(c.ProposeWaiver(T, school=r.SCHOOL_A, reason="  "))).clause == ""
    room.do(c.ProposeWaiver(T, school=r.SCHOOL_A, reason="the class is settled"))
    assert refused(room.do(c.ConfirmWaiver(T, school=r.SCHOOL_A))).clause == "M8"
    room.join(r.TEACHER_A, f"{r.TEACHER_A}/2")
    assert refused(room.do(c.ConfirmWaiver(f"{r.TEACHER_A}/2", school=r.SCHOOL_A))).clause == "M8"
    assert place(room) is Place.WAITING
    room.do(c.ConfirmWaiver(F1, school=r.SCHOOL_A))
    assert place(room) is Place.INSIDE


@pytest.mark.proves("M8")
def test_who_asked_to_open_early_must_still_be_there_when_the_second_agrees() -> None:
    room = waiting_room()
    room.do(c.ProposeWaiver(F1, school=r.SCHOOL_A, reason="settled"))
    room.join(r.SECOND)
    room.do(c.Leave(F1))
    assert refused(room.do(c.ConfirmWaiver(F2, school=r.SCHOOL_A))).clause == "M8"


@pytest.mark.proves("M8")
def test_an_agreed_waiver_is_not_undone_by_asking_again() -> None:
    room = r.Room(r.a_plan(seats=(r.SEAT_A1,)))
    room.join(r.FACILITATOR)
    room.join(r.SECOND)
    room.enter(r.SEAT_A1)
    room.do(c.ProposeWaiver(F1, school=r.SCHOOL_A, reason="settled"))
    room.do(c.ConfirmWaiver(F2, school=r.SCHOOL_A))
    refused(room.do(c.ProposeWaiver(F1, school=r.SCHOOL_A, reason="settled")))
    assert place(room) is Place.WAITING, "the quorum cannot be waived"
    room.join(r.TEACHER_A)
    assert place(room) is Place.INSIDE


@pytest.mark.proves("M8")
def test_speakers_pupils_and_other_schools_teachers_sign_no_waiver() -> None:
    room = waiting_room(3, 2, (r.SEAT_A1, r.SEAT_B1))
    room.join(r.SPEAKER)
    room.join(r.TEACHER_B)
    for device in (SPEAKS, TB, A1):
        assert refused(room.do(c.ProposeWaiver(device, school=r.SCHOOL_A, reason="settled"))).clause == "M8"
    room.do(c.ProposeWaiver(T, school=r.SCHOOL_A, reason="settled"))
    for device in (SPEAKS, TB, A1):
        assert refused(room.do(c.ConfirmWaiver(device, school=r.SCHOOL_A))).clause == "M8"


@pytest.mark.proves("M8")
def test_a_door_that_shut_again_needs_a_new_waiver() -> None:
    room = waiting_room()
    room.do(c.ProposeWaiver(T, school=r.SCHOOL_A, reason="settled"))
    room.do(c.ConfirmWaiver(F1, school=r.SCHOOL_A))
    room.do(c.Leave(T, why="vanished"))
    room.tick(r.ABSENCE + 1)
    room.join(r.TEACHER_A)
    assert place(room) is Place.WAITING


# --- the quorum (S7, M9, decision 4) ---------------------------------------------------------------------------------
@pytest.mark.proves("S7", "M9")
def test_two_windows_of_one_teacher_are_one_adult() -> None:
    room = r.Room(r.a_plan())
    room.join(r.TEACHER_A, f"{r.TEACHER_A}/1")
    room.join(r.TEACHER_A, f"{r.TEACHER_A}/2")
    room.enter(r.SEAT_A1)
    room.tick(r.LEAD)
    assert place(room) is Place.WAITING
    room.join(r.FACILITATOR)
    assert place(room) is Place.INSIDE
    room.do(c.Leave(f"{r.TEACHER_A}/2"))
    assert not pause(room), "the other window is still there"


@pytest.mark.proves("S7")
def test_the_room_pauses_the_moment_the_second_adult_goes_and_goes_on_when_one_comes() -> None:
    room = r.open_to_school_a()
    room.do(c.Leave(F1))
    assert pause(room) == "S7"
    assert refused(room.say(A1)).clause == "S7"
    assert refused(room.say(T)).clause == "S7", "nobody speaks in a pause, not even the teacher"
    room.join(r.SECOND)
    assert not pause(room)
    assert isinstance(room.say(A1), tuple)


@pytest.mark.proves("M9")
def test_any_number_of_staff_is_not_their_teacher() -> None:
    room = r.open_to_school_a(3)
    room.join(r.SECOND)
    room.join(r.SPEAKER)
    room.do(c.Leave(T))
    assert pause(room) == "M9"


@pytest.mark.proves("M9")
def test_each_school_needs_its_own_teacher() -> None:
    room = waiting_room(2, 2, (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1))
    room.enter(r.SEAT_B1)
    room.tick(r.LEAD)
    assert place(room) is Place.INSIDE and place(room, r.SEAT_B1) is Place.WAITING
    room.join(r.TEACHER_B)
    room.tick(r.LEAD)
    assert place(room, r.SEAT_B1) is Place.INSIDE
    room.do(c.Leave(TB))
    assert pause(room), "both schools hear the same room"
    assert refused(room.say(A1)).clause == "M9"
    room.enter(r.SEAT_A2)
    assert place(room, r.SEAT_A2) is Place.WAITING, "nobody is let into a paused room"
    room.join(r.TEACHER_B)
    assert place(room, r.SEAT_A2) is Place.INSIDE


@pytest.mark.proves("M9")
def test_a_sleeping_laptop_is_not_a_teacher() -> None:
    room = r.open_to_school_a()
    last_heard = room.now
    for seconds, paused in ((r.PRESENCE, False), (0.1, True)):
        room.now += seconds
        room.do(c.Tick(heard={ref: last_heard if ref == T else room.now for ref in room.state.connections}))
        assert bool(pause(room)) is paused
    assert T not in room.state.connections


# --- leaving and letting in at the same moment, in both orders -------------------------------------------------------
@pytest.mark.proves("M9")
def test_the_teacher_leaves_and_then_the_door_would_open_in_the_same_moment() -> None:
    room = waiting_room()
    room.do(c.Leave(T), r.LEAD)
    room.tick(0)
    assert place(room) is Place.WAITING


@pytest.mark.proves("M9")
def test_the_door_opens_and_then_the_teacher_leaves_in_the_same_moment() -> None:
    room = waiting_room()
    room.tick(r.LEAD)
    room.do(c.Leave(T))
    assert place(room) is Place.INSIDE and pause(room)
    assert refused(room.say(A1)).clause == "M9", "let in, but nothing can be said or heard"


@pytest.mark.proves("M9")
def test_one_tick_that_loses_the_teacher_and_ends_the_lead_lets_nobody_in() -> None:
    room = waiting_room()
    room.tick(r.LEAD - 10)
    happened = room.tick(10, silent=(T,))
    assert [type(event) for event in happened] == [e.Disconnected, e.TeacherGone]
    assert place(room) is Place.WAITING


@pytest.mark.proves("S7")
def test_words_decided_before_a_loss_are_said_and_those_after_it_are_not() -> None:
    room = r.open_to_school_a()
    assert isinstance(room.say(A1, "before"), tuple)
    room.do(c.Leave(T))
    assert refused(room.say(A1, "after")).clause == "M9"


# --- clocks, restarts, the end ---------------------------------------------------------------------------------------
@pytest.mark.proves("M8")
def test_a_clock_that_goes_back_opens_nothing_and_loses_nothing() -> None:
    room = waiting_room()
    room.tick(r.LEAD / 2)
    room.join(r.SECOND)
    clock = room.state.clock
    room.now -= 10_000
    room.do(c.Leave(A1, why="vanished"))
    room.enter(r.SEAT_A1)
    assert room.state.clock == clock and place(room) is Place.WAITING
    room.now = clock
    room.tick(r.LEAD / 2)
    assert place(room) is Place.INSIDE


@pytest.mark.proves("M9", "S7")
def test_after_a_restart_nobody_is_there_and_the_room_is_paused_until_the_adults_are() -> None:
    room = r.open_to_school_a()
    room.restart()
    assert len(room.state.connections) == 0 and pause(room)
    room.join(r.SEAT_A1)
    assert refused(room.say(A1)).clause == "M9"
    room.join(r.TEACHER_A)
    assert refused(room.say(A1)).clause == "S7"
    room.join(r.FACILITATOR)
    assert isinstance(room.say(A1), tuple)


@pytest.mark.proves("M8")
def test_a_server_away_longer_than_the_absence_limit_begins_the_lead_again() -> None:
    for away, where in ((r.ABSENCE, Place.INSIDE), (r.ABSENCE + 1, Place.WAITING)):
        room = r.open_to_school_a()
        room.now += away
        room.restart()
        room.join(r.TEACHER_A)
        room.join(r.FACILITATOR)
        room.join(r.SEAT_A1)
        assert place(room) is where, away
