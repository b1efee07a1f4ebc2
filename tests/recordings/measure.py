"""Looks at a recording that was put together: when it flashes, when it beeps, what colour it is."""

from __future__ import annotations

import array
import json
import subprocess
from pathlib import Path

_FFMPEG = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-i")
FRAMES_PER_SECOND = 15
STEP = 0.02


def pixels(film: Path) -> list[tuple[int, int, int]]:
    """Return the colour in the middle of every frame, as red, green and blue."""
    words = ["-vf", "crop=iw/4:ih/4,scale=1:1:flags=area", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"]
    raw = subprocess.run([*_FFMPEG, str(film), *words], check=True, capture_output=True).stdout
    return [(raw[at], raw[at + 1], raw[at + 2]) for at in range(0, len(raw), 3)]


def colour_at(film: Path, second: float) -> str:
    """Name the colour of one moment: red, blue, green, white, card or dark."""
    return colour_of(pixels(film)[round(second * FRAMES_PER_SECOND)])


def colour_of(pixel: tuple[int, int, int]) -> str:
    """Name a colour."""
    red, green, blue = pixel
    if min(pixel) > 180:
        return "white"
    if max(pixel) < 110:
        return "card" if blue > red + 10 else "dark"
    return {red: "red", green: "green", blue: "blue"}[max(pixel)]


def flashes(film: Path) -> list[float]:
    """Return the seconds at which the picture turns white."""
    return _onsets([float(min(pixel)) for pixel in pixels(film)], 150.0, 1 / FRAMES_PER_SECOND)


def beeps(film: Path) -> list[float]:
    """Return the seconds at which a sound begins."""
    return _onsets(loudness(film), 1500.0, STEP)


def loudness(film: Path) -> list[float]:
    """Return how loud it is in each 20 ms."""
    words = ["-vn", "-ac", "1", "-ar", "8000", "-f", "s16le", "pipe:1"]
    raw = subprocess.run([*_FFMPEG, str(film), *words], check=True, capture_output=True).stdout
    samples = array.array("h", raw[: len(raw) // 2 * 2])
    size = int(8000 * STEP)
    return [sum(map(abs, samples[at : at + size])) / size for at in range(0, len(samples) - size + 1, size)]


def _onsets(values: list[float], threshold: float, step: float) -> list[float]:
    before = [0.0, *values]
    return [
        number * step
        for number, value in enumerate(values)
        if value > threshold and before[number] <= threshold
    ]


def seconds_of(film: Path) -> float:
    """Return how long it is."""
    words = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(film)]
    return float(
        json.loads(subprocess.run(words, check=True, capture_output=True).stdout)["format"]["duration"]
    )


def width_of(film: Path) -> int:
    """Return how wide the picture of a file is."""
    words = [
        "ffprobe",
        "-v",
        "error",
        "-select_streams",
        "v",
        "-show_entries",
        "stream=width",
        "-of",
        "csv=p=0",
    ]
    found = subprocess.run([*words, str(film)], check=True, capture_output=True, text=True).stdout
    return int(found.split()[0])
