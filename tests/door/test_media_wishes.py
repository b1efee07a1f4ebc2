"""What people may ask about sound and picture, told as stories; and those who ask what they may not, whom nobody else notices."""

from __future__ import annotations

import pytest

from chaperone.adapters.media import Kind
from chaperone.door import frames as f
from chaperone.door import media_frames as m
from chaperone.door.media import receiving, sending
from tests.door.descriptions import answer, offer
from tests.door.media_stage import ICE, SEATS, MediaStage
from tests.room import rooms as r


def test_a_browser_is_told_on_coming_how_to_get_through_a_strict_network(stage: MediaStage) -> None:
    assert stage.said(r.SEAT_A1, "welcome")[0]["ice"] == ICE


def test_an_offer_is_answered_once_it_is_on_record_and_never_before(stage: MediaStage) -> None:
    frame_id = stage.offer(r.FACILITATOR, "microphone", "camera")
    stage.turn(5)
    assert stage.server.told == [] and stage.said(r.FACILITATOR, "media_answer") == []
    stage.quiet()
    found = stage.answer_to(r.FACILITATOR, frame_id)
    assert (found["is"], found["peer"]) == ("media_answer", "camera")
    assert stage.state.feeds[found["feed"]].kinds == ("microphone", "camera")


def test_an_offer_that_could_not_be_recorded_goes_nowhere(stage: MediaStage) -> None:
    frame_id = stage.offer(r.FACILITATOR, "microphone")
    stage.fail()
    stage.tick(2.1)
    stage.quiet()
    assert stage.answer_to(r.FACILITATOR, frame_id)["is"] == "refused" and stage.server.feeds == {}
    assert stage.sends(r.FACILITATOR, "microphone")


def test_who_the_server_refuses_is_told_and_nothing_is_left(stage: MediaStage) -> None:
    stage.server.unwilling("publish")
    frame_id = stage.offer(r.FACILITATOR, "microphone")
    stage.quiet()
    assert stage.answer_to(r.FACILITATOR, frame_id)["sentence"] == "The media server says no."
    assert dict(stage.state.feeds) == {} and stage.server.feeds == {}


def test_feeds_that_come_and_go_are_offered_anew_on_the_same_connection(stage: MediaStage) -> None:
    one = stage.sends(r.FACILITATOR, "microphone")
    name = stage.receives(r.SEAT_A1)
    two = stage.sends(r.SECOND, "microphone", "camera")
    first, second = stage.said(r.SEAT_A1, "media_offer")
    assert (first["new"], second["new"]) == (True, False) and second["turn"] > first["turn"]
    assert {line["feed"] for line in second["lines"]} == {one, two}
    stage.answers(r.SEAT_A1)
    stage.ask(r.FACILITATOR, m.StopMedia, "camera")
    stage.quiet()
    third = stage.said(r.SEAT_A1, "media_offer")[-1]
    assert {line["feed"] for line in third["lines"]} == {two} and set(stage.server.listeners) == {name}
    assert one not in stage.server.feeds and stage.said(r.FACILITATOR, "media_stopped") == []


def test_a_second_offer_waits_until_the_first_is_answered(stage: MediaStage) -> None:
    stage.sends(r.FACILITATOR, "microphone")
    stage.ask(r.SEAT_A1, m.ReceiveMedia, "all")
    stage.quiet()
    stage.sends(r.SECOND, "microphone")
    assert len(stage.said(r.SEAT_A1, "media_offer")) == 1
    stage.answers(r.SEAT_A1)
    assert len(stage.said(r.SEAT_A1, "media_offer")) == 2


