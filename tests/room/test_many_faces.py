"""As many pupils as adults can watch show themselves at once, and no more; by itself, because so full a room takes its time."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chaperone.room import commands as c
from chaperone.room.deciding_media import SEEN_AT_ONCE
from chaperone.sessions.plan import Seat
from tests.room import rooms as r
from tests.room.stories import F1, refused


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
