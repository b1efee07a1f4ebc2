"""A concern with its words, read back from its sealed case; part of the queries."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from chaperone.concerns.models import Concern
from chaperone.ledger.queries import read


class Step(NamedTuple):
    """One thing in the life of a case: when, what (``concern.raised``, ``action.noted`` …), by whom, and its words."""

    at: datetime
    kind: str
    actor: str
    text: str


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


def opened_case(concern: Concern) -> OpenedCase:
    """Open the case of a concern; only ``actions.read_concern`` may hand it to anybody."""
    words, seat_name, told, said_by = "", "", (), ""
    steps: list[Step] = []
    # Two messages of a seat may have been said after the same lines: each line and each reason is told once.
    why: dict[str, None] = {}
    before: dict[LineBefore, None] = {}
    for entry in read(concern.stream):
        body = entry.body or {}
        if entry.kind == "concern.raised":
            words, seat_name = body.get("words", ""), body.get("seat_name", "")
            said_by = "" if seat_name else body.get("name", "")
        elif entry.kind == "concern.raised_again":
            words = f"{words}\n\n{body.get('words', '')}".strip()
        elif entry.kind == "concern.told":
            told = tuple(body.get("people", ()))
        why |= dict.fromkeys(body.get("why", ()))
        before |= dict.fromkeys(LineBefore(*line) for line in body.get("before", ()))
        steps.append(Step(entry.at, entry.kind, entry.actor, body.get("text", "")))
    return OpenedCase(concern, words, seat_name, told, tuple(steps), tuple(why), tuple(before), said_by)
