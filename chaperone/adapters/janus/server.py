"""One Janus as a ``MediaServer``: what a room asks for, said in VideoRoom's words, and what Janus tells by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from chaperone.adapters.janus import videoroom as words
from chaperone.adapters.janus.client import AWAY, Frame, JanusClient, Jsep
from chaperone.adapters.janus.held import NO_HANDLE, Feed, Listener, Room, Whose
from chaperone.adapters.janus.listening import change, first_offer, silence, tell_sizes
from chaperone.adapters.janus.sdp import has_sizes, mids_of, without_candidates
from chaperone.adapters.janus.sending import SCREEN_BITS_PER_SECOND, begin, moderate
from chaperone.adapters.media import Kind, MediaLost, MediaRefused, MediaWatch, Offer, Wanted, tell_standing
from chaperone.policy.clauses import carries_out

ENDED_MEANWHILE: Final = "That was ended before it began."


class JanusServer:
    """Carries rooms on one Janus. It is told by ``use`` and ``lose`` when there is one to speak to (see ``node.py``)."""

    def __init__(self, recordings: Path, camera_bits_per_second: int) -> None:
        """Begin without a Janus.

        Args:
            recordings: the private folder that feeds are written down in.
            camera_bits_per_second: the most a camera may send.
        """
        self.sentence = "Video is off: the media server is starting."
        self.recordings = recordings
        self._camera_bits = camera_bits_per_second
        self._client: JanusClient | None = None
        self._admin_key = ""
        self._watch: MediaWatch | None = None
        self._rooms: dict[str, Room] = {}
        self._whose: dict[int, Whose] = {}
        self._endings: set[asyncio.Future[None]] = set()

    # --- being there or not --------------------------------------------------------------------------------------

    def watched_by(self, watch: MediaWatch) -> None:
        """Tell ``watch`` from now on; at once whether there is a Janus."""
        self._watch = watch
        tell_standing(watch, self.sentence, is_up=self.is_up)

    @property
    def is_up(self) -> bool:
        """Whether Janus can be used at this moment."""
        return self._client is not None and not self._client.lost.done()

    @property
    def load(self) -> int:
        """How many connections it carries."""
        return sum(len(room.feeds) + len(room.listeners) for room in self._rooms.values())

    def use(self, client: JanusClient, admin_key: str) -> None:
        """Speak to this Janus from now on; it holds nothing yet."""
        self._client, self._admin_key, self.sentence = client, admin_key, ""
        if self._watch:
            self._watch.media_back()

    def lose(self, sentence: str) -> None:
        """Forget everything: that Janus is gone. ``sentence`` says plainly why there is no sound and picture."""
        is_news = self._client is not None or sentence != self.sentence
        self._client, self.sentence = None, sentence
        self._rooms.clear()
        self._whose.clear()
        if self._watch and is_news:
            self._watch.media_lost(sentence)

    def drop(self) -> None:
        """Give this Janus up with all it holds: it is killed, and another one started (see ``node.py``)."""
        if self._client is not None:
            self._client.condemn("what had to end in it may not have ended")

    # --- senders -------------------------------------------------------------------------------------------------

    async def publish(self, room: str, feed: str, offer: str, kinds: Sequence[Kind]) -> str:
        """Take a sender's offer and return the answer; the feed is muted and unrecorded."""
        mids = mids_of(offer, kinds)
        client, held = self._there(), await self._made(room)
        if feed in held.feeds:
            raise MediaRefused("This is being sent already.")
        mine = held.feeds[feed] = Feed(NO_HANDLE, mids, two_sizes=has_sizes(offer))
        try:
            mine.handle = await self._attach(client, Whose(room, feed=feed))
            self._check_there(held.feeds.get(feed) is mine)
            answer = await begin(client, held, feed, mine, offer, self._camera_bits)
            self._check_there(held.feeds.get(feed) is mine and bool(answer))
        except BaseException:
            if held.feeds.get(feed) is mine:
                del held.feeds[feed]
            await self._end([mine.handle])
            raise
        mine.ready = True
        return answer

    @carries_out("S7", "M9")
    async def set_muted(self, room: str, feeds: Sequence[str], *, muted: bool) -> None:
        """Stop or let flow these feeds for everybody and for the recording.

        A feed that Janus does not mute for certain is ended: what must be silent is never left to chance. So is one that
        could never be seen, and its sender begins anew.
        """
        client, held = self._there(), self._rooms.get(room)
        if held is None:
            return
        ours = {name: held.feeds[name] for name in feeds if name in held.feeds and held.feeds[name].ready}
        await asyncio.gather(
            *(self._mute_or_end(client, held, name, feed, muted) for name, feed in ours.items())
        )

    async def _mute_or_end(self, client: JanusClient, held: Room, name: str, feed: Feed, muted: bool) -> None:
        whose = self._whose.get(feed.handle)
        try:
            async with feed.lock:
                await moderate(client, held, name, feed, muted=muted)
        except MediaLost:
            raise
        except MediaRefused:
            if held.feeds.get(name) is feed:
                del held.feeds[name]
                await self._end([feed.handle])
                if self._watch and whose:
                    self._watch.feed_lost(whose.room, name)

    async def record(self, room: str, feed: str, stem: str) -> None:
        """Write this feed down from now on, in files of the private folder whose names begin with ``stem``."""
        client, held = self._there(), self._rooms.get(room)
        mine = held.feeds.get(feed) if held else None
        if held is None or mine is None:
            raise MediaRefused("There is nothing of that name to record.")
        if not stem or "/" in stem or stem.startswith("."):
            raise MediaRefused("A recording cannot have that name.")
        filename = str(self.recordings / stem)
        request = words.Configure(secret=held.secret, record=True, filename=filename)
        await words.ask(client, mine.handle, request)

    async def stop_recording(self, room: str, feed: str) -> None:
        """Write no more of this feed; its files are complete then."""
        held = self._rooms.get(room)
        if held is not None and (mine := held.feeds.get(feed)) is not None:
            await words.ask(self._there(), mine.handle, words.Configure(secret=held.secret, record=False))

    async def unpublish(self, room: str, feed: str) -> None:
        """Destroy the sender's connection."""
        held = self._rooms.get(room)
        mine = held.feeds.pop(feed, None) if held else None
        if mine is not None:
            await self._end([mine.handle])

    # --- listeners -----------------------------------------------------------------------------------------------

    @carries_out("M9")
    async def listen(self, room: str, listener: str, wanted: Sequence[Wanted]) -> Offer | None:
        """Let ``listener`` receive exactly ``wanted``: see ``MediaServer.listen``, and ``listening.py`` for how."""
        client, held = self._there(), self._rooms.get(room)
        if held is None or (listener not in held.listeners and not any(map(held.obtainable, wanted))):
            return None
        mine = held.listeners.setdefault(listener, Listener())
        try:
            async with mine.lock:
                self._check_there(held.listeners.get(listener) is mine)
                if mine.unanswered:
                    await silence(client, held, mine, wanted)
                    return None
                if mine.handle:
                    return await change(client, held, mine, wanted)
                mine.handle = await self._attach(client, Whose(room, listener=listener))
                self._check_there(held.listeners.get(listener) is mine)
                return await first_offer(client, held, mine, wanted)
        except BaseException:
            # Half agreed is nothing that anybody can go on from: the browser begins anew.
            if held.listeners.get(listener) is mine:
                del held.listeners[listener]
            await self._end([mine.handle])
            raise

    async def answer(self, room: str, listener: str, sdp: str) -> None:
        """Take a listener's answer to the latest offer; one that Janus cannot read may be given again."""
        client, held = self._there(), self._rooms.get(room)
        mine = held.listeners.get(listener) if held else None
        if held is None or mine is None or not mine.unanswered:
            raise MediaRefused("There is nothing to answer.")
        async with mine.lock:
            await words.ask(client, mine.handle, words.Start(), Jsep("answer", without_candidates(sdp)))
            mine.unanswered = False
            await tell_sizes(client, held, mine)

    async def unlisten(self, room: str, listener: str) -> None:
        """Destroy the listener's connection."""
        held = self._rooms.get(room)
        mine = held.listeners.pop(listener, None) if held else None
        if mine is not None:
            await self._end([mine.handle])

    # --- rooms ---------------------------------------------------------------------------------------------------

    async def close_room(self, room: str) -> None:
        """End everything of a room."""
        held = self._rooms.pop(room, None)
        if held is not None:
            await self._end_room(held)

    async def _end_room(self, held: Room) -> None:
        if self._client is not None and held.keeper:
            with suppress(MediaRefused):  # whatever is in it ends with its handle, too
                await words.ask(self._client, held.keeper, words.DestroyRoom(held.id, held.secret))
        await self._end(held.handles())

    async def _made(self, name: str) -> Room:
        """Return the room, made in Janus when it is not there yet."""
        client = self._there()
        held = self._rooms.setdefault(name, Room())
        async with held.lock:
            if not held.private_id:
                try:
                    await self._make(client, name, held)
                except BaseException:
                    if self._rooms.get(name) is held:
                        del self._rooms[name]
                    await self._end_room(held)
                    raise
        self._check_there(self._rooms.get(name) is held)
        return held

    async def _make(self, client: JanusClient, name: str, held: Room) -> None:
        held.keeper = await self._attach(client, Whose(name))
        bits = max(SCREEN_BITS_PER_SECOND, self._camera_bits)
        create = words.CreateRoom(self._admin_key, held.id, held.secret, (held.token,), bits)
        await words.ask(client, held.keeper, create)
        joined = await words.ask(client, held.keeper, words.Join(held.id, words.KEEPER, held.token))
        held.private_id = joined.said.private_id

    # --- handles -------------------------------------------------------------------------------------------------

    def _there(self) -> JanusClient:
        if self._client is None or self._client.lost.done():
            raise MediaLost(self.sentence or AWAY)
        return self._client

    @staticmethod
    def _check_there(still: bool) -> None:
        if not still:
            raise MediaRefused(ENDED_MEANWHILE)

    async def _attach(self, client: JanusClient, whose: Whose) -> int:
        handle = await client.attach()
        self._whose[handle] = whose
        return handle

    async def _end(self, handles: Sequence[int]) -> None:
        """End handles on Janus even when our caller is cancelled; whose they were is forgotten at once."""
        for handle in handles:
            self._whose.pop(handle, None)
        client = self._client
        if client is not None:
            ends: list[Awaitable[None]] = [client.detach(handle) for handle in handles if handle]
            await asyncio.shield(asyncio.gather(*ends))

    # --- what Janus tells ----------------------------------------------------------------------------------------

    def hear(self, frame: Frame) -> None:
        """Take an event that answers no request."""
        whose = self._whose.get(frame.sender)
        if whose is None or self._watch is None:
            return
        if frame.janus == "webrtcup" and whose.feed:
            held = self._rooms.get(whose.room)
            if held is not None and whose.feed in held.feeds:
                feed = held.feeds[whose.feed]
                feed.flows, feed.nameless = True, feed.two_sizes and feed.muted
                self._watch.feed_flows(whose.room, whose.feed)
        elif frame.janus in {"hangup", "detached"}:
            self._broke(frame.sender, whose)
        elif frame.janus == "event" and not whose.feed and not whose.listener:
            said = words.said_in(frame)
            if said is not None and said.videoroom in {"talking", "stopped-talking"}:
                self._watch.talking(whose.room, said.id, on=said.videoroom == "talking")

    def _broke(self, handle: int, whose: Whose) -> None:
        """A peer connection ended by itself: end its handle, too, and tell."""
        held = self._rooms.get(whose.room)
        if held is None or self._watch is None:
            return
        gone = held.feeds.pop(whose.feed, None) or held.listeners.pop(whose.listener, None)
        if gone is None:
            return
        ending = asyncio.ensure_future(self._end([handle]))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
        if whose.feed:
            self._watch.feed_lost(whose.room, whose.feed)
        else:
            self._watch.listener_lost(whose.room, whose.listener)
