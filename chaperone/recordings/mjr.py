"""Reads the files Janus records into: RTP packets as they arrived, each with its moment; and cuts them to what may be kept.

The format: ``MJR00002``, two bytes of length, that much JSON (``t`` kind, ``c`` codec, ``u`` microseconds since 1970 of the
first packet); then for each packet ``MEET``, four bytes of milliseconds since the first, two bytes of length, the packet.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

MAGIC: Final = b"MJR00002"
_PACKET_MAGIC: Final = b"MEET"
_PACKET_HEAD: Final = struct.Struct(">4sIH")
_RTP_HEAD_BYTES: Final = 12
CLOCKS: Final = {"opus": 48_000}
VIDEO_CLOCK: Final = 90_000
SOUND_GAP_SECONDS: Final = 1.0
# A sender's own clock that leaps this far against ours cannot be followed any more.
LEAP_SECONDS: Final = 1.5
# The first packets come late sooner than early, so the earliest of them says best when the first was made.
_ANCHOR_SECONDS: Final = 3.0

Span = tuple[float, float]  # from, to; seconds since 1970


class NotARecording(Exception):
    """The file is not one that Janus wrote, or holds nothing."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet and when it arrived, in seconds since 1970."""

    at: float
    data: bytes

    @property
    def timestamp(self) -> int:
        """The sender's own clock, 32 bits."""
        return int.from_bytes(self.data[4:8], "big")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one part without a break, in a file of its own that ``janus-pp-rec`` reads.

    Attributes:
        path: the file.
        codec: such as ``opus``, ``vp8`` or ``h264``.
        begins, ends: when its first packet was made and its last arrived, seconds since 1970.
        here: the spans in which packets came, no longer than a second and a half apart.
    """

    path: Path
    codec: str
    begins: float
    ends: float
    here: tuple[Span, ...]


def packets(
    file: BinaryIO, dated: Callable[[float], float] = float
) -> tuple[dict[str, Any], Iterator[Packet]]:
    """Return the head of a recording, and its packets as an iterator; one that was cut off ends at its last whole packet.

    ``dated`` says what time it was in the room at a moment of the machine's date, which may have leapt meanwhile.

    Raises:
        NotARecording: it is none.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise NotARecording("This is not a recording of Janus.")
    length = int.from_bytes(file.read(2), "big")
    try:
        head = json.loads(file.read(length))
        codec, began = str(head["c"]).lower(), dated(float(head["u"]) / 1_000_000)
    except (ValueError, KeyError, TypeError):
        raise NotARecording("The head of the recording cannot be read.") from None
    return {**head, "c": codec}, _packets(file, began)


def _packets(file: BinaryIO, began: float) -> Iterator[Packet]:
    while len(head := file.read(_PACKET_HEAD.size)) == _PACKET_HEAD.size:
        magic, milliseconds, length = _PACKET_HEAD.unpack(head)
        data = file.read(length)
        if magic != _PACKET_MAGIC or len(data) < length:
            return  # Janus was killed while it wrote this one
        if length > _RTP_HEAD_BYTES:
            yield Packet(began + milliseconds / 1000, data)


def cut(
    source: Path, folder: Path, allowed: Sequence[Span], dated: Callable[[float], float] = float
) -> list[Piece]:
    """Write the packets that arrived in an ``allowed`` span into new files, one for each stretch without a break.

    Sound is parted where nothing came for a second, because a converter counts lost packets and not time; pictures are not,
    because what follows leans on what was before. Both are parted where the sender's clock leaps.

    Args:
        source: a clear part.
        folder: where the pieces go; named after the part.
        allowed: spans in seconds since 1970; everything outside is in no piece, whatever the file holds.
        dated: see ``packets``.

    Raises:
        NotARecording: the file is none.
        OSError: there is no room.
    """
    pieces: list[Piece] = []
    with source.open("rb") as file:
        head, every = packets(file, dated)
        clock = CLOCKS.get(head["c"], VIDEO_CLOCK)
        run: _Run | None = None
        for packet in every:
            if not any(begin <= packet.at < end for begin, end in allowed):
                continue
            if run is not None and run.breaks_at(packet):
                pieces.append(run.ended())
                run = None
            if run is None:
                run = _Run(folder / f"{source.stem}.{len(pieces)}.mjr", head, clock, packet)
            run.add(packet)
        if run is not None:
            pieces.append(run.ended())
    return pieces


def last_packet(source: Path, allowed: Sequence[Span], dated: Callable[[float], float] = float) -> float:
    """Return when the last packet in an ``allowed`` span arrived; 0 when there is none."""
    try:
        with source.open("rb") as file:
            moments = (packet.at for packet in packets(file, dated)[1])
            return max(
                (at for at in moments if any(begin <= at < end for begin, end in allowed)), default=0.0
            )
    except NotARecording:
        return 0.0


class _Run:
    """A piece in the making."""

    def __init__(self, path: Path, head: dict[str, Any], clock: int, first: Packet) -> None:
        self._path, self._head, self._clock = path, head, clock
        self._first = self._last = first
        self._last_elapsed = 0.0
        self._earliest = first.at
        self._here: list[list[float]] = [[first.at, first.at]]
        self._file = path.open("wb")
        written = {**head, "u": round(first.at * 1_000_000)}
        text = json.dumps(written).encode()
        self._file.write(MAGIC + len(text).to_bytes(2, "big") + text)

    def _elapsed(self, packet: Packet) -> float:
        """How far the sender's clock has come since the first packet, in seconds; its 32 bits go round and round."""
        step = packet.timestamp - self._last.timestamp & 0xFFFFFFFF
        signed = step - 0x1_0000_0000 if step & 0x8000_0000 else step
        return self._last_elapsed + signed / self._clock

    def breaks_at(self, packet: Packet) -> bool:
        """Say whether this packet must begin a new piece."""
        waited = packet.at - self._last.at
        if self._head["t"] == "a" and waited > SOUND_GAP_SECONDS:
            return True
        return abs(self._elapsed(packet) - self._last_elapsed - waited) > LEAP_SECONDS

    def add(self, packet: Packet) -> None:
        """Take the next packet."""
        elapsed = self._elapsed(packet)
        if packet.at - self._first.at < _ANCHOR_SECONDS:
            self._earliest = min(self._earliest, packet.at - max(0.0, elapsed))
        if packet.at - self._here[-1][1] > LEAP_SECONDS:
            self._here.append([packet.at, packet.at])
        self._here[-1][1] = packet.at
        milliseconds = round((packet.at - self._first.at) * 1000)
        self._file.write(_PACKET_HEAD.pack(_PACKET_MAGIC, milliseconds, len(packet.data)) + packet.data)
        self._last, self._last_elapsed = packet, elapsed

    def ended(self) -> Piece:
        """Close the file."""
        self._file.close()
        here = tuple((begin, end) for begin, end in self._here)
        return Piece(self._path, self._head["c"], self._earliest, self._last.at, here)
