"""A concern with its words, read back from its sealed case; part of the queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from chaperone.concerns.models import Concern
from chaperone.ledger.queries import read


class Step(NamedTuple):
    """One thing in the life of a case.

    Attributes:
        at: when, UTC.
        kind: what (``concern.raised``, ``action.noted``, ``decision.made`` …).
        actor: by whom.
        text: its words.
        number: its number in the case, by which a correction names it.
        more: what else it says, as it was written (``what``, ``risk``, ``to`` …).
    """

    at: datetime
    kind: str
    actor: str
    text: str
    number: int = 0
    more: Mapping[str, Any] = {}


FOR_TEACHERS: Final = frozenset(
    {
        "concern.raised",
        "concern.raised_again",
        "concern.told",
        "concern.read",
        "concern.acknowledged",
        "action.noted",
        "reporter.answered",
        "letter.sent",
        "letter.given_up",
    }
)
"""What a teacher reads of what happened since: not how it is judged, nor who else was asked."""


class LineBefore(NamedTuple):
    """One line that the room had been shown: when (ISO 8601, UTC), by whom, and its words."""

    at: str
    name: str
    text: str


class OpenedCase(NamedTuple):
    """A concern with its words.

    Attributes:
        concern: where it came from and where it stands.
        words: what the young person wrote; ``""`` if they wrote nothing, or the case's key is gone.
        seat_name: the join name of the seat when it was raised; ``""`` if it came from no seat.
        told: refs of the people it was told to.
        steps: everything that happened since, in order.
        why: what screening saw, one sentence each, where the room itself raised it.
        before: the lines that the room had been shown just before.
        answers: what a reporter said to further questions, by the question's short name.
        said_by: the adult whose message it is about; ``""`` where it came from a seat.
    """

    concern: Concern
    words: str
    seat_name: str
    told: tuple[str, ...]
    steps: tuple[Step, ...]
    why: tuple[str, ...] = ()
    before: tuple[LineBefore, ...] = ()
    said_by: str = ""
    answers: Mapping[str, str] = {}


def opened_case(concern: Concern, is_whole: bool) -> OpenedCase:
    """Open the case of a concern; only ``actions.read_concern`` may hand it to anybody.

    Args:
        is_whole: with everything that happened; otherwise what a teacher reads of it.
    """
    words, seat_name, told, said_by = "", "", (), ""
    answers: Mapping[str, str] = {}
    steps: list[Step] = []
    # Two messages of a seat may have been said after the same lines: each line and each reason is told once.
    why: dict[str, None] = {}
    before: dict[LineBefore, None] = {}
    for entry in read(concern.stream):
        body = entry.body or {}
        if entry.kind == "concern.raised":
            words, seat_name = body.get("words", ""), body.get("seat_name", "")
            answers = body.get("answers", {})
            said_by = "" if seat_name else body.get("name", "")
        elif entry.kind == "concern.raised_again":
            words = f"{words}\n\n{body.get('words', '')}".strip()
        elif entry.kind == "concern.told":
            told = tuple(body.get("people", ()))
        why |= dict.fromkeys(body.get("why", ()))
        before |= dict.fromkeys(LineBefore(*line) for line in body.get("before", ()))
        if is_whole or entry.kind in FOR_TEACHERS:
            steps.append(Step(entry.at, entry.kind, entry.actor, body.get("text", ""), entry.seq, body))
    return OpenedCase(
        concern, words, seat_name, told, tuple(steps), tuple(why), tuple(before), said_by, answers
    )
