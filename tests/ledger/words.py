"""What the ledger's tests say over and over: facts, a moment, and waiting for the writer's answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from chaperone.ledger.facts import Fact, fact
from chaperone.ledger.writer import GroupCommit, WriteOutcome

NOW = datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=UTC)
POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
ANSWER_LIMIT_SECONDS = 30


def said(text: str = "Good morning") -> Fact:
    return fact("said", "seat:k7f2", "M12", text=text)


class Answers:
    """Collects the outcomes of submissions, in order of submitting."""

    def __init__(self, writer: GroupCommit) -> None:
        self._writer = writer
        self._answers: list[WriteOutcome | None] = []
        self._came = threading.Condition()

    def submit(self, stream: str, first_seq: int, facts: Sequence[Fact] = (said(),)) -> None:
        place = len(self._answers)
        self._answers.append(None)

        def done(outcome: WriteOutcome) -> None:
            with self._came:
                assert self._answers[place] is None, "told twice"
                self._answers[place] = outcome
                self._came.notify_all()

        self._writer.submit(stream, first_seq, facts, NOW, done)

    def wait(self) -> list[WriteOutcome]:
        with self._came:
            assert self._came.wait_for(lambda: None not in self._answers, ANSWER_LIMIT_SECONDS), self._answers
        return [outcome for outcome in self._answers if outcome is not None]

    def states(self) -> list[str]:
        return [outcome.state for outcome in self.wait()]


def write(
    writer: GroupCommit, stream: str, first_seq: int, facts: Sequence[Fact] = (said(),)
) -> WriteOutcome:
    """Submit and wait for the answer."""
    answers = Answers(writer)
    answers.submit(stream, first_seq, facts)
    return answers.wait()[0]