def test_sound_only_leaves_pictures_out_and_the_same_wish_again_begins_anew(stage: MediaStage) -> None:
    stage.sends(r.FACILITATOR, "microphone", "camera")
    stage.sends(r.FACILITATOR, "screen", "screen_sound", peer="screen")
    name = stage.receives(r.SEAT_A1, "sound")
    assert {w.kind for w in stage.server.listeners[name]} == {"microphone", "screen_sound"}
    assert stage.receives(r.SEAT_A1, "all") == "", "the same connection, changed"
    assert len(stage.server.listeners[name]) == 4
    assert stage.receives(r.SEAT_A1, "all") not in {"", name}, "a browser that lost its connection asks again"
    assert stage.said(r.SEAT_A1, "media_offer")[-1]["new"] is True
    stage.ask(r.SEAT_A1, m.ReceiveMedia, "nothing")
    stage.quiet()
    assert stage.server.listeners == {}


@pytest.mark.proves("M9", "U2")
def test_nobody_who_waits_may_receive_whatever_they_send(stage: MediaStage) -> None:
    stage.sends(r.FACILITATOR, "microphone")
    stage.send(stage.people[r.FACILITATOR][0], f.ReturnSeat("out", r.SEAT_A1, "a word first"))
    stage.settle()
    for want in ("all", "sound"):
        refused = stage.answer_to(r.SEAT_A1, stage.ask(r.SEAT_A1, m.ReceiveMedia, want))
        assert (refused["is"], refused["clause"]) == ("refused", "M9")
    assert stage.answer_to(r.SEAT_A1, stage.ask(r.SEAT_A1, m.ReceiveMedia, "nothing"))["is"] == "done"
    guess = stage.ask(r.SEAT_A1, m.MediaAnswer, 1, answer("microphone"))
    assert stage.answer_to(r.SEAT_A1, guess)["is"] == "refused"
    stage.quiet()
    assert stage.server.listeners == {} and not stage.server.calls("answer")


@pytest.mark.proves("Y5", "M13")
@pytest.mark.parametrize(
    ("peer", "kinds"),
    [
        ("camera", ("microphone",)),
        ("camera", ("camera",)),
        ("camera", ("microphone", "camera")),
        ("screen", ("screen",)),
        ("screen", ("screen_sound",)),
    ],
)
def test_a_pupil_who_was_not_asked_sends_nothing(
    stage: MediaStage, peer: str, kinds: tuple[Kind, ...]
) -> None:
    frame_id = stage.offer(r.SEAT_A1, *kinds, peer=peer)
    stage.quiet()
    assert stage.answer_to(r.SEAT_A1, frame_id)["is"] == "refused"
    assert stage.server.told == [] and dict(stage.state.feeds) == {}


@pytest.mark.proves("Y5")
def test_a_seat_speaks_its_one_answer_and_is_then_silent_by_itself(stage: MediaStage) -> None:
    stage.invites(r.SEAT_A1)
    assert stage.said(r.SEAT_A1, "place")[-1]["speaking"]["state"] == "speaking"
    feed = stage.sends(r.SEAT_A1, "microphone")
    assert feed in stage.server.flowing()
    stage.clock.time += stage.state.plan.rules.answer_limit_seconds + 1
    for device in stage.live.hub.devices:
        stage.live.heard(device)
    stage.run(stage.live.tick)
    assert feed not in stage.server.feeds, "before it is written"
    stage.quiet()
    assert stage.said(r.SEAT_A1, "media_stopped")[-1]["peer"] == "camera"
    refused = stage.answer_to(r.SEAT_A1, stage.offer(r.SEAT_A1, "microphone"))
    assert refused["clause"] == "Y5"


@pytest.mark.proves("M7")
def test_old_answers_and_anothers_answers_are_refused(stage: MediaStage) -> None:
    stage.sends(r.FACILITATOR, "microphone")
    for seat in SEATS:
        stage.ask(seat, m.ReceiveMedia, "all")
        stage.quiet()
    mine, others = (stage.said(seat, "media_offer")[-1]["turn"] for seat in SEATS)
    wrong = stage.ask(r.SEAT_A1, m.MediaAnswer, others, answer("microphone"))
    assert stage.answer_to(r.SEAT_A1, wrong)["is"] == "refused"
    right = stage.ask(r.SEAT_A1, m.MediaAnswer, mine, answer("microphone"))
    stage.quiet()
    assert stage.answer_to(r.SEAT_A1, right)["is"] == "done"
    again = stage.ask(r.SEAT_A1, m.MediaAnswer, mine, answer("microphone"))
    assert stage.answer_to(r.SEAT_A1, again)["is"] == "refused"
    assert len(stage.server.calls("answer")) == 1
    stage.answers(r.SEAT_A2)
    assert len(stage.server.calls("answer")) == 2, "the other one's offer still stands"


