"""Makes load and counts what comes of it: an open loop at a fixed rate, or a closed one with so many messages under way."""

from __future__ import annotations

import asyncio
import random
from array import array
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import cycle
from time import perf_counter, perf_counter_ns
from typing import Any

from bench.clients import Client, marker

WORDS = tuple(
    word
    for sentence in (
        "today we read the second part of the story and then we draw the animals that live in the forest",
        "please open your book and look at the picture on the left side what do you think happens next",
    )
    for word in sentence.split()
)
LONGEST = 120
DRAIN_SECONDS = 15
AT_ONCE = 32  # connections being made at the same time


class Load:
    """The members of all rooms, every message said, and when it came to whom."""

    def __init__(self, rooms: Sequence[Sequence[Any]]) -> None:
        """``rooms``: for each room, its members as the client class wants them."""
        self.rooms = rooms
        self.members: list[list[Client]] = [[] for _ in rooms]
        self.sent = array("q")
        self.left = array("q")
        self.room_of = array("q")
        self.delays = array("q")  # nanoseconds from when it was to be said until one member had it
        self.last_delays = array("q")  # … until the last member had it
        self.delivered_count = 0
        self.complete = 0
        self.refused_count = 0
        self.astray = 0
        self.expected = 0
        self.when_complete: Callable[[int], None] | None = None
        self._turns: list[cycle[Client]] = []

    # --- what the clients tell ----------------------------------------------------------------------------------------
    def delivered(self, number: int, now: int) -> None:
        """A message has come to one member."""
        if number >= len(self.sent):
            self.astray += 1
            return
        self.delivered_count += 1
        delay = now - self.sent[number]
        self.delays.append(delay)
        left = self.left[number] - 1
        self.left[number] = left
        if left == 0:
            self.complete += 1
            self.last_delays.append(delay)
            if self.when_complete is not None:
                self.when_complete(self.room_of[number])

    def refused(self) -> None:
        """A message was refused or held."""
        self.refused_count += 1

    # --- coming in ----------------------------------------------------------------------------------------------------
    async def connect(self, kind: type[Client], tag: str, first: int = 1) -> list[float]:
        """Let everybody come in, the ``first`` of each room before the rest; return how long each took, in seconds."""
        gate = asyncio.Semaphore(AT_ONCE)
        took: list[float] = []

        async def come(room: int, member: Any) -> None:
            async with gate:
                began = perf_counter()
                client = await kind.open(self, f"{tag}r{room}", member)
                took.append(perf_counter() - began)
                self.members[room].append(client)

        for part in (slice(None, first), slice(first, None)):
            await asyncio.gather(
                *(come(room, member) for room, members in enumerate(self.rooms) for member in members[part])
            )
        self.take_turns()
        return took

    def take_turns(self) -> None:
        """Let the members of each room who speak do so in turn, in an order of chance (the same in every run)."""
        chance = random.Random(1)
        for members in self.members:
            speakers = [client for client in members if client.speaks]
            chance.shuffle(speakers)
            self._turns.append(cycle(speakers))

    def close(self) -> None:
        """Everybody goes."""
        for client in self.everybody():
            client.close()

    def everybody(self) -> list[Client]:
        """All members of all rooms."""
        return [client for members in self.members for client in members]

    # --- speaking -----------------------------------------------------------------------------------------------------
    def say(self, room: int, due: int = 0) -> None:
        """Let the next speaker of a room say something; the delay counts from ``due`` (nanoseconds), or from now."""
        number = len(self.sent)
        start = number % 20
        text = (marker(number) + " " + " ".join(WORDS[start : start + 18]))[:LONGEST]
        size = len(self.members[room])
        self.left.append(size)
        self.expected += size
        self.room_of.append(room)
        self.sent.append(due or perf_counter_ns())
        speaker = next(self._turns[room])
        if not speaker.lost:  # whoever was cut off is counted as that, and what they would have said as lost
            speaker.say(text)

    async def open_loop(self, rate: float, warm: float, seconds: float) -> AsyncIterator[str]:
        """Say ``rate`` messages a second into every room, rooms staggered; yield "start" after ``warm`` seconds, then "end"."""
        gap = int(1e9 / rate)
        base = perf_counter_ns() + 50_000_000
        turns, rooms = int((warm + seconds) * rate), len(self.members)
        plan = sorted(
            (base + turn * gap + room * gap // rooms, room) for turn in range(turns) for room in range(rooms)
        )
        begin = int(warm * rate) * rooms
        for index, (due, room) in enumerate(plan):
            wait = (due - perf_counter_ns()) / 1e9
            if wait > 0:
                await asyncio.sleep(wait)
            if index == begin:
                yield "start"
            self.say(room, due)
        await self.drain()
        yield "end"

    async def closed_loop(self, window: int, warm: float, seconds: float) -> AsyncIterator[str]:
        """Keep ``window`` messages under way in every room; yield "start" after ``warm`` seconds, then "end"."""
        loop = asyncio.get_running_loop()
        going = True

        def again(room: int) -> None:
            if going:
                loop.call_soon(self.say, room)

        self.when_complete = again
        for room in range(len(self.members)):
            for _ in range(window):
                self.say(room)
        await asyncio.sleep(warm)
        yield "start"
        await asyncio.sleep(seconds)
        yield "end"
        going = False
        await self.drain()

    async def drain(self) -> None:
        """Wait until everything said has come everywhere, for 15 seconds at most."""
        until = perf_counter() + DRAIN_SECONDS
        while self.complete < len(self.sent) and perf_counter() < until:
            await asyncio.sleep(0.02)
