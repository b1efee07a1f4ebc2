"""What of two findings of a day stays, how long numbers are kept, and who lets everybody see them; no Django."""

from __future__ import annotations

from typing import Final

from chaperone.people.roles import Role
from chaperone.people.rules import Asker
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Standing
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

KEPT_DAYS: Final = 2 * 366
"""Numbers and standings of days are kept for this year's review and the one before."""

PUBLISHES: Final = frozenset({Role.ADMINISTRATOR})

_GRAVITY: Final = {Standing.BREACHED: 2, Standing.AT_RISK: 1}


def worse(before: Standing, after: Standing) -> bool:
    """Say whether what was found earlier in a day is worse than what is found now: then it stays until tomorrow."""
    return _GRAVITY.get(before, 0) > _GRAVITY.get(after, 0)


@carries_out("R1")
def may_publish(asker: Asker) -> Verdict:
    """Say whether the asker decides that everybody may see how the policy is kept."""
    if asker.roles is None or asker.roles & PUBLISHES:
        return ALLOWED
    return Refused(
        "R1", "Whether this is shown to everybody is not yours to decide.", "Ask an administrator."
    )
