"""The picture of a recording: takes each frame from the feed whose shot it is and hands it to the encoder, fifteen a second."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chaperone.recordings.mjr import LEAP_SECONDS
from chaperone.recordings.programs import FFMPEG, LOCAL_ONLY, STEP_LIMIT_SECONDS, CannotCompose, start
from chaperone.recordings.shots import Shot

FRAMES_PER_SECOND: Final = 15
FACES, SCREEN = (640, 360), (1280, 720)
# A calm blue-green, as brightness and two colour differences; nobody's name stands on it.
_CARD_YUV: Final = (66, 132, 112)
_CARD_RGB: Final = "0x1d3d46"
_KEYFRAME_EVERY: Final = (
    2 * FRAMES_PER_SECOND
)  # whoever jumps to a moment waits for two seconds of picture at most


@dataclass(frozen=True, slots=True)
class Footage:
    """A stretch of moving picture: the file, whose feed, from which to which second of the recording."""

    path: Path
    feed: str
    begins: float
    ends: float


class _Decoder:
    """One footage being decoded from where it is first wanted, frame after frame, at the recording's pace and size."""

    def __init__(self, footage: Footage, size: tuple[int, int]) -> None:
        self.footage, self._size = footage, size
        self._frame: bytes | bytearray = card(size)
        self._at = -1
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def frame_at(self, second: float) -> bytes | bytearray:
        """Return the frame of this second of the recording; where none could be decoded, the one before."""
        wanted = max(0, round((second - self.footage.begins) * FRAMES_PER_SECOND))
        if self._process is None and not self._ended:
            # What comes before the first shot is decoded, but neither fitted nor handed over.
            self._at = wanted - 1
            self._process = start(self._command(wanted / FRAMES_PER_SECOND), reads=True)
        while self._at < wanted and not self._ended:
            self._next()
        return self._frame

    def _next(self) -> None:
        assert self._process is not None and self._process.stdout is not None  # noqa: S101 - frame_at has started it
        frame = bytearray(len(self._frame))
        view, filled = memoryview(frame), 0
        while filled < len(frame) and (count := os.readv(self._process.stdout.fileno(), [view[filled:]])):
            filled += count
        if filled < len(frame):
            self._ended = True  # the last whole frame stays
            return
        self._frame = frame
        self._at += 1

    def _command(self, skipped: float) -> list[str]:
        wide, high = self._size
        # ffmpeg begins its filters anew when a sender changes the size of its picture; what they make is always one size.
        fitted = (
            f"scale={wide}:{high}:force_original_aspect_ratio=decrease:flags=bilinear,"
            f"pad={wide}:{high}:-1:-1:color={_CARD_RGB},setsar=1,format=yuv420p"
        )
        source = [
            *FFMPEG,
            "-threads",
            "1",
            *LOCAL_ONLY,
            "-ss",
            f"{skipped:.3f}",
            "-i",
            str(self.footage.path),
        ]
        paced = ["-an", "-vf", fitted, "-vsync", "cfr", "-r", str(FRAMES_PER_SECOND)]
        return [*source, *paced, "-f", "rawvideo", "pipe:1"]

    def stop(self) -> None:
        """End the decoder."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        self._ended = True


def card(size: tuple[int, int]) -> bytes:
    """Return the frame that is shown when nobody has a picture."""
    wide, high = size
    counts = (wide * high, wide * high // 4, wide * high // 4)
    return b"".join(bytes([value]) * count for value, count in zip(_CARD_YUV, counts, strict=True))


@dataclass(frozen=True, slots=True)
class Film:
    """A film to be made."""

    shown: Sequence[Shot]
    footage: Sequence[Footage]
    size: tuple[int, int]
    sound: Path

    def make(self, target: Path) -> Iterator[float]:
        """Write the film to ``target`` (MP4: H.264 and AAC, its index in front); yield how much is done, once a second of it.

        Raises:
            CannotCompose: ffmpeg cannot.
        """
        decoders = [_Decoder(each, self.size) for each in self.footage]
        encoder = start(self._encoder(target), reads=False)
        assert encoder.stdin is not None  # noqa: S101 - opened as a pipe a line above
        frames = round(self.shown[-1].ends * FRAMES_PER_SECOND) if self.shown else 0
        try:
            for number, frame in enumerate(self._frames(decoders, frames)):
                _write_all(encoder.stdin.fileno(), frame)
                if number % FRAMES_PER_SECOND == 0:
                    yield number / frames
            encoder.stdin.close()
            if encoder.wait(STEP_LIMIT_SECONDS) != 0:
                raise CannotCompose("ffmpeg could not write the recording.")
        except BrokenPipeError:
            raise CannotCompose("ffmpeg could not write the recording.") from None
        finally:
            encoder.kill()
            encoder.wait()
            for decoder in decoders:
                decoder.stop()

    def _frames(self, decoders: Sequence[_Decoder], frames: int) -> Iterator[bytes | bytearray]:
        plain, place = card(self.size), 0
        for number in range(frames):
            at = number / FRAMES_PER_SECOND
            while at >= self.shown[place].ends and place < len(self.shown) - 1:
                place += 1
            feed = self.shown[place].feed
            current = next((each for each in decoders if _shows(each.footage, feed, at)), None)
            yield plain if current is None else current.frame_at(at)

    def _encoder(self, target: Path) -> list[str]:
        wide, high = self.size
        frames = [
            "-f",
            "rawvideo",
            "-pix_fmt",
            "yuv420p",
            "-s",
            f"{wide}x{high}",
            "-r",
            str(FRAMES_PER_SECOND),
        ]
        inputs = [*LOCAL_ONLY, *frames, "-i", "pipe:0", *LOCAL_ONLY, "-i", str(self.sound)]
        picture = ["-c:v", "libx264", "-preset", "superfast", "-crf", "27", "-profile:v", "main"]
        seeks = [
            "-g",
            str(_KEYFRAME_EVERY),
            "-threads",
            "1",
            "-movflags",
            "+faststart",
            "-map_metadata",
            "-1",
        ]
        maps = ["-map", "0:v", "-map", "1:a", "-c:a", "copy"]
        return [*FFMPEG, *inputs, *maps, *picture, *seeks, "-f", "mp4", str(target)]


def _shows(footage: Footage, feed: str, at: float) -> bool:
    return footage.feed == feed and footage.begins <= at <= footage.ends + LEAP_SECONDS


def _write_all(handle: int, frame: bytes | bytearray) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(handle, view) :]
