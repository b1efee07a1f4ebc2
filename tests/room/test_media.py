"""Sound and picture as short stories: who may send, who may be sent what, and what becomes of it when somebody goes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.fold import fold
from chaperone.room.media import (
    feeds_flowing,
    may_send,
    receivable,
    recorded_feeds,
    same_for_media,
)
from chaperone.room.views import place_view, room_view, you_view
from tests.room import rooms as r
from tests.room.stories import A1, A2, F1, F2, SPEAKS, T, pause, refused

FACE = r.token(F1, "camera", ("microphone", "camera"))
PUPIL = r.token(A1, "camera", ("camera",))
VOICE = r.token(A1, "camera", ("microphone",))


def closed(answer: object) -> dict[str, str]:
    """The feeds that a command closed, and why."""
    assert isinstance(answer, tuple), answer
    return {event.feed: event.why for event in answer if isinstance(event, e.FeedClosed)}


def answering(room: r.Room) -> None:
    """The first seat is asked to speak, agrees and is heard."""
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A1))
    room.do(c.AcceptToSpeak(A1))
    assert isinstance(room.send(A1, "microphone"), tuple)


# --- who may send, and who is sent what ------------------------------------------------------------------------------
@pytest.mark.proves("M9")
def test_adults_see_each_other_before_the_door_opens_and_nobody_else_does() -> None:
    room = r.Room(r.a_plan())
    room.do(c.MediaTurned(on=True))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A)
    room.enter(r.SEAT_A1)
    room.send(F1)
    assert receivable(room.state, r.TEACHER_A, "") == (FACE,)
    assert receivable(room.state, r.FACILITATOR, "") == (), "nobody is sent their own"
    assert receivable(room.state, r.SEAT_A1, "") == () and recorded_feeds(room.state) == frozenset()
    room.tick(r.LEAD)
    assert receivable(room.state, r.SEAT_A1, "") == (FACE,) and recorded_feeds(room.state) == {FACE}


@pytest.mark.proves("S7", "M9")
def test_a_pause_stops_everything_and_needs_no_new_beginning() -> None:
    room = r.a_room_with_media(3)
    room.send(F1)
    room.do(c.Leave(T, why="vanished"))
    assert pause(room) == "M9" and feeds_flowing(room.state) == frozenset() and FACE in room.state.feeds
    assert receivable(room.state, r.SEAT_A1, "") == () and recorded_feeds(room.state) == frozenset()
    assert isinstance(room.send(F1, "screen", peer="screen"), tuple), "it may be opened, but does not flow"
    room.do(c.Join(SPEAKS, who=r.SPEAKER))
    assert feeds_flowing(room.state) == frozenset() and receivable(room.state, r.SPEAKER, "") == ()
    room.join(r.TEACHER_A)
    assert len(receivable(room.state, r.SEAT_A1, "")) == 2


@pytest.mark.proves("M9", "Y10")
def test_who_is_sent_back_or_put_out_is_sent_nothing_more() -> None:
    room = r.a_room_with_media(3)
    room.join(r.SECOND)
    room.send(F1)
    room.do(c.ReturnSeat(T, seat=r.SEAT_A1, reason="a word first"))
    assert receivable(room.state, r.SEAT_A1, "") == () and receivable(room.state, r.SEAT_A2, "") == (FACE,)
    room.do(c.Remove(T, who=r.SEAT_A2, reason="unkind"))
    assert receivable(room.state, r.SEAT_A2, "") == ()
    assert closed(room.do(c.Remove(F2, who=r.FACILITATOR, reason="unkind"))) == {FACE: "gone"}


@pytest.mark.proves("M7", "U2")
def test_a_person_sends_from_one_device_at_a_time_and_stops_only_their_own() -> None:
    room = r.a_room_with_media()
    room.join(r.FACILITATOR, f"{r.FACILITATOR}/2")
    room.send(F1)
    assert closed(room.send(f"{r.FACILITATOR}/2")) == {FACE: "moved"}
    room.send(F1, "screen", peer="screen")
    assert len(room.state.feeds) == 2, "a screen stands beside a camera"
    other = r.token(f"{r.FACILITATOR}/2", "camera", ("microphone", "camera"))
    refused(room.do(c.CloseFeed(A1, feed=other)))
    assert closed(room.do(c.CloseFeed(f"{r.FACILITATOR}/2", feed=other))) == {other: "stopped"}
    screen = r.token(F1, "screen", ("screen",))
    assert closed(room.do(c.CloseFeed(feed=screen, why="lost"))) == {screen: "lost"}
    assert room.do(c.CloseFeed(feed=screen)) == ()


@pytest.mark.proves("M7")
def test_a_connection_carries_only_what_its_kind_is_for() -> None:
    room = r.a_room_with_media()
    nonsense = (
        ("camera", ("microphone", "microphone")),
        ("camera", ("camera", "screen")),
        ("screen", ("screen_sound",)),
        ("screen", ("screen", "microphone")),
        ("down", ("camera",)),
        ("camera", ()),
        ("screen", ()),
    )
    for peer, kinds in nonsense:
        refused(room.do(c.OpenFeed(F1, feed="a" * 16, peer=peer, kinds=kinds)))
    for feed in ("a" * 15, "A" * 16, "../" + "a" * 13, "a" * 16 + "\n"):
        refused(room.do(c.OpenFeed(F1, feed=feed, peer="camera", kinds=("camera",))))
    sent = c.OpenFeed(F1, feed="a" * 16, peer="camera", kinds=("camera",))
    room.do(sent)
    refused(room.do(sent))


@pytest.mark.proves("M9", "M13", "Y5")
def test_a_pupil_sends_nothing_uninvited() -> None:
    room = r.a_room_with_media()
    assert refused(room.send(A1, "microphone")).clause == "Y5"
    assert refused(room.send(A1, "camera")).clause == "M13"
    assert refused(room.send(A1, "screen", peer="screen")).clause == "Y5"
    assert refused(room.send(A1)).clause == "Y5", "not even what each alone could be"
    room.do(c.ReturnSeat(T, seat=r.SEAT_A1, reason="a word first"))
    assert refused(room.send(A1, "microphone")).clause == "M9"
    assert refused(room.do(c.MediaTurned(A1, on=False))).clause == "M7"
    assert not may_send(room.state, A2, r.TEACHER_A, "camera", ("camera",)), "a device is who it came as"


@pytest.mark.proves("M9", "M13")
def test_a_teachers_screen_before_the_class_is_sent_only_what_pupils_may_see() -> None:
    plan = r.a_plan(2, 1, (r.SEAT_A1, r.SCREEN_A))
    room = r.Room(replace(plan, rules=replace(plan.rules, pupil_cameras=True)))
    room.do(c.MediaTurned(on=True))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A, T, r.SCREEN_A)
    room.enter(r.SEAT_A1)
    room.send(F1)
    assert receivable(room.state, r.TEACHER_A, r.SCREEN_A) == (), "the class is not inside yet"
    room.do(c.Agree(T, rules=r.RULES_HASH))
    room.tick(r.LEAD)
    room.send(A1, "camera")
    assert receivable(room.state, r.TEACHER_A, r.SCREEN_A) == (FACE,)
    assert receivable(room.state, r.TEACHER_A, "") == (FACE, PUPIL), "on another device the teacher sees more"
    assert isinstance(room.send(T, "microphone"), tuple), "a teacher is an adult there too"
    refused(room.do(c.InviteToSpeak(F1, seat=r.SCREEN_A)))


# --- what comes and goes ---------------------------------------------------------------------------------------------
@pytest.mark.proves("M7")
def test_without_sound_and_picture_nothing_is_sent_and_what_was_is_over() -> None:
    room = r.a_room_with_media()
    room.send(F1)
    answering(room)
    went = room.do(c.MediaTurned(on=False, why="It fell over."))
    assert closed(went) == {FACE: "off", VOICE: "off"} and not room.state.speaking
    refused(room.send(F1))
    refused(room.do(c.InviteToSpeak(T, seat=r.SEAT_A1)))
    assert room.do(c.MediaTurned(on=False, why="It fell over.")) == ()
    seen = room_view(room.state, for_adults=True)["media"]
    assert not seen["on"] and seen["sentence"] == "It fell over."
    room.do(c.MediaTurned(on=True))
    assert isinstance(room.send(F1), tuple) and room.do(c.MediaTurned(on=True)) == ()


@pytest.mark.proves("M9")
def test_a_server_that_began_again_holds_no_feed_and_no_answer() -> None:
    room = r.a_room_with_media()
    room.send(F1)
    answering(room)
    room.restart(2)
    assert not room.state.feeds and not room.state.speaking and not room.state.media_on
    assert fold(room.events) == room.state


@pytest.mark.proves("M13")
def test_the_end_of_the_session_ends_all_of_it() -> None:
    room = r.a_room_with_media()
    room.send(F1)
    answering(room)
    room.do(c.End(F1))
    kinds = [type(event) for event in room.events[-5:]]
    assert kinds == [e.Ended, e.SpeakingEnded, e.FeedClosed, e.FeedClosed, e.RecordingStopped]
    assert room_view(room.state, for_adults=False)["media"]["recording"]["state"] == "ended"
    refused(room.send(F1))
    assert room.do(c.MediaTurned(on=False, why="over")) == ()


def test_a_stream_from_before_sound_and_picture_still_folds() -> None:
    old = r.open_to_school_a()
    bodies = [e.encode(event) for event in old.events if not isinstance(event, e.RecordingAbsent)]
    first = bodies[0].replace(b',"recording":true,"pupil_cameras":false,"answer_limit_seconds":90', b"")
    assert first != bodies[0]
    state = fold(e.decode(body) for body in (first, *bodies[1:]))
    assert state.seats == old.state.seats and state.plan == old.state.plan


def test_words_change_nothing_for_sound_and_picture_and_everything_else_may() -> None:
    room = r.a_room_with_media(3, pupil_cameras=True)
    room.join(r.SECOND)
    room.send(F1)
    words = (
        c.Say(A1, id="a", text="x", screened=r.DELIVER),
        c.Ask(A1, id="b", text="x", screened=r.DELIVER),
        c.SayToAdults(T, id="c", text="x"),
    )
    changes: tuple[c.Command, ...] = (
        c.OpenFeed(T, feed="a" * 16, peer="camera", kinds=("camera",)),
        c.CloseFeed(T, feed="a" * 16),
        c.InviteToSpeak(T, seat=r.SEAT_A1),
        c.AcceptToSpeak(A1),
        c.ReturnSeat(T, seat=r.SEAT_A2, reason="a word first"),
        c.Remove(F1, who=r.SECOND, reason="unkind"),
        c.ChangePlan(plan=replace(room.state.plan, version=2, starts_at="2026-11-22T10:00:00+00:00")),
        c.Leave(T, why="vanished"),
        c.MediaTurned(on=False, why="It fell over."),
        c.End(F1),
    )
    for commands, same in ((words, True), (changes, False)):
        for command in commands:
            before = room.state
            assert isinstance(room.do(command), tuple)
            assert same_for_media(before, room.state) is same, command
    after = room.state
    for field in (
        "feeds",
        "seats",
        "connections",
        "adults",
        "speaking",
        "recording",
        "plan",
        "paused",
        "phase",
    ):
        assert not same_for_media(after, replace(after, **{field: object()})), field
    assert not same_for_media(after, replace(after, media_on=True))


# --- what is shown ---------------------------------------------------------------------------------------------------
@pytest.mark.proves("M13", "S6")
def test_pupils_are_shown_who_speaks_and_never_who_was_only_asked_or_what_an_adult_wrote() -> None:
    room = r.open_to_school_a()
    room.do(c.ExplainNoRecording(F1, reason="the cable is broken"))
    room.do(c.MediaTurned(on=True))
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A1))
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A2))
    room.do(c.AcceptToSpeak(A1))
    room.send(A1, "microphone")
    adults, pupils = (room_view(room.state, for_adults=side)["media"] for side in (True, False))
    assert [(x["seat"], x["state"], x["school"]) for x in adults["speaking"]] == [
        (r.SEAT_A1, "speaking", r.SCHOOL_A),
        (r.SEAT_A2, "invited", r.SCHOOL_A),
    ]
    assert [(x["seat"], x["state"], x["school"]) for x in pupils["speaking"]] == [(r.SEAT_A1, "speaking", "")]
    assert pupils["feeds"] == [{"feed": VOICE, "ref": r.SEAT_A1, "peer": "camera", "kinds": ["microphone"]}]
    assert adults["recording"]["reason"] == "the cable is broken" and "reason" not in pupils["recording"]
    assert place_view(room.state, r.SEAT_A2)["speaking"]["state"] == "invited"
    assert you_view(room.state, r.SEAT_A1, "")["speaking"]["state"] == "speaking"
    room.do(c.Leave(A2, why="vanished"))
    assert place_view(room.state, r.SEAT_A2)["speaking"] is None
    waiting = r.Room(r.a_plan())
    waiting.do(c.MediaTurned(on=True))
    waiting.join(r.FACILITATOR)
    waiting.send(F1)
    assert room_view(waiting.state, for_adults=False)["media"]["feeds"] == []
