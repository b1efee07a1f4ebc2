"""The chat channel's rule: turns findings into deliver, hold, refuse or route, and holds when screening itself fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chaperone.policy.refusal import Refused
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Finding, Outcome, Utterance

REFUSED_LABELS: Final = frozenset(
    {
        "phone",
        "email_address",
        "postcode",
        "postal_address",
        "social_handle",
        "link",
        "credential",
        "full_name",
    }
)
"""Personal detail: refused kindly, with the reason."""

ROUTED_LABELS: Final = frozenset({"disclosure_abuse", "self_harm"})
"""A disclosure: never blocked, never called a bad word; it goes to the safeguarding lead at once."""

HOLDING_SENTENCE: Final = "Not shown yet: an adult is looking at it first."


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one chat message.

    Attributes:
        outcome: ``deliver``, ``hold`` (an adult looks first), ``refuse`` (not sent) or ``route`` (to the lead).
        findings: what was found; says where, never what.
        refusal: the kind sentence with clause and next step when refused; ``None`` otherwise.
        sentence: what the sender is told when the message is held; ``""`` otherwise.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    refusal: Refused | None = None
    sentence: str = ""


DELIVERED: Final = Decision("deliver")
HELD_BECAUSE_SCREENING_FAILED: Final = Decision("hold", sentence=HOLDING_SENTENCE)


def chat_decision(findings: tuple[Finding, ...]) -> Decision:
    """Decide by findings alone (decision 7).

    A disclosure outweighs everything, so that a telephone number beside it does not silence it. Whatever is not known
    to be personal detail is held: a label nobody thought of must not be delivered.
    """
    if not findings:
        return DELIVERED
    if any(finding.label in ROUTED_LABELS for finding in findings):
        return Decision("route", findings)
    if any(finding.label not in REFUSED_LABELS for finding in findings):
        return Decision("hold", findings, sentence=HOLDING_SENTENCE)
    first = findings[0]
    return Decision("refuse", findings, Refused(first.clause, first.sentence, first.next_step))


def decide_chat(utterance: Utterance, context: Context) -> Decision:
    """Screen one chat message and decide; never raises.

    If screening fails for whatever reason, the message is held for an adult (decision 7). The error is not passed on
    and not logged here, because its text could carry the words.
    """
    try:
        findings = screen(utterance, context)
    except Exception:  # fails shut: no kind of failure may let words through or take the room down
        return HELD_BECAUSE_SCREENING_FAILED
    return chat_decision(findings)
