"""Periods of roles: who is safeguarding lead on which day, now and ahead; that day is never empty (R2). No database here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict


@dataclass(frozen=True, slots=True)
class Period:
    """That somebody holds a role from one day on; ``until_on`` is the first day it is no longer held, None while it is open."""

    person_id: int
    from_on: date
    until_on: date | None

    def covers(self, on: date) -> bool:
        """Say whether the role is held on this day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def overlaps(self, from_on: date, until_on: date | None) -> bool:
        """Say whether there is a day of this period within another one."""
        begins_before = until_on is None or self.from_on < until_on
        ends_after = self.until_on is None or from_on < self.until_on
        return begins_before and ends_after and self.until_on != self.from_on


def first_empty_day(periods: Iterable[Period], begin: date) -> date | None:
    """Return the first day from ``begin`` on that no period covers; None when every day to come is covered."""
    day = begin
    for period in sorted(periods, key=lambda one: one.from_on):
        if period.covers(day):
            if period.until_on is None:
                return None
            day = period.until_on
    return day


def in_words(day: date) -> str:
    """Say a day, such as "1 May 2027"."""
    return f"{day.day} {day:%B %Y}"


@carries_out("R2")
def may_be_led_so(periods: Iterable[Period], begin: date) -> Verdict:
    """Say whether the safeguarding lead may be held in these periods: no day from ``begin`` on may be without one.

    A worry must reach somebody at any hour.
    """
    empty = first_empty_day(periods, begin)
    if empty is None:
        return ALLOWED
    return Refused(
        "R2",
        f"There must always be a safeguarding lead. From {in_words(empty)} there would be none.",
        "Name the successor first.",
    )


def may_be_period(from_on: date, until_on: date | None, today: date) -> Verdict:
    """Say whether a role may be given for this period: not back in time, and for at least a day."""
    if from_on < today:
        return Refused("", "A role cannot begin in the past.", "Choose today or a later day.")
    if until_on is not None and until_on <= from_on:
        return Refused("", "A role ends after it has begun.", "Choose a later last day, or leave it open.")
    return ALLOWED


def warning_due(days_left: int, warning_days: Iterable[int]) -> int | None:
    """Return which warning is due when so many days are left; None when it is too early or all is over.

    Args:
        days_left: from today.
        warning_days: the policy's, such as 60, 30 and 7.
    """
    if days_left < 0:
        return None
    return min((days for days in warning_days if days_left <= days), default=None)
