"""Measures how much faster than real time a recording is put together on one core: ``python -m bench.bench_compose``.

A session of three adults with camera and microphone who speak in turn, 640x360 at 500 kbit/s each, made synthetically and cut
into Janus's own files; three minutes stand for an hour, because every step goes once through it from beginning to end. The
floor beside it is the bare encoder: ffmpeg turning one of the three pictures and one of the sounds into the same kind of file
with the same settings.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from chaperone.recordings.composing import compose
from chaperone.recordings.timeline import timeline
from chaperone.room import events as e
from tests.recordings.tape import moving_picture, part, voice

ADULTS = ("a" * 16, "b" * 16, "c" * 16)
BEGINS = 1_790_000_000.0
SOURCES = ("testsrc2", "mandelbrot", "testsrc")
Figure = dict[str, Any]


def main() -> None:
    """Make the session, put it together, and print a line of JSON for each figure."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seconds", type=int, default=180, help="how long the session is")
    options.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core it runs on")
    chosen = options.parse_args()
    os.sched_setaffinity(0, {chosen.core})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = _laid(folder, chosen.seconds)
        story = timeline(
            [
                e.RecordingStarted(BEGINS),
                *(
                    e.FeedOpened(BEGINS, feed, feed, f"person:{n}", "camera", ("microphone", "camera"))
                    for n, feed in enumerate(ADULTS)
                ),
                e.Ended(BEGINS + chosen.seconds, "person:0"),
            ]
        )
        ours = _timed(lambda: list(compose(parts, story, folder)))
        webm, sound = sorted(folder.glob("*.webm"))[0], sorted(folder.glob("*.opus"))[0]
        floor = _timed(lambda: _bare_encoder(webm, sound, folder / "floor.mp4"))
    for what, taken in (("compose", ours), ("compose floor", floor)):
        print(json.dumps(_figure(what, chosen.seconds, taken)), flush=True)


def _laid(folder: Path, seconds: int) -> list[Path]:
    parts = []
    for number, (feed, source) in enumerate(zip(ADULTS, SOURCES, strict=True)):
        frames = moving_picture(f"{source}=s=640x360:r=15,trim=duration={seconds}", "500k")
        parts.append(part(folder / f"abc.{feed}.1-video-1.mjr", frames, BEGINS))
        spoken = tuple(
            one for one in voice(seconds, pitch=300 + 200 * number, beeps=False) if _speaks(number, one[0])
        )
        parts.append(part(folder / f"abc.{feed}.1-audio-0.mjr", spoken, BEGINS))
    return parts


def _speaks(number: int, second: float) -> bool:
    """Each speaks for ten seconds; between times no packets come, as from a muted microphone."""
    return int(second // 10) % len(ADULTS) == number


def _timed(work: Any) -> tuple[float, float]:
    """Return wall and processor seconds of this process and its children."""
    before, began = _processor_seconds(), time.perf_counter()
    work()
    return time.perf_counter() - began, _processor_seconds() - before


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _bare_encoder(webm: Path, sound: Path, target: Path) -> None:
    picture = ["-r", "15", "-vsync", "cfr", "-c:v", "libx264", "-preset", "superfast", "-crf", "27"]
    coded = [*picture, "-g", "30", "-threads", "1", "-c:a", "aac", "-b:a", "64k"]
    quiet = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-threads", "1"]
    subprocess.run([*quiet, "-i", str(webm), "-i", str(sound), *coded, str(target)], check=True)


def _figure(what: str, seconds: int, taken: tuple[float, float]) -> Figure:
    wall, processor = taken
    return {
        "kind": "compose",
        "what": what,
        "session_seconds": seconds,
        "wall_seconds": round(wall, 2),
        "processor_seconds": round(processor, 2),
        "times_real_time": round(seconds / wall, 2),
        "times_real_time_per_processor_second": round(seconds / processor, 2),
    }


if __name__ == "__main__":
    main()
