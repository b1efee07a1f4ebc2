"""The room's clock: the machine's date at the start, then only elapsed time, so that a clock that jumps opens no door."""

from __future__ import annotations

import time
from datetime import UTC, datetime

TOLERATED_DRIFT_SECONDS = 2.0


class RoomClock:
    """Seconds since 1970 UTC that never go back and never leap while the process lives."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()
        self._seen_offset = self._offset

    def now(self) -> float:
        """The time now, in seconds since 1970 UTC."""
        return time.monotonic() + self._offset

    def jump(self) -> float:
        """How many seconds the machine's date has leapt since the last call; ``0.0`` for ordinary drift."""
        offset = time.time() - time.monotonic()
        leap = offset - self._seen_offset
        if abs(leap) < TOLERATED_DRIFT_SECONDS:
            return 0.0
        self._seen_offset = offset
        return leap


def clock_text(at: float) -> str:
    """Seconds since 1970 as ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
