"""Whose a concern is, and who reads it beside the leads: settled when it is raised, when somebody is kept from it or leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from chaperone.concerns.actions.letters import HANDED, write_to
from chaperone.concerns.models import Concern, Reader
from chaperone.concerns.queries import role_holders
from chaperone.concerns.rules import whom_to_tell, whose_it_is
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out

Holders = Mapping[Role, Sequence[Person]]


def kept_from(concern: Concern) -> list[Person]:
    """Return whom the concern is kept from."""
    return list(Person.objects.filter(kept_from_concerns__concern=concern).order_by("pk"))


def put_on_list(concern: Concern, people: Sequence[Person], now: datetime) -> list[Person]:
    """Put people on the concern's list of readers; return those who were not on it. The caller holds the concern's row."""
    on_it = set(concern.readers.filter(until=None).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in on_it]
    Reader.objects.bulk_create(Reader(concern=concern, person=person, since=now) for person in new)
    return new


def instead_of_a_lead(holders: Holders, kept: Sequence[Person]) -> tuple[Person, ...]:
    """Return who reads a concern because it is about one of the leads: the trustees, or else who stands in; none otherwise."""
    leads = {person for role in LEADS for person in holders.get(role, ())}
    if leads.isdisjoint(kept):
        return ()
    return tuple(person for person in whom_to_tell(holders, (), kept) if person not in leads)


@carries_out("R2")
def find_owners(now: datetime) -> int:
    """Give every open concern that is nobody's, or somebody's who may no longer, to the next who may; return how many moved.

    Each moves in a transaction of its own under its row's lock, so that two sweeps at once, or one that is killed, do no harm.
    """
    able = {person.pk for people in role_holders(now.date()).values() for person in people}
    lost = Concern.objects.exclude(status=Concern.Status.CLOSED).filter(Q(owner=None) | ~Q(owner__in=able))
    return sum(_moved(pk, now) for pk in lost.order_by("pk").values_list("pk", flat=True))


def _moved(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        concern = Concern.objects.select_for_update().get(pk=pk)
        if concern.status == Concern.Status.CLOSED:
            return False
        return settle_owner(concern, role_holders(now.date()), now)


def settle_owner(concern: Concern, holders: Holders, now: datetime) -> bool:
    """Give the concern to the next who may own it unless its owner still may; the caller holds its row in a transaction."""
    kept = kept_from(concern)
    able = {person for people in holders.values() for person in people}.difference(kept)
    if concern.owner is not None and concern.owner in able:
        return False
    next_one = whose_it_is(holders, kept)
    if next_one == concern.owner:
        return False
    concern.owner, concern.unowned_since = next_one, None if next_one else now
    concern.save(update_fields=["owner", "unowned_since"])
    append(concern.stream, [fact("concern.given", "system", "R2", to=next_one.ref if next_one else "")], now)
    if next_one is not None:
        write_to(next_one, concern, HANDED, now)
    return True
