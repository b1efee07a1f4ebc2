"""Who has been checked well enough to work with young people, and what may be written down of a check: plain rules, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from chaperone.people.rules import Asker, is_plain_line, may_manage_people
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

REFERENCES_NEEDED: Final = 2
CHECK_DAYS_HIGHEST: Final = 3 * 366
"""A vetting check says how things stood on one day; nobody relies on it for longer than three years."""
NUMBER_LENGTH_LIMIT: Final = 60


class Kind(StrEnum):
    """What was looked at before somebody may work with young people."""

    DISCLOSURE = "disclosure"
    ABROAD = "abroad"
    REFERENCE = "reference"
    INDUCTION = "induction"

    @property
    def in_words(self) -> str:
        """How it is written on screen."""
        return _IN_WORDS[self]

    @property
    def runs_out(self) -> bool:
        """Whether it holds for a time only."""
        return self in (Kind.DISCLOSURE, Kind.ABROAD)


_IN_WORDS: Final = {
    Kind.DISCLOSURE: "Enhanced disclosure (DBS, PVG or AccessNI)",
    Kind.ABROAD: "Police certificate from abroad",
    Kind.REFERENCE: "Reference taken up",
    Kind.INDUCTION: "Induction",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is written down: never a copy, only that an original was seen.

    Attributes:
        number: the certificate's number; of a reference who gave it, as a role; of an induction what it was.
        seen_on: the day on which the original was seen, the referee spoken to, or the induction held.
        expires_on: the first day on which it no longer counts; None where it does not run out.
    """

    kind: Kind
    number: str
    seen_on: date
    expires_on: date | None = None

    def counts(self, on: date) -> bool:
        """Say whether it counts on this day."""
        return self.seen_on <= on and (self.expires_on is None or on < self.expires_on)


@carries_out("A3")
def may_work_with_pupils(name: str, seen: Sequence[Seen], on: date) -> Verdict:
    """Say whether somebody has been checked well enough to be with young people on the day ``on``.

    An enhanced disclosure in date, every police certificate from abroad in date, two references and an induction: safer
    recruitment is part of working within the law (A3).
    """
    disclosures = [one for one in seen if one.kind is Kind.DISCLOSURE]
    if not disclosures:
        return _lacks(
            f"{name} has no vetting check on record.", "Look at the original, and write down its number."
        )
    if not any(one.counts(on) for one in disclosures):
        return _lacks(f"The vetting check of {name} is not in date on that day.", "Ask for a new one.")
    abroad = [one for one in seen if one.kind is Kind.ABROAD]
    if abroad and not any(one.counts(on) for one in abroad):
        return _lacks(f"The police certificate of {name} is not in date on that day.", "Ask for a new one.")
    if sum(one.kind is Kind.REFERENCE and one.counts(on) for one in seen) < REFERENCES_NEEDED:
        return _lacks(f"{name} needs {REFERENCES_NEEDED} references that were taken up.", "Take them up.")
    if not any(one.kind is Kind.INDUCTION and one.counts(on) for one in seen):
        return _lacks(f"{name} has had no induction.", "Hold it, and write it down.")
    return ALLOWED


def _lacks(sentence: str, next_step: str) -> Refused:
    return Refused("A3", sentence, next_step)


@carries_out("A3")
def may_write_down(asker: Asker, about_person_id: int, seen: Seen, today: date) -> Verdict:
    """Say whether the asker may write this down: somebody who looks after people, about somebody else, and it makes sense."""
    verdict = may_manage_people(asker)
    if not verdict:
        return verdict
    if asker.person_id == about_person_id:
        return Refused("A3", "Nobody sees their own check.", "Ask a colleague who looks after people.")
    if not is_plain_line(seen.number, NUMBER_LENGTH_LIMIT):
        return Refused(
            "A3", "Write what can be looked up again.", f"One line, at most {NUMBER_LENGTH_LIMIT} signs."
        )
    if seen.seen_on > today:
        return Refused("A3", "That day has not come yet.", "Write the day on which you saw it.")
    if seen.kind.runs_out == (seen.expires_on is None):
        return Refused(
            "A3", "A check runs out, a reference and an induction do not.", "Look at the last day."
        )
    if seen.expires_on is not None and not 0 < (seen.expires_on - seen.seen_on).days <= CHECK_DAYS_HIGHEST:
        return Refused(
            "A3", "A check counts for up to three years after it was seen.", "Look at the last day."
        )
    return ALLOWED
