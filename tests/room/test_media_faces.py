"""Pupils who show themselves where the policy lets them: to adults alone, never recorded, off with a pause or an adult's word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room.deciding_media import SEEN_AT_ONCE
from chaperone.room.media import may_receive, recorded_feeds
from chaperone.room.views import room_view
from chaperone.sessions.plan import Seat
from tests.room import rooms as r
from tests.room.stories import A1, F1, T, refused
from tests.room.test_media import PUPIL, closed


@pytest.mark.proves("M13")
def test_where_the_pack_lets_pupils_show_themselves_only_adults_see_it_and_nothing_records_it() -> None:
    room = r.a_room_with_media(pupil_cameras=True)
    refused(room.send(A1, "camera", peer="screen"))
    room.send(A1, "camera")
    assert may_receive(room.state, r.TEACHER_A, "", PUPIL) and may_receive(
        room.state, r.FACILITATOR, "", PUPIL
    )
    assert not may_receive(room.state, r.SEAT_A2, "", PUPIL) and recorded_feeds(room.state) == frozenset()
    assert room_view(room.state, for_adults=False)["media"]["feeds"] == []
    room.do(c.InviteToSpeak(T, seat=r.SEAT_A1))
    room.do(c.AcceptToSpeak(A1))
    assert refused(room.send(A1)).clause == "Y5", "a pupil's sound and picture never share a feed"
    rules = replace(room.state.plan.rules, pupil_cameras=False)
    plan = replace(room.state.plan, version=2, rules=rules)
    assert closed(room.do(c.ChangePlan(plan=plan))) == {PUPIL: "not_allowed"}


@pytest.mark.proves("M13", "Y10", "S7")
def test_a_pupils_picture_ends_with_a_pause_and_with_an_adults_word() -> None:
    room = r.a_room_with_media(3, pupil_cameras=True)
    room.send(A1, "camera")
    assert closed(room.do(c.MuteSeat(T, seat=r.SEAT_A1, muted=True))) == {PUPIL: "not_allowed"}
    assert refused(room.send(A1, "camera")).clause == "Y10"
    room.do(c.MuteSeat(T, seat=r.SEAT_A1, muted=False))
    room.send(A1, "camera")
    assert closed(room.do(c.Leave(T, why="vanished"))) == {PUPIL: "not_allowed"}
    assert refused(room.send(A1, "camera")).clause == "M9"
    room.join(r.TEACHER_A)
    assert room.state.paused is None and not room.state.feeds, "nobody comes back to an open camera"


@pytest.mark.proves("M13")
def test_no_more_pupils_show_themselves_than_adults_can_watch() -> None:
    seats = tuple(Seat(f"seat:m{n}", r.SCHOOL_A, "Grey Wren", key="k") for n in range(SEEN_AT_ONCE + 1))
    plan = r.a_plan(2, 1, ())
    room = r.Room(replace(plan, seats=seats, rules=replace(plan.rules, pupil_cameras=True)))
    room.do(c.MediaTurned(on=True))
    room.join(r.FACILITATOR)
    room.join(r.TEACHER_A)
    for seat in seats:
        room.enter(seat.ref)
    room.tick(r.LEAD)
    *most, last = (f"{seat.ref}/1" for seat in seats)
    for device in most:
        assert isinstance(room.send(device, "camera"), tuple)
    assert "Enough cameras" in refused(room.send(last, "camera")).sentence
    assert isinstance(room.send(F1, "camera"), tuple), "an adult's is not counted"
    room.do(c.CloseFeed(most[0], feed=r.token(most[0], "camera", ("camera",))))
    assert isinstance(room.send(last, "camera"), tuple)
