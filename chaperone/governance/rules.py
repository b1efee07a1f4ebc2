"""Who may change the policy, and when a draft of it may go on; plain rules, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from chaperone.people.roles import Role
from chaperone.people.rules import LEADS, Asker
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

WRITES: Final = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD, Role.ADMINISTRATOR})
APPROVES: Final = WRITES | {Role.TRUSTEE}
APPROVALS_NEEDED: Final = 2
WORDS_LENGTH_LIMIT: Final = 4000
WORDS_LENGTH_MINIMUM: Final = 10

NO_SUCH_DRAFT: Final = Refused("R3", "There is no such draft.", "Go back to the versions of the policy.")
DRAFT_OPEN: Final = Refused(
    "R3", "Another draft is open, and there is one at a time.", "Go on with that one, or drop it first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFacts:
    """What decides how a draft may go on.

    Attributes:
        status: ``writing``, ``put_forward``, ``published`` or ``dropped``.
        authors: ids of everybody who changed something in it.
        has_changes: whether it changes anything at all.
        contradictions: what of it does not go together, one sentence each.
        advised: whether the safeguarding lead or the deputy has advised on exactly this content.
        approved_by: ids of those who approved exactly this content.
        lead_without_pen: whether a lead or deputy is there who wrote none of it.
    """

    status: str
    authors: frozenset[int]
    has_changes: bool
    contradictions: tuple[str, ...] = ()
    advised: bool = False
    approved_by: frozenset[int] = frozenset()
    lead_without_pen: bool = False


@carries_out("R3")
def may_write(asker: Asker) -> Verdict:
    """Say whether the asker may begin, change, put forward, publish and drop a draft."""
    if asker.roles is None or asker.roles & WRITES:
        return ALLOWED
    return Refused(
        "R3", "Changing the policy is not yours to do.", "Ask the safeguarding lead or an administrator."
    )


def may_change(asker: Asker, draft: DraftFacts) -> Verdict:
    """Say whether the asker may change something in the draft: not while others advise on it and approve it."""
    verdict = may_write(asker)
    if not verdict:
        return verdict
    if draft.status == "put_forward":
        return Refused(
            "R3",
            "It is put forward, so nobody changes it now.",
            "Take it back first; then it is advised on anew.",
        )
    return (
        ALLOWED if draft.status == "writing" else Refused("R3", "This draft is closed.", "Begin a new one.")
    )


def may_put_forward(asker: Asker, draft: DraftFacts, why: str) -> Verdict:
    """Say whether a draft may be put forward: it changes something, does not contradict itself, and says why."""
    verdict = may_change(asker, draft)
    if not verdict:
        return verdict
    if not draft.has_changes:
        return Refused("R3", "Nothing is changed in it yet.", "Change something first.")
    if draft.contradictions:
        return Refused("R3", draft.contradictions[0], "Put that right first; nothing of the draft is lost.")
    return is_enough(why, "why the policy changes")


def is_enough(words: str, what: str) -> Verdict:
    """Say whether somebody wrote a sentence, and not a book."""
    if not WORDS_LENGTH_MINIMUM <= len(words.strip()) <= WORDS_LENGTH_LIMIT or "\x00" in words:
        return Refused(
            "R3",
            f"Write {what}, in {WORDS_LENGTH_MINIMUM} to {WORDS_LENGTH_LIMIT} characters.",
            "One or two plain sentences are enough.",
        )
    return ALLOWED


@carries_out("R3")
def may_advise(asker: Asker, draft: DraftFacts, words: str) -> Verdict:
    """Say whether the asker may advise: the lead or the deputy, and not on what they wrote while another of them is there."""
    if asker.roles is not None and not asker.roles & LEADS:
        return Refused("R3", "The advice is the safeguarding lead’s or the deputy’s.", "Ask one of them.")
    if draft.status != "put_forward":
        return Refused("R3", "It is not put forward yet.", "Wait until it is.")
    if asker.person_id in draft.authors and draft.lead_without_pen:
        return Refused(
            "R3", "Nobody advises on what they wrote themselves.", "Ask the other of lead and deputy."
        )
    return is_enough(words, "your advice")


@carries_out("R3")
def may_approve(asker: Asker, draft: DraftFacts) -> Verdict:
    """Say whether the asker may approve: once the advice is there, once each, and never two who both wrote it."""
    if asker.roles is not None and not asker.roles & APPROVES:
        return Refused("R3", "Approving is not yours to do.", "Ask a trustee or the safeguarding lead.")
    if draft.status != "put_forward":
        return Refused("R3", "It is not put forward.", "Wait until it is.")
    if not draft.advised:
        return Refused("R3", "The safeguarding lead has not advised on it yet.", "Wait for the advice.")
    if asker.person_id in draft.approved_by:
        return Refused("R3", "You have approved it already.", "A second person must approve it.")
    if asker.person_id in draft.authors and draft.approved_by and draft.approved_by <= draft.authors:
        return Refused(
            "R3", "One of the two who approve must have written none of it.", "Ask somebody who did not."
        )
    return ALLOWED


@carries_out("R3")
def may_publish_on(
    asker: Asker, draft: DraftFacts, from_on: date, today: date, last_from: date | None
) -> Verdict:
    """Say whether a draft may be published for a day: approved by two, not for a day that is over, nor before a version published.

    Args:
        from_on: the day it is to hold from.
        today: the day it is (UTC).
        last_from: the day the newest published version holds from; None before any.
    """
    verdict = may_write(asker)
    if not verdict:
        return verdict
    if draft.status != "put_forward" or len(draft.approved_by) < APPROVALS_NEEDED:
        return Refused("R3", "It needs two people’s approval first.", "Ask them to read and approve it.")
    if from_on < today:
        return Refused("R3", "A version cannot hold from a day that is over.", "Choose today or a later day.")
    if (from_on - today).days > 366:
        return Refused("R3", "That is more than a year ahead.", "Choose an earlier day.")
    if last_from is not None and from_on < last_from:
        return Refused(
            "R3",
            f"A version was published already that holds from {last_from.day} {last_from:%B %Y}.",
            "Choose that day or a later one.",
        )
    return ALLOWED
