"""Sound and picture when something breaks: a stop that is not confirmed, the record, the media server, the process, the end."""

from __future__ import annotations

import pytest

from chaperone.door import frames as f
from chaperone.door import media_frames as m
from chaperone.door.media import errands
from tests.door.media_stage import MediaStage, a_class_in_full_swing, with_pupil_cameras
from tests.room import rooms as r


@pytest.mark.proves("S7", "M7")
@pytest.mark.parametrize("trouble", ["refused", "silent"])
def test_a_stop_that_is_not_confirmed_ends_the_whole_media_room(
    stage: MediaStage, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "STOP_SECONDS", 0.05)
    a_class_in_full_swing(stage)
    (stage.server.unwilling if trouble == "refused" else stage.server.slow)("mute")
    stage.leaves(r.TEACHER_A)
    stage.quiet(0.05)
    assert stage.server.calls("close_room") == ["abcdefghij"]
    assert stage.server.flowing() == set() and stage.server.listeners == {}
    assert stage.said(r.SEAT_A1, "media_stopped")[-1]["peer"] == "down"
    assert stage.said(r.FACILITATOR, "media_stopped")[-1]["peer"] == "camera"
    assert stage.state.media_on, "confirmed, so everybody may begin anew"
    assert not stage.server.dropped


@pytest.mark.proves("S7", "M7")
def test_when_not_even_the_end_of_the_room_is_confirmed_the_server_is_given_up(
    stage: MediaStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "STOP_SECONDS", 0.05)
    a_class_in_full_swing(stage)
    stage.server.unwilling("mute")
    stage.server.unwilling("close_room")
    stage.leaves(r.TEACHER_A)
    stage.quiet(0.05)
    assert (stage.server.dropped, stage.state.media_on) == (True, False)
    stage.live.media.turn("")
    stage.people[r.TEACHER_A] = stage.come(r.TEACHER_A)
    stage.quiet()
    assert stage.state.media_on and stage.sends(r.FACILITATOR, "microphone") in stage.server.feeds


@pytest.mark.proves("S7", "M12")
def test_while_nothing_can_be_recorded_nothing_flows(stage: MediaStage) -> None:
    feeds = a_class_in_full_swing(stage)
    stage.send(stage.people[r.SEAT_A1][0], f.Say("one", "hello"))
    stage.fail()
    stage.turn()
    assert stage.server.flowing() == set()
    stage.leaves(r.TEACHER_A)
    stage.fail()
    stage.tick(2.1)
    stage.quiet()
    assert stage.state.paused is not None and stage.server.flowing() == set()
    stage.people[r.TEACHER_A] = stage.come(r.TEACHER_A)
    stage.quiet()
    assert stage.server.flowing() == {feeds[0]}


@pytest.mark.proves("M13")
def test_the_recording_begins_before_the_sound_and_never_holds_a_pupils_picture() -> None:
    stage = MediaStage(with_pupil_cameras())
    feed = stage.sends(r.FACILITATOR, "microphone", "camera")
    assert stage.server.feeds[feed].stem == f"abcdefghij.{feed}.1"
    verbs = [verb for verb, _ in stage.server.told]
    assert verbs.index("record") < verbs.index("unmute")
    child = stage.sends(r.SEAT_A1, "camera")
    assert child in stage.server.flowing() and stage.server.feeds[child].stem == ""
    for who in (r.SEAT_A2, r.TEACHER_A):
        name = stage.receives(who)
        assert {w.feed for w in stage.server.listeners[name]} == (
            {feed} if who == r.SEAT_A2 else {feed, child}
        )
    stage.close()


@pytest.mark.proves("M13")
def test_a_full_disk_ends_the_recording_for_a_reason_on_record_and_the_session_goes_on(
    stage: MediaStage,
) -> None:
    feed = stage.sends(r.FACILITATOR, "microphone")
    stage.server.why_not_recording = "The disk is full."
    stage.tick(0.5)
    stage.quiet(0.15)
    assert stage.server.feeds[feed].stem == "" and stage.server.flowing() == {feed}
    kept = stage.said(r.FACILITATOR, "state")[-1]["media"]["recording"]
    assert (kept["state"], kept["needs_reason"]) == ("absent", True) and "The disk is full." in kept[
        "sentence"
    ]
    done = stage.ask(r.FACILITATOR, m.ExplainNoRecording, "The server's disk filled up.")
    stage.settle()
    assert stage.answer_to(r.FACILITATOR, done)["is"] == "done"
    stage.server.why_not_recording = ""
    stage.tick(0.5)
    stage.quiet()
    assert stage.server.feeds[feed].stem == f"abcdefghij.{feed}.2"


@pytest.mark.proves("M13")
def test_a_recording_that_is_refused_is_said_to_be_absent_and_tried_again_later(stage: MediaStage) -> None:
    stage.server.unwilling("record")
    feed = stage.sends(r.FACILITATOR, "microphone")
    assert stage.server.flowing() == {feed} and stage.state.recording.state == "absent"
    assert len(stage.server.calls("record")) == 1
    stage.server.willing("record")
    for seconds in (20.0, 11.0):
        for _ in range(int(seconds)):
            stage.tick(1.0)
        stage.quiet()
        assert bool(stage.server.feeds[feed].stem) is (seconds == 11.0)
    assert stage.state.recording.state == "running"


@pytest.mark.proves("M7")
def test_when_the_media_server_goes_the_room_goes_on_by_text_and_begins_anew_when_it_is_back(
    stage: MediaStage,
) -> None:
    a_class_in_full_swing(stage)
    stage.server.is_up = False
    stage.server.feeds.clear()
    stage.server.listeners.clear()
    stage.run(lambda: stage.live.media.turn("Video is away."))
    stage.quiet(0.05)  # the picture of the room comes a moment later
    assert not stage.state.media_on and dict(stage.state.feeds) == {}
    assert stage.said(r.SEAT_A1, "media_stopped")[-1] == {
        "is": "media_stopped",
        "peer": "down",
        "sentence": "Video is away.",
    }
    assert stage.said(r.TEACHER_A, "media_stopped")[-1]["peer"] == "camera"
    assert stage.said(r.FACILITATOR, "state")[-1]["media"]["sentence"] == "Video is away."
    stage.send(stage.people[r.SEAT_A1][0], f.Say("one", "still here"))
    stage.settle()
    assert stage.said(r.SEAT_A2, "said")[-1]["text"] == "still here"
    stage.server.is_up = True
    stage.run(lambda: stage.live.media.turn(""))
    stage.quiet()
    a_class_in_full_swing(stage)


@pytest.mark.proves("M9")
def test_after_a_crash_no_feed_of_the_dead_process_is_left(stage: MediaStage) -> None:
    a_class_in_full_swing(stage)
    stage.book.die()
    stage.people.clear()
    stage.take_up()
    stage.run(lambda: stage.live.media.turn(""))
    stage.quiet()
    assert dict(stage.state.feeds) == {} and stage.state.media_on


@pytest.mark.proves("M9")
@pytest.mark.parametrize("how", ["ended", "let go", "taken over"])
def test_with_the_room_its_media_ends(stage: MediaStage, how: str) -> None:
    a_class_in_full_swing(stage)
    if how == "ended":
        stage.send(stage.people[r.FACILITATOR][0], f.End("end"))
    elif how == "let go":
        stage.run(lambda: stage.live.close("This room has moved."))
    else:
        stage.book.intrude(stage.book.entries[-1])
        stage.send(stage.people[r.SEAT_A1][0], f.Say("one", "hello"))
    stage.quiet()
    assert stage.server.calls("close_room") == ["abcdefghij"] and stage.server.feeds == {}
