"""The queue of cases with their clocks, and what stands open in one; the only way to fetch, always as one viewer sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import F, Q, QuerySet

from chaperone.cases.models import Referral, Task
from chaperone.cases.rules import Standing
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concerns_for
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out

ROWS_ON_A_PAGE: Final = 25
SEARCH_LENGTH_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to show.

    Attributes:
        stage: one of ``Concern.Status``; ``"open"`` for all but the closed ones.
        is_apart: the low-level concerns about adults, which are kept apart from all others.
        is_mine: only those the viewer owns.
        text: in the reference, the school's or the session's name, or the name of an adult it is about.
        page: from 1.
    """

    stage: str = "open"
    is_apart: bool = False
    is_mine: bool = False
    text: str = ""
    page: int = 1


class Queue(NamedTuple):
    """One page of the queue, and whether there is another."""

    rows: Sequence[Concern]
    has_more: bool


@carries_out("U4", "R2")
def queue_for(viewer: Person, wanted: Wanted, now: datetime) -> Queue:
    """Return one page of the cases this viewer may see: the clock that ends first on top, closed ones after, newest first."""
    cases = concerns_for(viewer, now)
    apart = Q(kind=Concern.Kind.LOW_LEVEL)
    cases = cases.filter(apart) if wanted.is_apart else cases.exclude(apart)
    if wanted.stage == "open":
        cases = cases.exclude(status=Concern.Status.CLOSED)
    elif wanted.stage in Concern.Status.values:
        cases = cases.filter(status=wanted.stage)
    if wanted.is_mine:
        cases = cases.filter(owner=viewer)
    if wanted.text.strip():
        cases = _found(cases, wanted.text.strip()[:SEARCH_LENGTH_LIMIT])
    ordered = cases.order_by(F("clock_due_at").asc(nulls_last=True), "-raised_at", "-id")
    first = (max(wanted.page, 1) - 1) * ROWS_ON_A_PAGE
    rows = list(ordered[first : first + ROWS_ON_A_PAGE + 1])
    return Queue(rows[:ROWS_ON_A_PAGE], len(rows) > ROWS_ON_A_PAGE)


def _found(cases: QuerySet[Concern], text: str) -> QuerySet[Concern]:
    """Those whose row says so; the sealed words are not searched, because that would be reading them without a record."""
    about = Concern.objects.filter(kept_from__why="about_them", kept_from__person__full_name__icontains=text)
    return cases.filter(
        Q(ref__istartswith=text)
        | Q(school__name__icontains=text)
        | Q(session_title__icontains=text)
        | Q(pk__in=about.values("pk"))
    )


def standing_of_case(case: Concern) -> Standing:
    """Return what the rules need to know of a case."""
    return Standing(
        case.status,
        is_answered=case.answered_at is not None,
        open_tasks=case.tasks.filter(done_at=None).count(),
        open_referrals=case.referrals.filter(outcome_at=None).count(),
    )


def open_tasks(case: Concern) -> QuerySet[Task]:
    """Return what is still to be done in a case that the caller was given, the first due on top."""
    return case.tasks.filter(done_at=None).select_related("assignee").order_by("due_at", "number")


def open_referrals(case: Concern) -> QuerySet[Referral]:
    """Return the referrals without an outcome of a case that the caller was given."""
    return case.referrals.filter(outcome_at=None).order_by("number")
