"""Tells how the clauses stand that adults agree by: who was with pupils, and whether what they had agreed to counted that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from chaperone.people.agreement_queries import asked_for
from chaperone.people.cases import cases
from chaperone.people.lapsing import Asked, Words, counts
from chaperone.people.models import Agreement
from chaperone.policy.documents import document_named
from chaperone.policy.evidence import Evidence, Example, Found, found
from chaperone.policy.status import Asked as StatusAsked
from chaperone.policy.status import tells_status
from chaperone.policy.tally import RoomFacts
from chaperone.sessions.models import Session, SessionStaff
from chaperone.sessions.queries.rules_told import schools_told


class Agreed:
    """Who had agreed to which text when, and from when each text was asked for.

    A text that somebody agreed to before anybody noted that it was asked for holds from that moment, and ended what came before it
    at once.
    """

    def __init__(self, document: str) -> None:
        self._by_person: dict[str, list[tuple[datetime, Words]]] = {}
        self._campaigns = asked_for(document)
        self._first: dict[Words, datetime] = {}
        rows = Agreement.objects.filter(document=document).order_by("at", "pk")
        for person, version, text_hash, at in rows.values_list("person_id", "version", "text_hash", "at"):
            words = Words(version, text_hash)
            self._first.setdefault(words, at)
            self._by_person.setdefault(f"person:{person}", []).append((at, words))

    def lacks(self, ref: str, at: datetime) -> bool:
        """Say whether nothing this person had agreed to by ``at`` counted then."""
        mine = {words for when, words in self._by_person.get(ref, ()) if when <= at}
        held = self._held(at)
        return not held or not counts(mine, held, held[-1].words, at.date())

    def _held(self, at: datetime) -> list[Asked]:
        begun = [one for one in self._campaigns if one.from_on <= at.date()]
        noted = {one.words for one in begun}
        before = [
            Asked(words, first.date(), first.date())
            for words, first in self._first.items()
            if first <= at and words not in noted
        ]
        return sorted([*before, *begun], key=lambda one: one.from_on)


def _served_without(rooms: tuple[RoomFacts, ...], document: str, who: str, sentence: str) -> Found:
    agreed = Agreed(document)

    def each() -> Iterator[Example]:
        for room in rooms:
            people = room.staff if who == "staff" else room.teachers
            if room.began_at and any(agreed.lacks(ref, room.began_at) for ref in people):
                yield Example("session", room.session_ref, sentence, room.began_at)

    return found(each())


@tells_status(
    "S1",
    "Every member of staff who was in a room with pupils: had they agreed before to the version of the staff policy then"
    " in force? Whoever is planned for a session to come and has not is at risk of being refused.",
)
def staff_had_agreed(asked: StatusAsked) -> Evidence:
    """Find staff who were with pupils without having agreed to the staff policy then in force."""
    rooms = asked.tally.with_pupils()
    document = document_named(asked.parameters.staff_document)
    current = Agreement.objects.filter(
        person=OuterRef("person"),
        document=document.name,
        version=str(document.version),
        text_hash=document.hash,
    )
    planned = SessionStaff.objects.filter(
        session__status=Session.Status.PLANNED, session__starts_at__gt=asked.now
    ).exclude(Exists(current))
    sentence = "Somebody was with pupils who had not agreed to the staff policy then in force."
    waits = "Somebody planned for it has not agreed to the staff policy in force."
    return Evidence(
        judged=sum(len(room.staff) for room in rooms),
        of="times somebody of staff was with pupils",
        breaches=_served_without(rooms, document.name, "staff", sentence),
        risks=cases(planned, "session", "session__ref", "session__starts_at", waits),
        numbers=(("Refusals by this clause", asked.tally.refusals.get("S1", 0)),),
    )


@tells_status(
    "Y1",
    "Every teacher who was in a room with pupils: had they agreed before to the version of the terms then in force?",
)
def teachers_had_agreed(asked: StatusAsked) -> Evidence:
    """Find teachers who were with pupils without having agreed to the terms then in force."""
    rooms = asked.tally.with_pupils()
    sentence = "A teacher was with pupils who had not agreed to the terms then in force."
    return Evidence(
        judged=sum(len(room.teachers) for room in rooms),
        of="times a teacher was with pupils",
        breaches=_served_without(rooms, asked.parameters.teacher_document, "teachers", sentence),
        numbers=(
            ("Refusals by this clause", asked.tally.refusals.get("Y1", 0)),
            ("Schools whose teacher said the rules were gone through", schools_told(asked.since, asked.now)),
        ),
    )
