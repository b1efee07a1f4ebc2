"""What may be seen of training: one's own, what decides whether somebody may serve, and everybody's for those who look after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from chaperone.people.models import Person
from chaperone.people.queries import asker, people_with_role, roles_by_person, roles_of
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_today
from chaperone.policy.pack import Pack
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.training.courses import Course, Drill, course_of, courses, drills
from chaperone.training.models import CourseTaken, DrillTaken
from chaperone.training.rules import (
    Training,
    day_of,
    has_drilled,
    is_trained,
    may_see_everybody,
    needs_course,
)

NOTHING = Training()


def our_pack() -> Pack:
    """Return the organisation's own policy pack, in the version in force today; one look at the database."""
    return pack_today()


def training_of(people: Iterable[Person]) -> dict[int, Training]:
    """Return by person id what these people have passed, in two looks at the database; who has passed nothing is not in it."""
    ids = [person.pk for person in people]
    until: dict[int, dict[str, datetime]] = {}
    passed = CourseTaken.objects.filter(person__in=ids, valid_until__isnull=False)
    for person_id, course, latest in passed.values_list("person_id", "course").annotate(Max("valid_until")):
        until.setdefault(person_id, {})[course] = latest
    drilled = DrillTaken.objects.filter(person__in=ids, valid_until__isnull=False)
    latest_of = dict(drilled.values_list("person_id").annotate(Max("valid_until")))
    return {
        person_id: Training(until.get(person_id, {}), latest_of.get(person_id))
        for person_id in until.keys() | latest_of.keys()
    }


def until_by_person(people: Iterable[int], course: str) -> dict[int, datetime]:
    """Return by person id until when this course counts, for those who have passed it."""
    passed = CourseTaken.objects.filter(person__in=list(people), course=course, valid_until__isnull=False)
    return dict(passed.values_list("person_id").annotate(Max("valid_until")))


def course_needed(role: Role, pack: Pack) -> Course | None:
    """Return the course that the policy wants of this role, or None."""
    return course_of(role, pack) if needs_course(role, pack.parameters) else None


@carries_out("U6", "A2")
def readiness_by_role(
    person: Person, roles: Mapping[Role, Course | None], training: Training, at: datetime
) -> tuple[dict[Role, Verdict], Verdict]:
    """Say of each role, given with its course, whether this person's training counts at a moment; and whether a drill does."""
    trained = {role: is_trained(person.full_name, course, training, at) for role, course in roles.items()}
    return trained, has_drilled(person.full_name, training, at)


# --- One's own ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course as its reader sees it.

    Attributes:
        is_needed: whether a role of theirs needs it.
        is_asked: whether it is for a role of theirs, needed or not: a teacher is asked, and not stopped.
        until: until when it counts; None if never passed.
    """

    course: Course
    is_needed: bool
    is_asked: bool
    until: datetime | None
    counts: bool


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """Everything on somebody's own page; ``needs_drill`` says whether a role of theirs needs one."""

    courses: tuple[OwnCourse, ...]
    needs_drill: bool
    drilled_until: datetime | None
    drill_counts: bool
    drill_count: int
    drill_last_at: datetime | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps this person from serving in their roles, one sentence each."""
        found = [
            f"You have not passed “{row.course.title}”."
            if row.until is None
            else f"Your training “{row.course.title}” counted until {day_of(row.until)}."
            for row in self.courses
            if row.is_needed and not row.counts
        ]
        if self.needs_drill and not self.drill_counts:
            found.append(
                "You have not passed a response drill."
                if self.drilled_until is None
                else f"Your last response drill counted until {day_of(self.drilled_until)}."
            )
        return tuple(found)


def _needs_drill(roles: Iterable[Role], pack: Pack) -> bool:
    """Say whether any of these roles needs a response drill: every one that needs training, but a teacher's."""
    return any(role is not Role.TEACHER and course_needed(role, pack) for role in roles)


def own_training(person: Person, now: datetime) -> OwnTraining:
    """Return how somebody's own training stands: first what their roles need, then what they may take besides."""
    roles, training = roles_of(person, now.date()), training_of([person]).get(person.pk, NOTHING)
    pack = our_pack()
    needed = {course.name for role in roles if (course := course_needed(role, pack))}
    rows = []
    for name, course in courses(pack).items():
        until, is_asked = training.until.get(name), bool(roles & set(course.roles))
        rows.append(OwnCourse(course, name in needed, is_asked, until, until is not None and until > now))
    taken = DrillTaken.objects.filter(person=person).aggregate(Count("pk"), Max("at"))
    drilled_until = training.drilled_until
    return OwnTraining(
        courses=tuple(sorted(rows, key=lambda row: (not row.is_needed, not row.is_asked))),
        needs_drill=_needs_drill(roles, pack),
        drilled_until=drilled_until,
        drill_counts=drilled_until is not None and drilled_until > now,
        drill_count=taken["pk__count"],
        drill_last_at=taken["at__max"],
    )


