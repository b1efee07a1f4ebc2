"""Starts the worker of recordings as a process beside the server when there is something to do, and again when it died."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog
from django.db import close_old_connections

from chaperone.recordings.worker import recordings_worker_command, work_waits

log = structlog.get_logger()

LOOK_SECONDS: Final = 3.0
PAUSE_AFTER_TROUBLE_SECONDS: Final = 30.0
STOP_SECONDS: Final = 5.0


class RecordingsWorker:
    """Looks every few seconds whether recordings wait; while none does there is no worker, and its memory is free."""

    def __init__(self) -> None:
        self._looking: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None

    def start(self) -> RecordingsWorker:
        """Begin to look; returns at once."""
        self._looking = asyncio.create_task(self._look())
        return self

    async def stop(self) -> None:
        """End the worker; what it had in hand is begun again at the next start."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not await asyncio.to_thread(_something_waits):
                continue
            try:
                # The kernel ends the worker when we die, however we die.
                watched = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
                self._process = await asyncio.create_subprocess_exec(
                    *watched, *recordings_worker_command(), stdin=asyncio.subprocess.DEVNULL
                )
                trouble = await self._process.wait() != 0
            except OSError as fault:
                log.error("recordings.worker_not_started", reason=fault.strerror)
                trouble = True
            if trouble:
                await asyncio.sleep(PAUSE_AFTER_TROUBLE_SECONDS)


def _something_waits() -> bool:
    close_old_connections()
    try:
        return work_waits(datetime.now(UTC))
    except Exception:
        log.exception("recordings.not_looked_at")
        return False
    finally:
        close_old_connections()
