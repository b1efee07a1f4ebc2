"""The writer: one thread that makes everything waiting durable in one commit, and only then says so.

Order is kept: what is submitted first is decided first. A submission is written whole and directly behind the entry its sender
knew as the last, or not at all; so a room that lost a race, or whose last words could not be kept, cannot write past the gap.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, Final

from django.db import connections

from chaperone.ledger.commits import CommitPlan, Submission, Tip, WriteOutcome
from chaperone.ledger.connections import Conflict, InDoubt, LedgerConnection, Unwritable
from chaperone.ledger.databases import open_connection
from chaperone.ledger.facts import Fact

__all__ = ["GroupCommit", "WriteOutcome"]

ENTRIES_PER_COMMIT = 512
STREAMS_REMEMBERED = 4096
ATTEMPTS = 5
DOUBT_PATIENCE_SECONDS = 5.0
RECONNECT_PAUSE_SECONDS = 0.2
STOPPED = "The server is stopping, so nothing more is recorded here."
CONTESTED = "Somebody else keeps writing to the same record, so nothing was recorded."
FAULT = "Something went wrong in the record keeping, so nothing was recorded."

_STOP: Final = None
log = logging.getLogger(__name__)


class GroupCommit:
    """Writes to the ledger from a thread and a connection of its own; make one for each process that holds rooms.

    Args:
        database: as Django describes one in ``settings.DATABASES``; the default database if None.
    """

    def __init__(self, database: Mapping[str, Any] | None = None) -> None:
        self._database = connections["default"].settings_dict if database is None else database
        self._waiting: SimpleQueue[Submission | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._drain = True
        self._connection: LedgerConnection | None = None
        self._tips: dict[str, Tip] = {}
        self._thread = threading.Thread(target=self._run, name="ledger writer", daemon=True)

    def start(self) -> GroupCommit:
        """Start the thread and return the writer itself."""
        self._thread.start()
        return self

    def submit(
        self,
        stream: str,
        first_seq: int,
        facts: Sequence[Fact],
        at: datetime,
        done: Callable[[WriteOutcome], None],
    ) -> None:
        """Hand over facts and return at once; ``done`` is called exactly once, from the writer's thread.

        Args:
            stream: its name; it comes into being with ``first_seq`` 1.
            first_seq: the seq that the first fact must get: one more than the head the sender decided on.
            facts: what happened, in order, at least one; written all or none.
            at: when, for all of them; with a time zone.
            done: told the outcome. It must be quick and must not raise; give it ``loop.call_soon_threadsafe``.

        Raises:
            ValueError: there are no facts, or ``at`` has no time zone.
        """
        if not facts or at.tzinfo is None:
            raise ValueError("The ledger takes at least one fact, and a time with its zone.")
        with self._gate:
            if self._open:
                self._waiting.put(Submission(stream, first_seq, facts, at, done))
                return
        _tell(done, WriteOutcome.failed(STOPPED))

    def stop(self, *, drain: bool = True, timeout_seconds: float = 30.0) -> None:
        """Take nothing more, write what waits (or fail it, unless ``drain``), and end the thread."""
        with self._gate:
            if self._open:
                self._open, self._drain = False, drain
                self._waiting.put(_STOP)
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def _run(self) -> None:
        more = True
        while more:
            batch, more = self._next_batch()
            if self._drain:
                self._write(batch)
            else:
                _tell_all(batch, WriteOutcome.failed(STOPPED))
        self._forget_everything()

    def _next_batch(self) -> tuple[list[Submission], bool]:
        """Wait for a submission; return it with all that wait behind it, and whether more may come."""
        batch: list[Submission] = []
        entries = 0
        submission = self._waiting.get()
        while submission is not _STOP:
            batch.append(submission)
            entries += len(submission.facts)
            if entries >= ENTRIES_PER_COMMIT:
                return batch, True
            try:
                submission = self._waiting.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _write(self, batch: list[Submission]) -> None:
        try:
            outcomes = self._commit(batch)
        except Unwritable as refusal:
            log.error("The ledger cannot be written: %s (%s)", refusal, type(refusal.__cause__).__name__)
            self._forget_everything()
            _tell_all(batch, WriteOutcome.failed(str(refusal)))
        except Exception:
            # Whatever it was, the thread must live and every sender must hear: silence would leave a room waiting for ever.
            log.exception("The ledger's writer met a fault")
            self._forget_everything()
            _tell_all(batch, WriteOutcome.failed(FAULT))
        else:
            for submission, outcome in zip(batch, outcomes, strict=True):
                _tell(submission.done, outcome)

    def _commit(self, batch: list[Submission]) -> list[WriteOutcome]:
        """Write in one commit what can be written of ``batch``, and return each one's outcome."""
        for attempt in range(ATTEMPTS):
            try:
                plan = CommitPlan(self._connected(), self._tips)
                outcomes = [plan.take(submission) for submission in batch]
            except InDoubt:  # nothing was written yet: the connection had died unnoticed, a new one may do
                self._forget_everything()
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            try:
                if plan.rows:
                    self._insert(plan)
            except Conflict:
                for submission in batch:
                    self._tips.pop(submission.stream, None)
                continue
            self._remember(plan.tips)
            return outcomes
        return [WriteOutcome.failed(CONTESTED)] * len(batch)

    def _insert(self, plan: CommitPlan) -> None:
        try:
            self._connected().insert(plan.keys, plan.rows)
        except InDoubt as doubt:
            self._settle(plan, doubt)

    def _settle(self, plan: CommitPlan, doubt: InDoubt) -> None:
        """Find out whether a commit whose answer was lost was kept, and keep it if it was not.

        The very same rows are written again: if the first commit was kept, or still is on its way, their numbers are taken,
        and the hash of the last row tells whether it was ours.
        """
        until = time.monotonic() + DOUBT_PATIENCE_SECONDS
        while time.monotonic() < until:
            self._disconnect()
            try:
                connection = self._connected()
                try:
                    connection.insert(plan.keys, plan.rows)
                except Conflict:
                    if not connection.holds(plan.rows[-1]):
                        raise
                return
            except Unwritable:
                time.sleep(RECONNECT_PAUSE_SECONDS)
        raise doubt

    def _connected(self) -> LedgerConnection:
        if self._connection is None:
            self._connection = open_connection(self._database)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _forget_everything(self) -> None:
        """Start from what the database says next time; what we believed may not have been kept."""
        self._disconnect()
        self._tips.clear()

    def _remember(self, tips: Mapping[str, Tip]) -> None:
        for stream, tip in tips.items():
            self._tips.pop(
                stream, None
            )  # put it last: the ones not written to for longest are forgotten first
            self._tips[stream] = tip
        while len(self._tips) > STREAMS_REMEMBERED:
            del self._tips[next(iter(self._tips))]


def _tell_all(batch: Iterable[Submission], outcome: WriteOutcome) -> None:
    for submission in batch:
        _tell(submission.done, outcome)


def _tell(done: Callable[[WriteOutcome], None], outcome: WriteOutcome) -> None:
    try:
        done(outcome)
    except Exception:  # a closed event loop, say: the other senders must still hear
        log.exception("A sender could not be told what became of its words")
