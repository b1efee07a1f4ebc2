"""Tells how the clauses stand that are about other policies and about the law: what is entered, confirmed and checked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from chaperone.governance.models import Review
from chaperone.governance.queries.patterns import patterns_now, untold
from chaperone.governance.queries.registers import checked_laws, linked_policies
from chaperone.governance.queries.reviews import review_to_open
from chaperone.governance.review_rules import is_late
from chaperone.policy.evidence import Evidence, Example, both, found
from chaperone.policy.status import Asked, tells_status
from chaperone.safer_recruitment.status import staff_were_checked

A_DAY = timedelta(days=1)
YEAR_AND_A_MONTH = timedelta(days=396)
BULLYING = "bullying"
SOON_DAYS = 31


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


@tells_status(
    "U3",
    "Every policy in the register of linked policies: is its next review overdue? One that our policy names and nobody entered, or"
    " that nobody confirmed for more than a year, is at risk.",
)
def linked_policies_in_date(asked: Asked) -> Evidence:
    """Find linked policies whose review is overdue, and those missing or unconfirmed."""
    rows = linked_policies(asked.parameters)
    today = asked.now.date()
    overdue = found(
        Example(
            "",
            "",
            f"The review of the linked policy “{row.name}” is overdue.",
            _midnight(row.entry.next_review_on),
        )
        for row in rows
        if row.entry is not None and row.is_overdue(today)
    )
    waiting = found(
        Example(
            "",
            "",
            f"The linked policy “{row.name}” {'is not in the register' if row.entry is None else 'is not confirmed'}.",
        )
        for row in rows
        if row.entry is None or row.confirmed is None or asked.now - row.confirmed.at > YEAR_AND_A_MONTH
    )
    entered = sum(row.entry is not None for row in rows)
    return Evidence(judged=entered, of="linked policies", breaches=overdue, risks=waiting)


@tells_status(
    "U5",
    "The linked policy about bullying: is it registered with where it covers bullying online, and is its review in date?"
    " And concerns that point the same way: was the safeguarding lead told of each pattern within a day?",
)
def bullying_is_covered(asked: Asked) -> Evidence:
    """Find a policy about bullying that is missing or overdue, and patterns that nobody was told of."""
    rows = [row for row in linked_policies(asked.parameters) if BULLYING in row.name.lower()]
    entered = [row for row in rows if row.entry is not None]
    overdue = found(
        Example("", "", f"The review of the policy “{row.name}” is overdue.")
        for row in entered
        if row.is_overdue(asked.now.date())
    )
    missing = found(
        []
        if entered
        else [Example("", "", "No policy about bullying is in the register of linked policies.")]
    )
    pointing = patterns_now(asked.parameters, asked.now)
    # Which they are is for those who read concerns; here it would point at somebody.
    quiet = found(
        Example("", "", "Concerns point the same way, and the safeguarding lead was not told.", one.last_at)
        for one in untold(pointing)
        if asked.now - one.last_at > A_DAY
    )
    return Evidence(
        judged=len(entered),
        of="policies about bullying",
        breaches=both(overdue, quiet),
        risks=missing,
        numbers=(("Patterns in concerns just now", len(pointing)),),
    )


@tells_status(
    "R3",
    "The yearly review: was it signed by a lead and a trustee by its last day, or set aside by a trustee until a day to come? One"
    " that is open and due within a month is at risk.",
)
def review_in_time(asked: Asked) -> Evidence:
    """Find a review that is overdue, and one that soon will be."""
    today = asked.now.date()
    rows = list(Review.objects.filter(due_on__gte=today - timedelta(days=2 * 366)))
    missing = review_to_open(asked.parameters, today)
    late = [one for one in rows if is_late(one.due_on, one.closed_at is not None, one.waived_until, today)]
    soon = [one for one in rows if one.closed_at is None and 0 <= (one.due_on - today).days <= SOON_DAYS]
    overdue = [
        *(Example("", "", f"The review of {one.year} is overdue.", _midnight(one.due_on)) for one in late),
        *(
            [Example("", "", f"The review of {missing[0]} was never opened.")]
            if missing and today > missing[1]
            else []
        ),
    ]
    waived = [one for one in rows if one.waived_until is not None and one.waived_until >= today]
    return Evidence(
        judged=len(rows),
        of="yearly reviews",
        breaches=found(overdue),
        risks=found(
            Example("", "", f"The review of {one.year} is due soon.", _midnight(one.due_on)) for one in soon
        ),
        waivers=found(
            Example("", "", f"The review of {one.year} was set aside by a trustee.") for one in waived
        ),
        numbers=(("Reviews closed", sum(one.closed_at is not None for one in rows)),),
    )


@tells_status(
    "R1",
    "The yearly statement, made of the numbers that were frozen when the review closed: is it there at the end of the month in"
    " which the policy promises it?",
)
def statement_in_time(asked: Asked) -> Evidence:
    """Find a year whose statement is not there although its month is over."""
    today, month = asked.now.date(), asked.parameters.statement_month
    rows = list(Review.objects.filter(due_on__gte=today - timedelta(days=2 * 366)))
    late = []
    for one in rows:
        year = one.due_on.year + (month < one.due_on.month)
        ends = date(year + month // 12, month % 12 + 1, 1)
        if one.closed_at is None and today >= ends:
            late.append(Example("", "", f"There is no statement of {one.year} yet.", _midnight(ends)))
    return Evidence(judged=len(rows), of="yearly statements", breaches=found(late))


@tells_status(
    "A3",
    "Every source on the law page, our data protection assessment and our record of processing among them: has somebody"
    " looked at it within the time the policy allows? One that nobody has ever looked at is at risk. And safer recruitment: had"
    " every member of staff who was with pupils a vetting check in date, two references and an induction on record before? Who"
    " serves today and has not, or whose check runs out within 60 days, is at risk.",
)
def within_the_law(asked: Asked) -> Evidence:
    """Find sources that nobody has looked at for too long, and staff who were with pupils unchecked."""
    law, staff = law_is_checked(asked), staff_were_checked(asked)
    return Evidence(
        judged=law.judged + staff.judged,
        of="sources of law, and times somebody of staff was with pupils",
        breaches=both(staff.breaches, law.breaches),
        risks=both(staff.risks, law.risks),
        numbers=(("Sources of law checked", law.judged), *staff.numbers),
    )


def law_is_checked(asked: Asked) -> Evidence:
    """Find sources that nobody has looked at for too long."""
    rows = checked_laws(asked.parameters)
    today = asked.now.date()
    late = found(
        Example("", "", f"“{row.law.name}” has not been checked in time.", _midnight(row.due_on))
        for row in rows
        if row.check is not None and row.is_overdue(today)
    )
    never = found(
        Example("", "", f"“{row.law.name}” has never been checked here.") for row in rows if row.check is None
    )
    return Evidence(
        judged=sum(row.check is not None for row in rows), of="sources of law", breaches=late, risks=never
    )
