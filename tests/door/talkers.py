"""People who talk without pause by the room's protocol, come back by themselves, and remember what they were promised and shown."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import secrets
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from tests.support.server import Server, Visitor

Frame = dict[str, Any]
IN_FLIGHT = 8
SECONDS_BETWEEN_WORDS = 0.04  # under the limit of frames a second
RETRY_SECONDS = 0.15
ANSWER_SECONDS = 15.0


class Talker:
    """One person or seat and their device.

    What they keep: ``pending`` (said, not acknowledged), ``acknowledged`` (id and seq, in the order of the promises), ``shown``
    (seq, sender and text of each word, in the order it came), ``wrong`` (whatever broke a promise on the way).
    """

    def __init__(self, server: Server, visitor: Visitor, room: str, who: str, talks: bool) -> None:
        self.server, self.visitor, self.room, self.who, self.talks = server, visitor, room, who, talks
        self.may_come = asyncio.Event()
        self.pending: dict[str, str] = {}
        self.acknowledged: list[tuple[str, int]] = []
        self.shown: list[tuple[int, str, str]] = []
        self.wrong: list[str] = []
        self.welcomed = False
        self.paused_at_welcome: list[bool] = []
        self.connections = 0
        self._may_talk = False
        self._wait_until = 0.0
        self._prefix, self._count = secrets.token_urlsafe(9), 0
        self._sent: dict[str, float] = {}
        self._stopping = False

    @property
    def last_seen(self) -> int:
        """Where to resume."""
        return self.shown[-1][0] if self.shown else 0

    async def live(self) -> None:
        """Come, talk, and come back whenever the connection breaks, until told to stop."""
        while not self._stopping:
            await self.may_come.wait()
            with contextlib.suppress(
                OSError, WebSocketException, http.client.HTTPException, TimeoutError, AssertionError
            ):
                ticket = await asyncio.to_thread(self.visitor.ticket, self.room)
                address = f"ws://localhost:{self.server.port}/ws/room/{self.room}"
                async with connect(
                    address, origin=Origin(self.server.url), compression=None, max_size=None
                ) as socket:
                    await self._be_there(socket, ticket)
            self.welcomed = self._may_talk = False
            await asyncio.sleep(RETRY_SECONDS)

    async def _be_there(self, socket: ClientConnection, ticket: str) -> None:
        self.connections += 1
        self._sent.clear()
        await socket.send(json.dumps({"do": "join", "ticket": ticket, "after": self.last_seen}))
        talking = asyncio.create_task(self._talk(socket))
        try:
            async for text in socket:
                self._hear(json.loads(text))
        finally:
            talking.cancel()

    async def _talk(self, socket: ClientConnection) -> None:
        """Send what is not acknowledged, oldest first, and new words while few are in flight."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_WORDS)
            if not (self.welcomed and self._may_talk) or loop.time() < self._wait_until:
                continue
            frame_id = next((each for each in self.pending if each not in self._sent), None)
            if frame_id is None and self.talks and len(self.pending) < IN_FLIGHT and not self._stopping:
                self._count += 1
                frame_id = f"{self._prefix}-{self._count}"
                self.pending[frame_id] = f"words of {self._prefix[:4].lower()} and more of them"
            if frame_id is not None:
                self._sent[frame_id] = loop.time()
                await socket.send(json.dumps({"do": "say", "id": frame_id, "text": self.pending[frame_id]}))
            elif any(loop.time() - at > ANSWER_SECONDS for at in self._sent.values()):
                self.wrong.append("a frame was never answered")
                self._sent.clear()

    def _hear(self, frame: Frame) -> None:
        match frame["is"]:
            case "welcome":
                self.welcomed = True
                self.paused_at_welcome.append(frame["state"]["paused"] is not None)
                self._see_state(frame["state"], frame["you"].get("place", "inside"))
            case "state":
                self._see_state(frame, None)
            case "place":
                self._see_state(None, frame["place"])
            case "said":
                self._see_words(frame)
            case "done":
                if self.pending.pop(frame["id"], None) is None:
                    self.wrong.append(f"acknowledged twice or never said: {frame['id']}")
                self._sent.pop(frame["id"], None)
                self.acknowledged.append((frame["id"], frame["seq"]))
            case "refused":
                # Said again a little later, under the same id: paused, at the door, or too much at once.
                self._sent.pop(frame["id"], None)
                self._wait_until = asyncio.get_running_loop().time() + 0.3

    def _see_state(self, state: Frame | None, place: str | None) -> None:
        if state is not None:
            self._whole = state["paused"] is None and state["phase"] == "open"
        if place is not None:
            self._inside = place == "inside"
        self._may_talk = self._whole and self._inside

    def _see_words(self, frame: Frame) -> None:
        if frame["seq"] <= self.last_seen:
            self.wrong.append(f"{frame['seq']} after {self.last_seen}: twice, or out of order")
        self.shown.append((frame["seq"], frame["from"]["ref"], frame["text"]))

    def fall_quiet(self) -> None:
        """Say nothing new; what is under way may still be acknowledged."""
        self.talks = False

    def stop(self) -> None:
        """Do not come back any more."""
        self._stopping = True


async def until(true: Any, seconds: float, what: str) -> None:
    """Wait until something is so."""
    end = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < end, f"waited in vain: {what}"
        await asyncio.sleep(0.05)
