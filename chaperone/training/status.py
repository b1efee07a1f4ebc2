"""Tells how the clauses stand that training carries out: questions answered before a first duty, training in date, drills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final

from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import Role
from chaperone.policy.evidence import Evidence, Example, Found, found
from chaperone.policy.status import Asked, tells_status
from chaperone.training.courses import course_of
from chaperone.training.models import CourseTaken, DrillTaken
from chaperone.training.queries import our_pack
from chaperone.training.rules import needs_course

SERVED: Final = "times somebody of staff was with pupils"
Passes = dict[str, list[tuple[datetime, datetime]]]


class Past:
    """Who held which role on which day, and when what they passed counted; three looks at the database for all rooms."""

    def __init__(self, asked: Asked) -> None:
        pack = our_pack()
        self.courses = {
            role: course.name
            for role in Role
            if needs_course(role, asked.parameters) and (course := course_of(role, pack))
        }
        self._roles: dict[str, list[tuple[Role, date, date | None]]] = {}
        for person, role, start, end in RoleHeld.objects.values_list(
            "person_id", "role", "from_on", "until_on"
        ):
            self._roles.setdefault(f"person:{person}", []).append((Role(role), start, end))
        self._passes: dict[str, Passes] = {}
        passed = CourseTaken.objects.filter(valid_until__isnull=False)
        for person, name, at, until in passed.values_list("person_id", "course", "at", "valid_until"):
            if until is not None:
                self._passes.setdefault(f"person:{person}", {}).setdefault(name, []).append((at, until))

    def courses_of(self, ref: str, on: date) -> set[str]:
        """Return the courses that the roles somebody held on a day need."""
        held = self._roles.get(ref, ())
        return {
            self.courses[role]
            for role, start, end in held
            if role in self.courses and start <= on and (end is None or on < end)
        }

    def had_ever(self, ref: str, at: datetime) -> bool:
        """Say whether they had passed a course of one of their roles by then, in date or not."""
        passes = self._passes.get(ref, {})
        needed = self.courses_of(ref, at.date())
        return not needed or any(when <= at for course in needed for when, _ in passes.get(course, ()))

    def had_in_date(self, ref: str, at: datetime) -> bool:
        """Say whether a course of one of their roles counted then."""
        passes = self._passes.get(ref, {})
        needed = self.courses_of(ref, at.date())
        return not needed or any(
            when <= at < until for course in needed for when, until in passes.get(course, ())
        )


def _served_without(asked: Asked, lacks: Callable[[str, datetime], bool], sentence: str) -> Found:
    def each() -> Iterator[Example]:
        for room in asked.tally.with_pupils():
            if room.began_at and any(lacks(ref, room.began_at) for ref in room.staff):
                yield Example("session", room.session_ref, sentence, room.began_at)

    return found(each())


def _times(asked: Asked) -> int:
    return sum(len(room.staff) for room in asked.tally.with_pupils())


@tells_status(
    "U1",
    "Everybody of staff who was with pupils: had they read the rules of their role before, and answered its questions"
    " about real situations rightly?",
)
def questions_were_answered(asked: Asked) -> Evidence:
    """Find staff who were with pupils before they had answered the questions of their role."""
    past = Past(asked)
    sentence = "Somebody was with pupils who had not answered the questions of their role."
    return Evidence(
        judged=_times(asked),
        of=SERVED,
        breaches=_served_without(asked, lambda ref, at: not past.had_ever(ref, at), sentence),
        numbers=(
            (
                "Courses passed in this time",
                CourseTaken.objects.filter(at__gte=asked.since, valid_until__isnull=False).count(),
            ),
        ),
    )


@tells_status(
    "U6",
    "Everybody of staff who was with pupils: did their training for their role count on that day? Whoever holds a role"
    " that needs training today and has none in date is at risk of being refused.",
)
def training_was_in_date(asked: Asked) -> Evidence:
    """Find staff who were with pupils without training in date, and holders of roles today who have none."""
    past = Past(asked)
    sentence = "Somebody was with pupils whose training did not count on that day."
    waits = "Somebody holds a role today and has no training in date for it."
    today = found(
        Example("person", ref.removeprefix("person:"), waits)
        for ref in (person.ref for person in Person.objects.filter(is_active=True))
        if not past.had_in_date(ref, asked.now)
    )
    return Evidence(
        judged=_times(asked),
        of=SERVED,
        breaches=_served_without(asked, lambda ref, at: not past.had_in_date(ref, at), sentence),
        risks=today,
        numbers=(("Refusals by this clause", asked.tally.refusals.get("U6", 0)),),
    )


@tells_status(
    "A2",
    "Everybody of staff who was with pupils: had they passed a response drill that counted on that day?",
)
def drills_were_passed(asked: Asked) -> Evidence:
    """Find staff who were with pupils without a response drill that counted."""
    passes: dict[str, list[tuple[datetime, datetime]]] = {}
    passed = DrillTaken.objects.filter(valid_until__isnull=False)
    for person, at, until in passed.values_list("person_id", "at", "valid_until"):
        if until is not None:
            passes.setdefault(f"person:{person}", []).append((at, until))

    def lacks(ref: str, moment: datetime) -> bool:
        return not any(at <= moment < until for at, until in passes.get(ref, ()))

    sentence = "Somebody was with pupils who had no response drill that counted."
    return Evidence(
        judged=_times(asked),
        of=SERVED,
        breaches=_served_without(asked, lacks, sentence),
        numbers=(("Drills taken in this time", DrillTaken.objects.filter(at__gte=asked.since).count()),),
    )
