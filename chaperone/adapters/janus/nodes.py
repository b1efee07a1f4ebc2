"""Several Janus as one ``MediaServer``: a new room goes to the one that carries least; a lost one loses only its own rooms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from chaperone.adapters.janus.disk import why_no_room
from chaperone.adapters.janus.node import JanusNode
from chaperone.adapters.janus.server import JanusServer
from chaperone.adapters.janus.setup import JanusSetup, missing
from chaperone.adapters.media import Kind, MediaLost, MediaWatch, Offer, Wanted, tell_standing

SWITCHED_OFF: Final = "Video is off here: CHAPERONE_VIDEO says so."


class JanusNodes:
    """All our Janus. Without any (switched off, not installed) it is a media server that is never there, and says why."""

    def __init__(self, setup: JanusSetup, *, off: bool = False) -> None:
        """Prepare, and start nothing yet.

        Args:
            setup: what the operator decided.
            off: start none, whatever is installed.
        """
        self._why_none = SWITCHED_OFF if off else missing(setup)
        self.nodes = [] if self._why_none else [JanusNode(one, number) for number, one in _shares(setup)]
        self._watch: MediaWatch | None = None
        self._places: dict[str, JanusServer] = {}
        for node in self.nodes:
            node.server.watched_by(_OneNode(self, node.server))

    def start(self) -> None:
        """Start every Janus and keep it alive; returns at once."""
        for node in self.nodes:
            node.start()

    async def stop(self) -> None:
        """End every Janus in order."""
        for node in self.nodes:
            await node.stop()

    @property
    def sentence(self) -> str:
        """Why there is no sound and picture; empty while there is."""
        if self.is_up:
            return ""
        return self.nodes[0].server.sentence if self.nodes else self._why_none

    # --- MediaServer ---------------------------------------------------------------------------------------------

    def watched_by(self, watch: MediaWatch) -> None:
        """Tell ``watch`` from now on; at once whether any Janus is there."""
        self._watch = watch
        tell_standing(watch, self.sentence, is_up=self.is_up)

    @property
    def is_up(self) -> bool:
        """Whether any Janus can be used at this moment."""
        return any(node.server.is_up for node in self.nodes)

    async def publish(self, room: str, feed: str, offer: str, kinds: Sequence[Kind]) -> str:
        """Take a sender's offer, on the room's Janus; a room without one gets the one that carries least."""
        return await self._place(room).publish(room, feed, offer, kinds)

    async def set_muted(self, room: str, feeds: Sequence[str], *, muted: bool) -> None:
        """Stop or let flow these feeds."""
        if room in self._places:
            await self._places[room].set_muted(room, feeds, muted=muted)

    async def record(self, room: str, feed: str, stem: str) -> None:
        """Write this feed down from now on."""
        await self._place(room).record(room, feed, stem)

    async def stop_recording(self, room: str, feed: str) -> None:
        """Write no more of this feed."""
        if room in self._places:
            await self._places[room].stop_recording(room, feed)

    @property
    def why_not_recording(self) -> str:
        """Why nothing can be written down just now: all Janus write to the same folder."""
        return why_no_room(self.nodes[0].server.recordings) if self.nodes else self._why_none

    async def unpublish(self, room: str, feed: str) -> None:
        """Destroy the sender's connection."""
        if room in self._places:
            await self._places[room].unpublish(room, feed)

    async def listen(self, room: str, listener: str, wanted: Sequence[Wanted]) -> Offer | None:
        """Let ``listener`` receive exactly ``wanted``; nothing, where nobody has sent anything."""
        if room not in self._places:
            return None
        return await self._places[room].listen(room, listener, wanted)

    async def answer(self, room: str, listener: str, sdp: str) -> None:
        """Take a listener's answer to the latest offer."""
        await self._place(room).answer(room, listener, sdp)

    async def unlisten(self, room: str, listener: str) -> None:
        """Destroy the listener's connection."""
        if room in self._places:
            await self._places[room].unlisten(room, listener)

    async def close_room(self, room: str) -> None:
        """End everything of a room; when it is used again, it may go elsewhere."""
        if room in self._places:
            await self._places.pop(room).close_room(room)

    def drop(self) -> None:
        """Give up every Janus with all it holds; others are started."""
        for node in self.nodes:
            node.server.drop()

    # --- places --------------------------------------------------------------------------------------------------

    def _place(self, room: str) -> JanusServer:
        if room not in self._places:
            there = [node.server for node in self.nodes if node.server.is_up]
            if not there:
                raise MediaLost(self.sentence)
            self._places[room] = min(there, key=self._load)
        return self._places[room]

    def _load(self, server: JanusServer) -> tuple[int, int]:
        """Return connections, then rooms: rooms that have just begun have no connections yet."""
        return server.load, sum(place is server for place in self._places.values())

    def node_back(self) -> None:
        """Take note that one is there (again)."""
        if self._watch and sum(node.server.is_up for node in self.nodes) == 1:
            self._watch.media_back()

    def node_lost(self, server: JanusServer) -> None:
        """Take note that one went away, with the rooms it carried."""
        rooms = [room for room, place in self._places.items() if place is server]
        for room in rooms:
            del self._places[room]
        if self._watch is None:
            return
        if not self.is_up:
            self._watch.media_lost(self.sentence)
        else:
            for room in rooms:
                self._watch.room_lost(room)

    @property
    def watch(self) -> MediaWatch | None:
        """Who is told."""
        return self._watch


def _shares(setup: JanusSetup) -> Iterator[tuple[int, JanusSetup]]:
    """Yield each Janus's number and set-up, with its own share of the ports: two must never try for the same one."""
    each = (setup.last_port - setup.first_port + 1) // setup.count
    for number in range(setup.count):
        first = setup.first_port + number * each
        yield number, replace(setup, first_port=first, last_port=first + each - 1)


class _OneNode:
    """What one Janus tells, passed on: its own coming and going as that of its rooms only."""

    def __init__(self, nodes: JanusNodes, server: JanusServer) -> None:
        self._nodes = nodes
        self._server = server

    def media_back(self) -> None:
        self._nodes.node_back()

    def media_lost(self, sentence: str) -> None:  # noqa: ARG002 - the protocol's; the nodes ask for it
        self._nodes.node_lost(self._server)

    def room_lost(self, room: str) -> None:
        if self._nodes.watch:
            self._nodes.watch.room_lost(room)

    def feed_lost(self, room: str, feed: str) -> None:
        if self._nodes.watch:
            self._nodes.watch.feed_lost(room, feed)

    def listener_lost(self, room: str, listener: str) -> None:
        if self._nodes.watch:
            self._nodes.watch.listener_lost(room, listener)

    def feed_flows(self, room: str, feed: str) -> None:
        if self._nodes.watch:
            self._nodes.watch.feed_flows(room, feed)

    def talking(self, room: str, feed: str, *, on: bool) -> None:
        if self._nodes.watch:
            self._nodes.watch.talking(room, feed, on=on)
