"""Chat clients, one class for each family of servers: each connection is a member of one room, and counts what it is shown.

A delivery is recognised by a marker in the message's text, ``zq`` and eight letters a..p (a number in letters, so that no
screening for digits minds it); so no answer has to be parsed, and every server is measured with the same few lines.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from time import perf_counter_ns
from typing import Any, ClassVar, Protocol, Self

_TO_HEX = bytes.maketrans(b"abcdefghijklmnop", b"0123456789abcdef")
_FROM_HEX = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
LOGIN_LIMIT_SECONDS = 90


def marker(number: int) -> str:
    """Return the word by which the message ``number`` is known again."""
    return "zq" + (b"%08x" % number).translate(_FROM_HEX).decode()


class Scorer(Protocol):
    """Who is told of a delivery."""

    def delivered(self, number: int, now: int) -> None:
        """The message ``number`` has come at ``now`` (nanoseconds)."""

    def refused(self) -> None:
        """The server would not take a message."""


class Client(asyncio.Protocol):
    """A WebSocket client without extensions (RFC 6455), a member of one room; masks with a zero key, which is legal and cheap.

    Subclasses say how to come in (``login``) and how to speak (``say``).
    """

    port: ClassVar[int] = 0
    path: ClassVar[str] = "/{room}"
    subprotocol: ClassVar[str] = ""
    speaks = True

    def __init__(self, scorer: Scorer, room: str, user: Any) -> None:
        self.scorer, self.room, self.user = scorer, room, user
        self.transport: asyncio.Transport
        self.live = False
        self.lost = False
        self._last = -1
        self._rest = b""
        self._heard = b""
        self._wanted: tuple[bytes, asyncio.Future[None]] | None = None
        self._handshake: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, scorer: Scorer, room: str, user: Any) -> Self:
        """Connect and come in; return when the room's messages flow."""
        _, client = await asyncio.get_running_loop().create_connection(
            lambda: cls(scorer, room, user), "127.0.0.1", cls.port
        )
        await asyncio.wait_for(client.login(), LOGIN_LIMIT_SECONDS)
        client._heard = b""
        client.live = True
        return client

    async def login(self) -> None:
        """Come in."""
        await self.upgrade()

    def say(self, text: str) -> None:
        """Say something to the room."""
        self.send_frame(text.encode())

    # --- the network --------------------------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self.transport = transport  # type: ignore[assignment]  # asyncio promises less than it gives

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's call
        """The connection is gone; during the login that is a failure."""
        self.lost = True
        for waiting in (self._wanted and self._wanted[1], self._handshake):
            if waiting is not None and not waiting.done():
                waiting.set_exception(ConnectionError(f"closed while coming in: {self._heard[-300:]!r}"))

    def close(self) -> None:
        """Go."""
        self.transport.close()

    async def upgrade(self) -> None:
        """Open the WebSocket."""
        self._handshake = asyncio.get_running_loop().create_future()
        where = f"localhost:{self.port}"
        lines = [
            f"GET {self.path.format(room=self.room)} HTTP/1.1",
            f"Host: {where}",
            f"Origin: http://{where}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
        ]
        if self.subprotocol:
            lines.append(f"Sec-WebSocket-Protocol: {self.subprotocol}")
        self.transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self._handshake

    def data_received(self, data: bytes) -> None:
        """Take what the server sent: the answer to the handshake first, then frames."""
        if self._rest:
            data = self._rest + data
        if self._handshake is not None and not self._handshake.done():
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            if b" 101 " not in data.split(b"\r\n", 1)[0]:
                self._handshake.set_exception(ConnectionError(data[:200].decode("latin1")))
                return
            data = data[end + 4 :]
            self._handshake.set_result(None)
        self._rest = self._frames(data)

    def _frames(self, data: bytes) -> bytes:
        """Take each whole frame and return the rest."""
        start, end_of_data = 0, len(data)
        take = self.take if self.live else self._overhear
        while end_of_data - start >= 2:
            size, head = data[start + 1] & 127, 2
            if size == 126:
                if end_of_data - start < 4:
                    break
                size, head = (data[start + 2] << 8) | data[start + 3], 4
            elif size == 127:
                if end_of_data - start < 10:
                    break
                size, head = int.from_bytes(data[start + 2 : start + 10], "big"), 10
            end = start + head + size
            if end > end_of_data:
                break
            opcode = data[start] & 15
            if opcode <= 2:
                take(data[start + head : end])
            elif opcode == 9:
                self.send_frame(data[start + head : end], 10)
            elif opcode == 8:
                self.transport.close()
            start = end
        return data[start:]

    def send_frame(self, payload: bytes, opcode: int = 1) -> None:
        """Send one frame."""
        size = len(payload)
        if size < 126:
            head = bytes((0x80 | opcode, 0x80 | size))
        elif size < 65_536:
            head = bytes((0x80 | opcode, 0xFE)) + struct.pack(">H", size)
        else:
            head = bytes((0x80 | opcode, 0xFF)) + struct.pack(">Q", size)
        self.transport.write(head + b"\0\0\0\0" + payload)

    # --- what was said ------------------------------------------------------------------------------------------------
    def _overhear(self, data: bytes) -> None:
        self._heard += data
        if self._wanted is not None and self._wanted[0] in self._heard and not self._wanted[1].done():
            self._wanted[1].set_result(None)

    async def expect(self, token: bytes) -> None:
        """Wait until ``token`` comes, and forget all up to it; for the login only."""
        if token not in self._heard:
            self._wanted = (token, asyncio.get_running_loop().create_future())
            await self._wanted[1]
            self._wanted = None
        self._heard = self._heard[self._heard.index(token) + len(token) :]

    def take(self, data: bytes) -> None:
        """Count the markers in what was shown; the same one twice running counts once."""
        found = data.find(b"zq")
        while found >= 0:
            word = data[found + 2 : found + 10]
            try:
                number = int(word.translate(_TO_HEX), 16) if len(word) == 8 else -1
            except ValueError:
                number = -1
            if number >= 0 and number != self._last:
                self._last = number
                self.scorer.delivered(number, perf_counter_ns())
            found = data.find(b"zq", found + 2)


