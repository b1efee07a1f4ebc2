"""The limit: WebSocket broadcast on a bare uvloop transport, without archive, screening, seats or rules.

What came in goes out unmasked to every member; the frame is built once and shared by all of them. No Python server that
shows a message to N sockets can do less, so its figures say how far the product is from what is possible.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
import sys

import uvloop

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
ROOMS: dict[bytes, set[asyncio.Transport]] = {}


def accept(head: bytes) -> tuple[bytes, bytes]:
    """Return the path asked for and the answer that opens the socket (RFC 6455, 4.2.2)."""
    lines = head.split(b"\r\n")
    key = next(x.split(b":", 1)[1].strip() for x in lines if x.lower().startswith(b"sec-websocket-key"))
    proof = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
    answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    return lines[0].split()[1], answer + b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"


def frames_in(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Return (opcode, payload) of each whole frame, masked with a zero key as our client does, and the rest."""
    found = []
    while len(data) >= 6:
        size, head = data[1] & 127, 6
        if size == 126:
            size, head = struct.unpack_from(">H", data, 2)[0], 8
        if len(data) < head + size:
            break
        found.append((data[0] & 15, data[head : head + size]))
        data = data[head + size :]
    return found, data


class Connection(asyncio.Protocol):
    """One member of one room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A socket is there; its path will name the room."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # asyncio promises less than it gives
        self.rest = b""
        self.room: set[asyncio.Transport] | None = None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's call
        """The socket is gone."""
        if self.room is not None:
            self.room.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        """Show each text frame to the room."""
        data = self.rest + data if self.rest else data
        if self.room is None:
            if b"\r\n\r\n" not in data:
                self.rest = data
                return
            head, data = data.split(b"\r\n\r\n", 1)
            path, answer = accept(head)
            self.transport.write(answer)
            self.room = ROOMS.setdefault(path, set())
            self.room.add(self.transport)
        found, self.rest = frames_in(data)
        for opcode, body in found:
            if opcode == 1:
                size = len(body)
                head = bytes((0x81, size)) if size < 126 else b"\x81\x7e" + struct.pack(">H", size)
                frame = head + body
                for member in self.room:
                    member.write(frame)
            elif opcode == 8:
                self.transport.close()


async def main(port: int) -> None:
    """Serve for ever."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
