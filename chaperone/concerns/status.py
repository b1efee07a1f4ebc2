"""Tells how the clauses stand that concerns are dealt with by: every worry in the one queue, and somebody on it in time."""

from __future__ import annotations

from django.db.models import Count, F

from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concerns_to_count
from chaperone.people.cases import cases
from chaperone.people.standing_in import uncovered_roles
from chaperone.policy.evidence import Evidence, Example, both, found
from chaperone.policy.status import Asked, tells_status


@tells_status(
    "R2",
    "Every concern: did somebody take it on by the time it was due, and does no later clock run over? One that is open counts"
    " however old it is. Those kept from somebody, because they are about them, are counted nowhere that everybody can see."
    " A role that nobody holds, or for whose holder nobody stands in, is at risk.",
)
def concerns_taken_on(asked: Asked) -> Evidence:
    """Find concerns whose clock ran out before anybody took them on, and those whose owner has left."""
    counted = concerns_to_count()
    raised = counted.filter(raised_at__gte=asked.since, raised_at__lte=asked.now)
    waiting = counted.filter(acknowledged_at=None)
    working = counted.filter(acknowledged_at__isnull=False).exclude(status=Concern.Status.CLOSED)
    run_over = cases(
        working.filter(clock_due_at__lt=asked.now),
        "concern",
        "ref",
        "clock_due_at",
        "A later clock has run out.",
    )
    overdue = cases(
        waiting.filter(due_at__lt=asked.now), "concern", "ref", "due_at", "Nobody has taken it on in time."
    )
    late = cases(
        raised.filter(acknowledged_at__gt=F("due_at")),
        "concern",
        "ref",
        "due_at",
        "It was taken on too late.",
    )
    left = working.filter(owner__is_active=False)
    alone = found(Example("", "", one.sentence) for one in uncovered_roles(asked.now.date()))
    older = waiting.filter(raised_at__lt=asked.since).count()
    return Evidence(
        judged=raised.count() + older,
        of="concerns",
        breaches=both(both(overdue, late), run_over),
        risks=both(cases(left, "concern", "ref", "raised_at", "Whose it is has left."), alone),
        numbers=(
            ("Concerns that wait for somebody", waiting.count()),
            ("Overdue now", overdue.count),
            ("Taken on too late", late.count),
            ("Later clocks run out", run_over.count),
        ),
    )


@tells_status(
    "U4",
    "Every worry that a room's record tells of: is there a concern for it in the queue? Concerns are counted by where"
    " they came from.",
)
def worries_in_the_queue(asked: Asked) -> Evidence:
    """Find worries that were said in a room and are in no queue."""
    untold = asked.tally.where("alert_untold", "What was said there has reached no queue.")
    raised = concerns_to_count().filter(raised_at__gte=asked.since, raised_at__lte=asked.now)
    words = dict(Concern.Source.choices)
    counted = dict(raised.values_list("source").annotate(Count("pk")).order_by("source"))
    return Evidence(
        judged=sum(counted.values()) + untold.count,
        of="concerns",
        breaches=untold,
        numbers=tuple((f"From: {words.get(source, source)}", count) for source, count in counted.items()),
    )
