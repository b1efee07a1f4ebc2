"""Says who must show a second step, when it must be shown anew, and how often one may try; no Django here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

WRONG_IN_ONE_SIGN_IN: Final = 5
"""Wrong second steps in one sign-in; then it ends, and nobody else's does: whoever holds a stolen link spends their own tries."""
WRONG_CODES_AN_HOUR: Final = 20
"""Wrong phone codes for one person, in all sign-ins; a key and a recovery code work on: nobody's guessing keeps their owner out."""
LINKS_AN_HOUR: Final = 5
"""Links asked for one address while none of them is used; the last one sent stays good, so nobody's asking keeps its owner out."""
TRY_WINDOW_SECONDS: Final = 3600


class Step(StrEnum):
    """The ways to show a second step, in the ledger's words."""

    KEY = "key"
    PHONE = "phone"
    RECOVERY_CODE = "recovery_code"


class Owed(StrEnum):
    """What somebody who opened their link still has to do before anything else opens."""

    NOTHING = "nothing"
    CODE = "type the code we sent by letter"
    STEP = "show their second step"
    SET_UP = "set up a second step"


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """What decides what a sign-in still owes.

    Attributes:
        is_staff: they hold a role in the organisation today.
        has_step: they have set a second step up.
        is_forced: second steps and short codes are forced here; only the demo does without.
        confirmed_at: when this browser last showed the second step; None if never.
        code_shown_at: when the short code from a letter was typed in this browser; None if never. It stands for no second step.
    """

    is_staff: bool
    has_step: bool
    is_forced: bool
    confirmed_at: datetime | None
    code_shown_at: datetime | None = None


@carries_out("A3", "U2", "S8")
def owed_by(facts: SignInFacts) -> Owed:
    """Return what a sign-in still owes before it opens anything; the same for every device."""
    if facts.confirmed_at is not None:
        return Owed.NOTHING
    if facts.has_step:
        return Owed.STEP
    if not facts.is_forced:
        return Owed.NOTHING
    if facts.is_staff:
        return Owed.SET_UP
    return Owed.CODE if facts.code_shown_at is None else Owed.NOTHING


@carries_out("M12", "M13", "R2")
def is_fresh_enough(facts: SignInFacts, now: datetime, fresh_minutes: int) -> bool:
    """Say whether the second step was shown lately enough for a page that asks for it.

    Args:
        fresh_minutes: of the page; 0 when it asks for nothing. Who has no second step, and need not have one, is not asked.
    """
    if not fresh_minutes or not facts.has_step:
        return True
    return facts.confirmed_at is not None and facts.confirmed_at > now - timedelta(minutes=fresh_minutes)


def may_remove_step(others: int) -> Verdict:
    """Say whether somebody may remove one of their second steps, with ``others`` left."""
    if others:
        return ALLOWED
    return Refused("A3", "This is your only second step.", "Add another one first; then this one can go.")


def may_try_step(wrong_here: int, wrong_codes: int, step: Step) -> Verdict:
    """Say whether a second step may be tried.

    Args:
        wrong_here: wrong ones in this sign-in within the hour.
        wrong_codes: wrong phone codes of this person, in all sign-ins, within the hour.
    """
    if wrong_here >= WRONG_IN_ONE_SIGN_IN:
        return Refused("A3", "That was wrong too often.", "Ask for a new sign-in link and begin again.")
    if step is Step.PHONE and wrong_codes >= WRONG_CODES_AN_HOUR:
        return Refused(
            "A3",
            "Too many wrong codes were typed for you within an hour.",
            "Use your key or a recovery code, or wait an hour. If it was not you, tell your administrator.",
        )
    return ALLOWED


def may_let_set_up_anew(is_self: bool) -> Verdict:
    """Say whether somebody who manages people may take away all second steps of this person, so that they begin anew."""
    if is_self:
        return Refused("A3", "Nobody does this for themselves.", "Ask another administrator.")
    return ALLOWED


NOT_YOUR_CODE = Refused(
    "A3", "That is not your phone's code just now.", "Wait for the next one and type that."
)
CODE_ALREADY_USED = Refused(
    "A3", "That code has been used just now.", "Wait for the next one, half a minute, and type that."
)
NOT_A_RECOVERY_CODE = Refused(
    "A3",
    "That is not one of your recovery codes.",
    "Look at the list you kept, and type one you have not used.",
)
RECOVERY_CODE_USED = Refused(
    "A3",
    "That recovery code has been used already; each works once.",
    "Type another one, or ask an administrator to let you set up anew.",
)
KEY_NOT_KNOWN = Refused("A3", "That did not work.", "Try once more with the same key, or use another way.")
