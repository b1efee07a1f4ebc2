"""Shows how every clause stands, worked out from what happened: all at a glance, one in depth; and shows it to everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, Protocol

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.assurance.actions import publish
from chaperone.assurance.queries import (
    PERIOD_DAYS,
    days_of,
    days_of_all,
    how_clause_stands,
    how_clauses_stand,
    published_at,
)
from chaperone.pages.access import may
from chaperone.pages.answers import refuse_on_next_page
from chaperone.pages.standing import standing_of
from chaperone.pages.standings import (
    SIGNS,
    SLUGS,
    TONES,
    WORST_FIRST,
    cases_for,
    picture_of_all,
    picture_of_one,
    stretches,
    table_of_all,
)
from chaperone.pages.visitor import adult
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Lack, Standing, Status
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.pack import Clause
from chaperone.policy.refusal import Refused
from chaperone.policy.typed import said, title_of

PERIODS: Final = ((30, "30 days"), (90, "90 days"), (365, "12 months"))


class ClauseReport(Protocol):
    """How a release carries a clause out; computed by ``config/registry.py``, which this layer cannot import."""

    clause: Clause
    parameters: Mapping[str, Any]
    functions: tuple[str, ...]
    proofs: tuple[str, ...]
    status: str

    @property
    def lack(self) -> Lack | None:
        """What of it is not carried out."""


Reports = Callable[[], Sequence[Any]]


def _lacks(reports: Sequence[ClauseReport]) -> dict[str, Lack]:
    return {report.clause.id: report.lack for report in reports if report.lack is not None}


def _period(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return next((days for days, _ in PERIODS if str(days) == asked), PERIOD_DAYS)


def _row(clause: Clause, status: Status) -> dict[str, Any]:
    return {
        "clause": clause,
        "status": status,
        "standing": status.standing,
        "tone": TONES[status.standing],
        "sign": SIGNS[status.standing],
        "slug": SLUGS[status.standing],
    }


@carries_out("A1", "R1")
def every_clause(request: HttpRequest, reports: Reports) -> HttpResponse:
    """Show all clauses by area, those of one area or in one standing if asked; the whole in one request.

    Args:
        reports: how the release carries each clause out, in the policy's order; wired in ``config/urls.py``.
    """
    days, now = _period(request), timezone.now()
    found: Sequence[ClauseReport] = reports()
    pack = pack_in_force(settings.CHAPERONE_PACK, now)
    stand = how_clauses_stand(pack, _lacks(found), now, days)
    rows = [_row(pack.clauses[report.clause.id], stand[report.clause.id]) for report in found]
    areas = [(area, list(some)) for area, some in groupby(rows, key=lambda row: row["clause"].area)]
    counts = Counter(row["standing"] for row in rows)
    area, slug = request.GET.get("area", ""), request.GET.get("status", "")
    shown = [
        (name, [row for row in some if slug in ("", row["slug"])])
        for name, some in areas
        if area in ("", name) or area not in dict(areas)
    ]
    history = days_of_all(now, days)
    context = {
        "areas": areas,
        "shown": [(name, some) for name, some in shown if some],
        "counts": [(one, SLUGS[one], TONES[one], SIGNS[one], counts[one]) for one in WORST_FIRST],
        "area": area,
        "slug": slug,
        "days": days,
        "periods": PERIODS,
        "whole": stand["A1"],
        "behind": dict(stand["A1"].evidence.numbers).get("Streams with entries not yet counted", 0),
        "picture": picture_of_all(history),
        "table": table_of_all(history),
        "names": WORST_FIRST,
        "published_at": published_at(),
        "may_publish": may("clauses-publish", standing_of(request, {})),
    }
    return render(request, "for_staff/clauses.html", context)


@carries_out("A1")
def one_clause(request: HttpRequest, clause_id: str, reports: Reports) -> HttpResponse:
    """Show one clause: what it asks, what is judged and how, numbers, cases this viewer may open, and how it stood before."""
    found: Sequence[ClauseReport] = reports()
    report = next((one for one in found if one.clause.id == clause_id), None)
    if report is None:
        raise Http404
    days, now = _period(request), timezone.now()
    pack = pack_in_force(settings.CHAPERONE_PACK, now)
    status = how_clause_stands(pack, _lacks(found), clause_id, now, days)
    rows = days_of(clause_id, now, days)
    evidence = status.evidence
    context = {
        **_row(pack.clauses[clause_id], status),
        "report": report,
        "parameters": [
            (title_of(name), said(name, getattr(pack.parameters, name)))
            for name in pack.clauses[clause_id].parameters
        ],
        "breaches": cases_for(request, evidence.breaches),
        "risks": cases_for(request, evidence.risks),
        "waivers": cases_for(request, evidence.waivers),
        "days": days,
        "periods": PERIODS,
        "picture": picture_of_one(rows),
        "stretches": stretches(rows),
        "is_broken": status.standing is Standing.BREACHED,
    }
    return render(request, "for_staff/clause.html", context)


def publish_all(request: HttpRequest) -> HttpResponse:
    """Show everybody how the policy is kept, or stop it; an administrator's word, on record."""
    shown = request.POST.get("shown") == "yes"
    done = publish(adult(request), timezone.now(), shown=shown)
    if isinstance(done, Refused):
        refuse_on_next_page(request, done)
    else:
        messages.success(request, "Everybody can see it now." if shown else "Only staff can see it now.")
    return redirect("clauses")
