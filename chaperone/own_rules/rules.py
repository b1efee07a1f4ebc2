"""Who may make, use and retire the organisation's own screening rules, and what one must say; no Django."""

from __future__ import annotations

from typing import Final

from chaperone.people.roles import Role
from chaperone.people.rules import Asker
from chaperone.policy.clauses import CLAUSE_IDS, carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.screening.chat_rule import chat_decision
from chaperone.screening.own_wording import CHANNELS
from chaperone.screening.types import Finding
from chaperone.screening.wording import Wording

KEEPERS: Final = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD})
LABELS: Final = (
    "bullying",
    "hate",
    "threat",
    "sexual",
    "meet_up",
    "private_contact",
    "personal_number_request",
    "social_handle",
    "link",
    "disclosure_abuse",
    "self_harm",
)
NOT_THERE: Final = Refused("", "There is no such rule.", "Go back to the list.")


@carries_out("Y5", "R2")
def may_keep_rules(asker: Asker) -> Verdict:
    """Say whether the asker may decide about rules: the safeguarding lead or the deputy."""
    if asker.roles is None or asker.roles & KEEPERS:
        return ALLOWED
    return Refused("Y5", "Only the safeguarding lead or the deputy decides about rules.", "Ask one of them.")


def is_whole(asked: Wording) -> Verdict:
    """Say whether everything is said that a rule must say."""
    if asked.label not in LABELS or asked.clause not in CLAUSE_IDS or asked.whose not in CHANNELS:
        return Refused("", "Say what it looks like, by which clause, and whose words it reads.")
    if not asked.pattern.strip() or not asked.sentence.strip():
        return Refused("", "Write what it looks for, and the sentence its sender is told.")
    return ALLOWED


def outcome_of(label: str) -> str:
    """Return what becomes of a pupil's message with this label: ``hold``, ``refuse`` or ``route``."""
    return chat_decision((Finding(label, "Y5", 0, 1, ""),)).outcome
