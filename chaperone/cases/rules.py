"""What may be done in a case at which stage: decided, referred, looked at again, closed; no Django."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

TEXT_LENGTH_LIMIT: Final = 4000
"""Characters of one entry of a case."""

TASK_DAYS_LIMIT: Final = 92
"""Days within which a task must be due: what is due later is due never."""


class FourC(StrEnum):
    """The four ways in which harm comes online."""

    CONTENT = "content"
    CONTACT = "contact"
    CONDUCT = "conduct"
    COMMERCE = "commerce"

    @property
    def in_words(self) -> str:
        """Say it as the form does."""
        return {
            "content": "Content: what they saw",
            "contact": "Contact: who approached them",
            "conduct": "Conduct: what somebody did",
            "commerce": "Commerce: money, gambling, scams",
        }[self.value]


class Decision(StrEnum):
    """What was decided. That nothing is referred is a decision as well, and needs its reason (R2)."""

    REFER = "refer"
    NOT_REFER = "not_refer"
    WITH_SCHOOL = "with_school"
    NO_MORE = "no_more"

    @property
    def in_words(self) -> str:
        """Say it as the form does."""
        return {
            "refer": "Refer it",
            "not_refer": "Do not refer it",
            "with_school": "The school leads, and we help",
            "no_more": "Nothing more is needed",
        }[self.value]


class Agency(StrEnum):
    """To whom a case may be referred."""

    CHILDREN = "children"
    POLICE = "police"
    LADO = "lado"
    PREVENT = "prevent"
    CEOP = "ceop"
    CHARITY_COMMISSION = "charity_commission"
    OTHER = "other"

    @property
    def in_words(self) -> str:
        """Say it as the form does."""
        return {
            "children": "Children’s services",
            "police": "The police",
            "lado": "The LADO (about an adult who works with children)",
            "prevent": "Prevent",
            "ceop": "CEOP",
            "charity_commission": "The Charity Commission (serious incident)",
            "other": "Somebody else",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands.

    Attributes:
        status: its stage, as ``Concern.Status`` writes it.
        is_answered: whoever reported it was answered, since their last words.
        open_tasks: how many things are still to be done.
        open_referrals: how many referrals have no outcome yet.
    """

    status: str
    is_answered: bool = False
    open_tasks: int = 0
    open_referrals: int = 0


CLOSED: Final = Refused("R2", "This case is closed.", "Open it again first; what was written stays as it is.")


@carries_out("R2")
def may_work(case: Standing) -> Verdict:
    """Say whether anything may be decided in the case: somebody has taken it on, and it is not closed."""
    if case.status == "waiting":
        return Refused(
            "R2", "Nobody has taken this on yet.", "Take it on first: then it is clear whose it is."
        )
    return CLOSED if case.status == "closed" else ALLOWED


@carries_out("R2")
def may_act(case: Standing) -> Verdict:
    """Say whether a decision, a task or a referral may be written: it has been decided what the case is."""
    working = may_work(case)
    if working and case.status == "acknowledged":
        return Refused(
            "R2", "It has not been decided yet what this is.", "Say first what kind it is, and how grave."
        )
    return working


@carries_out("R2")
def may_review(case: Standing) -> Verdict:
    """Say whether the case may be looked at again: something was decided or done before."""
    acting = may_act(case)
    if acting and case.status == "acting":
        return Refused(
            "R2",
            "Nothing has been decided or done yet.",
            "Write down a decision, a referral or what was done.",
        )
    return acting


@carries_out("R2", "S12")
def may_close(case: Standing) -> Verdict:
    """Say whether the case may be closed: acted on, everything done, and whoever reported it answered by a human being."""
    reviewing = may_review(case)
    if not reviewing:
        return reviewing
    if not case.is_answered:
        return Refused(
            "S12",
            "Whoever reported this has not been answered since they last wrote.",
            "Answer them, or have the teacher answer, and write down what was said.",
        )
    if case.open_tasks or case.open_referrals:
        return Refused(
            "R2",
            "Something in this case is not finished: a task, or a referral without an outcome.",
            "Finish it, or write down what came of it.",
        )
    return ALLOWED


def is_acted_on(status: str) -> bool:
    """Say whether the clock of acting runs, which a decision, a referral or something done ends."""
    return status == "acting"
