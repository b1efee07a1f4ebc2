"""One answer aloud, and the recording, as short stories: who may ask, how it ends, and what the record says when it is missing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.fold import fold
from chaperone.room.media import feeds_flowing, needs_explaining, receivable, recorded_feeds
from chaperone.room.state import RecordingState
from chaperone.room.views import room_view
from tests.room import rooms as r
from tests.room.stories import A1, A2, F1, F2, SPEAKS, TB, T, refused
from tests.room.test_media import FACE, VOICE, answering, closed

LIMIT = 90


def whys(room: r.Room) -> list[str]:
    """Why answers ended, in order."""
    return [event.why for event in room.events if isinstance(event, e.SpeakingEnded)]


# --- one answer aloud ------------------------------------------------------------------------------------------------
@pytest.mark.proves("Y5", "M13")
def test_an_invited_pupil_is_heard_by_all_and_recorded_until_the_time_is_over() -> None:
    room = r.a_room_with_media()
    answering(room)
    assert receivable(room.state, r.SEAT_A2, "") == receivable(room.state, r.TEACHER_A, "") == (VOICE,)
    assert recorded_feeds(room.state) == {VOICE}
    assert closed(room.tick(LIMIT - 0.1)) == {}
    assert closed(room.tick(0.1)) == {VOICE: "not_allowed"} and whys(room) == ["time"]
    assert refused(room.send(A1, "microphone")).clause == "Y5", "the old answer is no leave for a new one"


@pytest.mark.proves("Y5")
def test_nothing_is_sent_after_the_time_even_before_anybody_has_looked_at_the_clock() -> None:
    room = r.a_room_with_media()
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A1))
    room.do(c.AcceptToSpeak(A1))
    room.now += LIMIT
    assert refused(room.send(A1, "microphone")).clause == "Y5"


@pytest.mark.proves("Y5")
def test_an_asking_stands_as_long_as_an_answer_may_last() -> None:
    room = r.a_room_with_media()
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A1))
    assert refused(room.send(A1, "microphone")).clause == "Y5", "asked is not agreed"
    room.now += LIMIT
    assert refused(room.do(c.AcceptToSpeak(A1))).clause == "Y5"
    room.tick()
    assert whys(room) == ["time"]


@pytest.mark.proves("Y5", "S6")
def test_only_the_seat_itself_agrees() -> None:
    room = r.a_room_with_media()
    assert refused(room.do(c.AcceptToSpeak(A1))).clause == "Y5"
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A1))
    for other in (A2, T, F1):
        assert refused(room.do(c.AcceptToSpeak(other))).clause == "Y5"
    room.now += 10
    room.do(c.AcceptToSpeak(A1))
    until = room.state.speaking[r.SEAT_A1].until
    assert until == room.now + LIMIT
    room.now += 10
    assert room.do(c.AcceptToSpeak(A1)) == () and room.state.speaking[r.SEAT_A1].until == until


@pytest.mark.proves("Y5", "Y10")
def test_who_may_ask_a_seat_to_speak() -> None:
    room = r.Room(r.a_plan(3, 2, (r.SEAT_A1, r.SEAT_A2, r.SEAT_B1)))
    room.do(c.MediaTurned(on=True))
    room.join(r.SPEAKER)
    room.join(r.TEACHER_B)
    r.let_in_school_a(room)
    refused(room.do(c.InviteToSpeak(TB, seat=r.SEAT_A1)))
    refused(room.do(c.InviteToSpeak(A2, seat=r.SEAT_A1)))
    room.join(r.SEAT_B1)
    assert refused(room.do(c.InviteToSpeak(F1, seat=r.SEAT_B1))).clause == "M9", "it is not inside"
    assert isinstance(room.do(c.InviteToSpeak(SPEAKS, seat=r.SEAT_A1)), tuple)
    refused(room.do(c.InviteToSpeak(F1, seat=r.SEAT_A1)))
    assert isinstance(room.do(c.InviteToSpeak(T, seat=r.SEAT_A2)), tuple)
    refused(room.do(c.EndSpeaking(TB, seat=r.SEAT_A1)))
    refused(room.do(c.EndSpeaking(A2, seat=r.SEAT_A1)))
    room.do(c.EndSpeaking(F1, seat=r.SEAT_A1))
    room.do(c.EndSpeaking(A2))
    assert whys(room) == ["adult", "declined"] and refused(room.do(c.EndSpeaking(A2))).sentence


def test_no_more_than_three_are_asked_at_once() -> None:
    seats = tuple(replace(r.SEATS[0], ref=f"seat:x{n}") for n in range(4))
    room = r.Room(replace(r.a_plan(), seats=seats))
    room.do(c.MediaTurned(on=True))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A)
    for seat in seats:
        room.enter(seat.ref)
    room.tick(r.LEAD)
    for seat in seats[:3]:
        assert isinstance(room.do(c.InviteToSpeak(F1, seat=seat.ref)), tuple)
    refused(room.do(c.InviteToSpeak(F1, seat=seats[3].ref)))


@pytest.mark.proves("S7", "M9")
def test_nobody_comes_back_from_a_pause_with_an_open_microphone() -> None:
    room = r.a_room_with_media()
    answering(room)
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A2))
    assert closed(room.do(c.Leave(T, why="vanished"))) == {VOICE: "not_allowed"}
    assert whys(room) == ["paused"] and r.SEAT_A2 in room.state.speaking
    assert refused(room.do(c.AcceptToSpeak(A2))).clause == "M9"
    assert refused(room.do(c.InviteToSpeak(F1, seat=r.SEAT_A1))).clause == "M9"
    room.join(r.TEACHER_A)
    assert not room.state.feeds and isinstance(room.do(c.AcceptToSpeak(A2)), tuple)


@pytest.mark.proves("Y10", "M9")
def test_an_answer_ends_when_the_seat_goes_or_is_sent() -> None:
    ways: tuple[c.Command, ...] = (
        c.ReturnSeat(T, seat=r.SEAT_A1, reason="a word first"),
        c.Remove(T, who=r.SEAT_A1, reason="unkind"),
        c.Leave(A1, why="vanished"),
        c.Leave(A1, why="left"),
        c.EndSpeaking(A1),
        c.EndSpeaking(F1, seat=r.SEAT_A1),
    )
    for way in ways:
        room = r.a_room_with_media()
        answering(room)
        assert list(closed(room.do(way))) == [VOICE], way
        assert not room.state.speaking


# --- the recording ---------------------------------------------------------------------------------------------------
def recording(room: r.Room) -> list[type[e.Event]]:
    """What the record says about the recording, in order."""
    kinds = (e.RecordingStarted, e.RecordingStopped, e.RecordingAbsent)
    return [type(event) for event in room.events if isinstance(event, kinds)]


@pytest.mark.proves("M13")
def test_recording_begins_with_the_first_pupil_and_goes_on_when_all_of_them_leave() -> None:
    room = r.Room(r.a_plan())
    room.do(c.MediaTurned(on=True))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A)
    room.enter(r.SEAT_A1)
    room.tick(r.LEAD - 1)
    assert recording(room) == []
    room.tick(1)
    assert recording(room) == [e.RecordingStarted]
    assert [type(event) for event in room.events[-2:]] == [e.SeatAdmitted, e.RecordingStarted]
    room.do(c.Leave(A1, why="left"))
    room.tick(60)
    assert recording(room) == [e.RecordingStarted] and not needs_explaining(room.state)
    assert refused(room.do(c.ExplainNoRecording(F1, reason="no need"))).clause == "M13"


@pytest.mark.proves("M13")
def test_a_pack_may_forbid_recording_and_then_that_is_the_reason() -> None:
    room = r.a_room_with_media(recording=False)
    room.send(F1)
    assert recording(room) == [e.RecordingAbsent] and "policy" in room.state.recording.why
    assert recorded_feeds(room.state) == frozenset() and not needs_explaining(room.state)
    room.tick(60)
    assert recording(room) == [e.RecordingAbsent]


@pytest.mark.proves("M13")
def test_recording_stops_only_with_sound_and_picture_and_comes_back_with_them() -> None:
    room = r.a_room_with_media()
    room.do(c.MediaTurned(on=False, why="It fell over."))
    assert recording(room) == [e.RecordingStarted, e.RecordingStopped]
    assert room.state.recording.why == "It fell over." and needs_explaining(room.state)
    room.do(c.MediaTurned(on=True))
    assert recording(room)[-1] is e.RecordingStarted and not needs_explaining(room.state)
    room.restart()
    assert recording(room)[-1] is e.RecordingStopped and room.state.recording.why == "The server began again."
    assert isinstance(room.do(c.MediaTurned(on=True)), tuple)
    room.join(r.FACILITATOR)
    assert isinstance(room.do(c.ExplainNoRecording(F1, reason="it fell over twice")), tuple), (
        "even afterwards"
    )


@pytest.mark.proves("M13")
def test_a_recording_that_cannot_be_written_is_missing_for_a_reason_and_goes_on_when_it_can() -> None:
    room = r.a_room_with_media()
    room.send(F1)
    refused(room.do(c.RecordingTurned(F1, on=False, why="I would rather not.")))
    assert recorded_feeds(room.state) == {FACE}
    stopped = room.do(c.RecordingTurned(on=False, why="The disk is full."))
    assert isinstance(stopped, tuple) and [type(event) for event in stopped] == [
        e.RecordingTurned,
        e.RecordingStopped,
    ]
    assert not recorded_feeds(room.state) and feeds_flowing(room.state) == {FACE}
    seen = room_view(room.state, for_adults=True)["media"]["recording"]
    assert seen["state"] == "absent" and seen["needs_reason"] and "The disk is full." in seen["sentence"]
    assert room.do(c.RecordingTurned(on=False, why="The disk is full.")) == ()
    room.do(c.RecordingTurned(on=True))
    assert recorded_feeds(room.state) == {FACE} and fold(room.events) == room.state


@pytest.mark.proves("M13")
def test_an_absent_recording_is_explained_by_a_facilitator_in_writing() -> None:
    room = r.open_to_school_a(3)
    room.join(r.SPEAKER)
    assert recording(room) == [e.RecordingAbsent] and needs_explaining(room.state)
    for other in (T, A1, SPEAKS, F2):
        refused(room.do(c.ExplainNoRecording(other, reason="because")))
    assert refused(room.do(c.ExplainNoRecording(F1, reason="  "))).sentence
    room.do(c.ExplainNoRecording(F1, reason="no camera today"))
    assert room.state.recording.reason == "no camera today" and not needs_explaining(room.state)
    room.do(c.MediaTurned(on=True))
    assert room.state.recording.state is RecordingState.RUNNING and room.state.recording.reason
