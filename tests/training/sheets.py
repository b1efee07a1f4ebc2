"""Answers courses and drills for tests, rightly or not."""

from __future__ import annotations

import secrets
from datetime import datetime

from chaperone.people.models import Person
from chaperone.policy.refusal import Refused
from chaperone.training.actions import Sheet, take_course, take_drill
from chaperone.training.courses import Course, Drill, courses, drills
from chaperone.training.models import CourseTaken, DrillTaken
from chaperone.training.queries import our_pack


def the_course(name: str = "facilitator") -> Course:
    """Return a course."""
    return courses(our_pack())[name]


def the_drill(name: str = "home-tonight") -> Drill:
    """Return a drill."""
    return drills(our_pack())[name]


def sheet_of(of: Course | Drill) -> Sheet:
    """Return a fresh sheet."""
    return Sheet(of.name, of.hash, secrets.token_hex(16))


def answers(course: Course, wrong: int = 0) -> dict[str, str]:
    """Return answers to all questions, the first few of them wrong."""
    chosen = dict(course.right_answers)
    for question in course.questions[:wrong]:
        chosen[question.id] = next(answer.key for answer in question.answers if not answer.is_right)
    return chosen


def answered(person: Person, name: str, now: datetime, wrong: int = 0) -> CourseTaken | Refused:
    """Let this person answer a course."""
    course = the_course(name)
    return take_course(person, sheet_of(course), answers(course, wrong), now)


def drilled(person: Person, now: datetime, seconds: int | None = None) -> DrillTaken | Refused:
    """Let this person do all that must be done in a drill."""
    drill = the_drill()
    return take_drill(person, sheet_of(drill), drill.right_steps, seconds, now)
