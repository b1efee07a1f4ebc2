"""That a teacher went through the rules with their pupils: who may say so, of which rules; plain rules, no database."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.rules import SessionFacts, is_standing


@carries_out("Y3", "Y4")
def may_say_rules_were_told(
    is_theirs: bool, hash_seen: str, hash_current: str, session: SessionFacts
) -> Verdict:
    """Say whether somebody may confirm that they went through the rules with the pupils of a school.

    It is their own word about what they did, and agrees to nothing for anybody: each seat still agrees for itself (Y3).

    Args:
        is_theirs: whether they are a teacher of that school in this session.
        hash_seen: of the rules that were on their page.
        hash_current: of the rules that seats agree to in this session.
        session: where it stands.
    """
    if not is_theirs:
        return Refused("Y3", "These are not your pupils.", "Their own teacher says it.")
    verdict = is_standing(session)
    if not verdict:
        return verdict
    if hash_seen != hash_current:
        return Refused(
            "Y3", "The rules have changed since you opened the page.", "Please look at the new ones first."
        )
    return ALLOWED
