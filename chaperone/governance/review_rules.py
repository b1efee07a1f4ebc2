"""When the yearly review opens and is due, who signs it, and who may set it aside for a time; plain rules, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chaperone.governance.rules import is_enough
from chaperone.people.roles import Role
from chaperone.people.rules import LEADS, Asker
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import Refused, Verdict

WAIVER_DAYS_MAXIMUM: Final = 92
NO_SUCH_REVIEW: Final = Refused("R3", "There is no such review.", "Go back to the reviews.")


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What decides how a review may go on: closed or not, the sides that signed, who did, what is unconfirmed or not counted."""

    is_closed: bool
    sides: frozenset[str]
    signed_by: frozenset[int]
    unconfirmed: tuple[str, ...]
    is_counted: bool = True


@carries_out("R3")
def review_window(parameters: Parameters, today: date) -> tuple[int, date, date]:
    """Return the latest review that has opened by a day: its year, the day it opened, and its last day.

    Args:
        parameters: of the policy in force; a review opens on the first of ``review_opens_month`` and ends with ``review_month``.
        today: the day (UTC).
    """
    year = today.year
    opens = date(year, parameters.review_opens_month, 1)
    if today < opens:
        year, opens = year - 1, date(year - 1, parameters.review_opens_month, 1)
    due_year = year if parameters.review_month >= parameters.review_opens_month else year + 1
    after = date(due_year + parameters.review_month // 12, parameters.review_month % 12 + 1, 1)
    return year, opens, after - timedelta(days=1)


@carries_out("R3", "U3")
def may_sign(asker: Asker, side: str, review: ReviewFacts, words: str) -> Verdict:
    """Say whether the asker may sign a review as a lead or as a trustee: two people, and no linked policy left unconfirmed."""
    wanted = LEADS if side == "lead" else {Role.TRUSTEE}
    if asker.roles is not None and not asker.roles & wanted:
        who = "the safeguarding lead or the deputy" if side == "lead" else "a trustee"
        return Refused("R3", f"Only {who} signs here.", "Ask one of them.")
    if review.is_closed:
        return Refused("R3", "This review is closed.", "The next one opens next year.")
    if side in review.sides:
        return Refused("R3", "It is signed on this side already.", "The other side signs next.")
    if asker.person_id in review.signed_by:
        return Refused("R3", "You have signed already, and two different people sign.", "Ask somebody else.")
    if review.unconfirmed:
        names = ", ".join(review.unconfirmed)
        return Refused(
            "U3", f"Not confirmed yet in this review: {names}.", "Confirm each linked policy first."
        )
    if not review.is_counted:
        return Refused(
            "R3",
            "The record of the year has not been counted to its end, and you would sign numbers that are too small.",
            "It is counted by itself every few minutes: your words are kept here, sign again then.",
        )
    return is_enough(words, "what you say about the year")


@carries_out("R3")
def may_set_aside(asker: Asker, is_closed: bool, until: date, today: date, why: str) -> Verdict:
    """Say whether the asker may set an overdue review aside until a day: a trustee, for three months at most, with a reason."""
    if asker.roles is not None and Role.TRUSTEE not in asker.roles:
        return Refused("R3", "Only a trustee sets the review aside.", "Ask one of them.")
    if is_closed:
        return Refused("R3", "This review is closed.", "Nothing needs to be set aside.")
    if not 0 < (until - today).days <= WAIVER_DAYS_MAXIMUM:
        return Refused("R3", "Choose a day within the next three months.", "Then it is looked at again.")
    return is_enough(why, "why it is late")


def is_late(due_on: date, is_closed: bool, waived_until: date | None, today: date) -> bool:
    """Say whether a review is overdue on a day, and no waiver holds."""
    return not is_closed and today > due_on and (waived_until is None or today > waived_until)
