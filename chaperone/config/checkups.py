"""What ``chaperone doctor`` looks at on any machine, before the settings can be read."""

from __future__ import annotations

import importlib.metadata
import pkgutil
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PACKAGES = (
    "django",
    "uvicorn",
    "uvloop",
    "websockets",
    "msgspec",
    "immutables",
    "cryptography",
    "pyrage",
    "PyYAML",
)


class State(StrEnum):
    """How a check-up ended."""

    GOOD = "good"
    NOTE = "note"  # the product runs without it
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report; ``next_step`` says what to do, and is empty when all is good."""

    subject: str
    state: State
    sentence: str
    next_step: str = ""


def good(subject: str, sentence: str) -> Finding:
    """Say that all is well with a subject."""
    return Finding(subject, State.GOOD, sentence)


def bad(subject: str, sentence: str, next_step: str) -> Finding:
    """Say that the product cannot run, or not safely, until the next step is done."""
    return Finding(subject, State.BAD, sentence, next_step)


def note(subject: str, sentence: str, next_step: str = "") -> Finding:
    """Say something worth knowing that stops nothing."""
    return Finding(subject, State.NOTE, sentence, next_step)


def python() -> Finding:
    """Look at the interpreter: exactly the version that everything was proved with."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] != (3, 11):
        return bad(
            "python", f"This is Python {found}; Chaperone is proved with 3.11.", "Install Python 3.11."
        )
    return good("python", f"Python {found}")


def packages() -> Finding:
    """Look for the Python packages that the product is made of."""
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return bad("packages", f"Missing: {', '.join(missing)}.", "pip install -r requirements/run.txt")
    return good("packages", ", ".join(versions))


def paper() -> Finding:
    """Look whether PDF files can be made, which needs a library from outside Python."""
    try:
        pkgutil.resolve_name("weasyprint:")
    except (ImportError, OSError):
        return bad(
            "paper",
            "PDF files cannot be made: the Pango library is missing.",
            "scripts/debian_packages.sh run",
        )
    return good("paper", f"PDF by WeasyPrint {importlib.metadata.version('weasyprint')}")


def testing() -> Finding:
    """Look for what only the tests need: a browser, PostgreSQL's programs, and all of sound and picture."""
    programs = {
        "chromium": shutil.which("chromium"),
        "janus": shutil.which("janus"),
        "janus-tools": shutil.which("janus-pp-rec"),
        "ffmpeg": shutil.which("ffmpeg"),
        "coturn": shutil.which("turnserver"),
        "PostgreSQL": shutil.which("initdb") or next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None),
    }
    missing = [name for name, found in programs.items() if not found]
    if missing:
        return note(
            "testing", f"The tests would need {' and '.join(missing)}.", "scripts/debian_packages.sh test"
        )
    return good("testing", f"{', '.join(programs)} are here.")


ON_ANY_MACHINE: tuple[Callable[[], Finding], ...] = (python, packages, paper, testing)
