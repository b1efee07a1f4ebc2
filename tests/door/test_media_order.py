"""Sound and picture stop at once and start only by the newest truth, whatever the media server is slow at or refuses."""

from __future__ import annotations

import pytest

from chaperone.door import frames as f
from chaperone.door import media_frames as m
from chaperone.room.media import may_receive
from chaperone.room.state import State
from tests.door.media_stage import SEATS, MediaStage, a_class_in_full_swing
from tests.room import rooms as r


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


@pytest.mark.proves("S7")
def test_a_sender_is_answered_once_it_flows_and_at_once_in_a_pause(stage: MediaStage) -> None:
    """What it says of its picture in its first packets is only read of what flows."""
    stage.server.slow("unmute")
    stage.sends(r.FACILITATOR, "microphone", "camera")
    assert stage.server.calls("unmute") and not stage.said(r.FACILITATOR, "media_answer")
    stage.server.quick("unmute")
    stage.quiet()
    assert len(stage.said(r.FACILITATOR, "media_answer")) == 1
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    stage.sends(r.SECOND, "microphone", "camera")
    assert len(stage.said(r.SECOND, "media_answer")) == 1


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


@pytest.mark.proves("S7")
def test_a_pause_that_overtook_the_answer_to_an_unmute_does_not_leave_silence(stage: MediaStage) -> None:
    stage.server.late("unmute")
    feed = stage.sends(r.FACILITATOR, "microphone")
    assert stage.server.flowing() == {feed}
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    assert stage.server.flowing() == set()
    stage.people[r.TEACHER_A] = stage.come(r.TEACHER_A)
    stage.quiet()
    stage.server.quick("unmute")
    stage.quiet()
    assert stage.server.flowing() == {feed}


@pytest.mark.proves("S7", "M12")
def test_going_on_waits_for_the_record_and_for_every_stop_to_be_confirmed(stage: MediaStage) -> None:
    feed = paused(stage)
    unmutes = len(stage.server.calls("unmute"))
    stage.join(r.TEACHER_A)
    stage.turn(9)
    assert stage.live.recorder.decided.paused is None and stage.server.flowing() == set()
    stage.settle()
    stage.quiet()
    assert stage.server.flowing() == {feed}
    stage.server.slow("mute")
    stage.lose(max(stage.screens, key=lambda ref: int(ref.split()[1])))
    stage.quiet()
    stage.people[r.TEACHER_A] = stage.come(r.TEACHER_A)
    stage.quiet()
    assert len(stage.server.calls("unmute")) == unmutes + 1, "the mute is not confirmed yet"
    stage.server.quick("mute")
    stage.quiet()
    assert len(stage.server.calls("unmute")) == unmutes + 2 and stage.server.flowing() == {feed}


@pytest.mark.proves("M9", "Y10")
def test_a_seat_returned_in_a_pause_loses_its_way_although_nothing_flows(stage: MediaStage) -> None:
    paused(stage)
    stage.send(stage.people[r.FACILITATOR][0], f.ReturnSeat("out", r.SEAT_A1, "a word first"))
    stage.turn()
    assert len(stage.server.calls("unlisten")) == 1


@pytest.mark.proves("M9")
def test_who_may_not_hear_one_feed_any_more_loses_the_way_at_once(
    stage: MediaStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = a_class_in_full_swing(stage)

    def says(state: State, who: str, shows_class: str, feed: str) -> bool:
        return (who, feed) != (r.SEAT_A1, one) and may_receive(state, who, shows_class, feed)

    monkeypatch.setattr("chaperone.door.media.truth.may_receive", says)
    stage.ask(r.SEAT_A2, f.Hand, True)
    stage.turn()
    assert len(stage.server.calls("unlisten")) == 1


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


@pytest.mark.proves("M9", "U2")
def test_what_is_shown_small_is_sent_small_and_nothing_more_is_sent_for_it(stage: MediaStage) -> None:
    one, other = a_class_in_full_swing(stage)
    offers = len(stage.said(r.SEAT_A1, "media_offer"))
    before = {(w.feed, w.kind) for w in next(iter(stage.server.listeners.values()))}
    asked = stage.ask(r.SEAT_A1, m.SizeMedia, (other, "nobody's feed"))
    stage.quiet()
    assert stage.answer_to(r.SEAT_A1, asked)["is"] == "done"
    wanted = next(iter(stage.server.listeners.values()))
    assert {(w.feed, w.kind) for w in wanted} == before
    assert {(w.feed, w.kind) for w in wanted if w.small} == {(other, "camera")}
    assert len(stage.said(r.SEAT_A1, "media_offer")) == offers, "nothing has to be agreed for it"
    stage.leaves(r.TEACHER_A)
    stage.quiet()
    assert stage.server.flowing() == set() and one in stage.server.feeds
    refused = stage.ask(r.SECOND, m.SizeMedia, (one,))
    assert stage.answer_to(r.SECOND, refused)["is"] == "refused", "who receives nothing has nothing to resize"
