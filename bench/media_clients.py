"""Browsers for measuring sound and picture: one that notes when it shows a picture, many that count packets, a presenter."""

from __future__ import annotations

import asyncio
import fractions
import os
import struct
from time import perf_counter
from typing import Any, cast

import av
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack, VideoStreamTrack
from aiortc.rtcdtlstransport import RTCDtlsTransport

from chaperone.adapters.media import Line, Offer
from tests.adapters.janus.browsers import TRACKS, Receiver, as_a_browser_says
from tests.door.through_the_door import Browser
from tests.support.guest import Guest

PRESENTER_BITS_A_SECOND = 500_000
PICTURES_A_SECOND = 20
CLOCK = 90_000
LATEST_SECONDS = 20.0


class Watcher:
    """Receives and decodes, and notes the moment of every picture it could show. Stands where a ``Receiver`` does."""

    def __init__(self) -> None:
        self.shown_at: list[float] = []
        self.lines: tuple[Line, ...] = ()
        self._connection = RTCPeerConnection()
        self._connection.on("track", self._begin)
        self._watching: list[asyncio.Task[None]] = []

    def _begin(self, track: MediaStreamTrack) -> None:
        self._watching.append(asyncio.create_task(self._watch(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                await track.recv()
            except MediaStreamError:
                return
            if track.kind == "video":
                self.shown_at.append(perf_counter())

    async def answer_to(self, offer: Offer) -> str:
        """Agree to what is offered."""
        self.lines = offer.lines
        await self._connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self._connection.setLocalDescription(await self._connection.createAnswer())
        return as_a_browser_says(self._connection.localDescription.sdp)

    async def shows(self, after: float, pictures: int = 1) -> float:
        """Wait until so many pictures were shown after a moment (``perf_counter``), and return when the last of them was."""
        while len(self.shown_at) < pictures or self.shown_at[-pictures] <= after:
            if perf_counter() > after + LATEST_SECONDS:
                raise TimeoutError(f"no picture within {LATEST_SECONDS:g} seconds")
            await asyncio.sleep(0.002)
        return [at for at in self.shown_at if at > after][pictures - 1]

    async def close(self) -> None:
        """Go."""
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await self._connection.close()


def watching(guest: Guest) -> tuple[Browser, Watcher]:
    """Give somebody in a room a browser that notes what it shows."""
    browser, watcher = Browser(guest), Watcher()
    browser.receiver = cast(Receiver, watcher)
    return browser, watcher


class Camera(VideoStreamTrack):
    """A presenter's picture, encoded already: as many bytes as 500 kbit/s make, which nobody decodes."""

    def __init__(self) -> None:
        super().__init__()
        self._count, self._began = 0, perf_counter()

    async def recv(self) -> Any:
        """Hand out the next picture when it is due."""
        self._count += 1
        await asyncio.sleep(max(0.0, self._began + self._count / PICTURES_A_SECOND - perf_counter()))
        # The first byte's lowest bit says that this picture builds on the one before.
        packet = av.Packet(b"\x11" + os.urandom(PRESENTER_BITS_A_SECOND // 8 // PICTURES_A_SECOND - 1))
        packet.pts = self._count * CLOCK // PICTURES_A_SECOND
        packet.time_base = fractions.Fraction(1, CLOCK)
        return packet


def present_at_500_kbits() -> None:
    """Let every camera of this process be ``Camera``."""
    TRACKS["camera"] = Camera


class Counted:
    """What one connection received: packets, and by their numbers how many there were to receive."""

    def __init__(self) -> None:
        self.packets = 0
        self.first = self.last = -1

    def take(self, number: int) -> None:
        """Count a packet by its 16-bit number, which goes round."""
        self.packets += 1
        if self.first < 0:
            self.first = self.last = number
        else:
            step = (number - self.last) & 0xFFFF
            if step < 0x8000:
                self.last += step

    def forget(self) -> None:
        """Begin anew."""
        self.packets, self.first, self.last = 0, -1, -1

    @property
    def expected(self) -> int:
        """How many there were, from the first to the last that came."""
        return self.last - self.first + 1 if self.packets else 0


class Counting:
    """Counts packets instead of putting pictures together and decoding them, so that one process can be many browsers."""

    def __init__(self) -> None:
        """From now on every connection of this process only counts what it receives."""
        self.connections: dict[RTCDtlsTransport, Counted] = {}

        async def count(transport: RTCDtlsTransport, data: bytes, arrival_time_ms: int) -> None:  # noqa: ARG001 - aiortc's call
            if len(data) >= 12:
                counted = self.connections.setdefault(transport, Counted())
                counted.take(struct.unpack_from(">H", data, 2)[0])

        RTCDtlsTransport._handle_rtp_data = count  # type: ignore[assignment]  # a measurement's liberty

    def forget(self) -> None:
        """Begin anew."""
        for counted in self.connections.values():
            counted.forget()