def next_drill(person: Person) -> Drill:
    """Return the drill this person has taken least often, so that nobody learns one by heart."""
    rows = DrillTaken.objects.filter(person=person).values_list("drill").annotate(Count("pk"))
    times: dict[str, int] = dict(rows)
    everything = list(drills(our_pack()).values())
    return min(everything, key=lambda drill: times.get(drill.name, 0))


def passed_course(person: Person, course: str) -> CourseTaken | None:
    """Return the pass of this course that counts longest, for its holder's certificate; None when there is none."""
    passed = CourseTaken.objects.filter(person=person, course=course, valid_until__isnull=False)
    return passed.order_by("-valid_until", "-pk").first()


# --- Everybody's --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """One person, one thing they need: a course or, with ``course`` None, a drill; ``until`` is None when never passed."""

    person: Person
    course: Course | None
    until: datetime | None

    def runs_out_within(self, days: int, now: datetime) -> bool:
        """Say whether it counts now and will not in so many days."""
        return self.until is not None and now < self.until <= now + timedelta(days=days)

    def is_missing(self, now: datetime) -> bool:
        """Say whether it was never passed, or counts no longer."""
        return self.until is None or self.until <= now


@carries_out("U6")
def everybodys_training(viewer: Person, now: datetime) -> list[Line] | Refused:
    """Return what everybody with a role needs and has, what is missing or runs out first in front; for those who may."""
    verdict = may_see_everybody(asker(viewer, now))
    if isinstance(verdict, Refused):
        return verdict
    lines = needed_by_everybody(now)
    return sorted(lines, key=lambda line: (line.until is not None, line.until or now, line.person.full_name))


def needed_by_everybody(now: datetime) -> list[Line]:
    """Return what everybody who holds a role today needs and has; for our own sweep, which shows it to nobody."""
    pack = our_pack()
    roles = [role for role in Role if course_needed(role, pack)]
    people = {person.pk: person for role in roles for person in people_with_role(role, now.date())}
    held, passed = roles_by_person(people.values(), now.date()), training_of(people.values())
    lines: list[Line] = []
    for person in people.values():
        training = passed.get(person.pk, NOTHING)
        needed = {course.name: course for role in held[person.pk] if (course := course_needed(role, pack))}
        lines += [Line(person, course, training.until.get(name)) for name, course in needed.items()]
        if _needs_drill(held[person.pk], pack):
            lines.append(Line(person, None, training.drilled_until))
    return lines


def lacks_of(person: Person, now: datetime) -> tuple[Refused, ...]:
    """Return what keeps somebody from serving in the roles they hold today, as a colleague is told it."""
    roles, training = roles_of(person, now.date()), training_of([person]).get(person.pk, NOTHING)
    pack = our_pack()
    needed = {role: course for role in sorted(roles) if (course := course_needed(role, pack))}
    trained, drilled = readiness_by_role(person, needed, training, now)
    verdicts = [*dict.fromkeys(trained.values())]
    if _needs_drill(roles, pack):
        verdicts.append(drilled)
    return tuple(verdict for verdict in verdicts if isinstance(verdict, Refused))


def is_anything_missing(training: Training, roles: Iterable[Role], pack: Pack, now: datetime) -> bool:
    """Say whether any training that these roles need is missing, for a list of people."""
    held = tuple(roles)
    needed = [course for role in held if (course := course_needed(role, pack))]
    verdicts = [is_trained("", course, training, now) for course in needed]
    if _needs_drill(held, pack):
        verdicts.append(has_drilled("", training, now))
    return any(verdict != ALLOWED for verdict in verdicts)


# --- Teachers' ----------------------------------------------------------------------------------------------------
@carries_out("U1")
def questions_for_teacher(person: Person, now: datetime) -> Course | None:
    """Return the teachers' course while this teacher has not answered it in date; None once they have."""
    course = course_of(Role.TEACHER, our_pack())
    if course is None:
        return None
    until = until_by_person([person.pk], course.name).get(person.pk)
    return None if until is not None and until > now else course
