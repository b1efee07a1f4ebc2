"""Plans one commit: decides each submission against its stream's tip, and seals and chains what can be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from chaperone.ledger.chain import microseconds
from chaperone.ledger.connections import LedgerConnection, NewKey
from chaperone.ledger.facts import Fact
from chaperone.ledger.keys import KeyRingRefused, key_ring, new_stream_key
from chaperone.ledger.seal import Row, StreamSeal, refuse_unkeepable_name

KEY_DESTROYED = "This record has reached the end of its life and takes nothing more."


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """What became of a submission: written and durable; stale (the stream's head was another); or failed, and why.

    After ``failed`` nothing was kept, with one exception that nobody can close: the database vanished in the middle of the
    commit and did not come back in time. The next submission for that stream is then answered ``stale``.
    """

    state: Literal["written", "stale", "failed"]
    reason: str = ""  # one plain sentence, when failed

    WRITTEN: ClassVar[WriteOutcome]
    STALE: ClassVar[WriteOutcome]

    @classmethod
    def failed(cls, reason: str) -> WriteOutcome:
        """Return the outcome of a submission that could not be written."""
        return cls("failed", reason)


WriteOutcome.WRITTEN = WriteOutcome("written")
WriteOutcome.STALE = WriteOutcome("stale")


@dataclass(frozen=True, slots=True)
class Submission:
    """Facts that wait to be written, all or none, with ``first_seq`` as the first one's number."""

    stream: str
    first_seq: int
    facts: Sequence[Fact]
    at: datetime
    done: Callable[[WriteOutcome], None]


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a stream stands, as far as the writer knows, and what seals it."""

    seal: StreamSeal
    seq: int
    hash: bytes


class CommitPlan:
    """What one commit will write: rows, the keys of new streams, and where the streams stand afterwards."""

    def __init__(self, connection: LedgerConnection, remembered: Mapping[str, Tip]) -> None:
        self.rows: list[Row] = []
        self.keys: list[NewKey] = []
        self.tips: dict[str, Tip] = {}
        self._connection = connection
        self._remembered = remembered

    def take(self, submission: Submission) -> WriteOutcome:
        """Plan the submission and return what its outcome will be once the commit is durable.

        Raises:
            Unwritable: the database does not answer.
        """
        try:
            return self._take(submission)
        except (ValueError, KeyRingRefused) as refusal:
            return WriteOutcome.failed(str(refusal))

    def _take(self, submission: Submission) -> WriteOutcome:
        stream, before = submission.stream, submission.first_seq - 1
        new_key = None
        tip = self.tips.get(stream)
        if tip is None:
            tip = self._remembered.get(stream)
            if (
                tip is None or tip.seq != before
            ):  # another process may have written since: look before saying "stale"
                tip, new_key = self._look(stream, submission.at)
                if tip is None:
                    return WriteOutcome.failed(KEY_DESTROYED)
        if tip.seq != before:
            return WriteOutcome.STALE
        rows = tip.seal.rows((tip.seq, tip.hash), submission.facts, microseconds(submission.at))
        self.rows += rows
        self.tips[stream] = Tip(tip.seal, rows[-1].seq, rows[-1].hash)
        if new_key is not None:
            self.keys.append(new_key)
        return WriteOutcome.WRITTEN

    def _look(self, stream: str, at: datetime) -> tuple[Tip | None, NewKey | None]:
        """Return the stream's tip as the database has it (None if its key is destroyed), and a key if it needs one."""
        refuse_unkeepable_name(stream)
        kept, new_key, ring = self._connection.key(stream), None, key_ring()
        if kept is None:
            key = new_stream_key()
            new_key = NewKey(stream, ring.wrap(stream, key), ring.current_id, at)
        elif kept.destroyed:
            return None, None
        else:
            key = ring.unwrap(stream, kept.ring_id, kept.wrapped)
        return Tip(StreamSeal(stream, key), *self._connection.head(stream)), new_key
