"""A media server outside of what is tested: it keeps what it was told and holds, as slow or unwilling as a test asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chaperone.adapters.media import Kind, Line, MediaLost, MediaRefused, MediaWatch, Offer, Wanted
from tests.door.descriptions import answer, offer

SAYS_NO = "The media server says no."


@dataclass
class Held:
    """A feed it holds."""

    kinds: tuple[Kind, ...]
    muted: bool = True
    stem: str = ""


class Outside:
    """What it was told, in order, stands in ``told`` from the moment of the call; what it holds changes when the call is done."""

    def __init__(self) -> None:
        self.is_up = True
        self.told: list[tuple[str, object]] = []
        self.feeds: dict[str, Held] = {}
        self.listeners: dict[str, tuple[Wanted, ...]] = {}
        self.dropped = False
        self.why_not_recording = ""
        self.connects = True  # whether senders who have the answer come
        self.flows: Callable[[str], None] = lambda _feed: None
        self._slow: dict[str, asyncio.Event] = {}
        self._late: dict[str, asyncio.Event] = {}
        self._unwilling: set[str] = set()

    # --- what a test asks of it -------------------------------------------------------------------------------------
    def slow(self, verb: str) -> None:
        """Let every call of this kind wait from now on."""
        self._slow[verb] = asyncio.Event()

    def late(self, verb: str) -> None:
        """Do every call of this kind at once from now on, but let its answer wait."""
        self._late[verb] = asyncio.Event()

    def quick(self, verb: str) -> None:
        """Let those that wait go on, and later ones not wait."""
        for waiting in (self._slow, self._late):
            if verb in waiting:
                waiting.pop(verb).set()

    def unwilling(self, verb: str) -> None:
        """Refuse every call of this kind from now on."""
        self._unwilling.add(verb)

    def willing(self, verb: str) -> None:
        """Do them again."""
        self._unwilling.discard(verb)

    def flowing(self) -> set[str]:
        """The feeds that flow."""
        return {feed for feed, held in self.feeds.items() if not held.muted}

    def calls(self, verb: str) -> list[object]:
        """What it was told with this verb."""
        return [what for said, what in self.told if said == verb]

    async def _called(self, verb: str, what: object) -> None:
        self.told.append((verb, what))
        if verb in self._slow:
            await self._slow[verb].wait()
        if not self.is_up:
            raise MediaLost("The media server is away.")
        if verb in self._unwilling:
            raise MediaRefused(SAYS_NO)

    # --- MediaServer ------------------------------------------------------------------------------------------------
    def watched_by(self, watch: MediaWatch) -> None:
        """See ``MediaServer``."""
        watch.media_back()

    async def publish(self, room: str, feed: str, offer: str, kinds: Sequence[Kind]) -> str:
        """See ``MediaServer``."""
        await self._called("publish", feed)
        self.feeds[feed] = Held(tuple(kinds))
        if self.connects:
            asyncio.get_running_loop().call_later(0.001, self.flows, feed)
        return answer(*kinds)

    async def set_muted(self, room: str, feeds: Sequence[str], *, muted: bool) -> None:
        """See ``MediaServer``."""
        await self._called("mute" if muted else "unmute", tuple(sorted(feeds)))
        for feed in feeds:
            if feed in self.feeds:
                self.feeds[feed].muted = muted
        if not muted and "unmute" in self._late:
            await self._late["unmute"].wait()

    async def record(self, room: str, feed: str, stem: str) -> None:
        """See ``MediaServer``."""
        await self._called("record", stem)
        self.feeds[feed].stem = stem

    async def stop_recording(self, room: str, feed: str) -> None:
        """See ``MediaServer``."""
        await self._called("stop_recording", feed)
        if feed in self.feeds:
            self.feeds[feed].stem = ""

    async def unpublish(self, room: str, feed: str) -> None:
        """See ``MediaServer``."""
        await self._called("unpublish", feed)
        self.feeds.pop(feed, None)

    async def listen(self, room: str, listener: str, wanted: Sequence[Wanted]) -> Offer | None:
        """See ``MediaServer``."""
        await self._called("listen", listener)
        before = self.listeners.get(listener, ())
        self.listeners[listener] = tuple(wanted)
        if before and {(w.feed, w.kind) for w in before} == {(w.feed, w.kind) for w in wanted}:
            return None  # at most another size
        lines = tuple(Line(str(number), each.feed, each.kind) for number, each in enumerate(wanted))
        return Offer(offer(*(line.kind for line in lines)), lines) if lines else None

    async def answer(self, room: str, listener: str, sdp: str) -> None:
        """See ``MediaServer``."""
        await self._called("answer", listener)

    async def unlisten(self, room: str, listener: str) -> None:
        """See ``MediaServer``."""
        await self._called("unlisten", listener)
        self.listeners.pop(listener, None)

    async def close_room(self, room: str) -> None:
        """See ``MediaServer``."""
        await self._called("close_room", room)
        self.feeds.clear()
        self.listeners.clear()

    def drop(self) -> None:
        """See ``MediaServer``."""
        self.dropped = True
        self.feeds.clear()
        self.listeners.clear()
