"""A client without manners: it speaks WebSocket byte by byte, so that a test can break any rule of it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import struct
import time
from typing import Any

from tests.support.server import Server

Frame = dict[str, Any]
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def masked(payload: bytes, mask: bytes = b"\x11\x22\x33\x44") -> bytes:
    """The payload as a client must mask it."""
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def frame(
    payload: bytes, opcode: int = TEXT, *, fin: bool = True, reserved: int = 0, claims: int | None = None
) -> bytes:
    """One frame; ``claims`` is the length its head names, when that is to be a lie."""
    size = len(payload) if claims is None else claims
    head = bytes(((0x80 if fin else 0) | reserved << 4 | opcode,))
    if size < 126:
        head += bytes((0x80 | size,))
    elif size < 65_536:
        head += b"\xfe" + struct.pack(">H", size)
    else:
        head += b"\xff" + struct.pack(">Q", size)
    return head + b"\x11\x22\x33\x44" + masked(payload)


class Rude:
    """One connection. ``said`` is every JSON frame the server sent; ``over`` when the server has closed."""

    def __init__(self, server: Server, room: str = "", *, path: str = "", origin: str | None = None) -> None:
        self.socket = socket.create_connection(("localhost", server.port), timeout=10)
        self.said: list[Frame] = []
        self.over = False
        self.close_code = 0
        self._left = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self.status = self._shake_hands(
            f"GET {path or f'/ws/room/{room}'} HTTP/1.1\r\nHost: localhost:{server.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {server.url if origin is None else origin}\r\n\r\n"
        )

    def _shake_hands(self, request: str) -> int:
        self.socket.sendall(request.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = self.socket.recv(4096)
            if not more:
                break
            answer += more
        head, _, self._left = answer.partition(b"\r\n\r\n")
        return int(head.split(b" ")[1]) if head else 0

    def raw(self, data: bytes) -> None:
        """Send bytes as they are; a server that has had enough may no longer take them."""
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(data)

    def send(self, *frames: Any) -> None:
        """Send JSON frames in one go."""
        self.raw(b"".join(frame(json.dumps(each).encode()) for each in frames))

    def join(self, ticket: str) -> Frame:
        """Come in as one should."""
        self.send({"do": "join", "ticket": ticket, "after": 0})
        return self.wait("welcome", "bye")

    def hear(self, seconds: float) -> list[Frame]:
        """Everything the server says within so many seconds, or until it closes."""
        seen, end = len(self.said), time.monotonic() + seconds
        while not self.over and time.monotonic() < end:
            self._take(end - time.monotonic())
        return self.said[seen:]

    def wait(self, *kinds: str, frame_id: str | None = None, seconds: float = 10.0) -> Frame:
        """The next frame of one of these kinds."""
        end, looked = time.monotonic() + seconds, 0
        while True:
            for found in self.said[looked:]:
                looked += 1
                if found["is"] in kinds and (frame_id is None or found.get("id") == frame_id):
                    return found
            assert not self.over and time.monotonic() < end, (
                f"waited in vain for {kinds}; got {self.said[-3:]}"
            )
            self._take(end - time.monotonic())

    def wait_for(self, kind: str, count: int, seconds: float = 10.0) -> list[Frame]:
        """Return all frames of this kind as soon as there are so many."""
        end = time.monotonic() + seconds
        while len(found := [frame for frame in self.said if frame["is"] == kind]) < count:
            assert not self.over and time.monotonic() < end, f"{len(found)} of {count} {kind!r} came"
            self._take(end - time.monotonic())
        return found

    def wait_until_closed(self, seconds: float = 10.0) -> Frame:
        """Hear to the end, and return the last word."""
        self.hear(seconds)
        assert self.over, "the connection is still open"
        return self.said[-1] if self.said else {"is": "nothing"}

    def _take(self, seconds: float) -> None:
        self.socket.settimeout(max(seconds, 0.001))
        try:
            more = self.socket.recv(65_536)
        except TimeoutError:
            return
        except OSError:
            more = b""
        self.over = not more
        self._left += more
        self._read()

    def _read(self) -> None:
        while len(self._left) >= 2:
            opcode, size, start = self._left[0] & 15, self._left[1], 2
            if size == 126:
                size, start = int.from_bytes(self._left[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(self._left[2:10], "big"), 10
            if len(self._left) < start + size:
                return
            payload, self._left = self._left[start : start + size], self._left[start + size :]
            if opcode == TEXT:
                self.said.append(json.loads(payload))
            elif opcode == PING:
                self.raw(frame(payload, PONG))
            elif opcode == CLOSE:
                self.close_code = int.from_bytes(payload[:2], "big")

    def go(self) -> None:
        """Break the connection."""
        self.socket.close()
