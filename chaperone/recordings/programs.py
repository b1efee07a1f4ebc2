"""Runs the three programs that put a recording together, as lists of words and never through a shell, reading local files only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

NEEDED: Final[Mapping[str, str]] = {"ffmpeg": "ffmpeg", "janus-pp-rec": "janus-tools"}
"""Each program that is needed, and the Debian package that brings it."""
STEP_LIMIT_SECONDS: Final = 3600
# ffmpeg may follow names inside a file to other files and to the network: only what it is given, and its pipes.
FFMPEG: Final = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y")
LOCAL_ONLY: Final = ("-protocol_whitelist", "file,pipe")


class CannotCompose(Exception):
    """The recording could not be put together this time. ``str()`` is one plain sentence without a path."""


def missing_programs() -> tuple[str, ...]:
    """Return the Debian packages that are still to be installed before a recording can be put together."""
    return tuple(package for program, package in NEEDED.items() if shutil.which(program) is None)


def environment() -> dict[str, str]:
    """Return what a program is told of ours: where programs are, and nothing that is a secret."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def run(command: Sequence[str], what: str) -> bytes:
    """Run a program to its end and return what it wrote to its standard output.

    Args:
        command: the program and its words.
        what: what it was to do, for the sentence: "the sound could not be mixed".

    Raises:
        CannotCompose: it failed, took too long, or is not there.
    """
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, a list of words, no shell
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            timeout=STEP_LIMIT_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise CannotCompose(f"{command[0]} is not installed.") from None
    except subprocess.TimeoutExpired:
        raise CannotCompose(f"It took too long: {what}.") from None
    if done.returncode != 0:
        raise CannotCompose(f"{command[0]} stopped with {done.returncode}: {what}.")
    return done.stdout


def start(command: Sequence[str], *, reads: bool) -> subprocess.Popen[bytes]:
    """Start a program that writes frames to us (``reads``: we read), or takes frames from us."""
    return subprocess.Popen(  # noqa: S603 - a fixed program, a list of words, no shell
        list(command),
        stdin=subprocess.DEVNULL if reads else subprocess.PIPE,
        stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        bufsize=0,
    )


def unpack_rtp(piece: Path, codec: str) -> Path:
    """Turn a piece of RTP into a file that ffmpeg reads.

    Raises:
        CannotCompose: Janus's own program cannot.
    """
    ending = {"opus": "opus", "h264": "mp4", "h265": "mp4", "av1": "mp4"}.get(codec, "webm")
    unpacked = piece.with_suffix(f".{ending}")
    run(["janus-pp-rec", "-o", "-d", "0", str(piece), str(unpacked)], "a part could not be read")
    return unpacked
