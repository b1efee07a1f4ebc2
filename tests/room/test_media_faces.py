"""Pupils who show themselves where the policy lets them: to adults alone, never recorded, off with a pause or an adult's word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room.media import may_receive, recorded_feeds
from chaperone.room.views import room_view
from tests.room import rooms as r
from tests.room.stories import A1, T, refused
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
