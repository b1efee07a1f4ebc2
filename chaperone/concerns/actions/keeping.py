"""Who must never read a concern, because it is about them, and who may although no role says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaperone.concerns.actions.letters import HANDED, write_to
from chaperone.concerns.actions.owning import instead_of_a_lead, kept_from, put_on_list, settle_owner
from chaperone.concerns.models import Concern, KeptFrom, Reader
from chaperone.concerns.queries import concern_to_change, role_holders
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.people.queries import roles_of
from chaperone.people.roles import STAFF_ROLES
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


@carries_out("R2")
def keep_from(
    viewer: Person, ref: str, person: Person, why: KeptFrom.Why, now: datetime
) -> Concern | Refused:
    """Keep a concern from somebody, because it is about them or about whom they answer to; it is not there for them at once.

    It cannot be undone here: who once was the subject of a concern never reads it. Where they own it, it goes to the next who
    may; where it is about a lead, the trustees read it from now on. Somebody may do this to themselves.

    Returns:
        The concern; or ``Refused`` if there is none for this viewer, or they may not decide in it.
    """
    with transaction.atomic():
        concern = concern_to_change(viewer, ref, now)
        if isinstance(concern, Refused):
            return concern
        _, is_new = KeptFrom.objects.get_or_create(
            concern=concern, person=person, defaults={"why": why, "since": now}
        )
        if is_new:
            Reader.objects.filter(concern=concern, person=person, until=None).update(until=now)
            append(
                concern.stream,
                [fact("concern.kept_from", viewer.ref, "R2", person=person.ref, why=str(why))],
                now,
            )
            settle_readers(concern, now)
        return concern


def settle_readers(concern: Concern, now: datetime) -> None:
    """Give the concern an owner and readers who may be: called when somebody was kept from it, with its row held."""
    holders = role_holders(now.date())
    kept = kept_from(concern)
    settle_owner(concern, holders, now)
    new = put_on_list(concern, instead_of_a_lead(holders, kept), now)
    for reader in new:
        if reader != concern.owner:
            write_to(reader, concern, HANDED, now)
    if new:
        append(concern.stream, [fact("readers.added", "system", "R2", people=[one.ref for one in new])], now)


@carries_out("R2", "U4")
def let_read(viewer: Person, ref: str, person: Person, why: str, now: datetime) -> Concern | Refused:
    """Put a colleague on the list of readers of a concern, because they need to know; why is sealed in the case.

    Returns:
        The concern; or ``Refused`` where there is none, the viewer may not decide in it, no reason is given, or they are no
        colleague of ours or the one it is about: the refusal does not say which.
    """
    with transaction.atomic():
        concern = concern_to_change(viewer, ref, now)
        if isinstance(concern, Refused):
            return concern
        if not why.strip():
            return Refused("R2", "Say why they need to know.", "One sentence is enough.")
        is_staff = bool(roles_of(person, now.date()) & STAFF_ROLES)
        if not is_staff or concern.kept_from.filter(person=person).exists():
            return Refused("R2", "This person cannot read this concern.", "Choose somebody else.")
        if put_on_list(concern, [person], now):
            append(
                concern.stream, [fact("readers.added", viewer.ref, "R2", people=[person.ref], text=why)], now
            )
            write_to(person, concern, HANDED, now)
        return concern


@carries_out("R2")
def stop_reading(viewer: Person, ref: str, person: Person, now: datetime) -> Concern | Refused:
    """Take a colleague off the list of readers of a concern: they no longer need to know."""
    with transaction.atomic():
        concern = concern_to_change(viewer, ref, now)
        if isinstance(concern, Refused):
            return concern
        if Reader.objects.filter(concern=concern, person=person, until=None).update(until=now):
            append(concern.stream, [fact("readers.removed", viewer.ref, "R2", people=[person.ref])], now)
        return concern
