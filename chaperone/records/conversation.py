"""Writes down what was said in a room, and what became of each message: shown, held, routed, released … (M12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chaperone.records.door_log import moment
from chaperone.records.dossier import Channel, Message, Standing
from chaperone.records.plain_words import labels_in_words
from chaperone.records.register import Register
from chaperone.room import events as e


class Conversation:
    """The transcript in the making: tell it every event in order, after the register has heard of it."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._messages: dict[int, Message] = {}
        self._shown_as: dict[int, int] = {}  # seq of a question's taking -> seq of the question

    def happened(self, seq: int, event: e.Event) -> None:
        """Write down the next event, if it is about words; ``seq`` is its number in the room's stream."""
        write = _WRITE.get(type(event))
        if write is not None:
            write(self, seq, moment(event.at), event)

    def messages(self) -> tuple[Message, ...]:
        """Return everything that was said, in order, each with what became of it."""
        return tuple(self._messages.values())

    def _words(self, seq: int, at: datetime, event: Any, channel: Channel, standing: Standing) -> None:
        register = self._register
        self._messages[seq] = Message(
            seq=seq,
            at=at,
            ref=event.who,
            name=register.name_of(event.who),
            role=register.role_of(event.who),
            school=register.school_of(event.who),
            is_seat=event.who.startswith("seat:"),
            text=event.text,
            channel=channel,
            standing=standing,
            findings=tuple(finding.sentence for finding in getattr(event, "findings", ())),
        )

    def _said(self, seq: int, at: datetime, event: e.Said) -> None:
        self._words(seq, at, event, "room", "shown")

    def _adults_said(self, seq: int, at: datetime, event: e.AdultsSaid) -> None:
        self._words(seq, at, event, "adults", "shown")

    def _asked(self, seq: int, at: datetime, event: e.Asked) -> None:
        self._words(seq, at, event, "questions", "asked")

    def _held(self, seq: int, at: datetime, event: e.Held) -> None:
        self._words(seq, at, event, "questions" if event.question else "room", "held")

    def _routed(self, seq: int, at: datetime, event: e.Routed) -> None:
        self._words(seq, at, event, "questions" if event.question else "room", "routed")
        # Its findings' sentences were for the young person; who reads the record is told what was seen.
        labels = labels_in_words(sorted({finding.label for finding in event.findings}))
        self._messages[seq] = replace(self._messages[seq], findings=(f"Screening saw {labels}.",))

    def _decide(self, message: int, standing: Standing, at: datetime, by: str, reason: str = "") -> None:
        known = self._messages.get(self._shown_as.get(message, message))
        if known is not None:
            self._messages[known.seq] = replace(
                known,
                standing=standing,
                decided_at=at,
                decided_by=self._register.name_of(by),
                reason=reason or known.reason,
            )

    def _released(self, _seq: int, at: datetime, event: e.Released) -> None:
        self._decide(event.message, "released", at, event.by, event.reason)

    def _withheld(self, _seq: int, at: datetime, event: e.Withheld) -> None:
        self._decide(event.message, "withheld", at, event.by, event.reason)

    def _removed(self, _seq: int, at: datetime, event: e.MessageRemoved) -> None:
        self._decide(event.message, "removed", at, event.by, event.reason)

    def _taken(self, seq: int, at: datetime, event: e.QuestionTaken) -> None:
        # It was shown to the room under the seq of its taking; a later removal names that one.
        self._shown_as[seq] = event.question
        self._decide(event.question, "taken", at, event.by)

    def _set_aside(self, _seq: int, at: datetime, event: e.QuestionSetAside) -> None:
        self._decide(event.question, "set aside", at, event.by)


_WRITE: dict[type[e.Event], Callable[[Conversation, int, datetime, Any], None]] = {
    e.Said: Conversation._said,
    e.AdultsSaid: Conversation._adults_said,
    e.Asked: Conversation._asked,
    e.Held: Conversation._held,
    e.Routed: Conversation._routed,
    e.Released: Conversation._released,
    e.Withheld: Conversation._withheld,
    e.MessageRemoved: Conversation._removed,
    e.QuestionTaken: Conversation._taken,
    e.QuestionSetAside: Conversation._set_aside,
}
