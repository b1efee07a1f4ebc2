"""Shows every clause of the policy and whether it is carried out today, with the counter-example where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chaperone.policy.clauses import carries_out
from chaperone.policy.pack import Clause


class ClauseStatus(Protocol):
    """What is known of one clause; computed by ``config/registry.py``, which this layer cannot import, and never typed."""

    clause: Clause
    status: str
    counter_example: str
    functions: tuple[str, ...]
    proofs: tuple[str, ...]


TONES = {"carried out": "good", "carried out in part": "wait"}


@carries_out("A1")
def every_clause(request: HttpRequest, reports: Callable[[], Sequence[Any]]) -> HttpResponse:
    """Show all clauses by area.

    Args:
        reports: gives the status of each clause in the policy's order; wired in ``config/urls.py``.
    """
    found: Sequence[ClauseStatus] = reports()
    areas = [
        (area, [{"report": one, "tone": TONES.get(one.status, "plain")} for one in of_area])
        for area, of_area in groupby(found, key=lambda one: one.clause.area)
    ]
    context = {"areas": areas, "counts": dict(Counter(one.status for one in found)), "total": len(found)}
    return render(request, "for_staff/clauses.html", context)
