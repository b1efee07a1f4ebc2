"""Which rule decides on which channel; posts, notes and reports have theirs here, because they are one line each."""

from __future__ import annotations

from collections.abc import Sequence

from chaperone.policy.clauses import carries_out
from chaperone.screening.chat_rule import decide_chat
from chaperone.screening.decision import (
    DELIVERED,
    HELD_BECAUSE_SCREENING_FAILED,
    PERSONAL_DETAIL,
    Decision,
    safest,
)
from chaperone.screening.letter_rule import decide_letter
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Said, Utterance


@carries_out("P8", "U4")
def decide(utterance: Utterance, context: Context, recent: Sequence[Said] = ()) -> Decision:
    """Screen a text and decide by its channel's rule; never raises.

    A report is never refused, held or sent back, whatever it holds: it always reaches the safeguarding lead.
    """
    if utterance.channel in ("chat_pupil", "chat_staff"):
        return decide_chat(utterance, context, recent)
    if utterance.channel in ("email_staff", "letter"):
        return decide_letter(utterance, context)
    if utterance.channel == "report":
        return DELIVERED
    try:
        return safest(screen(utterance, context), PERSONAL_DETAIL)
    except Exception:  # fails shut, as in the chat
        return HELD_BECAUSE_SCREENING_FAILED
