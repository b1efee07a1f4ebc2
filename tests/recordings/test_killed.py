"""A worker killed while it seals or puts together loses nothing; the next one finishes, and nothing is left clear."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chaperone.recordings.worker import recordings_worker_command
from tests.support.tables import give_tables

pytestmark = pytest.mark.durability
PARTS = 5
LIMIT_SECONDS = 120.0
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where the product itself works when there is room


def run(environment: dict[str, str], *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=environment,
        capture_output=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def look(environment: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(environment, "tests.recordings.workshop", "look"))
    return found


def kill_when(environment: dict[str, str], moment: Callable[[], bool]) -> None:
    """Start the worker and kill it without a word at that moment."""
    worker = subprocess.Popen(recordings_worker_command(), env=environment, stderr=subprocess.PIPE)
    end = time.monotonic() + LIMIT_SECONDS
    while not moment():
        assert worker.poll() is None, "the worker ended before it could be killed"
        assert time.monotonic() < end, "the moment to kill it never came"
        time.sleep(0.002)
    worker.kill()
    worker.communicate()


@pytest.mark.proves("M13")
def test_killed_while_it_seals_and_while_it_composes(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "chaperone.config.settings",
        "CHAPERONE_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
    }
    give_tables(environment)
    session = run(environment, "tests.recordings.workshop", "make").decode()
    sealed, clear = tmp_path / "media" / "sealed" / session, tmp_path / "media" / "recordings"

    kill_when(environment, lambda: any(sealed.glob("*.unfinished")))
    assert any(clear.glob("*.mjr")), "what was not sealed yet is still there"
    assert look(environment)["film"] == 0

    def composing() -> bool:
        return any(
            any(folder.glob(f"chaperone-*/{session}/*.m4a")) or any(folder.glob(f"{session}/*.m4a"))
            for folder in (IN_MEMORY, tmp_path / "media" / "work")
        )

    kill_when(environment, composing)
    between = look(environment)
    assert (between["state"], between["sealed"], between["film"]) == ("composing", PARTS, 0)

    run(environment, "chaperone", "recordings", "work", "--until-done")
    found = look(environment)
    assert (found["clear"], found["work"]) == ([], []), "nothing clear is left anywhere"
    assert (found["state"], found["sealed"], found["known"]) == ("ready", PARTS, PARTS)
    assert found["film"] > 10_000
