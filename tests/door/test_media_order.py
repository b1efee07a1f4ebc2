"""Sound and picture stop at once and start only by the newest truth, whatever the media server is slow at or refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chaperone.door import frames as f
from chaperone.door import media_frames as m
from chaperone.door.media import errands
from tests.door.media_stage import SEATS, MediaStage, with_pupil_cameras
from tests.room import rooms as r


@pytest.fixture
def stage() -> Iterator[MediaStage]:
    """A room with its door open and sound and picture to be had."""
    made = MediaStage()
    yield made
    made.close()


def a_class_in_full_swing(stage: MediaStage) -> tuple[str, str]:
    """Facilitator and teacher send, both seats receive; return the two feeds."""
    feeds = (
        stage.sends(r.FACILITATOR, "microphone", "camera"),
        stage.sends(r.TEACHER_A, "microphone", "camera"),
    )
    for seat in SEATS:
        stage.receives(seat)
    assert stage.server.flowing() == set(feeds)
    assert [{w.feed for w in wanted} for wanted in stage.server.listeners.values()] == [set(feeds)] * 2
    return feeds


@pytest.mark.proves("S7", "M9")
def test_a_lost_teacher_stops_every_feed_in_the_same_turn_and_before_the_record_answers(
    stage: MediaStage,
) -> None:
    one, _ = a_class_in_full_swing(stage)
    told = len(stage.server.told)
    stage.leaves(r.TEACHER_A)
    stage.turn()
    assert stage.book.waiting, "nothing of it is written yet"
    assert ("mute", (one,)) in stage.server.told[told:]
    assert stage.server.flowing() == set(), "the teacher's own feed is destroyed, the other is silent"
    stage.quiet()
    assert stage.state.paused is not None and stage.server.flowing() == set()
    assert not stage.server.calls("unlisten"), (
        "who is inside keeps the way, for going on without a new agreement"
    )


@pytest.mark.proves("S7")
def test_a_pause_is_one_word_for_all_feeds(stage: MediaStage) -> None:
    feeds = {stage.sends(r.FACILITATOR, "microphone"), stage.sends(r.SECOND, "microphone", "camera")}
    stage.sends(r.SECOND, "screen", peer="screen")
    assert len(stage.server.flowing()) == 3 and feeds < stage.server.flowing()
    stage.leaves(r.TEACHER_A)
    stage.turn()
    assert len(stage.server.calls("mute")) == 1 and stage.server.flowing() == set()


def paused(stage: MediaStage) -> str:
    """Two facilitators and a teacher, one facilitator sends; then the teacher is gone. Return the feed."""
    feed = stage.sends(r.FACILITATOR, "microphone")
    for seat in SEATS:
        stage.receives(seat)
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    assert stage.state.paused is not None and stage.server.flowing() == set()
    return feed


@pytest.mark.proves("S7")
def test_what_was_paused_flows_again_with_the_room_on_the_same_connections(stage: MediaStage) -> None:
    feed = paused(stage)
    offers = len(stage.said(r.SEAT_A1, "media_offer"))
    stage.people[r.TEACHER_A] = stage.come(r.TEACHER_A)
    stage.quiet()
    assert stage.state.paused is None and stage.server.flowing() == {feed}
    assert len(stage.said(r.SEAT_A1, "media_offer")) == offers


@pytest.mark.proves("S7", "M9")
def test_a_slow_start_never_keeps_a_stop_waiting(stage: MediaStage) -> None:
    feed = stage.sends(r.FACILITATOR, "microphone")
    for verb in ("publish", "listen", "unmute", "record"):
        stage.server.slow(verb)
    stage.offer(r.SECOND, "microphone")
    stage.ask(r.SEAT_A1, m.ReceiveMedia, "all")
    stage.quiet()
    stage.leaves(r.TEACHER_A)
    stage.turn()
    assert stage.server.calls("mute") == [(feed,)] and stage.server.flowing() == set()


@pytest.mark.proves("S7", "M9")
def test_an_unmute_that_was_under_way_when_the_room_paused_is_muted_once_more(stage: MediaStage) -> None:
    stage.server.slow("unmute")
    feed = stage.sends(r.FACILITATOR, "microphone")
    assert stage.server.calls("unmute") == [(feed,)]
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    assert stage.server.calls("mute") == [(feed,)]
    stage.server.quick("unmute")  # the server does it now, after the mute
    stage.quiet()
    assert stage.server.calls("mute") == [(feed,), (feed,)] and stage.server.flowing() == set()


@pytest.mark.proves("S7", "M9")
def test_an_unmute_that_only_waited_its_turn_is_never_sent_after_a_pause(stage: MediaStage) -> None:
    stage.server.slow("record")
    feed = stage.sends(r.FACILITATOR, "microphone")
    assert stage.server.calls("record") and not stage.server.calls("unmute")
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    stage.server.quick("record")
    stage.quiet()
    assert not stage.server.calls("unmute") and feed in stage.server.feeds


@pytest.mark.proves("S7")
def test_a_pause_and_a_going_on_around_a_slow_unmute_end_with_sound(stage: MediaStage) -> None:
    stage.server.slow("unmute")
    feed = stage.sends(r.FACILITATOR, "microphone")
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    stage.people[r.TEACHER_A] = stage.come(r.TEACHER_A)
    stage.quiet()
    stage.server.quick("unmute")
    stage.quiet()
    assert stage.state.paused is None and stage.server.flowing() == {feed}


@pytest.mark.proves("M9", "Y10")
@pytest.mark.parametrize("how", ["removed", "returned", "gone"])
def test_who_is_out_loses_the_way_to_receive_at_once(stage: MediaStage, how: str) -> None:
    a_class_in_full_swing(stage)
    mine = next(iter(stage.server.listeners))
    device = stage.people[r.FACILITATOR][0]
    if how == "gone":
        stage.leaves(r.SEAT_A1)
    else:
        frame = f.Remove if how == "removed" else f.ReturnSeat
        stage.send(device, frame("out", r.SEAT_A1, "a word first"))
    stage.turn()
    assert stage.server.calls("unlisten") == [mine], "before anything is written"
    stage.quiet()
    assert len(stage.server.listeners) == 1, "the other one keeps theirs"
    if how == "returned":
        assert stage.said(r.SEAT_A1, "media_stopped")[-1]["peer"] == "down"
        stage.ask(r.SEAT_A1, m.ReceiveMedia, "all")
        stage.quiet()
        assert len(stage.server.listeners) == 1


@pytest.mark.proves("M9", "Y10")
def test_a_way_that_was_being_made_when_its_seat_was_returned_is_destroyed_once_it_is_there(
    stage: MediaStage,
) -> None:
    stage.sends(r.FACILITATOR, "microphone")
    stage.server.slow("listen")
    stage.ask(r.SEAT_A1, m.ReceiveMedia, "all")
    stage.quiet()
    stage.send(stage.people[r.FACILITATOR][0], f.ReturnSeat("out", r.SEAT_A1, "a word first"))
    stage.quiet()
    assert len(stage.server.calls("unlisten")) == 1
    stage.server.quick("listen")
    stage.quiet()
    assert len(stage.server.calls("unlisten")) == 2 and stage.server.listeners == {}
    assert stage.said(r.SEAT_A1, "media_offer") == []


@pytest.mark.proves("M9")
def test_a_feed_that_was_being_taken_when_its_sender_left_is_destroyed_once_it_is_there(
    stage: MediaStage,
) -> None:
    stage.server.slow("publish")
    stage.offer(r.SECOND, "microphone")
    stage.quiet()
    stage.leaves(r.SECOND)
    stage.quiet()
    stage.server.quick("publish")
    stage.quiet()
    assert stage.server.feeds == {} and dict(stage.state.feeds) == {}


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
