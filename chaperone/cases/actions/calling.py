"""When a clock runs out the other lead is called, then a trustee; no letter says what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaperone.cases.actions.holding import numbers_of
from chaperone.cases.models import Call
from chaperone.concerns.actions import find_owners
from chaperone.concerns.actions.letters import CALLED, write_to
from chaperone.concerns.actions.owning import Holders, kept_from, put_on_list
from chaperone.concerns.clocks import deputy_called_at, take_on_start, trustee_called_at
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import role_holders
from chaperone.concerns.rules import STAND_INS
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters


@carries_out("R2")
def call_those_due(now: datetime) -> int:
    """Give cases without an owner to somebody, and call those whose turn it is where a clock has run out.

    Each case is done in a transaction of its own under its row's lock, and each call is a row that can stand only once: sweeps
    at the same time, or one that is killed, call nobody twice and forget nobody.

    Returns:
        How many calls were made.
    """
    find_owners(now)
    late = Concern.objects.exclude(status=Concern.Status.CLOSED).filter(clock_due_at__lte=now)
    return sum(_call(pk, now) for pk in late.order_by("clock_due_at", "pk").values_list("pk", flat=True))


def _call(pk: int, now: datetime) -> int:
    with transaction.atomic():
        case = Concern.objects.select_for_update().get(pk=pk)
        if case.clock_due_at is None:
            return 0
        steps = [step for step, at in _calls_of(case, numbers_of(now)) if at <= now]
        made = set(case.calls.filter(clock_due_at=case.clock_due_at).values_list("step", flat=True))
        new = [step for step in steps if step not in made]
        for step in new:
            Call.objects.create(concern=case, clock_due_at=case.clock_due_at, step=step, at=now)
            _tell(case, step, now)
        return len(new)


def _calls_of(case: Concern, numbers: Parameters) -> list[tuple[Call.Step, datetime]]:
    waits = case.status == Concern.Status.WAITING
    due = case.clock_due_at or case.due_at
    # A case that was opened again waits from then on, not from when it was raised first.
    since = take_on_start(case.due_at, numbers)
    return [
        (Call.Step.DEPUTY, deputy_called_at(since, due, waits, numbers)),
        (Call.Step.TRUSTEE, trustee_called_at(since, due, waits, numbers)),
    ]


def _tell(case: Concern, step: Call.Step, now: datetime) -> None:
    holders = role_holders(now.date())
    people = whom_to_call(step, holders, kept_from(case))
    leads = {person for role in LEADS for person in holders.get(role, ())}
    put_on_list(case, [person for person in people if person not in leads], now)
    for person in people:
        write_to(person, case, CALLED, now)
    append(
        case.stream,
        [fact("clock.missed", "system", "R2", what=str(step), people=[person.ref for person in people])],
        now,
    )


@carries_out("R2")
def whom_to_call(step: Call.Step, holders: Holders, kept: Sequence[Person]) -> list[Person]:
    """Return whom to call: lead and deputy, or the trustees; never who is kept from it. Where nobody is left, the others."""
    first = LEADS if step == Call.Step.DEPUTY else {Role.TRUSTEE}
    for roles in (first, STAND_INS, LEADS):
        found = [one for role in sorted(roles) for one in holders.get(role, ()) if one not in kept]
        if found:
            return list(dict.fromkeys(found))
    return []
