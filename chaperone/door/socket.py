"""The WebSocket itself: handshake, frames in and out, pings; the first hop of a message. Everything else is the room's.

A plain asyncio protocol that uvicorn hands its upgraded connections to (``--ws chaperone.door.socket:RoomSocket``). The
framing is the websockets library's; only the sending of a frame to many sockets is our own, because the same bytes must
not be made once for each of them.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State as WireState
from websockets.server import ServerProtocol

from chaperone.door import frames as f
from chaperone.door.hub import wire
from chaperone.door.live import LiveRoom
from chaperone.door.receipts import refused_frame
from chaperone.door.rooms import Rooms, current_rooms
from chaperone.policy.refusal import Refused

log = structlog.get_logger()

PATH = re.compile(r"^/ws/room/(?P<ref>[a-z0-9]{4,32})/?$")
JOIN_WITHIN_SECONDS = 5.0
FRAMES_PER_SECOND = 40
MALFORMED_LIMIT = 8
PING = Frame(Opcode.PING, b"").serialize(mask=False)
CLOSE = Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=False)
_FLOOD = ("flood", "That was too much at once, so the connection was closed.", True)
_MALFORMED = ("malformed", "Your browser sent something we could not understand.", True)
_TICKET = ("ticket", "The connection took too long.", True)


class RoomSocket(asyncio.Protocol):
    """One connection: reads frames, gives them to its room, writes what the room shows."""

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:  # noqa: ARG002 - uvicorn's call
        self._sockets: set[Any] = server_state.connections
        self._wire = ServerProtocol(max_size=f.FRAME_LIMIT_BYTES)
        self.ref = ""
        self.room: LiveRoom | None = None
        self._transport: asyncio.Transport
        self._parts: list[bytes] = []
        self._session_ref = ""
        self._deadline: asyncio.TimerHandle | None = None
        self._joining = False
        self._coming: asyncio.Task[None] | None = (
            None  # held here, because the loop itself holds only a weak hand on it
        )
        self._malformed = 0
        self._second, self._frames = 0, 0

    # --- the network ------------------------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The HTTP server has handed the connection over."""
        self._transport = cast(asyncio.Transport, transport)
        self._sockets.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's call
        """The network is gone, whoever ended it."""
        self._sockets.discard(self)
        self._forget_deadline()
        room, self.room = self.room, None
        if room is not None:
            room.lost(self.ref)
        rooms = current_rooms()
        if rooms is not None:
            rooms.sockets.discard(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came: proof of presence, and perhaps frames."""
        if self._wire.state is WireState.CLOSED:
            return
        self._wire.receive_data(data)
        for event in self._wire.events_received():
            if self._transport.is_closing():
                return  # the last word has been said; what came behind it does not count
            if isinstance(event, Request):
                self._shake_hands(event)
            else:
                self._frame(event)
        if self._session_ref and self._wire.parser_exc is not None:
            self._say_bye(*_MALFORMED)
            return
        for out in self._wire.data_to_send():
            if out:
                self.write(out)
            elif not self._transport.is_closing():
                self._transport.close()

    def eof_received(self) -> bool:
        """The other side will send no more."""
        return False

    def shutdown(self) -> None:
        """The server is stopping, or this client takes nothing in: say so and close; its absence counts from this moment."""
        self._say_bye("restarting", "One moment, please.", True)

    def hang_up(self, goodbye: bytes) -> None:
        """Write a last frame, then close; nothing that still comes in counts."""
        self.room = None
        self.write(goodbye + CLOSE)
        if not self._transport.is_closing():
            self._transport.close()

    def write(self, data: bytes) -> None:
        """Write bytes as they are; to a connection that is gone, nothing: one who vanished must not keep words from the others."""
        if not self._transport.is_closing():
            self._transport.write(data)

    def backlog_bytes(self) -> int:
        """How much is written that the network has not taken yet."""
        return self._transport.get_write_buffer_size()

    # --- handshake --------------------------------------------------------------------------------------------------
    def _shake_hands(self, request: Request) -> None:
        found = PATH.match(urlsplit(request.path).path)
        if found is None or current_rooms() is None:
            response = self._wire.reject(HTTPStatus.NOT_FOUND, "There is no room here.\n")
        elif not _own_origin(request.headers):
            response = self._wire.reject(HTTPStatus.FORBIDDEN, "This page may not open a room.\n")
        else:
            response = self._wire.accept(request)
            self._session_ref = found["ref"]
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(JOIN_WITHIN_SECONDS, self._say_bye, *_TICKET)
        self._wire.send_response(response)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    # --- frames -----------------------------------------------------------------------------------------------------
    def _frame(self, frame: Any) -> None:
        room = self.room
        if room is not None:
            room.heard(self.ref)
        if frame.opcode is not Opcode.PONG and self._is_flood():
            self._say_bye(*_FLOOD)
        elif frame.opcode is Opcode.TEXT or (frame.opcode is Opcode.CONT and self._parts):
            self._parts.append(bytes(frame.data))
            if frame.fin:
                raw, self._parts = b"".join(self._parts), []
                self._text(raw)
        elif frame.opcode in {Opcode.BINARY, Opcode.CONT}:
            self._not_understood("")

    def _is_flood(self) -> bool:
        second = int(asyncio.get_running_loop().time())
        if second != self._second:
            self._second, self._frames = second, 0
        self._frames += 1
        return self._frames > FRAMES_PER_SECOND

    def _text(self, raw: bytes) -> None:
        try:
            frame = f.read(raw)
        except f.Malformed as problem:
            self._not_understood(problem.frame_id, str(problem))
            return
        if self.room is not None:
            if isinstance(frame, f.Join):
                self._not_understood("", "You are already in this room.")
            else:
                self.room.receive(self.ref, frame)
        elif isinstance(frame, f.Join) and not self._joining:
            self._joining = True
            self._coming = asyncio.get_running_loop().create_task(self._join(frame))
        else:
            self._not_understood("", "Join the room first.")

    def _not_understood(
        self, frame_id: str, sentence: str = "This message from your browser was not understood."
    ) -> None:
        self._malformed += 1
        if self._malformed > MALFORMED_LIMIT:
            self._say_bye(*_MALFORMED)
            return
        refused = Refused("", sentence, "Reload the page if this happens again.")
        self.write(wire(refused_frame(frame_id, refused)))

    async def _join(self, frame: f.Join) -> None:
        rooms = cast(Rooms, current_rooms())
        self._forget_deadline()
        ticket = rooms.tickets.accept(frame.ticket, self._session_ref, rooms.clock.now())
        if isinstance(ticket, Refused):
            self._say_bye("ticket", ticket.sentence, True)
            return
        room = await rooms.room(self._session_ref)
        if self._transport.is_closing():
            return
        if isinstance(room, Refused):
            self._say_bye("ended" if room.clause == "" else "ticket", room.sentence, room.clause != "")
            return
        self.ref = secrets.token_hex(8)
        self.room = room
        rooms.sockets.add(self)
        refused = room.join(self.ref, ticket, self, frame.after)
        if refused is not None:
            self.room = None
            why = (
                "replaced"
                if refused.clause == "Y8"
                else "ended"
                if "ended" in refused.sentence
                else "removed"
            )
            self._say_bye(why, f"{refused.sentence} {refused.next_step}".strip(), False)

    def _say_bye(self, why: str, sentence: str, again: bool) -> None:
        room = self.room
        self.hang_up(wire({"is": "bye", "why": why, "sentence": sentence, "again": again}))
        if room is not None:
            room.lost(self.ref)


def _own_origin(headers: Headers) -> bool:
    """Browsers name the page that opens a socket: only our own may. A program sends none and still needs a ticket."""
    origin = headers.get("Origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    own = urlsplit(settings.CHAPERONE_PUBLIC_URL)
    return parts.netloc in {own.netloc, headers.get("Host", "")}
