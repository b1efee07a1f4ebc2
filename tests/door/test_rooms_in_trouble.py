"""What the rooms of a process do when the database will not answer for one of them, or not just now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import OperationalError

from chaperone.door import asking_sessions
from chaperone.door import rooms as door
from chaperone.ledger.writer import GroupCommit
from chaperone.room.state import Phase
from chaperone.screening.types import Context


def with_rooms(act: Callable[[door.Rooms], Any]) -> None:
    """Let ``act`` happen to rooms in a loop of their own, until what it waits for is true."""

    async def living() -> None:
        rooms = door.Rooms(GroupCommit(), Context(), b"")
        until = act(rooms)
        deadline = asyncio.get_running_loop().time() + 10
        while not until():
            assert asyncio.get_running_loop().time() < deadline, "waited in vain"
            await asyncio.sleep(0.005)
        await rooms.stop()

    asyncio.run(living())


@pytest.mark.django_db
@pytest.mark.proves("M10", "M13")
def test_a_session_is_told_that_its_room_has_ended_also_when_the_database_was_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else nobody is asked for its notes, and its recording stays unsealed."""
    tries: list[str] = []

    def busy_at_first(ref: str, _at: datetime) -> None:
        tries.append(ref)
        if len(tries) < 3:
            raise OperationalError("database is locked")

    monkeypatch.setattr(door, "record_room_ended", busy_at_first)
    monkeypatch.setattr(asking_sessions, "AGAIN_AFTER_SECONDS", (0.0, 0.0, 0.0))

    def end(rooms: door.Rooms) -> Callable[[], bool]:
        rooms._turned("abcdefghij", Phase.CLOSED, 1_000.0)
        return lambda: len(tries) == 3

    with_rooms(end)


@pytest.mark.django_db
@pytest.mark.proves("S7")
def test_a_room_whose_plan_cannot_be_read_keeps_no_other_from_hearing_who_has_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed: list[str] = []

    def plan_of_room(ref: str, _now: datetime) -> str:
        if ref == "a":
            raise OSError("its pack is gone")
        return ref

    monkeypatch.setattr(asking_sessions, "plan_of_room", plan_of_room)
    monkeypatch.setattr(door, "plan_versions", lambda refs: dict.fromkeys(refs, 2))
    monkeypatch.setattr(door, "rooms_left_open", lambda _now: [])
    monkeypatch.setattr(door, "TICK_SECONDS", 0.005)

    def watch(rooms: door.Rooms) -> Callable[[], bool]:
        nothing = SimpleNamespace(close=lambda: None)
        for ref in "ab":
            room = SimpleNamespace(plan_seen=1, change_plan=changed.append, media=nothing)
            rooms._rooms[ref] = cast(Any, room)
        rooms._watch = asyncio.get_running_loop().create_task(rooms._watching())
        return lambda: "b" in changed

    with_rooms(watch)
    assert "a" not in changed
