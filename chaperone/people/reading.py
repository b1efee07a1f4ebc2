"""How long a text must have been open before somebody can have read it: plain rules, no database."""

from __future__ import annotations

from math import ceil
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

WORDS_PER_MINUTE: Final = 600
"""Most adults read some 240 words a minute, and those who skim reach about 600: nobody who has read is kept waiting."""


def seconds_to_read(text: str) -> int:
    """Return the fewest seconds in which a text can be read, for whoever is quickest."""
    return ceil(len(text.split()) * 60 / WORDS_PER_MINUTE)


@carries_out("S1", "Y1")
def may_have_read(text: str, open_seconds: int | None, clause: str) -> Verdict:
    """Say whether a text was open for long enough to be read.

    Args:
        text: the exact words.
        open_seconds: for how long it was on their screen, as we noted and sealed it ourselves; None when that is not known.
        clause: that asks for the agreement.
    """
    if open_seconds is None:
        return Refused(
            clause,
            "We could not tell how long you had this text open.",
            "Read it, and press the button once more: what you typed is still here.",
        )
    needed = seconds_to_read(text)
    if open_seconds < needed:
        seconds = "1 second" if open_seconds == 1 else f"{open_seconds} seconds"
        return Refused(
            clause,
            f"You have had this text open for {seconds}; it takes at least {needed} to read.",
            "Read it, then press the button again: what you typed is still here. If you read it in another window, agree there.",
        )
    return ALLOWED
