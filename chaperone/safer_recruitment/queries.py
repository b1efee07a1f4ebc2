"""What may be seen of safer recruitment: whether somebody is cleared, and for those who look after people the checks themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from chaperone.people.models import Person
from chaperone.people.queries import asker
from chaperone.people.rules import may_manage_people
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Verdict
from chaperone.safer_recruitment.models import Check
from chaperone.safer_recruitment.rules import Seen, may_work_with_pupils


@carries_out("A3")
def clearances(people: Iterable[Person], on: date) -> Mapping[int, Verdict]:
    """Return by person id whether each may be with young people on the day ``on``, in one look at the database."""
    everybody = list(people)
    seen: dict[int, list[Seen]] = {person.pk: [] for person in everybody}
    for check in Check.objects.filter(person__in=everybody, withdrawn_at=None):
        seen[check.person_id].append(check.as_seen)
    return {person.pk: may_work_with_pupils(person.full_name, seen[person.pk], on) for person in everybody}


def clearance_of(person: Person, on: date) -> Verdict:
    """Return whether this person may be with young people on the day ``on``."""
    return clearances([person], on)[person.pk]


def checks_seen_by(viewer: Person, person: Person, now: datetime) -> QuerySet[Check]:
    """Return what was written down about a person, newest first: for those who look after people, and for themselves."""
    checks = Check.objects.filter(person=person).select_related("seen_by").order_by("-seen_on", "-pk")
    if viewer.pk == person.pk or may_manage_people(asker(viewer, now)):
        return checks
    return checks.none()
