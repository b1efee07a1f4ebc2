"""Who has declared, who owes a declaration and since when: the only way to fetch declarations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from chaperone.people.agreement_models import Agreement, Campaign
from chaperone.people.declaring import PERSONAL_ACCOUNTS, Declared, is_asked
from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import STAFF_ROLES
from chaperone.policy.in_force import pack_on
from chaperone.policy.parameters import Parameters
from chaperone.policy.shelf import shelf


def in_use_since() -> date | None:
    """Return the day from which declarations have been asked for here; None before the first sweep noted it."""
    rows = Campaign.objects.filter(document=PERSONAL_ACCOUNTS).order_by("from_on")
    return rows.values_list("from_on", flat=True).first()


class Declarations:
    """How the declarations of some people stand, on any day: three looks at the database, however many days are asked about."""

    def __init__(self, people: Collection[int], numbers: Parameters) -> None:
        """Read what is kept of these people (by id); ``numbers`` say how long a declaration counts and who is asked when."""
        self._numbers, self._begun = numbers, in_use_since()
        self._held: dict[int, list[tuple[date, date | None]]] = {}
        self._made: dict[int, list[tuple[date, int]]] = {}
        if self._begun is None or not people:
            return
        held = RoleHeld.objects.filter(person__in=people, role__in=[role.value for role in STAFF_ROLES])
        for person_id, from_on, until_on in held.values_list("person_id", "from_on", "until_on"):
            self._held.setdefault(person_id, []).append((from_on, until_on))
        made = Agreement.objects.filter(document=PERSONAL_ACCOUNTS, person__in=people).order_by("at", "pk")
        for person_id, at, renewal in made.values_list("person_id", "at", "renewal"):
            self._made.setdefault(person_id, []).append((at.date(), renewal))

    def on(self, person_id: int, day: date) -> Declared | None:
        """Return how somebody's declaration stands on a day; None when none is asked of them: no role of staff, or not in use."""
        held = [
            start for start, end in self._held.get(person_id, ()) if start <= day and (not end or day < end)
        ]
        if self._begun is None or not held:
            return None
        made = [one for one in self._made.get(person_id, ()) if one[0] <= day]
        return Declared(
            last_on=made[-1][0] if made else None,
            renewal=made[-1][1] if made else 0,
            owed_since=max(min(held), self._begun),
            valid_days=self._numbers.declaration_valid_days,
            ask_days=self._numbers.agreement_lapse_days,
        )


def declared_by(people: Collection[Person], day: date) -> dict[int, Declared]:
    """Return by person id how the declarations of these people stand on a day; whoever is asked for none is not in it."""
    stands = Declarations([person.pk for person in people], _numbers_on(day))
    found = {person.pk: stands.on(person.pk, day) for person in people}
    return {person_id: declared for person_id, declared in found.items() if declared is not None}


def _numbers_on(day: date) -> Parameters:
    return pack_on(shelf().ours_today()[0], day).parameters


def declaration_of(person: Person, day: date) -> Agreement | None:
    """Return this person's declaration while no other is asked of them; None once one is, or before any."""
    declared = declared_by([person], day).get(person.pk)
    if declared is not None and is_asked(declared, day):
        return None
    return Agreement.objects.filter(person=person, document=PERSONAL_ACCOUNTS).order_by("-at", "-pk").first()


def who_is_asked(day: date) -> dict[Person, Declared]:
    """Return everybody who is asked for a declaration on a day, with how theirs stands."""
    held = RoleHeld.objects.filter(role__in=[role.value for role in STAFF_ROLES], from_on__lte=day)
    held = held.filter(Q(until_on=None) | Q(until_on__gt=day))
    staff = list(Person.objects.filter(is_active=True, pk__in=held.values("person_id")).order_by("pk"))
    stands = declared_by(staff, day)
    return {
        person: stands[person.pk]
        for person in staff
        if person.pk in stands and is_asked(stands[person.pk], day)
    }
