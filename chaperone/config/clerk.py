"""The clerk: one thread that does what falls due (post, destruction), from rows that say when: no duty is only in a queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.db import close_old_connections

from chaperone.outbox.actions import send_due
from chaperone.records.actions import destroy_due

log = structlog.get_logger()

POST_SECONDS = 1.0
SWEEP_SECONDS = 300.0


class Clerk:
    """Runs each duty again and again until stopped; one that fails is logged and tried again at its next turn."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="clerk", daemon=True)

    def start(self) -> Clerk:
        """Begin, and return the clerk."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after the duty in hand."""
        self._stop.set()
        self._thread.join(timeout=20)

    def _work(self) -> None:
        since_sweep = SWEEP_SECONDS
        while not self._stop.wait(POST_SECONDS):
            self._do("post", send_due)
            since_sweep += POST_SECONDS
            if since_sweep >= SWEEP_SECONDS:
                since_sweep = 0.0
                self._do("destruction", destroy_due)

    def _do(self, name: str, duty: Callable[[datetime], object]) -> None:
        close_old_connections()
        try:
            duty(datetime.now(UTC))
        except Exception:
            log.exception("clerk.duty_failed", duty=name)
        finally:
            close_old_connections()
