"""Joins the machine to the ledger: a decision is tried at once, but counts and is told only when durable (decision 5)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple, Protocol

from chaperone.ledger.facts import Fact
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.fold import apply
from chaperone.room.machine import Already, decide, refusal_on_record
from chaperone.room.state import State


class Outcome(Enum):
    """What became of a submission."""

    WRITTEN = "written"
    FAILED = "failed"  # the disk is full, the database is away: nothing was written, the room may try again
    STALE = "stale"  # another process has written to this stream: this one no longer owns the room


class Recorded(NamedTuple):
    """A command whose events are durable: what was decided, and the room before and after it."""

    command: c.Command
    events: tuple[e.Event, ...]
    before: State
    after: State


class Book(Protocol):
    """Where the recorder writes: the ledger's group commit, seen from the room."""

    def write(
        self,
        stream: str,
        first_seq: int,
        facts: Sequence[Fact],
        at: datetime,
        done: Callable[[Outcome], None],
    ) -> None:
        """Write ``facts`` as entries ``first_seq``… of ``stream``; call ``done`` once, in the caller's own event loop."""


class Recorder:
    """One room's machine and its stream. Not thread-safe: everything happens in the event loop that owns the room.

    ``decided`` is the room with everything submitted; ``durable`` the room with everything written. Only ``durable`` is ever shown.
    """

    def __init__(
        self,
        state: State,
        book: Book,
        told: Callable[[Recorded], None],
        failed: Callable[[Outcome, Sequence[Recorded]], None],
    ) -> None:
        """``told`` is called for each durable command in order; ``failed`` with all that was lost when writing failed."""
        self.stream = f"room/{state.plan.session}"
        self.decided = state
        self.durable = state
        self.stale = False
        self._book = book
        self._told = told
        self._failed = failed
        self._waiting: deque[Recorded] = deque()
        self._attempt = 0

    @carries_out("M12")
    def handle(self, command: c.Command, now: float) -> Refused | Already | bool:
        """Decide a command and submit what follows.

        Args:
            command: what is asked.
            now: the room clock's seconds.

        Returns:
            ``Refused`` or ``Already`` at once; ``True`` when events were submitted and ``told`` will follow; ``False`` when
            there is nothing to do.
        """
        answer = decide(self.decided, command, now)
        if isinstance(answer, Already):
            return answer
        if isinstance(answer, Refused):
            if answer.clause:
                self.refuse(command, answer, now)
            return answer
        if answer:
            self._submit(command, answer)
        return bool(answer)

    def refuse(self, command: c.Command, refused: Refused, now: float) -> None:
        """Put a refusal on record."""
        self._submit(command, (refusal_on_record(self.decided, command, refused, now),))

    def record(self, event: e.Event) -> None:
        """Put an event on record that no command asked for: a restart, a clock that jumped."""
        self._submit(c.Command(), (event,))

    def _submit(self, command: c.Command, events: tuple[e.Event, ...]) -> None:
        before = after = self.decided
        for event in events:
            after = apply(after, event)
        self.decided = after
        recorded = Recorded(command, events, before, after)
        self._waiting.append(recorded)
        attempt = self._attempt
        at = datetime.fromtimestamp(events[0].at, UTC)
        actor = _actor(before, after, command)
        facts = [
            Fact(e.kind_of(event), actor, e.encode(event), getattr(event, "clause", "")) for event in events
        ]
        self._book.write(
            self.stream,
            before.last_seq + 1,
            facts,
            at,
            lambda outcome: self._written(attempt, recorded, outcome),
        )

    def _written(self, attempt: int, recorded: Recorded, outcome: Outcome) -> None:
        if attempt != self._attempt:
            return  # it was built on something that failed before it
        if outcome is Outcome.WRITTEN:
            self._waiting.popleft()
            self.durable = recorded.after
            self._told(recorded)
            return
        lost = tuple(self._waiting)
        self._waiting.clear()
        self._attempt += 1
        self.decided = self.durable
        self.stale = self.stale or outcome is Outcome.STALE
        self._failed(outcome, lost)


def _actor(before: State, after: State, command: c.Command) -> str:
    held = before.connections.get(command.connection) or after.connections.get(command.connection)
    return held.who if held is not None else "system"
