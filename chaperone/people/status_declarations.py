"""Tells how the clause stands that staff declare by each year: who was with pupils while their declaration was owed."""

from __future__ import annotations

from collections.abc import Iterator

from chaperone.people.declaration_queries import Declarations
from chaperone.people.declaring import is_asked
from chaperone.people.models import Person
from chaperone.policy.evidence import Evidence, Example, found
from chaperone.policy.status import Asked, tells_status

OWED = "Somebody of staff was with pupils whose yearly declaration was owed that day."


@tells_status(
    "S4",
    "Every member of staff who was in a room with pupils: had they made the declaration about personal accounts within the year?"
    " Whoever owes one now, or will within the time that people are asked for it, is at risk of being kept out.",
)
def declarations_made(asked: Asked) -> Evidence:
    """Find staff who were with pupils while they owed a declaration."""
    rooms = asked.tally.with_pupils()
    here = dict(Person.objects.values_list("pk", "is_active"))
    stands = Declarations(here, asked.parameters)

    def owed() -> Iterator[Example]:
        for room in rooms:
            if room.began_at is None:
                continue
            day = room.began_at.date()
            of_staff = [stands.on(int(ref.removeprefix("person:")), day) for ref in room.staff]
            if any(declared is not None and declared.due_on <= day for declared in of_staff):
                yield Example("session", room.session_ref, OWED, room.began_at)

    today = asked.now.date()
    now = {pk: stands.on(pk, today) for pk, is_active in here.items() if is_active}
    waiting = {pk: declared for pk, declared in now.items() if declared and is_asked(declared, today)}
    return Evidence(
        judged=sum(len(room.staff) for room in rooms),
        of="times somebody of staff was with pupils",
        breaches=found(owed()),
        risks=found(
            Example("person", str(pk), "Their declaration is due, or soon.")
            for pk, declared in waiting.items()
            if declared.last_on is not None or declared.due_on <= today
        ),
        numbers=(
            ("Staff who are asked for it now", len(waiting)),
            ("Staff who owe it", sum(declared.due_on <= today for declared in waiting.values())),
        ),
    )
