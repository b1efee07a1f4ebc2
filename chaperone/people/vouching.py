"""Who may confirm a teacher's address elsewhere, or a school's other domain: a named second person; no database here."""

from __future__ import annotations

from chaperone.people.addresses import fold_domain, is_at, split_address
from chaperone.people.rules import ROUTE_LENGTH_LIMIT, Asker, is_plain_line, may_manage_schools
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict


@carries_out("S8")
def is_elsewhere(email: str, school_domain: str) -> bool:
    """Say whether an address is not at the school's domain: it counts only once a second person has vouched for it."""
    address = split_address(email)
    return address is None or not is_at(address.domain, fold_domain(school_domain))


@carries_out("S8")
def may_vouch(asker: Asker, added_by_id: int | None, teacher_id: int, reason: str) -> Verdict:
    """Say whether the asker may confirm a teacher's address elsewhere: a named second person, who says how they know.

    Args:
        added_by_id: who added the teacher; None for the operator.
        teacher_id: the teacher's own person id.
        reason: how they made sure, one line.
    """
    verdict = may_manage_schools(asker)
    if not verdict:
        return verdict
    if asker.person_id is None or asker.person_id in (added_by_id, teacher_id):
        return Refused(
            "S8", "A second person must confirm this address.", "Ask a colleague who did not add it."
        )
    if not is_plain_line(reason, ROUTE_LENGTH_LIMIT):
        return Refused("S8", "Say how you made sure.", "One line, such as: I rang the school's office.")
    return ALLOWED


@carries_out("S8")
def may_set_domain_alone(asker: Asker, domain_now: str, domain: str) -> Verdict:
    """Say whether one person may set a school's domain: the first one, or the same again; the operator may always.

    Whoever could change it alone could make an address of their own a teacher's.
    """
    if asker.person_id is None or not domain_now or fold_domain(domain_now) == fold_domain(domain):
        return ALLOWED
    return Refused(
        "S8",
        "A second person must look at this before a school's domain is changed.",
        "Ask for the change; a colleague confirms it.",
    )


@carries_out("S8")
def may_confirm_domain(asker: Asker, asked_by_id: int | None, reason: str) -> Verdict:
    """Say whether the asker may confirm a school's other domain: a named second person, who says how they know."""
    verdict = may_manage_schools(asker)
    if not verdict:
        return verdict
    if asker.person_id is None or asker.person_id == asked_by_id:
        return Refused(
            "S8", "A second person must confirm this domain.", "Ask a colleague to open this page."
        )
    if not is_plain_line(reason, ROUTE_LENGTH_LIMIT):
        return Refused("S8", "Say how you made sure.", "One line, such as: I rang the school's office.")
    return ALLOWED
