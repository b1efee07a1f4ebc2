"""Tells how it stands that nobody is with young people unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from chaperone.ledger.asked import asked_since
from chaperone.people.models import Person
from chaperone.people.queries import roles_by_person
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Evidence, Example, found
from chaperone.policy.status import Asked
from chaperone.policy.tally import RoomFacts
from chaperone.safer_recruitment.models import Check
from chaperone.safer_recruitment.queries import clearances
from chaperone.safer_recruitment.rules import may_work_with_pupils

SERVE = frozenset({Role.FACILITATOR, Role.SPEAKER})


@carries_out("A3")
def staff_were_checked(asked: Asked) -> Evidence:
    """Find staff who were with pupils unchecked, and those who cannot be put on a session for it soon.

    It is one part of A3, whose own query puts it together with what else working within the law asks.
    """
    since = asked_since().get("A3")
    rooms = tuple(
        room
        for room in asked.tally.with_pupils()
        if since is None or (room.began_at and room.began_at >= since)
    )
    today = asked.now.date()
    people = list(Person.objects.filter(is_active=True))
    roles = roles_by_person(people, today)
    serving = [one for one in people if roles.get(one.pk, frozenset()) & SERVE]
    soon = clearances(serving, today + timedelta(days=max(asked.parameters.warning_days)))
    risks = found(
        Example("person", str(one.pk), "They serve, and are not checked, or not for much longer.")
        for one in serving
        if not soon[one.pk]
    )
    return Evidence(
        judged=sum(len(room.staff) for room in rooms),
        of="times somebody of staff was with pupils",
        breaches=found(_unchecked(rooms)),
        risks=risks,
        numbers=(("People who serve", len(serving)), ("Of them not cleared, or not for long", risks.count)),
    )


def _unchecked(rooms: tuple[RoomFacts, ...]) -> Iterator[Example]:
    """Yield each time somebody was with pupils without what had to be on record by then."""
    by_ref: dict[str, list[Check]] = {}
    for check in Check.objects.all():
        by_ref.setdefault(f"person:{check.person_id}", []).append(check)
    for room in rooms:
        at = room.began_at
        for ref in room.staff if at else ():
            known = [
                check.as_seen
                for check in by_ref.get(ref, ())
                if at and check.written_at <= at and (check.withdrawn_at is None or check.withdrawn_at > at)
            ]
            if at and not may_work_with_pupils("", known, at.date()):
                sentence = "Somebody was with pupils who had not been checked."
                yield Example("session", room.session_ref, sentence, at)
