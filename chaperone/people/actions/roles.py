"""What happens to roles: given from one day on, ended from one day on; the safeguarding lead's is never empty."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person, RoleHeld
from chaperone.people.queries import people_with_role
from chaperone.people.roles import Role
from chaperone.people.rules import may_appoint, may_end_role, may_grant_role, may_hold_role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


@carries_out("R2")
def grant_role(
    person: Person, role: Role, by: Person | None, now: datetime, from_on: date | None = None
) -> RoleHeld | Refused:
    """Give a person a role from the day ``from_on`` (UTC; today when None, never earlier).

    Args:
        by: who decides; None for the operator.
    """
    today = now.date()
    if from_on is not None and from_on < today:
        return Refused("", "A role cannot begin in the past.", "Choose today or a later day.")
    verdict = may_grant_role(asker_of(by, now), role, person.pk)
    if isinstance(verdict, Refused):
        return verdict
    try:
        with transaction.atomic():
            # The row of the person stands for all their roles: lead and deputy cannot be given at the same moment.
            locked = Person.objects.select_for_update().get(pk=person.pk)
            not_over = RoleHeld.objects.filter(Q(until_on=None) | Q(until_on__gt=today), person=locked)
            held = frozenset(Role(name) for name in not_over.values_list("role", flat=True))
            verdict = may_hold_role(role, held, locked.is_active)
            if isinstance(verdict, Refused):
                return verdict
            granted = RoleHeld.objects.create(person=locked, role=role, from_on=from_on or today)
            put_on_record(
                "role.granted", by, now, "R2", person=person.ref, role=role.value, from_on=granted.from_on
            )
    except IntegrityError:
        return Refused("", f"They are {role.in_words} already.", "")
    return granted


@carries_out("R2")
def end_role(person: Person, role: Role, by: Person | None, now: datetime) -> RoleHeld | Refused:
    """Take a role away at once: today is the first day on which it is no longer held."""
    if role is Role.TEACHER:
        return Refused("S8", "Teachers belong to a school.", "Say at the school that they have left it.")
    verdict = may_appoint(asker_of(by, now), role)
    if isinstance(verdict, Refused):
        return verdict
    today = now.date()
    with transaction.atomic():
        # Every holder's row is locked, so that two leads cannot both go because each saw the other.
        holding = list(RoleHeld.objects.select_for_update().filter(role=role, until_on=None).order_by("pk"))
        held = next((row for row in holding if row.person_id == person.pk), None)
        if held is None:
            return Refused("", f"They are not {role.in_words}.", "")
        verdict = may_end_role(role, people_with_role(role, today).exclude(pk=person.pk).count())
        if isinstance(verdict, Refused):
            return verdict
        held.until_on = max(today, held.from_on)
        held.save(update_fields=["until_on"])
        put_on_record("role.ended", by, now, "R2", person=person.ref, role=role.value, until_on=held.until_on)
    return held
