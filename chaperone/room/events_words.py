"""Words that do not go to the room at once, and why; the rest of what can happen is in ``events.py``, which has these too."""

from __future__ import annotations

import msgspec

from chaperone.room.event import Event

__all__ = ["Finding", "Held", "Routed", "WorryRaised", "tells_lead"]


class Finding(msgspec.Struct, frozen=True):
    """What screening saw in a text that is kept: label, clause, sentence and which rule; never the words themselves."""

    label: str
    clause: str
    sentence: str
    rule: str = ""


class Held(Event, frozen=True, tag="held"):
    """A message that waits for an adult; ``findings`` say why, ``tells_lead`` that the safeguarding lead is told of it too."""

    who: str
    text: str
    id: str
    findings: tuple[Finding, ...]
    question: bool = False
    tells_lead: bool = False


class Routed(Event, frozen=True, tag="message.routed"):
    """A message told in confidence: for the lead and the adults who look after its sender, never for the room (Y9).

    ``sentence`` and ``next_step`` are what the sender was told, word for word.
    """

    who: str
    text: str
    id: str
    findings: tuple[Finding, ...]
    question: bool = False
    sentence: str = ""
    next_step: str = ""


class WorryRaised(Event, frozen=True, tag="worry"):
    """A concern about this seat stands. Only its reference is here; the words are in its case (U4).

    ``message`` is the number of the message it came from (then ``seat`` may name an adult); 0 when the seat pressed
    "I'm worried".
    """

    seat: str
    concern: str
    message: int = 0


def tells_lead(event: Event) -> bool:
    """Whether the safeguarding lead must be told of this event, now and not only by whoever looks (Y9, S7)."""
    return isinstance(event, Routed) or (isinstance(event, Held) and event.tells_lead)
