"""What becomes of words once they are screened: deliver, hold, refuse or route, with what the sender is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from chaperone.policy.refusal import Refused
from chaperone.screening.types import Finding, Outcome

PERSONAL_DETAIL: Final = frozenset(
    {
        "phone",
        "email_address",
        "postcode",
        "postal_address",
        "social_handle",
        "link",
        "credential",
        "full_name",
        "age",
        "school_name",
    }
)
"""Refused kindly, with the reason."""

TOLD_IN_CONFIDENCE: Final = frozenset({"disclosure_abuse", "self_harm"})
"""Never blocked, never called a bad word: taken to the safeguarding lead at once."""

HOLDING_SENTENCE: Final = "Not shown yet: an adult is looking at it first."
ROUTED_SENTENCE: Final = (
    "Thank you for telling us. You did the right thing, and it is not your fault. The class has not seen this. "
    "Our safeguarding lead and the adults in this session have, and they will make sure that you are not left alone with it."
)
ROUTED_NEXT_STEP: Final = (
    "To talk to somebody now, call Childline on 0800 1111: it is free, day and night, and does not show on the bill. "
    "In danger, call 999."
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one text.

    Attributes:
        outcome: ``deliver``, ``hold`` (an adult looks first), ``refuse`` (not sent) or ``route`` (to the lead).
        findings: what was found; says where, never what.
        refusal: the kind sentence with clause and next step when refused; ``None`` otherwise.
        sentence: what the sender is told when the text is held or routed; ``""`` otherwise.
        next_step: what the sender can do when the text is routed; ``""`` otherwise.
        tells_lead: the safeguarding lead is told at once, whatever the outcome (Y9, S7).
        fixed_text: the text put right, where only its style was wrong; ``""`` otherwise.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    refusal: Refused | None = None
    sentence: str = ""
    next_step: str = ""
    tells_lead: bool = False
    fixed_text: str = ""


DELIVERED: Final = Decision("deliver")
HELD_BECAUSE_SCREENING_FAILED: Final = Decision("hold", sentence=HOLDING_SENTENCE)


def safest(
    findings: tuple[Finding, ...], refused: Collection[str], tells_lead: Collection[str] = ()
) -> Decision:
    """Decide by findings alone (decision 7).

    A disclosure outweighs everything, so that a telephone number beside it does not silence it. Whatever is not known
    to be refused is held: a label nobody thought of must not be delivered.

    Args:
        findings: all that was found.
        refused: labels that are refused on this channel.
        tells_lead: labels of which the safeguarding lead is told, although they are held or refused.
    """
    if not findings:
        return DELIVERED
    labels = {finding.label for finding in findings}
    if labels & TOLD_IN_CONFIDENCE:
        return Decision(
            "route", findings, sentence=ROUTED_SENTENCE, next_step=ROUTED_NEXT_STEP, tells_lead=True
        )
    alert = not labels.isdisjoint(tells_lead)
    if not labels <= set(refused):
        return Decision("hold", findings, sentence=HOLDING_SENTENCE, tells_lead=alert)
    # A detail that was given is the plainest reason; "ask nobody for a number" comes after "this is a number".
    first = next((finding for finding in findings if finding.label in PERSONAL_DETAIL), findings[0])
    refusal = Refused(first.clause, first.sentence, first.next_step)
    return Decision("refuse", findings, refusal, tells_lead=alert)
