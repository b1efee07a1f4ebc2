"""The organisation's own rules: those in use, for screening, and all of them, for who decides about them."""

from __future__ import annotations

from chaperone.own_rules.models import OwnRule
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.screening.own_wording import rule_of
from chaperone.screening.rule import Rule


@carries_out("Y5")
def live_rules() -> tuple[Rule, ...]:
    """Return the rules in use, as screening runs them; one that an older release took and this one does not is left out."""
    found = OwnRule.objects.filter(status=OwnRule.Status.LIVE).order_by("ref")
    made = (rule_of(row.wording) for row in found)
    return tuple(rule for rule in made if not isinstance(rule, Refused))


def all_rules() -> list[OwnRule]:
    """Return the newest version of each rule and the one in use, newest first."""
    rows = OwnRule.objects.select_related("made_by").order_by("-made_at", "-pk")
    newest: dict[str, OwnRule] = {}
    for row in rows:
        newest.setdefault(row.ref, row)
    in_use = [row for row in rows if row.status == OwnRule.Status.LIVE and newest[row.ref] != row]
    return [*newest.values(), *in_use]


def versions_of(ref: str) -> list[OwnRule]:
    """Return every version of one rule, newest first; none when there is no such rule."""
    return list(OwnRule.objects.filter(ref=ref).select_related("made_by").order_by("-version"))
