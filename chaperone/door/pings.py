"""Pings every socket in its turn, spread over the round: thousands at one moment would keep everybody's words waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Protocol

import structlog

log = structlog.get_logger()

ROUND_SECONDS = 1.5  # so that within the presence limit of four seconds one lost ping does not count as gone
TURNS = 30
BACKLOG_LIMIT_BYTES = 1_000_000


class PingedSocket(Protocol):
    """What pinging needs of a socket."""

    def write(self, data: bytes) -> None:
        """Write bytes as they are."""

    def backlog_bytes(self) -> int:
        """Bytes written that the network has not taken."""

    def shutdown(self) -> None:
        """Say goodbye and close."""


class Pings:
    """The sockets of this process, each with its turn in the round; a socket is pinged once in each round (M9: presence)."""

    def __init__(self, ping: bytes) -> None:
        """``ping``: the frame as it goes over the wire."""
        self._ping = ping
        self._turns: list[set[PingedSocket]] = [set() for _ in range(TURNS)]
        self._turn_of: dict[PingedSocket, int] = {}
        self._next = 0

    def __iter__(self) -> Iterator[PingedSocket]:
        """All sockets."""
        return iter(list(self._turn_of))

    def add(self, socket: PingedSocket) -> None:
        """Begin to ping a socket; the first ping comes within a round."""
        if socket not in self._turn_of:
            self._next = (self._next + 1) % TURNS
            self._turn_of[socket] = self._next
            self._turns[self._next].add(socket)

    def discard(self, socket: PingedSocket) -> None:
        """Ping a socket no more."""
        turn = self._turn_of.pop(socket, None)
        if turn is not None:
            self._turns[turn].discard(socket)

    async def keep_on(self) -> None:
        """Take turn after turn until cancelled; turns that a busy moment delayed are taken together, none is left out."""
        began, taken = time.monotonic(), 0
        while True:
            await asyncio.sleep(ROUND_SECONDS / TURNS)
            due = int((time.monotonic() - began) / ROUND_SECONDS * TURNS)
            taken = max(taken, due - TURNS)
            while taken < due:
                self.take_turn(taken % TURNS)
                taken += 1

    def take_turn(self, turn: int) -> None:
        """Ping the sockets of one turn; one that has taken nothing for long is let go, to come back when it can."""
        for socket in list(self._turns[turn]):
            try:
                if socket.backlog_bytes() > BACKLOG_LIMIT_BYTES:
                    socket.shutdown()
                else:
                    socket.write(self._ping)
            except Exception:
                # One socket in a state nobody thought of must not end the pings, and with them everybody's presence.
                log.exception("socket.not_pinged")
                self.discard(socket)
