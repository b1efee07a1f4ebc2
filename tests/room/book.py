"""A ledger in memory for the recorder's tests: as strict as the real one about order, and as slow or broken as a test asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from chaperone.ledger.facts import Fact
from chaperone.room import events as e
from chaperone.room.recorder import Outcome


class Waiting(NamedTuple):
    """A submission nobody has looked at yet."""

    first_seq: int
    facts: Sequence[Fact]
    done: Callable[[Outcome], None]


class Book:
    """What is written is written behind the last entry or not at all; answers come later, in the order of the submissions."""

    def __init__(self, first: e.Event) -> None:
        self.entries: list[e.Event] = [first]
        self.waiting: deque[Waiting] = deque()
        self.answers: deque[tuple[Callable[[Outcome], None], Outcome]] = deque()

    def write(
        self,
        stream: str,
        first_seq: int,
        facts: Sequence[Fact],
        at: datetime,
        done: Callable[[Outcome], None],
    ) -> None:
        """See ``chaperone.room.recorder.Book``."""
        assert stream == "room/abcdefghij" and facts and at.tzinfo is not None
        self.waiting.append(Waiting(first_seq, facts, done))

    def keep_one(self) -> None:
        """Write the oldest submission, or find that somebody else has written meanwhile."""
        found = self.waiting.popleft()
        if found.first_seq == len(self.entries) + 1:
            self._append(found)
            self.answers.append((found.done, Outcome.WRITTEN))
        else:
            self.answers.append((found.done, Outcome.STALE))

    def lose_one(self, *, but_kept: bool = False) -> None:
        """Fail the oldest submission; ``but_kept``: the commit was lost sight of and had been kept after all."""
        found = self.waiting.popleft()
        if but_kept and found.first_seq == len(self.entries) + 1:
            self._append(found)
        self.answers.append((found.done, Outcome.FAILED))

    def answer_one(self) -> None:
        """Tell the oldest decided submission's sender."""
        done, outcome = self.answers.popleft()
        done(outcome)

    def settle(self) -> None:
        """Write and answer everything that waits, and what follows from it."""
        while self.waiting or self.answers:
            if self.waiting:
                self.keep_one()
            if self.answers:
                self.answer_one()

    def intrude(self, event: e.Event) -> None:
        """Another process writes to the same stream."""
        self.entries.append(event)

    def die(self) -> None:
        """The process ends: what was not written never will be, and nobody hears anything any more."""
        self.waiting.clear()
        self.answers.clear()

    def _append(self, found: Waiting) -> None:
        self.entries += [e.decode(fact.body) for fact in found.facts]
