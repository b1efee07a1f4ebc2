"""The sound of a recording: how loud each voice is from moment to moment, and all of them mixed on one clock."""

from __future__ import annotations

import array
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from chaperone.recordings.programs import FFMPEG, LOCAL_ONLY, CannotCompose, run, start
from chaperone.recordings.shots import STEP_SECONDS

RATE: Final = 48_000
_MEASURED_RATE: Final = 8_000
_STEP_BYTES: Final = int(_MEASURED_RATE * STEP_SECONDS) * 2


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch of sound: the file, whose feed, and at which second of the recording it begins (may be below 0)."""

    path: Path
    feed: str
    begins: float


def levels(voices: Sequence[Voice], seconds: float) -> list[float]:
    """Return how loud one feed is in each step of ``shots.STEP_SECONDS``: the mean of 16-bit samples without their sign."""
    found = [0.0] * (round(seconds / STEP_SECONDS) + 1)
    for voice in voices:
        first = round(voice.begins / STEP_SECONDS)
        for step, level in enumerate(_measured(voice.path), first):
            if 0 <= step < len(found):
                found[step] = max(found[step], level)
    return found


def _measured(path: Path) -> list[float]:
    # Silence where packets were lost, so that what follows stays on its time.
    on_time = ["-vn", "-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(_MEASURED_RATE)]
    command = [*FFMPEG, *LOCAL_ONLY, "-i", str(path), *on_time, "-threads", "1"]
    found = []
    with start([*command, "-f", "s16le", "pipe:1"], reads=True) as decoder:
        out = _stream(decoder)
        while len(heard := _exactly(out, _STEP_BYTES)) == _STEP_BYTES:
            samples = array.array("h", heard)
            found.append(sum(map(abs, samples)) / len(samples))
    return found


def _stream(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:
        raise CannotCompose("A decoder gave nothing.")
    return process.stdout


def _exactly(file: IO[bytes], length: int) -> bytes:
    parts, missing = [], length
    while missing and (part := file.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def mix(voices: Sequence[Voice], seconds: float, target: Path) -> Path:
    """Mix all voices into one file of AAC, exactly ``seconds`` long; silence where there is none.

    Raises:
        CannotCompose: ffmpeg cannot.
    """
    inputs: list[str] = []
    graph: list[str] = []
    for number, voice in enumerate(voices):
        inputs += [*LOCAL_ONLY, "-i", str(voice.path)]
        graph.append(f"[{number}:a]{_placed(voice.begins)}[v{number}]")
    # The silence comes first, because its length is the recording's.
    graph.append(f"anullsrc=r={RATE}:cl=mono,atrim=duration={seconds:.3f}[still]")
    named = "[still]" + "".join(f"[v{number}]" for number in range(len(voices)))
    mixer = f"amix=inputs={len(voices) + 1}:duration=first:normalize=0"
    graph.append(f"{named}{mixer},alimiter=limit=0.95,atrim=duration={seconds:.3f}[out]")
    words = ["-filter_complex", ";".join(graph), "-map", "[out]"]
    encoded = ["-ac", "1", "-c:a", "aac", "-b:a", "64k", "-threads", "1", "-f", "mp4", str(target)]
    run([*FFMPEG, *inputs, *words, *encoded], "the sound could not be mixed")
    return target


def _placed(begins: float) -> str:
    """Return the filters that put a stretch at its second of the recording."""
    steady = f"aresample={RATE}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=mono"
    if begins < 0:
        return f"{steady},atrim=start={-begins:.3f},asetpts=PTS-STARTPTS"
    return f"{steady},adelay={round(begins * 1000)}:all=1"
