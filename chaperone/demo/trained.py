"""Takes the courses and a drill for somebody of the demo, all answers right, through the same actions as everybody."""

from __future__ import annotations

import secrets
from datetime import datetime

from chaperone.people.models import Person
from chaperone.people.queries import roles_of
from chaperone.policy.refusal import Refused
from chaperone.training.actions import Sheet, take_course, take_drill
from chaperone.training.courses import drills
from chaperone.training.queries import course_needed, next_drill, our_pack, own_training


def train(person: Person, now: datetime) -> Refused | None:
    """Let this person pass what their roles of today want and they have not; return what a rule has against it."""
    own = own_training(person, now)
    if not own.missing:
        return None
    have = {row.course.name for row in own.courses if row.counts}
    pack = our_pack()
    for role in sorted(roles_of(person, now.date())):
        course = course_needed(role, pack)
        if course is None or course.name in have:
            continue
        sheet = Sheet(course.name, course.hash, secrets.token_hex(16))
        taken = take_course(person, sheet, course.right_answers, now)
        if isinstance(taken, Refused):
            return taken
        have.add(course.name)
    drill = drills(pack)[next_drill(person).name]
    done = take_drill(
        person, Sheet(drill.name, drill.hash, secrets.token_hex(16)), drill.right_steps, None, now
    )
    return done if isinstance(done, Refused) else None
