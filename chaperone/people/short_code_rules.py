"""Says how long a teacher's short code works, how often one may try, and how often one is sent; no Django here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chaperone.people.sign_in_rules import WRONG_IN_ONE_SIGN_IN
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

CODE_DIGITS: Final = 6
CODE_LIFE: Final = timedelta(minutes=15)
"""School mail is often looked through for some minutes before it arrives; nobody should be given a code that is nearly over."""
SENT_AGAIN_AFTER: Final = timedelta(seconds=60)
WRONG_CODES_OF_A_PERSON: Final = 2 * WRONG_IN_ONE_SIGN_IN
"""Wrong ones in an hour, in all sign-ins; then every link of theirs dies and they are told: whoever guesses holds a link of theirs,
and the owner asks for a new one at once. So nobody's guessing keeps the owner out."""
LETTERS_OF_A_PERSON: Final = 12
"""Codes sent to one person in an hour; after that the same happens, for the same reason."""


def is_a_code(typed: str) -> bool:
    """Say whether what was typed (without blanks) could be a code at all; what could not be costs no try."""
    return len(typed) == CODE_DIGITS and typed.isascii() and typed.isdecimal()


def may_send_again(sent_at: datetime | None, now: datetime) -> Verdict:
    """Say whether another letter with the code may go already."""
    if sent_at is None or now - sent_at >= SENT_AGAIN_AFTER:
        return ALLOWED
    return Refused(
        "S8",
        "We sent it less than a minute ago.",
        "Look in your junk folder too; after a minute we can send it again.",
    )


@carries_out("S8")
def is_code_alive(made_at: datetime | None, now: datetime) -> bool:
    """Say whether a code still opens."""
    return made_at is not None and now < made_at + CODE_LIFE


NOT_SIX_DIGITS = Refused("S8", "A code has six digits.", "Type the six digits from our letter.")
NOT_THE_CODE = Refused(
    "S8", "That is not the code we sent you.", "Look at our newest letter and type its six digits."
)
CODE_TOO_OLD = Refused("S8", "That code is too old.", "Press “Send it again” and type the new one.")
WRONG_TOO_OFTEN = Refused(
    "S8", "That was wrong too often.", "Open your link once more, or ask for a new one here."
)
LINKS_ENDED = Refused(
    "S8",
    "Your links have been ended: codes were asked for or typed wrongly too often.",
    "Ask for a new link here. It works at once.",
)
