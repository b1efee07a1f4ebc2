"""How the ``chaperone`` command speaks: answers on standard output, complaints on standard error, and its exit codes."""

from __future__ import annotations

import sys
from enum import IntEnum


class Exit(IntEnum):
    """What a script learns from the command."""

    GOOD = 0
    WRONG = 1  # the command did its work, and what it looked at is not as it should be
    USAGE = 2  # the command line itself makes no sense
    CANNOT = 3  # the command could not do its work: settings, database, key ring


def say(text: str = "") -> None:
    """Write one answer line."""
    sys.stdout.write(f"{text}\n")


def complain(sentence: str, next_step: str = "") -> None:
    """Write one complaint, and what to do about it."""
    sys.stdout.flush()
    sys.stderr.write(f"{sentence} {next_step}".rstrip() + "\n")
