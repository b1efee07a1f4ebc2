"""The chat channel's rule: turns findings into deliver, hold, refuse or route, and holds when screening itself fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.screening.decision import (
    DELIVERED,
    HELD_BECAUSE_SCREENING_FAILED,
    HOLDING_SENTENCE,
    PERSONAL_DETAIL,
    Decision,
    safest,
)
from chaperone.screening.engine import Engine
from chaperone.screening.screen import screen
from chaperone.screening.types import Channel, Context, Finding, Said, Utterance

__all__ = [
    "DELIVERED",
    "HELD_BECAUSE_SCREENING_FAILED",
    "HOLDING_SENTENCE",
    "Decision",
    "chat_decision",
    "decide_chat",
]

REFUSED_TO_PUPILS: Final = PERSONAL_DETAIL | {"personal_number_request", "private_contact"}
"""A pupil who asks for a number or a private word is told kindly why not (Y6, M1)."""

TELLS_LEAD_OF_PUPILS: Final = frozenset({"meet_up", "sexual", "threat"})
TELLS_LEAD_OF_ADULTS: Final = frozenset(
    {"meet_up", "private_contact", "personal_number_request", "sexual", "threat", "hate", "bullying"}
)
"""An adult who seeks private contact with pupils is held, and the lead is told (S6, S7)."""


@carries_out("Y9", "S7")
def chat_decision(findings: tuple[Finding, ...], channel: Channel = "chat_pupil") -> Decision:
    """Decide by findings alone (decision 7); what an adult may not say is held where a pupil's would be refused."""
    if channel == "chat_staff":
        return safest(findings, PERSONAL_DETAIL, TELLS_LEAD_OF_ADULTS)
    return safest(findings, REFUSED_TO_PUPILS, TELLS_LEAD_OF_PUPILS)


def decide_chat(
    utterance: Utterance, context: Context, recent: Sequence[Said] = (), own: Engine | None = None
) -> Decision:
    """Screen one chat message and decide, with the organisation's own rules where it has some; never raises.

    If screening fails for whatever reason, the message is held for an adult (decision 7). The error is not passed on
    and not logged here, because its text could carry the words.
    """
    try:
        findings = screen(utterance, context, recent)
        if own is not None:
            findings += own.findings(utterance, context)
    except Exception:  # fails shut: no kind of failure may let words through or take the room down
        return HELD_BECAUSE_SCREENING_FAILED
    return chat_decision(findings, utterance.channel)
