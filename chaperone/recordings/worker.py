"""The worker: one process of low priority that seals what Janus left, puts recordings together and ends quiet viewings."""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import close_old_connections

from chaperone.recordings.actions import (
    begin_again,
    close_quiet_viewings,
    compose_next,
    remove_files,
    seal_found,
)
from chaperone.recordings.places import media_folder, work_folders
from chaperone.recordings.programs import missing_programs
from chaperone.recordings.queries import clear_files, quiet_viewings, to_compose

log = structlog.get_logger()

NICENESS: Final = 10
ROUND_SECONDS: Final = 3.0
SWEEP_ROUNDS: Final = 100


def recordings_worker_command() -> list[str]:
    """Return the command whose process is the worker; whoever serves starts it beside the server, and again when it ends."""
    return [sys.executable, "-m", "chaperone", "recordings", "work", "--until-done"]


def work_waits(now: datetime) -> bool:
    """Say whether a worker has something to do now; cheap enough to be asked every few seconds."""
    if any(folder.exists() for folder in work_folders()):
        return True  # another worker is at it, or was killed at it
    due = not missing_programs() and to_compose(now).exists()
    return due or quiet_viewings(now).exists() or any(found.verdict for found in clear_files())


@contextmanager
def only_one() -> Iterator[bool]:
    """Hold the right to work on this folder of recordings; False when another process has it.

    The system takes it back when the process ends, however it ends, so that nothing is ever left locked.
    """
    with (media_folder() / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class Worker:
    """Works until stopped, or until nothing is left to do; it seals in a thread of its own while a recording is put together."""

    def __init__(self, *, until_done: bool = False) -> None:
        self._until_done = until_done
        self._stop = threading.Event()
        self._sealing = threading.Thread(target=self._seal, name="sealing", daemon=True)

    def stop(self) -> None:
        """End after what is in hand; a recording being put together is begun again at the next start."""
        self._stop.set()

    def work(self) -> None:
        """Clear up after a crash, then work until stopped. The caller holds ``only_one``."""
        os.nice(NICENESS)
        self._do("clearing up", begin_again)
        self._sealing.start()
        while not self._stop.is_set():
            if self._do("composing", compose_next) is None:
                if self._until_done and self._do("looking", lambda now: not work_waits(now)):
                    self._stop.set()
                self._stop.wait(ROUND_SECONDS)
        self._sealing.join(timeout=20)

    def _seal(self) -> None:
        rounds = 0
        while not self._stop.is_set():
            self._do("sealing", seal_found)
            self._do("viewings", close_quiet_viewings)
            if rounds % SWEEP_ROUNDS == 0:
                self._do("removing", lambda _now: remove_files())
            rounds += 1
            self._stop.wait(ROUND_SECONDS)

    def _do(self, name: str, duty: Callable[[datetime], object]) -> object:
        close_old_connections()
        try:
            return duty(datetime.now(UTC))
        except Exception:
            log.exception("recordings.duty_failed", duty=name)
            return None
        finally:
            close_old_connections()
