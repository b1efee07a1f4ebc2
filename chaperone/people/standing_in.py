"""Who stands in for whom, and who is told when something of a person's runs out; part of the queries."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import STAFF_ROLES, STANDS_IN, Role
from chaperone.people.rules import MANAGES_PEOPLE
from chaperone.policy.clauses import carries_out

ALWAYS_NEEDED = (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR, Role.ONLINE_PRESENCE_LEAD)


class Uncovered(NamedTuple):
    """A role that nobody holds, or that one person holds and nobody would take over."""

    role: Role
    is_held: bool

    @property
    def sentence(self) -> str:
        """Say it, with what to do."""
        if not self.is_held:
            return f"Nobody is {self.role.in_words} today."
        deputies = sorted(role.in_words for role in STANDS_IN.get(self.role, {self.role}))
        return f"Nobody stands in for the {self.role.in_words}: name a {deputies[0] if self.role in STANDS_IN else 'second one'}."


@carries_out("R2", "P3")
def uncovered_roles(on: date) -> list[Uncovered]:
    """Return the roles that have nobody, or nobody who stands in, on the day ``on`` (UTC): every role has a deputy."""
    held: dict[Role, set[int]] = {role: set() for role in STAFF_ROLES}
    in_force = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    rows = RoleHeld.objects.filter(in_force, person__is_active=True).exclude(role=Role.TEACHER)
    for role, person_id in rows.values_list("role", "person_id"):
        held[Role(role)].add(person_id)
    found = []
    for role in Role:
        if role in held and (held[role] or role in ALWAYS_NEEDED):
            stand_ins = held[role].union(*(held[other] for other in STANDS_IN.get(role, ())))
            if len(stand_ins) < 2 or not held[role]:
                found.append(Uncovered(role, bool(held[role])))
    return found


class Covered(NamedTuple):
    """Who holds a role, and who would take over."""

    role: Role
    held_by: list[str]
    stand_ins: list[str]


@carries_out("R2", "P3")
def who_stands_in(on: date) -> list[Covered]:
    """Return for every role of ours that is held or always needed who holds it on the day ``on`` (UTC), and who stands in."""
    names: dict[Role, dict[int, str]] = {role: {} for role in STAFF_ROLES}
    in_force = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    rows = RoleHeld.objects.filter(in_force, person__is_active=True).exclude(role=Role.TEACHER)
    for role, person_id, name in rows.order_by("person__full_name").values_list(
        "role", "person_id", "person__full_name"
    ):
        names[Role(role)][person_id] = name
    shown = []
    for role in Role:
        if role in names and (names[role] or role in ALWAYS_NEEDED):
            others = [names[other] for other in sorted(STANDS_IN.get(role, ()))]
            stand_ins = {who: name for held in others for who, name in held.items() if who not in names[role]}
            shown.append(Covered(role, list(names[role].values()), list(stand_ins.values())))
    return shown


def who_looks_after_people(on: date) -> QuerySet[Person]:
    """Return those who add people and give roles, on the day ``on`` (UTC): they are told when something runs out."""
    in_force = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    holding = RoleHeld.objects.filter(in_force, role__in=MANAGES_PEOPLE).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=holding).order_by("pk")
