"""Holds a case's row, asks the rule, keeps the words and writes the entry: what every action in a case does alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from chaperone.cases.queries import standing_of_case
from chaperone.cases.rules import Standing, is_acted_on
from chaperone.concerns.actions.words import words_to_keep
from chaperone.concerns.clocks import review_by
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concern_to_change
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.people.queries import organisation
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import Refused, Verdict

OUR_ZONE = "Europe/London"


def held_case(
    viewer: Person, ref: str, rule: Callable[[Standing], Verdict], now: datetime
) -> Concern | Refused:
    """Return the case with its row held until the transaction ends, if there is one for this viewer and the rule allows it."""
    case = concern_to_change(viewer, ref, now)
    if isinstance(case, Refused):
        return case
    verdict = rule(standing_of_case(case))
    return verdict if isinstance(verdict, Refused) else case


def write(case: Concern, kind: str, by: Person, text: str, now: datetime, **more: object) -> Refused | None:
    """Append an entry of the case with words, or say why they cannot be kept."""
    kept = words_to_keep(text)
    if isinstance(kept, Refused):
        return kept
    append(case.stream, [fact(kind, by.ref, "R2", text=kept, **more)], now)
    return None


def numbers_of(now: datetime) -> Parameters:
    """Return the numbers of the policy in force."""
    return pack_in_force(settings.CHAPERONE_PACK, now).parameters


def our_zone() -> str:
    """Return the organisation's own time zone."""
    ours = organisation()
    return ours.timezone if ours else OUR_ZONE


def acted(case: Concern, now: datetime) -> None:
    """End the clock of acting, if it runs, and start that of looking again; nothing else ends it."""
    if is_acted_on(case.status):
        case.status = Concern.Status.REVIEW
        case.clock_due_at = review_by(now, numbers_of(now), our_zone())
        case.save(update_fields=["status", "clock_due_at"])
