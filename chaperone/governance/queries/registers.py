"""The registers of linked policies and of the law, each entry with what is missing or overdue; the only way to fetch them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from chaperone.governance.laws import Law, law_map
from chaperone.governance.models import LawCheck, LinkedConfirmation, LinkedPolicy
from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import Role
from chaperone.policy.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Linked:
    """A policy that must be linked, or is: its entry (None while it is missing) and when it was confirmed last, by whom."""

    name: str
    entry: LinkedPolicy | None
    confirmed: LinkedConfirmation | None
    is_asked_for: bool  # whether the policy in force names it

    def is_overdue(self, today: date) -> bool:
        """Say whether the day of its next review is over."""
        return self.entry is not None and self.entry.next_review_on < today


def linked_policies(parameters: Parameters) -> list[Linked]:
    """Return every policy that the policy in force names, in its order, and those entered besides."""
    entries = {one.name.lower(): one for one in LinkedPolicy.objects.select_related("owner").order_by("name")}
    latest = {
        one.linked_id: one for one in LinkedConfirmation.objects.select_related("by").order_by("at", "pk")
    }
    named = [
        Linked(name, entry, latest.get(entry.pk) if entry else None, is_asked_for=True)
        for name in parameters.linked_policies
        for entry in [entries.pop(name.lower(), None)]
    ]
    others = [Linked(one.name, one, latest.get(one.pk), is_asked_for=False) for one in entries.values()]
    return [*named, *others]


def possible_owners(on: date) -> QuerySet[Person]:
    """Return who can own an entry: everybody who is with us and holds a role of staff on this day (UTC), by name."""
    holding = RoleHeld.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
    staff = holding.exclude(role=Role.TEACHER).values("person_id")
    return Person.objects.filter(is_active=True, pk__in=staff).order_by("full_name", "pk")


@dataclass(frozen=True, slots=True)
class CheckedLaw:
    """A source of law, when it was looked at last (None: never), and the day from which that is too long ago."""

    law: Law
    check: LawCheck | None
    due_on: date | None

    def is_overdue(self, today: date) -> bool:
        """Say whether nobody has looked within the time the policy allows."""
        return self.due_on is None or self.due_on <= today


def checked_laws(parameters: Parameters) -> list[CheckedLaw]:
    """Return the law map with the last check of each source."""
    latest = {one.source: one for one in LawCheck.objects.select_related("owner", "by").order_by("at", "pk")}
    return [
        CheckedLaw(law, check, months_after(check.at, parameters.law_check_months) if check else None)
        for law in law_map()
        for check in [latest.get(law.key)]
    ]


def months_after(at: datetime, months: int) -> date:
    """Return the same day some months later; the first of the month after, where that month is too short."""
    month = at.month - 1 + months
    year, month = at.year + month // 12, month % 12 + 1
    try:
        return date(year, month, at.day)
    except ValueError:
        return date(year, month + 1, 1)
