"""Browsers for a test: real peer connections that send a tone and a picture, and count the packets that reach them."""

from __future__ import annotations

import asyncio
import fractions
from collections.abc import Sequence
from typing import Any

import av
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack

from chaperone.adapters.media import Kind, Line, MediaServer, Offer, Wanted

PICTURES_A_SECOND = 10


class Picture(VideoStreamTrack):
    """A small moving picture: cheap to encode, so that the test measures the server."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> av.VideoFrame:
        """Make the next picture when it is due."""
        await asyncio.sleep(1 / PICTURES_A_SECOND)
        frame = av.VideoFrame(64, 48, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([self._count * 7 % 256]) * plane.buffer_size)
        frame.pts, frame.time_base = self._count, fractions.Fraction(1, PICTURES_A_SECOND)
        self._count += 1
        return frame


class Tone(AudioStreamTrack):
    """A loud rattle, so that a server that listens for talking hears some."""

    async def recv(self) -> av.AudioFrame:
        """Fill the next twenty milliseconds with it."""
        frame = await super().recv()
        assert isinstance(frame, av.AudioFrame)
        for plane in frame.planes:
            plane.update((b"\x00\x40" * 8 + b"\x00\xc0" * 8) * (plane.buffer_size // 32))
        return frame


TRACKS: dict[Kind, type[MediaStreamTrack]] = {
    "microphone": Tone,
    "screen_sound": Tone,
    "camera": Picture,
    "screen": Picture,
}


def as_a_browser_says(sdp: str) -> str:
    """Leave the one fingerprint that browsers give; this library gives three, and Janus reads the last."""
    return "".join(
        line
        for line in sdp.splitlines(keepends=True)
        if not line.startswith(("a=fingerprint:sha-384", "a=fingerprint:sha-512"))
    )


class Sender:
    """A browser that sends."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = tuple(kinds)
        self._connection = RTCPeerConnection()
        for kind in kinds:
            self._connection.addTransceiver(TRACKS[kind](), direction="sendonly")

    async def offer(self) -> str:
        """Describe what it will send."""
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return as_a_browser_says(self._connection.localDescription.sdp)

    async def publish(self, server: MediaServer, room: str, feed: str) -> Sender:
        """Offer it to the server and take its answer."""
        answer = await server.publish(room, feed, await self.offer(), self.kinds)
        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        return self

    async def close(self) -> None:
        """Close the connection from the browser's side."""
        await self._connection.close()


class Receiver:
    """A browser that receives; it never closes by itself, as one that has been tampered with would not."""

    def __init__(self, server: MediaServer, room: str, name: str) -> None:
        self._server, self._room, self._name = server, room, name
        self._connection = RTCPeerConnection()
        self._sink = MediaBlackhole()
        self._connection.on("track", self._sink.addTrack)
        self.lines: tuple[Line, ...] = ()

    async def listen(self, *wanted: Wanted) -> Offer | None:
        """Ask for exactly this, and agree to what is offered."""
        offer = await self._server.listen(self._room, self._name, wanted)
        if offer is not None:
            await self._server.answer(self._room, self._name, await self.answer_to(offer))
        return offer

    async def answer_to(self, offer: Offer) -> str:
        """Describe how it receives what is offered."""
        self.lines = offer.lines
        await self._connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self._connection.setLocalDescription(await self._connection.createAnswer())
        await self._sink.start()
        return as_a_browser_says(self._connection.localDescription.sdp)

    async def packets(self) -> dict[str, int]:
        """Count what has arrived so far, by sound and picture."""
        stats: Any = await self._connection.getStats()
        counted = {"audio": 0, "video": 0}
        for one in stats.values():
            if one.type == "inbound-rtp":
                counted[one.kind] += one.packetsReceived
        return counted

    async def heard_in(self, seconds: float) -> dict[str, int]:
        """Count what arrives in the next while."""
        before = await self.packets()
        await asyncio.sleep(seconds)
        after = await self.packets()
        return {medium: after[medium] - before[medium] for medium in after}

    async def until_heard(self, medium: str, limit: float = 8.0) -> float:
        """Wait until something new arrives, and return after how many seconds it did."""
        loop = asyncio.get_running_loop()
        began, before = loop.time(), (await self.packets())[medium]
        while (await self.packets())[medium] <= before:
            assert loop.time() - began < limit, f"no {medium} within {limit} seconds"
            await asyncio.sleep(0.02)
        return loop.time() - began

    async def close(self) -> None:
        """Close the connection from the browser's side."""
        await self._sink.stop()
        await self._connection.close()
