"""Tells how it stands that nobody is with young people unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from chaperone.people.models import Person
from chaperone.people.periods import WARNING_DAYS
from chaperone.people.queries import roles_by_person
from chaperone.people.roles import Role
from chaperone.policy.evidence import Evidence, Example, found
from chaperone.policy.status import Asked, tells_status
from chaperone.safer_recruitment.models import Check
from chaperone.safer_recruitment.queries import clearances
from chaperone.safer_recruitment.rules import Seen, may_work_with_pupils

SERVE = frozenset({Role.FACILITATOR, Role.SPEAKER})


@tells_status(
    "A3",
    "Safer recruitment: had every member of staff who was with pupils a vetting check in date, two references and an"
    " induction on record before? Who serves today and has not, or whose check runs out within 60 days, is at risk.",
)
def staff_were_checked(asked: Asked) -> Evidence:
    """Find staff who were with pupils unchecked, and those who cannot be put on a session for it soon."""
    by_ref: dict[str, list[Check]] = {}
    for check in Check.objects.all():
        by_ref.setdefault(f"person:{check.person_id}", []).append(check)
    rooms = asked.tally.with_pupils()

    def unchecked() -> Iterator[Example]:
        for room in rooms:
            at = room.began_at
            for ref in room.staff if at else ():
                known: list[Seen] = [
                    check.as_seen
                    for check in by_ref.get(ref, ())
                    if at
                    and check.written_at <= at
                    and (check.withdrawn_at is None or check.withdrawn_at > at)
                ]
                if at and not may_work_with_pupils("", known, at.date()):
                    sentence = "Somebody was with pupils who had not been checked."
                    yield Example("session", room.session_ref, sentence, at)

    today = asked.now.date()
    people = list(Person.objects.filter(is_active=True))
    serving = [one for one in people if roles_by_person(people, today).get(one.pk, frozenset()) & SERVE]
    soon = clearances(serving, today + timedelta(days=max(WARNING_DAYS)))
    risks = found(
        Example("person", str(one.pk), "They serve, and are not checked, or not for much longer.")
        for one in serving
        if not soon[one.pk]
    )
    return Evidence(
        judged=sum(len(room.staff) for room in rooms),
        of="times somebody of staff was with pupils",
        breaches=found(unchecked()),
        risks=risks,
        numbers=(("People who serve", len(serving)), ("Of them not cleared, or not for long", risks.count)),
    )
