"""Declarations that are made anew each year: when one is due, when it may be renewed, whether it counts; no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chaperone.people.periods import in_words
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

PERSONAL_ACCOUNTS: Final = "personal-accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What decides how somebody's declaration stands.

    Attributes:
        last_on: the day of their last one (UTC); None before any.
        renewal: its number: 0 for the first, one more each time.
        owed_since: the first day it was asked of them: they hold a role, and the declaration is in use.
        valid_days: for how long one counts.
        ask_days: for how long before it is due they are asked.
    """

    last_on: date | None
    renewal: int
    owed_since: date
    valid_days: int
    ask_days: int

    @property
    def due_on(self) -> date:
        """The first day on which they stand without one that counts; whoever never declared has as long as they are asked."""
        if self.last_on is None:
            return self.owed_since + timedelta(days=self.ask_days)
        return self.last_on + timedelta(days=self.valid_days)


@carries_out("S4")
def is_asked(declared: Declared, day: date) -> bool:
    """Say whether somebody is asked for a declaration on a day: from some days before it is due, until they made it."""
    return day >= declared.due_on - timedelta(days=declared.ask_days)


@carries_out("S4")
def renewal_on(declared: Declared, day: date) -> int:
    """Return the number of the declaration somebody makes on a day: the one they have until they are asked, then the next."""
    if declared.last_on is None:
        return 0
    return declared.renewal + is_asked(declared, day)


@carries_out("S4", "S6")
def may_serve_undeclared(declared: Declared, name: str, day: date) -> Verdict:
    """Say whether somebody may serve with young people on a day, as far as their declaration is asked."""
    if day < declared.due_on:
        return ALLOWED
    return Refused(
        "S4",
        f"{name} owes the yearly declaration about personal accounts since {in_words(declared.due_on)}.",
        "Ask them to sign in and make it.",
    )
