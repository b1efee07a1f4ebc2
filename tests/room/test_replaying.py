"""A room that is over is held once more: with its own numbers it goes as it went, and each number does what it says."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chaperone.policy.parameters import parameter_table
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.course import Course
from chaperone.room.replayable import NOT_REPLAYED, OF_MEDIA, ONE_WAY, REPLAYED
from chaperone.room.replaying import as_it_was, replayed
from chaperone.sessions.plan import RoomRules
from tests.room import rooms as r
from tests.room.stories import A1, A2, F1, T
from tests.room.test_media import answering

WHO = (r.FACILITATOR, r.SECOND, r.TEACHER_A, r.SEAT_A1, r.SEAT_A2)


def over(room: r.Room) -> list[e.Event]:
    """End the room, and return all that happened in it."""
    room.tick(60)
    room.do(c.End(F1))
    return room.events


def test_every_number_of_the_policy_that_a_room_knows_is_replayed_or_said_why_not() -> None:
    known = {field.name for field in msgspec.structs.fields(RoomRules)} & set(parameter_table())
    assert known == {*REPLAYED, *NOT_REPLAYED}
    assert not {*REPLAYED} & {*NOT_REPLAYED}
    assert {*ONE_WAY, *OF_MEDIA} <= {*REPLAYED}


@pytest.mark.proves("R3")
def test_a_room_with_sound_and_picture_goes_as_it_went_and_otherwise_with_other_numbers() -> None:
    room = r.a_room_with_media(pupil_cameras=True)
    room.send(A2, "camera")
    answering(room)
    room.tick(90)
    room.say(A1, "word " * 40)
    room.do(c.MuteSeat(T, seat=r.SEAT_A1, muted=True))
    events = over(room)
    was = as_it_was(events)
    assert replayed(events, {}) == was
    assert (was.cut_off, was.cameras, was.recorded_seconds) == (1, {r.SEAT_A2}, 150)
    assert replayed(events, {"recording": False}).recorded_seconds == 0
    assert replayed(events, {"pupil_cameras": False}).cameras == set()
    assert replayed(events, {"message_length_limit": 100}).words_refused == 1
    assert replayed(events, {"message_length_limit": 200}).words_refused == 0
    assert replayed(events, {"responsible_adults_minimum": 3}).recorded_seconds == 0


@pytest.mark.proves("R3")
def test_an_answer_that_ended_in_time_is_cut_off_by_a_shorter_limit() -> None:
    room = r.a_room_with_media()
    answering(room)
    room.tick(30)
    room.do(c.EndSpeaking(T, seat=r.SEAT_A1))
    events = over(room)
    assert replayed(events, {}).cut_off == replayed(events, {"answer_limit_seconds": 31}).cut_off == 0
    assert replayed(events, {"answer_limit_seconds": 29}).cut_off == 1


def test_a_server_that_began_again_is_no_wish_of_anybodys() -> None:
    room = r.a_room_with_media()
    room.restart(400)
    for who in (r.FACILITATOR, r.TEACHER_A, r.SEAT_A1, r.SEAT_A2):
        room.join(who)
    room.tick(r.LEAD)
    events = over(room)
    again = replayed(events, {})
    assert (again.first_in, again.pauses) == (as_it_was(events).first_in, 1)
    assert replayed(events, {"absence_limit_seconds": 500}).pauses == 1


STEPS = st.one_of(
    st.tuples(st.just("join"), st.sampled_from(WHO)),
    st.tuples(st.just("leave"), st.sampled_from(WHO)),
    st.tuples(st.just("agree"), st.sampled_from(WHO[3:])),
    st.tuples(st.sampled_from(("say", "send", "accept", "mute")), st.sampled_from(WHO[2:])),
    st.tuples(st.sampled_from(("invite", "enough")), st.sampled_from(WHO[3:])),
    st.tuples(st.sampled_from(("off", "on", "restart")), st.just("")),
    st.tuples(st.just("wait"), st.integers(1, 24)),
)


def take(room: r.Room, step: tuple[str, Any]) -> None:
    """Do one thing, half a second after the last."""
    what, who = step
    device = f"{who}/1"
    commands: dict[str, c.Command] = {
        "leave": c.Leave(device),
        "agree": c.Agree(device, rules=r.RULES_HASH),
        "accept": c.AcceptToSpeak(device),
        "mute": c.MuteSeat(T, seat=str(who), muted=True),
        "invite": c.InviteToSpeak(T, seat=str(who)),
        "enough": c.EndSpeaking(T, seat=str(who)),
        "off": c.MediaTurned(on=False),
        "on": c.MediaTurned(on=True),
    }
    room.tick(0.5)
    if what == "wait":
        for _ in range(who):
            room.tick(0.5)
    elif what == "join":
        if device not in room.state.connections:  # the door never names two devices alike
            room.join(who)
    elif what == "say":
        room.say(device)
    elif what == "send":
        room.send(device, "camera" if who == r.SEAT_A2 else "microphone")
    elif what == "restart":
        room.restart(1)
    else:
        room.do(commands[what])


@pytest.mark.proves("R3")
@settings(max_examples=40)
@given(st.lists(STEPS, max_size=40))
def test_whatever_happened_the_same_numbers_give_the_same_room(steps: list[tuple[str, Any]]) -> None:
    plan = r.a_plan(2)
    room = r.Room(
        replace(
            plan,
            rules=replace(
                plan.rules,
                door_lead_seconds=5,
                absence_limit_seconds=4,
                pupil_cameras=True,
                answer_limit_seconds=6,
            ),
        )
    )
    for step in (
        ("on", ""),
        *(("join", who) for who in WHO),
        *(("agree", who) for who in WHO[3:]),
        ("wait", 12),
    ):
        take(room, step)
    for step in steps:
        take(room, step)
    events = over(room)
    was, again = as_it_was(events), replayed(events, {})
    assert seats(was) == seats(again)
    assert (was.pauses, was.cut_off, was.cameras) == (again.pauses, again.cut_off, again.cameras)
    assert abs(was.recorded_seconds - again.recorded_seconds) <= 1


def seats(course: Course) -> set[str]:
    """Who was let in at all."""
    return set(course.first_in)
