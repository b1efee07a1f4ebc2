"""The rules of seats, adults in charge and words as short stories: what was tried, and what the room made of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.machine import Already
from chaperone.room.rules import may_see
from chaperone.room.state import Phase, Place, pupils_here
from chaperone.room.views import room_view
from chaperone.sessions.plan import Adult, Role, SeatKind
from tests.room import rooms as r
from tests.room.stories import A1, A2, F1, F2, SPEAKS, TB, T, pause, place, refused, waiting_room


# --- seats -----------------------------------------------------------------------------------------------------------
def test_a_pupil_whose_connection_broke_still_counts_because_they_will_read_it_later() -> None:
    room = r.open_to_school_a()
    room.do(c.Leave(A1, why="vanished"))
    room.do(c.Leave(A2, why="left"))
    assert place(room) is Place.INSIDE and place(room, r.SEAT_A2) is Place.WAITING
    room.do(c.Leave(F1))
    assert pause(room)


@pytest.mark.proves("Y3")
def test_nobody_comes_in_without_having_agreed_to_the_present_rules() -> None:
    room = waiting_room()
    room.join(r.SEAT_A2)
    room.tick(r.LEAD)
    assert place(room, r.SEAT_A2) is Place.WAITING
    assert refused(room.do(c.Agree(A2, rules="older"))).clause == "Y3"
    assert refused(room.do(c.Agree(T, rules=r.RULES_HASH))).clause == "Y3", "nobody agrees for a pupil"
    room.do(c.Agree(A2, rules=r.RULES_HASH))
    assert place(room, r.SEAT_A2) is Place.INSIDE


@pytest.mark.proves("Y8")
def test_a_code_used_in_a_second_place_closes_the_first() -> None:
    room = r.open_to_school_a()
    happened = room.join(r.SEAT_A1, "another device")
    assert isinstance(happened, tuple)
    assert [(x.connection, x.why) for x in happened if isinstance(x, e.Disconnected)] == [(A1, "displaced")]
    assert set(room.state.connections) >= {"another device"} and A1 not in room.state.connections
    assert place(room) is Place.INSIDE


@pytest.mark.proves("Y8")
def test_a_replaced_code_ends_the_old_one_and_its_holder_sees_nothing_said_before() -> None:
    room = r.open_to_school_a()
    plan = room.state.plan
    seats = tuple(replace(seat, key="new") if seat.ref == r.SEAT_A1 else seat for seat in plan.seats)
    room.do(c.ChangePlan(plan=replace(plan, version=2, seats=seats)))
    assert A1 not in room.state.connections and place(room) is Place.WAITING
    assert refused(room.do(c.Join("x", who=r.SEAT_A1, key="k1"))).clause == "Y8"
    room.do(c.Join("x", who=r.SEAT_A1, key="new"))
    assert room.state.seats[r.SEAT_A1].stays == () and not room.state.seats[r.SEAT_A1].agreed


@pytest.mark.proves("M9", "S7")
def test_who_is_signed_out_everywhere_is_out_of_the_room_until_they_sign_in_again() -> None:
    """As after a lost telephone: what it holds open closes, and a ticket it still has opens nothing."""
    room = r.open_to_school_a()
    plan = room.state.plan
    adults = tuple(replace(adult, key="new") if adult.ref == r.TEACHER_A else adult for adult in plan.adults)
    room.do(c.ChangePlan(plan=replace(plan, version=2, adults=adults)))
    assert r.TEACHER_A not in room.state.present and room.state.paused is not None
    assert refused(room.do(c.Join("x", who=r.TEACHER_A))).clause == "M9"
    room.do(c.Join("x", who=r.TEACHER_A, key="new"))
    assert r.TEACHER_A in room.state.present and room.state.paused is None


@pytest.mark.proves("S7")
def test_no_facilitator_can_put_out_the_safeguarding_lead_who_looks_in() -> None:
    room = r.open_to_school_a()
    plan = room.state.plan
    leads = tuple(Adult(f"person:{n}", "Lead", Role.SAFEGUARDING_LEAD) for n in (21, 22))
    room.do(c.ChangePlan(plan=replace(plan, version=2, adults=(*plan.adults, *leads))))
    for lead in leads:
        room.do(c.Join(lead.ref, who=lead.ref))
    assert refused(room.do(c.Remove(F1, who=leads[0].ref, reason="in the way"))).clause == "S7"
    assert leads[0].ref in room.state.present
    room.do(c.Remove(leads[1].ref, who=leads[0].ref, reason="not here as a lead"))
    assert leads[0].ref not in room.state.present, "one lead can put out the other"
    room.do(c.Remove(leads[1].ref, who=r.SECOND, reason="went too far"))
    assert r.SECOND in room.state.removed


@pytest.mark.proves("Y10")
def test_a_new_code_is_no_way_round_being_muted_or_sent_back() -> None:
    room = r.open_to_school_a()
    room.do(c.MuteSeat(T, seat=r.SEAT_A1, muted=True))
    room.do(c.ReturnSeat(T, seat=r.SEAT_A1, reason="a word first"))
    plan = room.state.plan
    seats = tuple(replace(seat, key="new") if seat.ref == r.SEAT_A1 else seat for seat in plan.seats)
    room.do(c.ChangePlan(plan=replace(plan, version=2, seats=seats)))
    room.do(c.Join("x", who=r.SEAT_A1, key="new"))
    room.do(c.Agree("x", rules=r.RULES_HASH))
    assert place(room) is Place.RETURNED and room.state.seats[r.SEAT_A1].muted


@pytest.mark.proves("Y10")
def test_a_seat_sent_back_stays_out_until_an_adult_calls_it_in() -> None:
    room = r.open_to_school_a()
    room.do(c.ReturnSeat(T, seat=r.SEAT_A1, reason="a word first"))
    assert not may_see(room.state, r.SEAT_A1)
    room.do(c.Leave(A1))
    room.enter(r.SEAT_A1)
    room.tick(60)
    assert place(room) is Place.RETURNED, "leaving and coming back is no way in"
    room.do(c.CallSeat(T, seat=r.SEAT_A1))
    assert place(room) is Place.INSIDE


@pytest.mark.proves("Y10")
def test_a_removed_person_is_out_at_once_and_stays_out() -> None:
    room = r.open_to_school_a()
    assert refused(room.do(c.Remove(T, who=r.SEAT_A1, reason=""))).clause == ""
    room.do(c.Remove(T, who=r.SEAT_A1, reason="unkind again and again"))
    assert A1 not in room.state.connections
    assert refused(room.join(r.SEAT_A1)).clause == "Y10"
    room.join(r.SECOND)
    room.do(c.Remove(F2, who=r.FACILITATOR, reason="not on the rota"))
    assert refused(room.join(r.FACILITATOR)).clause == "Y10"
    assert r.FACILITATOR not in {adult["ref"] for adult in room_view(room.state, for_adults=False)["adults"]}
    assert refused(room.do(c.Remove(T, who=r.SECOND, reason="x"))).clause == "Y10", (
        "a teacher removes no adult"
    )
    assert refused(room.do(c.Remove(F2, who=r.SECOND, reason="x"))).clause == "S7", (
        "nobody removes themselves"
    )


@pytest.mark.proves("Y10")
def test_a_teacher_decides_about_the_seats_of_their_own_school_only() -> None:
    room = waiting_room(2, 2, (r.SEAT_A1, r.SEAT_B1))
    room.join(r.TEACHER_B)
    room.enter(r.SEAT_B1)
    room.tick(r.LEAD)
    for command in (
        c.ReturnSeat(TB, seat=r.SEAT_A1, reason="x"),
        c.Remove(TB, who=r.SEAT_A1, reason="x"),
        c.MuteSeat(TB, seat=r.SEAT_A1, muted=True),
    ):
        assert refused(room.do(command)).clause == "Y10"


# --- the teacher's own screen ----------------------------------------------------------------------------------------
@pytest.mark.proves("M9", "S7")
def test_the_projector_is_the_teacher_and_the_class_at_once() -> None:
    room = r.Room(r.a_plan(2, 1, (r.SEAT_A1, r.SCREEN_A)))
    room.join(r.TEACHER_A, shows_class=r.SCREEN_A)
    room.do(c.Agree(T, rules=r.RULES_HASH))
    room.tick(r.LEAD)
    assert place(room, r.SCREEN_A) is Place.WAITING, "one adult is not two, whatever their screen shows"
    room.join(r.FACILITATOR)
    assert place(room, r.SCREEN_A) is Place.INSIDE and pupils_here(room.state) == 28
    assert refused(room.do(c.SayToAdults(T, id="x", text="x"))).clause == "S6", "pupils are looking at it"
    room.join(r.TEACHER_A, f"{r.TEACHER_A}/2")
    assert isinstance(room.do(c.SayToAdults(f"{r.TEACHER_A}/2", id="x", text="x")), tuple)


@pytest.mark.proves("M9")
def test_only_that_schools_teacher_can_show_the_class() -> None:
    room = r.Room(r.a_plan(2, 2, (r.SEAT_B1, r.SCREEN_A)))
    for who in (r.FACILITATOR, r.TEACHER_B):
        assert refused(room.join(who, shows_class=r.SCREEN_A)).clause == "M9"
    assert refused(room.join(r.SCREEN_A)).clause == "M9", "the screen has no code of its own"
    assert room.state.seat_plans[r.SCREEN_A].kind is SeatKind.TEACHER_SCREEN


# --- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.proves("S6")
def test_no_pupil_speaks_from_the_waiting_room_and_none_writes_to_the_adults() -> None:
    room = waiting_room()
    assert refused(room.say(A1)).clause == "M9"
    room.tick(r.LEAD)
    assert refused(room.do(c.SayToAdults(A1, id="x", text="x"))).clause == "S6"


@pytest.mark.proves("Y10")
def test_a_muted_seat_cannot_write_but_can_raise_a_hand() -> None:
    room = r.open_to_school_a()
    room.do(c.MuteSeat(T, seat=r.SEAT_A1, muted=True))
    assert refused(room.say(A1)).clause == "Y10"
    assert refused(room.do(c.Ask(A1, id="x", text="x", screened=r.DELIVER))).clause == "Y10"
    assert isinstance(room.do(c.MoveHand(A1, up=True)), tuple)
    room.do(c.MuteSeat(T, seat=r.SEAT_A1, muted=False))
    assert isinstance(room.say(A1), tuple)


def test_hands_go_up_by_their_own_seat_and_down_by_an_adult_or_by_going_out() -> None:
    room = r.open_to_school_a()
    assert refused(room.do(c.MoveHand(T, up=True, seat=r.SEAT_A1))).clause == "S6"
    for end in (c.MoveHand(F1, up=False, seat=r.SEAT_A1), c.ReturnSeat(T, seat=r.SEAT_A1, reason="x")):
        room.do(c.MoveHand(A1, up=True))
        assert room.state.seats[r.SEAT_A1].hand
        room.do(end)
        assert not room.state.seats[r.SEAT_A1].hand
    assert refused(room.do(c.MoveHand(A1, up=True))).clause == "M9"


def test_a_question_waits_until_a_facilitator_or_speaker_takes_it() -> None:
    room = r.open_to_school_a(3)
    room.join(r.SPEAKER)
    room.do(c.Ask(A1, id="q", text="why?", screened=r.DELIVER))
    question = room.state.last_seq
    assert refused(room.do(c.TakeQuestion(T, question=question))).clause == "S6"
    room.do(c.TakeQuestion(SPEAKS, question=question))
    assert question not in room.state.questions
    refused(room.do(c.SetQuestionAside(F1, question=question)))


def test_a_class_screens_question_sent_twice_is_asked_once() -> None:
    room = r.Room(r.a_plan(2, 1, (r.SCREEN_A,)))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A, shows_class=r.SCREEN_A)
    room.do(c.Agree(T, rules=r.RULES_HASH))
    room.tick(r.LEAD)
    question = c.Ask(T, id="the same", text="why?", screened=r.DELIVER)
    assert isinstance(room.do(question), tuple)
    assert isinstance(room.do(question), Already)


@pytest.mark.proves("S5", "M12")
def test_a_held_message_is_shown_or_withheld_by_another_adult_and_never_into_a_pause() -> None:
    room = r.open_to_school_a()
    room.do(c.Say(F1, id="x", text="hm", screened=r.HOLD))
    held = room.state.last_seq
    assert refused(room.do(c.ReleaseMessage(F1, message=held))).clause == "S5"
    room.do(c.Leave(f"{r.SEAT_A2}/1", why="left"))
    room.do(c.Leave(F1))
    assert refused(room.do(c.ReleaseMessage(T, message=held))).clause == "S7"
    room.join(r.FACILITATOR)
    room.do(c.ReleaseMessage(T, message=held))
    refused(room.do(c.WithholdMessage(T, message=held)))
    assert refused(room.do(c.RemoveMessage(T, message=held, reason=""))).clause == ""
    room.do(c.RemoveMessage(T, message=held, reason="unkind"))


@pytest.mark.proves("Y4")
def test_a_flood_of_messages_is_asked_to_slow_down() -> None:
    room = r.open_to_school_a()
    for _ in range(8):
        assert isinstance(room.say(A1), tuple)
    assert refused(room.say(A1)).clause == "Y4"
    assert isinstance(room.say(A2), tuple), "nobody else is slowed down"
    room.tick(10)
    assert isinstance(room.say(A1), tuple)


def test_the_same_frame_twice_is_said_once() -> None:
    room = r.open_to_school_a()
    room.say(A1, frame_id="one")
    assert room.say(A1, frame_id="one") == Already(room.state.last_seq)
    assert isinstance(room.say(A2, frame_id="one"), tuple), "another seat's id is another thing"


@pytest.mark.proves("M10")
def test_only_a_facilitator_ends_the_session_and_nothing_comes_after() -> None:
    room = r.open_to_school_a()
    refused(room.do(c.End(T)))
    refused(room.do(c.End(A1)))
    room.do(c.End(F1))
    assert room.state.phase is Phase.CLOSED and pupils_here(room.state) == 0
    assert [door["open"] for door in room_view(room.state, for_adults=True)["doors"]] == [False]
    for device in (A1, T, F1):
        refused(room.say(device))
    refused(room.join(r.SECOND))
    room.tick(10 * r.LEAD)
    assert pupils_here(room.state) == 0
