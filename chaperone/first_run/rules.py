"""Who may set up an empty installation, and when that is done: plain rules, no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""No l, i, o, 0 or 1: the secret is read from one screen and typed on another."""
GROUPS: Final = 4
GROUP_LENGTH: Final = 5
FIRST_ROLES: Final = (Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD)
"""Who must be there when the set-up ends; the first two may be one person, the deputy never is."""

WRONG_SECRET: Final = Refused(
    "", "That is not the secret of this set-up.", "Copy it from the console of the server; it works once."
)
ALREADY_SET_UP: Final = Refused(
    "", "This installation has been set up.", "Sign in; an administrator changes the rest."
)


def folded(secret: str) -> str:
    """Return a secret as we compare it: small letters and digits, without the hyphens and blanks it is shown with."""
    return "".join(sign for sign in secret.lower() if sign in SIGNS)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a set-up is.

    Attributes:
        has_organisation: the organisation says who it is.
        people: by first role the ids of those who hold it today.
    """

    has_organisation: bool
    people: dict[Role, frozenset[int]]


@carries_out("S7", "R2")
def may_complete(standing: Standing) -> Verdict:
    """Say whether the set-up may end: two adults, one of them the safeguarding lead, another the deputy (S7, R2)."""
    if not standing.has_organisation:
        return Refused("", "The organisation has no name yet.", "Fill in the first step.")
    for role in FIRST_ROLES:
        if not standing.people.get(role):
            return Refused("R2", f"There is no {role.in_words} yet.", "Invite one.")
    if len(frozenset[int]().union(*standing.people.values())) < 2:
        return Refused("S7", "One person alone cannot look after young people.", "Invite a second adult.")
    return ALLOWED
