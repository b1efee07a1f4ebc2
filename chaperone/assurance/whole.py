"""Tells how the first clause stands: the worst of all others, and whether anybody has looked lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from chaperone.governance.queries.channels import channels_are_registered
from chaperone.policy.evidence import EXAMPLES_KEPT, Evidence, Example, Found, Standing, Status, both
from chaperone.policy.status import Asked, Judge, judges_of_clauses, tells_status

WHOLE = "A1"


@tells_status(
    WHOLE,
    "All other clauses: one that is broken breaks this one, and one at risk puts it at risk; the register of channels: each"
    " kind that the policy names is in it, with an owner who is with us; and whether the record has been read within the"
    " time the policy allows.",
)
def worst_of_all(asked: Asked) -> Evidence:
    """Find clauses that are broken or at risk, by asking every other query; whoever has their answers asks ``worst_of``."""
    return worst_of(
        asked,
        {
            clause_id: Status(clause_id, judge.query(asked), None, judge.judges, asked.since, asked.now)
            for clause_id, judge in others().items()
        },
    )


def others() -> Mapping[str, Judge]:
    """Return the queries of all other clauses."""
    return {clause_id: judge for clause_id, judge in judges_of_clauses().items() if clause_id != WHOLE}


def worst_of(asked: Asked, statuses: Mapping[str, Status]) -> Evidence:
    """Find what stands against the whole policy in how all other clauses stand."""
    broken = _with(statuses, Standing.BREACHED, "is broken")
    risk = _with(statuses, Standing.AT_RISK, "is at risk")
    channels = channels_are_registered(asked.parameters)
    return Evidence(
        judged=sum(status.evidence.judged > 0 for status in statuses.values()),
        of="other clauses with something to judge them by",
        breaches=both(broken, channels.breaches),
        risks=both(both(risk, channels.risks), _unread(asked)),
        numbers=(
            ("Streams with entries not yet counted", asked.tally.behind),
            ("Channels in the register", channels.judged),
        ),
    )


def _with(statuses: Mapping[str, Status], standing: Standing, words: str) -> Found:
    found = [
        Example("clause", status.clause_id, f"Clause {status.clause_id} {words}.")
        for status in statuses.values()
        if status.standing is standing
    ]
    return Found(len(found), tuple(found[:EXAMPLES_KEPT]))


def _unread(asked: Asked) -> Found:
    if not is_unread(asked):
        return Found()
    hours, until = asked.parameters.status_check_hours, asked.tally.read_until
    return Found(1, (Example("", "", f"The record has not been read for more than {hours} hours.", until),))


def is_unread(asked: Asked) -> bool:
    """Say whether the record holds something, and has not been read within the time the policy allows."""
    until = asked.tally.read_until
    if until is None:
        return asked.tally.behind > 0
    return asked.now - until > timedelta(hours=asked.parameters.status_check_hours)
