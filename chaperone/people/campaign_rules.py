"""Which letter of a campaign is due to somebody, and what may be done to a campaign by hand: plain rules, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chaperone.people.lapsing import NOT_AT_ALL, WITHOUT_END, may_lapse_on
from chaperone.people.periods import in_words
from chaperone.people.rules import Asker, may_manage_people
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

AT_ONCE: Final = "at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """What decides what may be done to a campaign.

    Attributes:
        from_on: the day its text holds from (UTC).
        lapses_on: the first day on which only its text counts.
        is_newest: whether its text is the one in force, or one to come.
        reminded_on: the last day somebody had those missing reminded by hand; None before any.
    """

    from_on: date
    lapses_on: date
    is_newest: bool
    reminded_on: date | None = None


@carries_out("S1", "Y1", "R3")
def letter_due(counts_until: date, today: date, reminder_days: Sequence[int]) -> str:
    """Return which letter is due to somebody who is still missing: the one of today's stage; those before it are let go.

    Args:
        counts_until: from when their earlier agreement counts no more; ``NOT_AT_ALL`` when it does not count now.
        today: the day it is (UTC).
        reminder_days: so many days before, from the pack.

    Returns:
        A name of the letter, the same all through its stage, and another when the day is moved.
    """
    if counts_until in {NOT_AT_ALL, WITHOUT_END} or counts_until <= today:
        return "lapsed"
    days = min((one for one in reminder_days if (counts_until - today).days <= one), default=None)
    return AT_ONCE if days is None else f"{days} before {counts_until.isoformat()}"


@carries_out("S1", "R3")
def lead_due(lapses_on: date, today: date, escalation_days: int) -> str:
    """Return which letter the safeguarding lead is due about those still missing; ``""`` while it is too early for any."""
    if today >= lapses_on:
        return f"lead at {lapses_on.isoformat()}"
    soon = (lapses_on - today).days <= escalation_days
    return f"lead before {lapses_on.isoformat()}" if soon else ""


@carries_out("S1", "Y1")
def may_remind(asker: Asker, campaign: CampaignFacts, today: date) -> Verdict:
    """Say whether the asker may have those who are missing reminded now: once a day, and only of what they can agree to."""
    verdict = may_manage_people(asker)
    if not verdict:
        return verdict
    if not campaign.is_newest:
        return Refused(
            "S1", "Another text has followed this one.", "Look at the campaign for the text in force."
        )
    if today < campaign.from_on:
        return Refused(
            "S1",
            f"Nobody can agree to it before it holds, on {in_words(campaign.from_on)}.",
            "They are written to on that day by themselves.",
        )
    if campaign.reminded_on is not None and campaign.reminded_on >= today:
        return Refused(
            "S1",
            "They have been reminded today already.",
            "Once a day is enough: try tomorrow, or ring them.",
        )
    return ALLOWED


@carries_out("S1", "Y1", "R3")
def may_move_day(asker: Asker, campaign: CampaignFacts, lapses_on: date, today: date) -> Verdict:
    """Say whether the asker may set another day from which earlier agreements count no more.

    Not once it has come: whoever is missing then has no agreement that counts, and agreeing is their way back.
    """
    verdict = may_manage_people(asker)
    if not verdict:
        return verdict
    if not campaign.is_newest:
        return Refused(
            "S1", "Another text has followed this one.", "Look at the campaign for the text in force."
        )
    if campaign.lapses_on <= today and campaign.from_on <= today:
        return Refused(
            "S1",
            f"Earlier agreements stopped counting on {in_words(campaign.lapses_on)}.",
            "Remind those who are missing: agreeing takes them a few minutes.",
        )
    return may_lapse_on(lapses_on, campaign.from_on, today)


def usual_day(from_on: date, lapse_days: int) -> date:
    """Return the day that is proposed when a text is published: so many days after it holds, from the pack."""
    return from_on + timedelta(days=lapse_days)
