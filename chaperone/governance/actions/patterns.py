"""Tells the safeguarding lead, once each, that reports point the same way; the letter says no more than that."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaperone.governance.patterns import Pattern
from chaperone.governance.queries.patterns import OF_ADULTS, TOLD, patterns_for, patterns_now, untold
from chaperone.outbox.actions import post
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.models import Organisation, Person
from chaperone.people.queries import organisation, people_with_role
from chaperone.people.roles import Role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters


@carries_out("U5")
def tell_patterns(parameters: Parameters, now: datetime) -> int:
    """Write to the leads of every pattern they have not been told of; return how many patterns that were.

    However often it runs, and in however many processes, each is told of once: the row of the organisation is held meanwhile.
    """
    if not untold(patterns_now(parameters, now)):
        return 0
    with transaction.atomic():
        Organisation.objects.select_for_update().first()
        waiting = untold(patterns_now(parameters, now))
        for pattern in waiting:
            _tell(pattern, parameters, now)
    return len(waiting)


def _tell(pattern: Pattern, parameters: Parameters, now: datetime) -> None:
    link = f"{settings.CHAPERONE_PUBLIC_URL.rstrip('/')}/policy/patterns"
    ours = organisation()
    readers = _readers(pattern, parameters, now)
    for reader in readers:
        text = (
            f"Hello {reader.first_name},\n\n{len(pattern.reports)} concerns point the same way. Sign in to see which:\n\n{link}\n\n"
            f"With kind regards\n{ours.name if ours else 'Chaperone'}\n"
        )
        post([reader.email], "Concerns point the same way", text, now=now, about=pattern.about, kind=TOLD)
    put_on_record(
        "pattern.told",
        None,
        now,
        "U5",
        about=pattern.about,
        reports=list(pattern.reports),
        people=[reader.ref for reader in readers],
    )


def _readers(pattern: Pattern, parameters: Parameters, now: datetime) -> list[Person]:
    """Return the leads who may see all of it; a trustee where it points to every one of them, or is kept from them."""
    for roles in (LEADS, {Role.TRUSTEE}):
        people = {person.pk: person for role in roles for person in people_with_role(role, now.date())}
        if pattern.kind in OF_ADULTS:
            people.pop(int(pattern.ref), None)
        if roles == LEADS:
            people = {
                person.pk: person
                for person in people.values()
                if pattern.about in {one.about for one in patterns_for(person, parameters, now)}
            }
        if people:
            return list(people.values())
    return []
