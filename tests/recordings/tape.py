"""Makes parts as Janus writes them: RTP of Opus and VP8 from ffmpeg's own test sources, each packet at its moment.

Everybody's picture flashes white and their microphone beeps at the same instants, so that what was put together can be measured.
"""

from __future__ import annotations

import json
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

FLASH_EVERY, FLASH_SECONDS = 4.0, 0.3
_FFMPEG = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y")
Frames = tuple[tuple[float, bytes], ...]  # second, one Opus packet or one VP8 frame


@cache
def voice(seconds: float, *, pitch: int = 1000, volume: float = 0.5, beeps: bool = True) -> Frames:
    """Return Opus packets of 20 ms: a beep at every flash, or a tone all the time."""
    gate = f"lt(mod(t,{FLASH_EVERY}),{FLASH_SECONDS})" if beeps else "1"
    source = f"aevalsrc='{volume}*{gate}*sin(2*PI*{pitch}*t)':s=48000:d={seconds}"
    encoded = ["-c:a", "libopus", "-frame_duration", "20", "-b:a", "24k", "-ac", "1", "-f", "ogg"]
    data = _made(["-f", "lavfi", "-i", source, *encoded])
    packets = [packet for packet in _ogg_packets(data) if not packet.startswith((b"OpusHead", b"OpusTags"))]
    return tuple((number * 0.02, packet) for number, packet in enumerate(packets))


@cache
def picture(seconds: float, colour: str, *, flashes: bool = True, size: str = "320x180") -> Frames:
    """Return VP8 frames, 15 a second, of one colour that flashes white."""
    flash = (
        f",drawbox=t=fill:color=white:enable='lt(mod(t,{FLASH_EVERY}),{FLASH_SECONDS})'" if flashes else ""
    )
    return moving_picture(f"color=c={colour}:s={size}:r=15:d={seconds}{flash}", "200k")


def moving_picture(source: str, bits_a_second: str) -> Frames:
    """Return VP8 frames of one of ffmpeg's sources, which must be of 15 frames a second."""
    encoded = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", bits_a_second, "-g", "15"]
    data = _made(["-f", "lavfi", "-i", source, *encoded, "-f", "ivf"])
    return tuple((number / 15, frame) for number, frame in enumerate(_ivf_frames(data)))


def _made(words: list[str]) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run([*_FFMPEG, *words, file.name], check=True)
        return Path(file.name).read_bytes()


def _ogg_packets(data: bytes) -> Iterator[bytes]:
    at, packet = 0, b""
    while at < len(data):
        count = data[at + 26]
        lengths = data[at + 27 : at + 27 + count]
        at += 27 + count
        for length in lengths:
            packet += data[at : at + length]
            at += length
            if length < 255:
                yield packet
                packet = b""


def _ivf_frames(data: bytes) -> Iterator[bytes]:
    at = 32
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at)
        yield data[at + 12 : at + 12 + length]
        at += 12 + length


def part(path: Path, frames: Frames, began: float, *, without: Sequence[tuple[float, float]] = ()) -> Path:
    """Write a part as Janus does.

    Args:
        path: named ``<session>.<feed>.<n>-audio-0.mjr`` or ``…-video-1.mjr``; the name says which it is.
        frames: from ``voice`` or ``picture``.
        began: when the first packet arrived, seconds since 1970.
        without: seconds of it during which the feed was muted, so that nothing was written.
    """
    is_sound = "-audio-" in path.name
    clock = 48_000 if is_sound else 90_000
    frames = tuple(one for one in frames if not any(begin <= one[0] < end for begin, end in without))
    head = {"t": "a" if is_sound else "v", "c": "opus" if is_sound else "vp8"}
    first = began + frames[0][0]
    times = {"s": int(first * 1e6), "u": int(first * 1e6)}
    text = json.dumps({**head, **times}).encode()
    written = [b"MJR00002", len(text).to_bytes(2, "big"), text]
    sequence = 0
    for second, frame in frames:
        for number, payload in enumerate(payloads := [frame] if is_sound else list(_vp8_payloads(frame))):
            sequence += 1
            marker = 0x80 if number == len(payloads) - 1 else 0
            timestamp = (
                int(second * clock) + 0xFFFF_0000
            ) & 0xFFFF_FFFF  # goes round soon after the beginning
            rtp = struct.pack(">BBHII", 0x80, 96 | marker, sequence & 0xFFFF, timestamp, 7) + payload
            written += [struct.pack(">4sIH", b"MEET", int((began + second - first) * 1000), len(rtp)), rtp]
    path.write_bytes(b"".join(written))
    return path


def _vp8_payloads(frame: bytes) -> Iterator[bytes]:
    for at in range(0, len(frame), 1100):
        yield (b"\x10" if at == 0 else b"\x00") + frame[at : at + 1100]
