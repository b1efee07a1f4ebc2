"""One connection to one Janus: the one place that sends, waits and checks; whatever passes is typed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Literal

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from chaperone.adapters.media import MediaLost, MediaRefused

AWAY: Final = "Sound and picture are away just now. They come back by themselves; go on by text."
ANSWER_SECONDS: Final = 5.0
# Together at most 1.7 seconds from a Janus that hangs to our knowing it.
BEAT_SECONDS: Final = 0.3
SLICE_SECONDS: Final = 0.2
SLICES: Final = 7
LARGEST_FRAME_BYTES: Final = 1_000_000
VIDEOROOM: Final = "janus.plugin.videoroom"
NOT_THERE: Final = frozenset({458, 459})
"""Janus's codes for a session and a handle that it does not have (any more)."""


class Jsep(msgspec.Struct, frozen=True):
    """A description on its way; never logged."""

    type: Literal["offer", "answer"]
    sdp: str


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """What surrounds every request."""

    janus: str
    transaction: str
    apisecret: str
    session_id: int = 0
    handle_id: int = 0
    plugin: str = ""
    body: msgspec.Struct | None = None
    jsep: Jsep | None = None


class Made(msgspec.Struct, frozen=True):
    """The number of a new session or handle."""

    id: int = 0


class Trouble(msgspec.Struct, frozen=True):
    """What Janus itself (not a plugin) has against a request."""

    code: int
    reason: str = ""


class PluginData(msgspec.Struct, frozen=True):
    """What a plugin said; it is decoded by who asked the plugin."""

    data: msgspec.Raw


class Frame(msgspec.Struct, frozen=True):
    """Anything Janus says. ``sender`` is the handle it is about; fields that we have no use for are not read."""

    janus: str
    transaction: str = ""
    sender: int = 0
    data: Made = Made()
    error: Trouble | None = None
    plugindata: PluginData | None = None
    jsep: Jsep | None = None


class JanusRefused(MediaRefused):
    """Janus or its plugin said no. ``code`` and ``reason`` are for the log; ``str()`` is for the person who asked."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep what Janus gave as its reason apart from what people read."""
        super().__init__("Sound and picture could not be set up. Try again.")
        self.code = code
        self.reason = reason


