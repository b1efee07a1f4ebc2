"""The ledger's group commit as a room's book: it answers in the event loop of the rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from chaperone.ledger.facts import Fact
from chaperone.ledger.writer import GroupCommit, WriteOutcome
from chaperone.room.recorder import Outcome


class LedgerBook:
    """The ledger's group commit, answering in the event loop of the rooms."""

    def __init__(self, writer: GroupCommit, loop: asyncio.AbstractEventLoop) -> None:
        self._writer, self._loop = writer, loop

    def write(
        self,
        stream: str,
        first_seq: int,
        facts: Sequence[Fact],
        at: datetime,
        done: Callable[[Outcome], None],
    ) -> None:
        """See ``room.recorder.Book``."""

        def answered(outcome: WriteOutcome) -> None:
            self._loop.call_soon_threadsafe(done, Outcome(outcome.state))

        self._writer.submit(stream, first_seq, facts, at, answered)