@pytest.mark.proves("M7")
def test_an_answer_that_would_send_is_refused_and_may_be_given_again(stage: MediaStage) -> None:
    stage.sends(r.FACILITATOR, "microphone")
    stage.ask(r.SEAT_A1, m.ReceiveMedia, "all")
    stage.quiet()
    turn = stage.said(r.SEAT_A1, "media_offer")[-1]["turn"]
    for bad in (answer("microphone", direction="sendrecv"), answer("microphone", "camera"), "v=0\r\n"):
        refused = stage.answer_to(r.SEAT_A1, stage.ask(r.SEAT_A1, m.MediaAnswer, turn, bad))
        assert refused["is"] == "refused" and not stage.server.calls("answer")
    stage.answers(r.SEAT_A1)
    assert stage.server.calls("answer")


def test_an_offer_nobody_answers_is_taken_back(stage: MediaStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "ANSWER_SECONDS", 0.02)
    stage.sends(r.FACILITATOR, "microphone")
    stage.ask(r.SEAT_A1, m.ReceiveMedia, "all")
    stage.quiet(0.03)
    assert stage.server.listeners == {}
    assert stage.said(r.SEAT_A1, "media_stopped")[-1]["sentence"].startswith("Your browser did not answer")
    monkeypatch.undo()
    assert stage.receives(r.SEAT_A1)


def test_a_flood_of_offers_stops_at_the_limit_and_nobody_else_notices(stage: MediaStage) -> None:
    frames = len(stage.screen(r.SEAT_A2).frames)
    answers = [stage.answer_to(r.SEAT_A1, stage.offer(r.SEAT_A1, "microphone")) for _ in range(40)]
    assert answers[-1]["sentence"] == "That was a lot at once."
    assert sum(x["sentence"] == "That was a lot at once." for x in answers) == 10
    stage.quiet()
    assert len(stage.screen(r.SEAT_A2).frames) == frames
    assert stage.sends(r.FACILITATOR, "microphone") in stage.server.flowing()


