"""The clerk: one thread that does what falls due (post, destruction, counting), from rows that say when, never only a queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.conf import settings
from django.db import close_old_connections

from chaperone.assurance.actions import sweep
from chaperone.cases.actions import call_those_due
from chaperone.config.registry import lacks_in, reports_of_this_release
from chaperone.governance.actions.patterns import tell_patterns
from chaperone.governance.actions.reviews import open_review
from chaperone.outbox.actions import send_due
from chaperone.people.actions import warn_of_role_ends
from chaperone.people.actions.asking import sweep_campaigns
from chaperone.people.actions.declarations import sweep_declarations
from chaperone.policy.in_force import pack_in_force
from chaperone.records.actions import destroy_due
from chaperone.reporting.actions import forget_receipts
from chaperone.safer_recruitment.actions import sweep_checks
from chaperone.training.actions import note_what_is_asked, warn_of_training_ends

log = structlog.get_logger()

POST_SECONDS = 1.0
SWEEP_SECONDS = 300.0
# A concern's clocks are told in minutes.
CALL_SECONDS = 30.0
# Nothing hangs on the first count, and a server that has just started has rooms to open.
FIRST_COUNT_SECONDS = 60.0


def _open_review(now: datetime) -> None:
    """Open the yearly review on its first day."""
    open_review(pack_in_force(settings.CHAPERONE_PACK, now).parameters, now)


def _tell_patterns(now: datetime) -> None:
    """Tell the lead of concerns that point the same way."""
    tell_patterns(pack_in_force(settings.CHAPERONE_PACK, now).parameters, now)


class Clerk:
    """Runs each duty again and again until stopped; one that fails is logged and tried again at its next turn."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._has_more = False
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
        since_sweep, since_count = SWEEP_SECONDS, SWEEP_SECONDS - FIRST_COUNT_SECONDS
        since_call = CALL_SECONDS
        while not self._stop.wait(POST_SECONDS):
            self._do("post", send_due)
            since_call += POST_SECONDS
            if since_call >= CALL_SECONDS:
                since_call = 0.0
                self._do("concerns", call_those_due)
            since_sweep += POST_SECONDS
            if since_sweep >= SWEEP_SECONDS:
                since_sweep = 0.0
                self._do("requirements", note_what_is_asked)
                self._do("destruction", destroy_due)
                self._do("roles", warn_of_role_ends)
                self._do("receipts", forget_receipts)
                self._do("checks", sweep_checks)
                self._do("training", warn_of_training_ends)
                self._do("agreements", sweep_campaigns)
                self._do("declarations", sweep_declarations)
            since_count += POST_SECONDS
            if since_count >= SWEEP_SECONDS or self._has_more:
                since_count = 0.0
                self._do("assurance", self._count)
                self._do("review", _open_review)
                self._do("patterns", _tell_patterns)

    def _count(self, now: datetime) -> None:
        """Count a stretch of what is new in the ledger; what is left is taken on with the next turn, not with the next sweep."""
        self._has_more = False
        swept = sweep(pack_in_force(settings.CHAPERONE_PACK, now), lacks_in(reports_of_this_release()), now)
        self._has_more = not swept.is_done

    def _do(self, name: str, duty: Callable[[datetime], object]) -> None:
        close_old_connections()
        try:
            duty(datetime.now(UTC))
        except Exception:
            log.exception("clerk.duty_failed", duty=name)
        finally:
            close_old_connections()
