"""Whether the teachers of a session answered the teachers' questions (U1): a condition of readiness where the policy says so."""

from __future__ import annotations

from datetime import datetime

from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.pack import Pack
from chaperone.sessions.readiness import Action, Condition, SchoolFacts
from chaperone.training.courses import Course
from chaperone.training.queries import course_needed, until_by_person


@carries_out("U1")
def question_lines(
    ref: str, schools: tuple[SchoolFacts, ...], pack: Pack, now: datetime
) -> tuple[Condition, ...]:
    """Return one condition for each school whose teachers must have answered; none where the policy only asks them to.

    A look at the database only where the policy's roles that nobody holds untrained name the teacher.

    Args:
        ref: of the session.
        schools: those that take part.
        pack: the session's own version of the policy.
        now: the moment, UTC.
    """
    course = course_needed(Role.TEACHER, pack)
    if course is None:
        return ()
    people = [teacher.person_id for school in schools for teacher in school.teachers]
    until = until_by_person(people, course.name)
    done = {person for person, at in until.items() if at > now}
    return tuple(_line(ref, school, course, done) for school in schools)


def _line(ref: str, school: SchoolFacts, course: Course, done: set[int]) -> Condition:
    waits = [teacher for teacher in school.teachers if teacher.person_id not in done]
    met = bool(school.teachers) and not waits
    names = " and ".join(teacher.name for teacher in waits or school.teachers)
    subject: dict[str, str | int] = {"session_ref": ref}
    remind = Action(
        "session-remind-teacher",
        f"Send {names} the link again",
        {**subject, "person_id": waits[0].person_id} if waits else subject,
    )
    return Condition(
        clause="U1",
        title="Teacher has answered the questions",
        met=met,
        who="" if met else names,
        sentence=f"{names} answered the teachers’ questions."
        if met
        else f"{names or 'The teacher'} has not answered the teachers’ questions. They need five minutes.",
        action=remind if waits and waits[0].still_there else None,
        teacher_action=Action("training-course", "Answer them", {"course": course.name}),
        school=f"school:{school.id}",
    )
