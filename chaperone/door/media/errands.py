"""What is being done at the media server for one room: stops at once and never behind anything, starts when all stops are done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog

from chaperone.adapters.media import MediaLost, MediaRefused
from chaperone.policy.clauses import carries_out

log = structlog.get_logger()

STOP_SECONDS: Final = 1.0
START_SECONDS: Final = 5.0
Errand = Coroutine[Any, Any, Any]


class Errands:
    """The errands under way. A stop that fails, or that the server does not confirm in time, is never left at that."""

    def __init__(self, stop_failed: Callable[[], None]) -> None:
        """``stop_failed`` is called when something may still flow that must not; it must end it in another way."""
        self._stop_failed = stop_failed
        self._stops: set[asyncio.Task[None]] = set()
        self._starts: set[asyncio.Task[Any]] = set()
        self.has_begun = False  # whether anything was ever begun, so that the server may know of this room

    @carries_out("S7", "M9")
    def stop(self, errand: Errand) -> None:
        """Send a stop on its way in this turn of the event loop, whatever else is under way."""
        task = asyncio.get_running_loop().create_task(self._within_time(errand))
        self._stops.add(task)
        task.add_done_callback(self._stops.discard)

    async def _within_time(self, errand: Errand) -> None:
        try:
            await asyncio.wait_for(errand, STOP_SECONDS)
        except MediaLost:
            return  # what was to be stopped went with it
        except (MediaRefused, TimeoutError) as problem:
            log.error("media.stop_failed", problem=type(problem).__name__)
            self._stop_failed()
        except Exception:
            log.exception("media.stop_failed")
            self._stop_failed()

    def start(self, errand: Errand) -> asyncio.Task[Any]:
        """Begin something that may take its time; what goes wrong in it is logged here."""
        self.has_begun = True
        task = asyncio.get_running_loop().create_task(errand)
        self._starts.add(task)
        task.add_done_callback(self._started)
        return task

    def _started(self, task: asyncio.Task[Any]) -> None:
        self._starts.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("media.start_failed", problem=type(problem).__name__, exc_info=problem)

    async def settled(self) -> None:
        """Wait until every stop is confirmed: whoever starts something asks for the truth after this, not before."""
        while self._stops:
            await asyncio.wait(self._stops)


async def within_time(errand: Coroutine[Any, Any, Any]) -> Any:
    """Wait for a start.

    Raises:
        MediaRefused: also when the server has not answered after ``START_SECONDS``.
    """
    try:
        return await asyncio.wait_for(errand, START_SECONDS)
    except TimeoutError:
        raise MediaRefused("The sound and picture took too long to begin.") from None