class ChannelsClient(Client):
    """Of ``peers/channels_chat``."""

    path = "/ws/chat/{room}/"

    async def login(self) -> None:
        """Come in."""
        await self.upgrade()
        await self.expect(b'"joined"')

    def say(self, text: str) -> None:
        """Say something to the room."""
        self.send_frame(b'{"message": "%s"}' % text.encode())


class XmppClient(Client):
    """Of an XMPP server over WebSocket (RFC 7395, XEP-0045), with anonymous sign-in and no history."""

    path = "/ws"
    subprotocol = "xmpp"
    rooms = "rooms.localhost"

    async def login(self) -> None:
        """Come in; one's own presence comes back with status 110 when one is in."""
        await self.upgrade()
        self._open_stream()
        await self.expect(b"</stream:features>")
        self.say_xml("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>")
        await self.expect(b"<success")
        self._heard = b""
        self._open_stream()
        await self.expect(b"</stream:features>")
        self.say_xml(
            "<iq xmlns='jabber:client' type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
        )
        await self.expect(b"<jid>")
        self.say_xml(
            f"<presence xmlns='jabber:client' to='{self.room}@{self.rooms}/{self.user}'>"
            "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>"
        )
        while True:
            await self.expect(b"code=")
            while len(self._heard) < 5:
                await asyncio.sleep(0.001)
            if self._heard[1:4] == b"110":
                return

    def _open_stream(self) -> None:
        self.say_xml("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>")

    def say_xml(self, text: str) -> None:
        """Send a stanza."""
        self.send_frame(text.encode())

    def say(self, text: str) -> None:
        """Say something to the room."""
        self.say_xml(
            f"<message xmlns='jabber:client' type='groupchat' to='{self.room}@{self.rooms}'><body>{text}</body></message>"
        )
