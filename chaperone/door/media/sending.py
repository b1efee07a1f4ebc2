"""The feeds of one room at the media server: taken in, let flow, written down and stopped as the truth of the moment says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from chaperone.adapters.media import Kind, MediaLost, MediaRefused, MediaServer
from chaperone.door.media.errands import Errands, within_time
from chaperone.door.media.truth import Truth
from chaperone.policy.clauses import carries_out

log = structlog.get_logger()

OVER: Final = "This was over before it could begin."
CONNECT_SECONDS: Final = 15.0  # a sender who has the answer and does not come is not sending


class Held:
    """What the server may hold of one feed.

    Attributes:
        kinds: what its lines carry.
        taken: whether the server has answered its offer.
        is_up: whether the sender's connection is there; nobody can listen to it before.
        may_flow: whether it may be flowing; true from before the server is told so until it is told to stop.
        flows: whether it is known to flow.
        stops: how often it was stopped, so that a start notices a stop that came meanwhile.
        recordings: how often writing it down was begun.
        recorded: whether it is being written down, as far as we know.
    """

    __slots__ = ("flows", "is_up", "kinds", "may_flow", "recorded", "recordings", "stops", "taken")

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self.kinds = kinds
        self.taken = self.is_up = self.may_flow = self.flows = self.recorded = False
        self.stops = self.recordings = 0


class Sending:
    """The feeds of one room. ``stop`` and ``start`` are called whenever the truth may have changed, ``stop`` first."""

    def __init__(
        self,
        room: str,
        server: MediaServer,
        errands: Errands,
        truth: Callable[[], Truth],
        broke: Callable[[str, str], None],
    ) -> None:
        """``broke`` is called with a feed and what broke: ``feed`` (it has been ended) or ``recording`` (it did not begin)."""
        self._room, self._server, self._errands = room, server, errands
        self._truth, self._broke = truth, broke
        self._held: dict[str, Held] = {}
        self._letting_flow: asyncio.Task[None] | None = None

    # --- coming -----------------------------------------------------------------------------------------------------
    async def publish(self, feed: str, offer: str, kinds: tuple[Kind, ...]) -> str:
        """Bring a feed that is on record to the server; return the server's answer once the feed flows, where it may.

        The sender reaches the server only with the answer. A picture in two sizes that came up muted could never be shown
        (see ``adapters/janus``), so what may flow does so before its sender is there.

        Raises:
            MediaRefused: the server says no, or the feed was over meanwhile; nothing of it is left.
        """
        await self._errands.settled()
        if feed not in self._truth().feeds:
            raise MediaRefused(OVER)
        held = self._held[feed] = Held(kinds)
        try:
            answer: str = await within_time(self._server.publish(self._room, feed, offer, kinds))
        except MediaLost:
            self._held.pop(feed, None)
            raise
        except BaseException:
            self.end(feed)  # it may be there all the same
            raise
        if feed not in self._truth().feeds or self._held.get(feed) is not held:
            self.end(feed)  # the stop may have come to the server before the start
            raise MediaRefused(OVER)
        held.taken = True
        self.start()
        await self._begun()
        if self._held.get(feed) is not held:
            raise MediaRefused(OVER)
        asyncio.get_running_loop().call_later(CONNECT_SECONDS, self._not_come, feed, held)
        return answer

    async def _begun(self) -> None:
        if self._letting_flow is not None:
            await asyncio.wait([self._letting_flow])

    def _not_come(self, feed: str, held: Held) -> None:
        if self._held.get(feed) is held and not held.is_up:
            self.end(feed)
            self._broke(feed, "feed")

    def is_up(self, feed: str) -> None:
        """The sender's connection is there: from now on it can be listened to."""
        if feed in self._held:
            self._held[feed].is_up = True

    def lines(self) -> list[tuple[str, tuple[Kind, ...]]]:
        """The feeds that can be listened to, and what they carry."""
        return [(feed, held.kinds) for feed, held in self._held.items() if held.taken and held.is_up]

    def holds(self, feed: str) -> bool:
        """Whether the server may hold this feed."""
        return feed in self._held

    # --- stopping ---------------------------------------------------------------------------------------------------
    @carries_out("S7", "M9")
    def stop(self) -> None:
        """Stop whatever may not be: in this turn of the event loop, all that must only be silent with one word."""
        truth = self._truth()
        for feed in [feed for feed in self._held if feed not in truth.feeds]:
            self.end(feed)
        silent = [
            feed for feed, held in self._held.items() if feed not in truth.flowing and self._must_stop(held)
        ]
        if silent:
            self._errands.stop(self._server.set_muted(self._room, silent, muted=True))
        if not truth.may_write:
            self._write_no_more()

    def _write_no_more(self) -> None:
        """The recording is over although the session goes on: a pause only mutes, which writes nothing either."""
        for feed, held in self._held.items():
            if held.recorded:
                held.recorded = False
                self._errands.stop(self._server.stop_recording(self._room, feed))

    @staticmethod
    def _must_stop(held: Held) -> bool:
        if not held.may_flow:
            return False
        held.may_flow = held.flows = False
        held.stops += 1
        return True

    def end(self, feed: str) -> None:
        """Destroy a feed at the server, whether it is there or not."""
        self._held.pop(feed, None)
        self._errands.stop(self._server.unpublish(self._room, feed))

    def forget(self) -> None:
        """The server holds nothing any more."""
        self._held.clear()

    # --- flowing ----------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Let flow, and write down, what may; one after another with every stop."""
        if self._letting_flow is None and self._waiting():
            self._letting_flow = self._errands.start(self._let_flow())

    def _waiting(self) -> list[str]:
        truth = self._truth()
        return [
            feed
            for feed, held in self._held.items()
            if held.taken
            and ((feed in truth.flowing and not held.flows) or (feed in truth.recorded and not held.recorded))
        ]

    async def _let_flow(self) -> None:
        try:
            await self._errands.settled()
            while feeds := self._waiting():
                await asyncio.gather(*(self._let_one_flow(feed, self._held[feed]) for feed in feeds))
                await self._errands.settled()
        finally:
            self._letting_flow = None

    async def _let_one_flow(self, feed: str, held: Held) -> None:
        """First the recording, then the sound: nothing is heard that should be on the recording and is not."""
        try:
            await self._write_down(feed, held)
            if feed not in self._truth().flowing or self._held.get(feed) is not held or held.flows:
                return  # asked again at the last moment: this is what keeps a stale start from undoing a stop
            before, held.may_flow = held.stops, True
            try:
                await within_time(self._server.set_muted(self._room, [feed], muted=False))
            finally:
                held.may_flow = True  # a stop that came meanwhile may have been overtaken
            held.flows = held.stops == before
        except MediaLost:
            self._held.pop(feed, None)
        except MediaRefused:
            if self._held.get(feed) is held:
                self.end(feed)
                self._broke(feed, "feed")
        finally:
            self.stop()

    @carries_out("M13")
    async def _write_down(self, feed: str, held: Held) -> None:
        if feed not in self._truth().recorded or held.recorded:
            return
        held.recorded = True
        held.recordings += 1
        stem = f"{self._room}.{feed}.{held.recordings}"
        try:
            await within_time(self._server.record(self._room, feed, stem))
        except MediaLost:
            raise
        except MediaRefused:
            self._broke(
                feed, "recording"
            )  # the machine takes this for the end of the recording, and it is tried again later
