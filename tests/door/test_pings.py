"""Every socket is pinged once in each round, whoever comes and goes meanwhile, and never all at one moment."""

from __future__ import annotations

import asyncio

import pytest

from chaperone.door import pings
from chaperone.door.pings import BACKLOG_LIMIT_BYTES, TURNS, Pings


class Listener:
    """A socket that counts its pings."""

    def __init__(self, backlog: int = 0, *, broken: bool = False) -> None:
        self.pinged, self.gone, self.backlog, self.broken = 0, False, backlog, broken

    def write(self, data: bytes) -> None:
        if self.broken:
            raise RuntimeError("closed in a way nobody thought of")
        assert data == b"ping"
        self.pinged += 1

    def backlog_bytes(self) -> int:
        return self.backlog

    def shutdown(self) -> None:
        self.gone = True


def a_round(sockets: Pings) -> int:
    """Take every turn once; return the most pings that one turn sent."""
    most = 0
    for turn in range(TURNS):
        before = sum(listener.pinged for listener in sockets if isinstance(listener, Listener))
        sockets.take_turn(turn)
        after = sum(listener.pinged for listener in sockets if isinstance(listener, Listener))
        most = max(most, after - before)
    return most


def test_a_round_pings_each_once_and_no_turn_many() -> None:
    sockets, listeners = Pings(b"ping"), [Listener() for _ in range(100)]
    for listener in listeners:
        sockets.add(listener)
        sockets.add(listener)  # a second time changes nothing
    assert a_round(sockets) <= 100 // TURNS + 1
    assert [listener.pinged for listener in listeners] == [1] * 100
    for listener in listeners[::2]:
        sockets.discard(listener)
        sockets.discard(listener)
    a_round(sockets)
    assert [listener.pinged for listener in listeners] == [1, 2] * 50
    assert set(sockets) == set(listeners[1::2])


def test_one_who_takes_nothing_is_let_go_and_one_that_breaks_keeps_no_ping_from_the_others() -> None:
    sockets = Pings(b"ping")
    slow, broken, well = Listener(BACKLOG_LIMIT_BYTES + 1), Listener(broken=True), Listener()
    sockets.add(broken)
    sockets.add(slow)
    for _ in range(TURNS - 2):
        sockets.add(Listener())
    sockets.add(well)  # in the same turn as the broken one
    a_round(sockets)
    a_round(sockets)
    assert slow.gone and slow.pinged == 0
    assert well.pinged == 2
    assert broken not in set(sockets)


def test_no_turn_is_left_out_when_the_process_was_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pings, "ROUND_SECONDS", 0.06)
    sockets, listeners = Pings(b"ping"), [Listener() for _ in range(TURNS)]
    for listener in listeners:
        sockets.add(listener)

    async def busy() -> None:
        going = asyncio.ensure_future(sockets.keep_on())
        for _ in range(8):
            await asyncio.sleep(0)
            until = asyncio.get_running_loop().time() + 0.02  # ten turns pass while nothing else can run
            while asyncio.get_running_loop().time() < until:
                pass
            await asyncio.sleep(0.01)
        going.cancel()

    asyncio.run(busy())
    counts = [listener.pinged for listener in listeners]
    assert min(counts) >= 2 and max(counts) - min(counts) <= 1
