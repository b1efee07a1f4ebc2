"""What happens in training: a course is answered, a drill is taken; each is kept as evidence with its entry in the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from chaperone.ledger.asked import ASKED_OF_STAFF, ASKED_OF_TEACHERS, asked_since
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.actions.warnings import warn_once
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.training.courses import courses, drills
from chaperone.training.models import CourseTaken, DrillTaken
from chaperone.training.queries import Line, needed_by_everybody, our_pack
from chaperone.training.rules import day_of, may_ask_so_few, may_mark, needs_course, passes_drill, right_count

# What releases of this product have come to ask of staff before they are with pupils: drills, questions, training, vetting.
ASKED_OF_STAFF_BY = ("A2", "U1", "U6", "A3")

LEFT = Refused("", "This person has left.", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody had before them: a course or a drill by name, its hash, and the ticket that makes it count once."""

    name: str
    text_hash: str
    ticket: str


@carries_out("U1", "U6")
def take_course(
    person: Person, sheet: Sheet, chosen: Mapping[str, str], now: datetime
) -> CourseTaken | Refused:
    """Keep how somebody answered a course; sending one sheet twice counts once.

    Args:
        person: who answered; nobody answers for another.
        sheet: what they had before them.
        chosen: the key of the answer to each question, by question.
        now: the moment, UTC.
    """
    pack = our_pack()
    course = courses(pack).get(sheet.name)
    if course is None or not person.is_active:
        return LEFT if course else Refused("U1", "There is no such course.", "Choose one from the list.")
    kept = CourseTaken.objects.filter(ticket=sheet.ticket, person=person).first()
    if kept is not None:
        return kept
    for verdict in (may_ask_so_few(course, pack.parameters), may_mark(course, sheet.text_hash, chosen)):
        if isinstance(verdict, Refused):
            return verdict
    right, asked = right_count(course, chosen), len(course.questions)
    days = pack.parameters.training_valid_days
    evidence = {
        "course": course.name,
        "version": course.version,
        "text_hash": course.hash,
        "asked": asked,
        "right": right,
        "valid_until": now + timedelta(days=days) if right == asked else None,
    }
    try:
        with transaction.atomic():
            taken = CourseTaken.objects.create(person=person, at=now, ticket=sheet.ticket, **evidence)
            taken.ledger_seq = put_on_record("training.taken", person, now, "U6", **evidence)
            taken.save(update_fields=["ledger_seq"])
    except IntegrityError:
        # The button was pressed twice at the same moment; the first time counts.
        return CourseTaken.objects.get(ticket=sheet.ticket, person=person)
    return taken


@carries_out("A2")
def take_drill(
    person: Person, sheet: Sheet, ticked: Collection[str], seconds: int | None, now: datetime
) -> DrillTaken | Refused:
    """Keep that somebody took a response drill; sending one sheet twice counts once.

    Args:
        person: who took it.
        sheet: what they had before them.
        ticked: keys of the steps they would take.
        seconds: from the start to the answer; None without the clock.
        now: the moment, UTC.
    """
    pack = our_pack()
    drill = drills(pack).get(sheet.name)
    if drill is None or not person.is_active:
        return LEFT if drill else Refused("A2", "There is no such drill.", "Start another.")
    kept = DrillTaken.objects.filter(ticket=sheet.ticket, person=person).first()
    if kept is not None:
        return kept
    if sheet.text_hash != drill.hash:
        return Refused("A2", "This drill has changed since you opened it.", "Start it again.")
    counts = passes_drill(drill, ticked, seconds)
    days = pack.parameters.drill_valid_days
    evidence = {
        "drill": drill.name,
        "version": drill.version,
        "text_hash": drill.hash,
        "seconds": seconds,
        "valid_until": now + timedelta(days=days) if counts else None,
    }
    try:
        with transaction.atomic():
            taken = DrillTaken.objects.create(person=person, at=now, ticket=sheet.ticket, **evidence)
            taken.ledger_seq = put_on_record("drill.taken", person, now, "A2", **evidence)
            taken.save(update_fields=["ledger_seq"])
    except IntegrityError:
        return DrillTaken.objects.get(ticket=sheet.ticket, person=person)
    return taken


@carries_out("U6", "A2")
def warn_of_training_ends(now: datetime) -> int:
    """Write to whose training or drill runs out within the policy's days, and to those who look after people; return how often."""
    return sum(_warn(line, now) for line in needed_by_everybody(now) if line.until is not None)


def _warn(line: Line, now: datetime) -> bool:
    if line.until is None or line.until <= now:
        return False
    what = f"training “{line.course.title}”" if line.course else "last response drill"
    name = line.course.name if line.course else "drill"
    about = f"training:{line.person.pk}:{name}:{line.until.date().isoformat()}"
    sentence = (
        f"{line.person.full_name}’s {what} counts until {day_of(line.until)}. Without it nobody is put on a"
        " session. It can be taken again at any time, on the page “Training”."
    )
    days_left = (line.until.date() - now.date()).days
    return warn_once(about, days_left, "Training runs out", (sentence, "/training", [line.person]), now)


@carries_out("A2", "U1", "U6", "A3")
def note_what_is_asked(now: datetime) -> int:
    """Write into the ledger, once for each clause, that its requirement is in force from now on; return how many were new.

    The server does so when it first runs a release that asks for it. Nobody else can, and the first entry counts.
    """
    noted = 0
    for clause in ASKED_OF_STAFF_BY:
        if clause not in asked_since():
            with transaction.atomic():
                put_on_record(ASKED_OF_STAFF, None, now, clause)
            noted += 1
    if needs_course(Role.TEACHER, our_pack().parameters) and "U1" not in asked_since(ASKED_OF_TEACHERS):
        with transaction.atomic():
            put_on_record(ASKED_OF_TEACHERS, None, now, "U1")
        noted += 1
    return noted
