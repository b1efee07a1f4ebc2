"""Who is trained for a role, who has passed a drill, and how answers are judged: plain rules, no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from chaperone.people.roles import Role
from chaperone.people.rules import Asker
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.training.courses import Course, Drill, Question

SEES_EVERYBODY: Final = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD, Role.ADMINISTRATOR})
LOOKS_AHEAD: Final = timedelta(days=60)
"""For a duty this near, training must last until the day; further ahead there is time to renew it."""
# A press of the button takes its time to reach us.
ON_THE_WAY_SECONDS: Final = 10

CHANGED = Refused(
    "U1",
    "The course has changed since you opened it.",
    "Look at the questions that are without an answer now; the others are as you left them.",
)
STRANGE_SHEET = Refused(
    "U1", "This sheet is not yours, or too old.", "Your answers are still here: send them once more."
)


@dataclass(frozen=True, slots=True)
class Training:
    """What somebody has passed: the latest moment until which each course counts, and the same of drills."""

    until: Mapping[str, datetime] = field(default_factory=dict)
    drilled_until: datetime | None = None


@carries_out("U6", "U1")
def is_trained(name: str, course: Course | None, training: Training, at: datetime) -> Verdict:
    """Say whether somebody's training for a role counts at a moment.

    Args:
        name: how they are called on screen.
        course: of the role; None when the role needs none.
        training: what they have passed.
        at: the moment of the duty, UTC.
    """
    if course is None:
        return ALLOWED
    until = training.until.get(course.name)
    if until is None:
        return Refused(
            "U6",
            f"{name} has not passed the training “{course.title}”.",
            "Ask them to take it: it waits on their page “Training” and needs a quarter of an hour.",
        )
    if until <= at:
        return Refused(
            "U6",
            f"{name}’s training “{course.title}” counts until {day_of(until)} only.",
            "Ask them to take it again, on their page “Training”.",
        )
    return ALLOWED


@carries_out("A2")
def has_drilled(name: str, training: Training, at: datetime) -> Verdict:
    """Say whether somebody has passed a response drill that counts at a moment."""
    if training.drilled_until is None:
        return Refused(
            "A2",
            f"{name} has not passed a response drill.",
            "Ask them to take one: it waits on their page “Training” and needs five minutes.",
        )
    if training.drilled_until <= at:
        return Refused(
            "A2",
            f"{name}’s last response drill counts until {day_of(training.drilled_until)} only.",
            "Ask them to take another, on their page “Training”.",
        )
    return ALLOWED


def day_of(moment: datetime) -> str:
    """Write a day as it stands in a sentence."""
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def needs_course(role: Role, parameters: Parameters) -> bool:
    """Say whether the policy wants training for this role."""
    return role.value in parameters.training_roles


def moment_of_duty(starts_at: datetime | None, now: datetime) -> datetime:
    """Return the moment at which training must count for a duty: its own when it is near, now when it is not."""
    if starts_at is not None and now < starts_at <= now + LOOKS_AHEAD:
        return starts_at
    return now


def may_see_everybody(asker: Asker) -> Verdict:
    """Say whether the asker may see whose training is missing: the leads and administrators."""
    if asker.roles is None or asker.roles & SEES_EVERYBODY:
        return ALLOWED
    return Refused("", "This is not something you can see.", "Ask the safeguarding lead.")


def may_ask_so_few(course: Course, parameters: Parameters) -> Verdict:
    """Say whether a course asks as many questions as the policy wants."""
    if len(course.questions) >= parameters.scenario_questions_minimum:
        return ALLOWED
    return Refused(
        "U1",
        f"“{course.title}” asks fewer questions than the policy wants.",
        "Tell whoever looks after the policy.",
    )


def unanswered(course: Course, chosen: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions without an answer that is one of theirs, in order."""
    return tuple(
        question
        for question in course.questions
        if chosen.get(question.id) not in {answer.key for answer in question.answers}
    )


@carries_out("U1")
def may_mark(course: Course, seen_hash: str, chosen: Mapping[str, str]) -> Verdict:
    """Say whether a sheet can be marked: it is of the course as it stands, and every question has an answer."""
    if seen_hash != course.hash:
        return CHANGED
    left = len(unanswered(course, chosen))
    if left:
        words = "One question has" if left == 1 else f"{left} questions have"
        return Refused("U1", f"{words} no answer yet.", "Answer it; the others are kept.")
    return ALLOWED


def right_count(course: Course, chosen: Mapping[str, str]) -> int:
    """Return how many questions were answered rightly. All must be: each is something that can happen at the next duty."""
    return sum(chosen.get(question.id) == question.right.key for question in course.questions)


@carries_out("A2")
def passes_drill(drill: Drill, ticked: Collection[str], seconds: int | None) -> bool:
    """Say whether a drill is passed: all that must be done, nothing that must not, and in time.

    Args:
        ticked: keys of the steps that were chosen.
        seconds: how long it took; None for whoever takes it without the clock, which counts the same.
    """
    chosen = set(ticked)
    missing = drill.right_steps - chosen
    harmful = {step.key for step in drill.steps if step.worth == "never"} & chosen
    return not missing and not harmful and is_in_time(drill, seconds)


def is_in_time(drill: Drill, seconds: int | None) -> bool:
    """Say whether an answer came in time; without the clock there is all the time one needs."""
    return seconds is None or seconds <= drill.seconds + ON_THE_WAY_SECONDS
