"""Tells how the clauses stand that training carries out: questions answered before a first duty, training in date, drills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Final

from chaperone.ledger.asked import ASKED_OF_TEACHERS, asked_since
from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import Role
from chaperone.policy.evidence import Evidence, Example, Found, both, found
from chaperone.policy.status import Asked, tells_status
from chaperone.policy.tally import RoomFacts
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


def _judged(asked: Asked, clause_id: str) -> tuple[RoomFacts, ...]:
    """Return the rooms with pupils since this was first asked here: nobody could have kept it before."""
    since = asked_since().get(clause_id)
    rooms = asked.tally.with_pupils()
    return tuple(room for room in rooms if since is None or (room.began_at and room.began_at >= since))


def _served_without(
    rooms: Iterable[RoomFacts], lacks: Callable[[str, datetime], bool], sentence: str
) -> Found:
    def each() -> Iterator[Example]:
        for room in rooms:
            if room.began_at and any(lacks(ref, room.began_at) for ref in room.staff):
                yield Example("session", room.session_ref, sentence, room.began_at)

    return found(each())


def _teachers_without(asked: Asked, rooms: Iterable[RoomFacts]) -> tuple[Found, int]:
    """Find teachers who were with pupils without having answered the teachers' questions, where the policy says they must.

    Returns:
        Those cases, and how often a teacher was with pupils who had not answered, whether they must or not.
    """
    course = course_of(Role.TEACHER, our_pack())
    first: dict[str, datetime] = {}
    if course is not None:
        passed = CourseTaken.objects.filter(course=course.name, valid_until__isnull=False)
        for person, at in passed.order_by("-at").values_list("person_id", "at"):
            first[f"person:{person}"] = at
    missing = [
        room
        for room in rooms
        for ref in room.teachers
        if course is not None and room.began_at and not (ref in first and first[ref] <= room.began_at)
    ]
    since = asked_since(ASKED_OF_TEACHERS).get("U1")
    if since is None or not needs_course(Role.TEACHER, asked.parameters):
        return Found(), len(missing)
    sentence = "A teacher was with pupils who had not answered the teachers’ questions."
    must = [room for room in missing if room.began_at and room.began_at >= since]
    return found(Example("session", room.session_ref, sentence, room.began_at) for room in must), len(missing)


def _times(rooms: Iterable[RoomFacts]) -> int:
    return sum(len(room.staff) for room in rooms)


@tells_status(
    "U1",
    "Everybody of staff who was with pupils: had they read the rules of their role before, and answered its questions"
    " about real situations rightly? Teachers are asked too; where the policy names them among those who must be trained,"
    " one who had not answered breaks it. Sessions before this was first asked here are not judged.",
)
def questions_were_answered(asked: Asked) -> Evidence:
    """Find staff who were with pupils before they had answered the questions of their role."""
    rooms = _judged(asked, "U1")
    past = Past(asked)
    teachers, unanswered = _teachers_without(asked, rooms)
    sentence = "Somebody was with pupils who had not answered the questions of their role."
    return Evidence(
        judged=_times(rooms),
        of=SERVED,
        breaches=both(_served_without(rooms, lambda ref, at: not past.had_ever(ref, at), sentence), teachers),
        numbers=(
            (
                "Courses passed in this time",
                CourseTaken.objects.filter(at__gte=asked.since, valid_until__isnull=False).count(),
            ),
            ("Times a teacher was there who had not answered the teachers’ questions", unanswered),
        ),
    )


@tells_status(
    "U6",
    "Everybody of staff who was with pupils: did their training for their role count on that day? Whoever holds a role"
    " that needs training today and has none in date is at risk of being refused. Sessions before this was first asked here"
    " are not judged.",
)
def training_was_in_date(asked: Asked) -> Evidence:
    """Find staff who were with pupils without training in date, and holders of roles today who have none."""
    rooms = _judged(asked, "U6")
    past = Past(asked)
    sentence = "Somebody was with pupils whose training did not count on that day."
    waits = "Somebody holds a role today and has no training in date for it."
    today = found(
        Example("person", ref.removeprefix("person:"), waits)
        for ref in (person.ref for person in Person.objects.filter(is_active=True))
        if not past.had_in_date(ref, asked.now)
    )
    return Evidence(
        judged=_times(rooms),
        of=SERVED,
        breaches=_served_without(rooms, lambda ref, at: not past.had_in_date(ref, at), sentence),
        risks=today,
        numbers=(("Refusals by this clause", asked.tally.refusals.get("U6", 0)),),
    )


@tells_status(
    "A2",
    "Everybody of staff who was with pupils: had they passed a response drill that counted on that day? Sessions before"
    " this was first asked here are not judged.",
)
def drills_were_passed(asked: Asked) -> Evidence:
    """Find staff who were with pupils without a response drill that counted."""
    rooms = _judged(asked, "A2")
    passes: dict[str, list[tuple[datetime, datetime]]] = {}
    passed = DrillTaken.objects.filter(valid_until__isnull=False)
    for person, at, until in passed.values_list("person_id", "at", "valid_until"):
        if until is not None:
            passes.setdefault(f"person:{person}", []).append((at, until))

    def lacks(ref: str, moment: datetime) -> bool:
        return not any(at <= moment < until for at, until in passes.get(ref, ()))

    sentence = "Somebody was with pupils who had no response drill that counted."
    return Evidence(
        judged=_times(rooms),
        of=SERVED,
        breaches=_served_without(rooms, lacks, sentence),
        numbers=(("Drills taken in this time", DrillTaken.objects.filter(at__gte=asked.since).count()),),
    )