class JanusClient:
    """Speaks Janus's protocol on one WebSocket. Janus drops the session, and all media with it, when the socket ends."""

    def __init__(self, socket: ClientConnection, api_secret: str, hear: Callable[[Frame], None]) -> None:
        """Use ``open``; a client without its reader hears nothing."""
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Holds the reason, for the log, once nothing more can be asked."""
        self._socket = socket
        self._secret = api_secret
        self._hear = hear
        self._session = 0
        self._waiting: dict[str, tuple[asyncio.Future[Frame], bool]] = {}
        self._tasks = [asyncio.create_task(self._read())]

    @classmethod
    async def open(cls, port: int, api_secret: str, hear: Callable[[Frame], None]) -> JanusClient:
        """Connect to the Janus on this computer's ``port``, and begin a session.

        Args:
            port: where its WebSocket API listens on 127.0.0.1.
            api_secret: goes with every request.
            hear: called for every event that answers no request of ours; it must not block or raise.

        Raises:
            OSError: nobody listens there (yet).
            MediaRefused: somebody does, but gives us no session.
        """
        try:
            socket = await connect(
                f"ws://127.0.0.1:{port}",
                subprotocols=[Subprotocol("janus-protocol")],
                compression=None,
                # Our own beat asks Janus itself; the socket's ping is answered by a thread that lives on when Janus hangs.
                ping_interval=None,
                open_timeout=ANSWER_SECONDS,
                close_timeout=0.5,
                max_size=LARGEST_FRAME_BYTES,
                proxy=None,
            )
        except (WebSocketException, TimeoutError) as error:
            raise MediaRefused("What listens there does not speak as Janus does.") from error
        client = cls(socket, api_secret, hear)
        try:
            client._session = (await client.ask("create")).data.id
        except BaseException:
            await client.close()
            raise
        client._tasks.append(asyncio.create_task(client._beat()))
        return client

    async def close(self) -> None:
        """End the connection; Janus ends the session by itself."""
        self._lose("closed by us")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(WebSocketException, OSError):
            await self._socket.close()

    def condemn(self, reason: str) -> None:
        """Give this Janus up: what had to stop in it may not have stopped, so all of it must end."""
        self._lose(reason)

    async def attach(self) -> int:
        """Make a handle on VideoRoom and return its number; what it will publish or receive lives and dies with it."""
        return (await self.ask("attach", plugin=VIDEOROOM)).data.id

    async def detach(self, handle: int) -> None:
        """End a handle and its peer connection, whatever the browser does. One that is not there is no trouble."""
        try:
            await self.ask("detach", handle=handle)
        except JanusRefused as refused:
            if refused.code not in NOT_THERE:
                self.condemn(f"a handle could not be ended ({refused.code})")
        except MediaLost:
            return
        except MediaRefused:
            self.condemn("the end of a handle was not confirmed")

    async def ask(
        self,
        verb: str,
        *,
        handle: int = 0,
        plugin: str = "",
        body: msgspec.Struct | None = None,
        jsep: Jsep | None = None,
    ) -> Frame:
        """Send one request and return its answer: for a plugin's slow requests the event, not the first acknowledgement.

        Raises:
            JanusRefused: Janus itself refused (a plugin's refusal is inside its data).
            MediaLost: the connection is over.
            MediaRefused: no answer came within ``ANSWER_SECONDS``.
        """
        answer = await self._send(verb, handle, plugin, body, jsep)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                frame = await answer
        except TimeoutError:
            raise MediaRefused("The media server did not answer in time. Try again.") from None
        if frame.error is not None:
            raise JanusRefused(frame.error.code, frame.error.reason)
        return frame

    async def _send(
        self, verb: str, handle: int, plugin: str, body: msgspec.Struct | None, jsep: Jsep | None
    ) -> asyncio.Future[Frame]:
        if self.lost.done():
            raise MediaLost(AWAY)
        transaction = secrets.token_hex(8)
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        # An acknowledgement answers only what nothing else ever answers.
        self._waiting[transaction] = (answer, verb == "keepalive")
        answer.add_done_callback(lambda _: self._waiting.pop(transaction, None))
        envelope = Envelope(verb, transaction, self._secret, self._session, handle, plugin, body, jsep)
        try:
            await self._socket.send(msgspec.json.encode(envelope), text=True)
        except (WebSocketException, OSError):
            self._lose("the connection broke while sending")
        return answer

    async def _read(self) -> None:
        decode = msgspec.json.Decoder(Frame).decode
        try:
            async for text in self._socket:
                self._take(decode(text))
        except (WebSocketException, OSError, msgspec.MsgspecError) as error:
            self._lose(f"the connection broke ({type(error).__name__})")
        self._lose("Janus closed the connection")

    def _take(self, frame: Frame) -> None:
        answer, by_ack = self._waiting.get(frame.transaction, (None, False))
        if answer is None:
            # Nobody waits: it happened by itself. A late answer to a request given up is no event, and is dropped.
            if not frame.transaction or frame.janus not in {"ack", "success", "error"}:
                self._hear(frame)
        elif (frame.janus != "ack" or by_ack) and not answer.done():
            answer.set_result(frame)

    async def _beat(self) -> None:
        """Ask for a sign of life all the time.

        The wait is counted in slices, not by the clock: when our own process stood still (a sleeping laptop, a stopped
        virtual machine), that must not be taken for Janus's silence.
        """
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                answer = await self._send("keepalive", 0, "", None, None)
            except MediaLost:
                return
            for _ in range(SLICES):
                await asyncio.wait([answer], timeout=SLICE_SECONDS)
                if answer.done():
                    break
            if not answer.done() or answer.cancelled() or answer.exception() or answer.result().error:
                self._lose("Janus gives no sign of life")
                return

    def _lose(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(reason)
        for answer, _ in list(self._waiting.values()):
            if not answer.done():
                answer.set_exception(MediaLost(AWAY))
                answer.exception()  # looked at, so that nobody is told of one that no one awaits
