"""What is done in a case: tasks with a name and a day, referrals with a reference and an outcome."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chaperone.cases.actions.deciding import Done
from chaperone.cases.actions.holding import acted, held_case, write
from chaperone.cases.models import Referral, Task
from chaperone.cases.rules import TASK_DAYS_LIMIT, Agency, may_act, may_work
from chaperone.concerns.queries import concern_for
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

NO_SUCH_THING = Refused("R2", "It is not there, or it is finished already.", "Look at the case again.")


@carries_out("R2")
def add_task(viewer: Person, ref: str, text: str, for_whom: tuple[Person, datetime], now: datetime) -> Done:
    """Ask somebody to do something in a case by a time.

    Args:
        text: what is to be done.
        for_whom: the colleague, who must be able to read the case, and when it is due (UTC, to come, within
            ``TASK_DAYS_LIMIT`` days).
    """
    assignee, due_at = for_whom
    with transaction.atomic():
        case = held_case(viewer, ref, may_act, now)
        if isinstance(case, Refused):
            return case
        if concern_for(assignee, ref, now) is None:
            return Refused(
                "R2", "This person does not read this case.", "Put them on its list of readers first."
            )
        if not now < due_at <= now + timedelta(days=TASK_DAYS_LIMIT):
            return Refused("R2", "This day cannot be.", f"Choose one within the next {TASK_DAYS_LIMIT} days.")
        number = case.tasks.count() + 1
        refused = write(case, "task.added", viewer, text, now, number=number, to=assignee.ref, due_at=due_at)
        if refused is not None:
            return refused
        Task.objects.create(concern=case, number=number, assignee=assignee, due_at=due_at)
        return case


@carries_out("R2")
def finish_task(viewer: Person, ref: str, number: int, text: str, now: datetime) -> Done:
    """Say what was done. It ends the clock of acting."""
    with transaction.atomic():
        case = held_case(viewer, ref, may_work, now)
        if isinstance(case, Refused):
            return case
        task = case.tasks.filter(number=number, done_at=None).first()
        if task is None:
            return NO_SUCH_THING
        refused = write(case, "task.done", viewer, text, now, number=number)
        if refused is not None:
            return refused
        task.done_at = now
        task.save(update_fields=["done_at"])
        acted(case, now)
        return case


@carries_out("R2", "M6")
def refer(viewer: Person, ref: str, to: Agency, said: tuple[str, str], now: datetime) -> Done:
    """Write down that the case was referred. It ends the clock of acting.

    Args:
        said: what they were told and by whom, and the reference they gave (may be empty); both sealed.
    """
    text, reference = said
    with transaction.atomic():
        case = held_case(viewer, ref, may_act, now)
        if isinstance(case, Refused):
            return case
        number = case.referrals.count() + 1
        refused = write(
            case, "referral.made", viewer, text, now, number=number, what=str(to), reference=reference[:80]
        )
        if refused is not None:
            return refused
        Referral.objects.create(concern=case, number=number, agency=str(to), made_at=now)
        acted(case, now)
        return case


@carries_out("R2")
def note_outcome(viewer: Person, ref: str, number: int, text: str, now: datetime) -> Done:
    """Write down what came of a referral."""
    with transaction.atomic():
        case = held_case(viewer, ref, may_work, now)
        if isinstance(case, Refused):
            return case
        referral = case.referrals.filter(number=number, outcome_at=None).first()
        if referral is None:
            return NO_SUCH_THING
        refused = write(case, "referral.outcome", viewer, text, now, number=number)
        if refused is not None:
            return refused
        referral.outcome_at = now
        referral.save(update_fields=["outcome_at"])
        return case
