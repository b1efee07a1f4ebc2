"""Answers on one of the media ports, and only to "what is my address?", so that a browser can check whether UDP gets through."""

from __future__ import annotations

import asyncio
import socket
import struct
import zlib
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address
from typing import Final

import structlog

from chaperone.adapters.janus.process import Unending

log = structlog.get_logger(__name__)

# STUN's own figures (RFC 8489): the header, and what of it and of its attributes matters here.
HEADER: Final = struct.Struct(">HHI12s")
ATTRIBUTE: Final = struct.Struct(">HH")
COOKIE: Final = 0x2112A442
REQUEST: Final = 0x0001
ANSWER: Final = 0x0101
XOR_MAPPED_ADDRESS: Final = 0x0020
FINGERPRINT: Final = 0x8028
FINGERPRINT_XOR: Final = 0x5354554E
# An attribute below this one must be understood, or the request may not be done.
OPTIONAL: Final = 0x8000
IPV4: Final = 1
# No request needs to be longer; what is longer is none.
LONGEST: Final = 548
PACKETS_PER_SECOND: Final = 200
# After each look, so that a flood is looked at twenty times a second and not all the time.
REST_SECONDS: Final = 0.05


class Pace:
    """Lets so many packets through in a second and no more, useless ones included.

    Forged senders then cannot make us send much to anybody, nor a flood take time from the rooms: the kernel drops it.
    """

    def __init__(self, per_second: int = PACKETS_PER_SECOND) -> None:
        """Begin with a whole second's worth."""
        self._per_second = per_second
        self._left = float(per_second)
        self._at = 0.0

    def allows(self, now: float) -> bool:
        """Whether one more may be taken; ``now`` in seconds, by a clock that never goes back."""
        self._left = min(float(self._per_second), self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def answer_to(packet: bytes, address: str, port: int) -> bytes | None:
    """Return the answer to a STUN Binding request: the address that it came from, and nothing else.

    Args:
        packet: what came; anything at all.
        address: where it came from.
        port: and from which of its ports, 1 to 65535.

    Returns:
        32 bytes, 12 more than the shortest request; ``None`` for whatever is not a well-formed Binding request over IPv4 (our
        media has no other), and for one with an attribute that we would have to understand: such as who is asking,
        which is for a media server, or where else to answer to, which is for nobody. RFC 8489 has an error for
        those; it would be of use to a prober only.
    """
    if not HEADER.size <= len(packet) <= LONGEST or not 0 < port <= 0xFFFF:
        return None
    kind, length, cookie, transaction = HEADER.unpack_from(packet)
    if (kind, length, cookie) != (REQUEST, len(packet) - HEADER.size, COOKIE) or not _harmless(packet):
        return None
    try:
        number = int(IPv4Address(address))
    except AddressValueError:
        return None
    mapped = struct.pack(">xBHI", IPV4, port ^ (COOKIE >> 16), number ^ COOKIE)
    body = ATTRIBUTE.pack(XOR_MAPPED_ADDRESS, len(mapped)) + mapped
    return HEADER.pack(ANSWER, len(body), COOKIE, transaction) + body


def _harmless(packet: bytes) -> bool:
    """Whether all attributes are whole and none must be understood; a fingerprint must be the last one, and right."""
    at = HEADER.size
    while at < len(packet):
        if len(packet) - at < ATTRIBUTE.size:
            return False
        kind, length = ATTRIBUTE.unpack_from(packet, at)
        end = at + ATTRIBUTE.size + length + -length % 4
        if kind < OPTIONAL or end > len(packet):
            return False
        if kind == FINGERPRINT:
            right = ATTRIBUTE.pack(FINGERPRINT, 4) + struct.pack(
                ">I", zlib.crc32(packet[:at]) ^ FINGERPRINT_XOR
            )
            return packet[at:] == right
        at = end
    return True


class Echo(Unending):
    """Keeps the answering socket open. It is one of the documented media ports, which Janus leaves to it."""

    def __init__(self, address: str, port: int) -> None:
        """Prepare, and open nothing yet; ``address`` is the one that media comes to."""
        super().__init__(self._live)
        self._place = (address, port)

    async def _live(self) -> None:
        """Answer until the port is lost; one that is taken is tried for again, and only the check before a session misses it."""
        loop, pace = asyncio.get_running_loop(), Pace()
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
                ear.setblocking(False)
                ear.bind(self._place)
                while True:
                    await _something_came(ear)
                    with suppress(BlockingIOError):
                        while pace.allows(loop.time()):
                            _answer_one(ear)
                    await asyncio.sleep(REST_SECONDS)
        except OSError as error:
            log.warning("echo_does_not_listen", port=self._place[1], errno=error.errno)


async def _something_came(ear: socket.socket) -> None:
    """Wait for a packet; of the loop's own ways to take one, the server's loop (uvloop) has none that can rest."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(ear, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(ear)


def _answer_one(ear: socket.socket) -> None:
    packet, (address, port) = ear.recvfrom(LONGEST + 1)
    answer = answer_to(packet, address, port)
    if answer is not None:
        with suppress(OSError):  # nobody can be reached there, and nobody waits for it
            ear.sendto(answer, (address, port))