def test_a_sender_who_never_comes_is_not_sending(stage: MediaStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CONNECT_SECONDS", 0.05)
    stage.server.connects = False
    stage.sends(r.FACILITATOR, "microphone")
    assert stage.receives(r.SEAT_A1) == "", "nobody can listen to it"
    stage.quiet(0.05)
    assert stage.server.feeds == {} and dict(stage.state.feeds) == {}
    assert stage.said(r.FACILITATOR, "media_stopped")[-1]["peer"] == "camera"
    stage.server.connects = True
    stage.sends(r.FACILITATOR, "microphone")
    stage.answers(r.SEAT_A1)
    assert len(stage.server.listeners) == 1, "the wish stood"


def test_one_offer_at_a_time_for_each_connection_of_a_browser(stage: MediaStage) -> None:
    stage.server.slow("publish")
    stage.offer(r.FACILITATOR, "microphone")
    second = stage.answer_to(r.FACILITATOR, stage.offer(r.FACILITATOR, "microphone"))
    assert second["sentence"] == "Your last one is still beginning."
    stage.quiet()
    screen = stage.offer(r.FACILITATOR, "screen", peer="screen")
    stage.server.quick("publish")
    stage.quiet()
    assert stage.answer_to(r.FACILITATOR, screen)["is"] == "media_answer" and len(stage.server.feeds) == 2


def test_an_offer_of_something_else_than_it_says_is_refused(stage: MediaStage) -> None:
    frame_id = stage.offer(r.FACILITATOR, "microphone", sdp=offer("microphone", "camera"))
    assert stage.answer_to(r.FACILITATOR, frame_id)["is"] == "refused" and not stage.book.waiting


def test_sending_anew_moves_the_feed_and_only_the_other_device_is_told(stage: MediaStage) -> None:
    one = stage.sends(r.FACILITATOR, "microphone")
    two = stage.sends(r.FACILITATOR, "microphone")
    assert set(stage.server.feeds) == {two} and stage.said(r.FACILITATOR, "media_stopped") == []
    old = stage.screen(r.FACILITATOR)
    stage.people[r.FACILITATOR] = stage.come(r.FACILITATOR)
    three = stage.sends(r.FACILITATOR, "microphone")
    assert set(stage.server.feeds) == {three} and one != two != three
    assert [x["peer"] for x in old.frames if x["is"] == "media_stopped"] == ["camera"]


def test_connections_that_break_by_themselves_are_told_and_may_begin_again(stage: MediaStage) -> None:
    feed = stage.sends(r.FACILITATOR, "microphone")
    name = stage.receives(r.SEAT_A1)
    stage.run(lambda: stage.live.media.listener_lost(name))
    assert stage.said(r.SEAT_A1, "media_stopped")[-1]["peer"] == "down"
    stage.run(lambda: stage.live.media.feed_lost(feed))
    stage.quiet()
    assert stage.said(r.FACILITATOR, "media_stopped")[-1]["peer"] == "camera"
    assert dict(stage.state.feeds) == {}
    stage.sends(r.FACILITATOR, "microphone")
    stage.run(stage.live.media.place_lost)
    stage.quiet()
    assert dict(stage.state.feeds) == {} and stage.state.media_on
    assert stage.sends(r.FACILITATOR, "microphone") and stage.receives(r.SEAT_A1)


@pytest.mark.proves("M9")
def test_only_those_who_may_hear_are_told_who_talks_and_what_is_switched_off(stage: MediaStage) -> None:
    feed = stage.sends(r.FACILITATOR, "microphone", "camera")
    stage.send(stage.people[r.FACILITATOR][0], f.ReturnSeat("out", r.SEAT_A2, "a word first"))
    stage.settle()
    stage.run(lambda: stage.live.media.talking(feed, on=True))
    stage.ask(r.FACILITATOR, m.SwitchMedia, "camera", False)
    for who, told in ((r.SEAT_A1, 1), (r.TEACHER_A, 1), (r.SEAT_A2, 0), (r.FACILITATOR, 0)):
        assert len(stage.said(who, "talking")) == len(stage.said(who, "switched")) == told, who
    stage.receives(r.SEAT_A1)
    assert stage.said(r.SEAT_A1, "switched")[-1] == {
        "is": "switched",
        "feed": feed,
        "kind": "camera",
        "on": False,
    }
    nothing = stage.ask(r.SEAT_A1, m.SwitchMedia, "camera", False)
    assert stage.answer_to(r.SEAT_A1, nothing)["sentence"] == "You are not sending that."


def test_without_a_media_server_everybody_who_asks_is_told_why() -> None:
    stage = MediaStage()
    stage.server.is_up = False
    stage.run(lambda: stage.live.media.turn("Sound and picture are not set up on this server."))
    stage.settle()
    refused = stage.answer_to(r.FACILITATOR, stage.offer(r.FACILITATOR, "microphone"))
    assert refused["is"] == "refused" and refused["next_step"] == "You can still write."
    assert stage.answer_to(r.SEAT_A1, stage.ask(r.SEAT_A1, m.ReceiveMedia, "all"))["is"] == "done"
    stage.quiet()
    assert stage.server.told == []
    stage.close()


def test_a_message_moves_nothing_of_the_media(stage: MediaStage) -> None:
    stage.sends(r.FACILITATOR, "microphone")
    stage.receives(r.SEAT_A1)
    before, truth = len(stage.server.told), stage.live.media._truth
    stage.send(stage.people[r.SEAT_A1][0], f.Say("one", "hello"))
    stage.quiet()
    assert stage.live.media._truth is truth and len(stage.server.told) == before
