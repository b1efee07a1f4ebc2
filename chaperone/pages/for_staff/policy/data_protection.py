"""Shows the data protection assessment and the record of processing, written anew from what runs each time it is asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.governance.processing import everything_held, risks, what_runs
from chaperone.governance.queries.registers import checked_laws
from chaperone.governance.queries.versions import our_pack
from chaperone.policy.clauses import carries_out


@carries_out("A3")
def page(request: HttpRequest) -> HttpResponse:
    """Show what is held, for how long, what runs, and what could go wrong with what stands against it."""
    now = timezone.now()
    pack = our_pack(now)
    checks = [row for row in checked_laws(pack.parameters) if row.law.key in {"dpia", "processing-record"}]
    context = {
        "held": everything_held(),
        "facts": what_runs(pack),
        "risks": risks(pack),
        "checks": [(row, row.is_overdue(now.date())) for row in checks],
        "now": now,
    }
    return render(request, "for_staff/policy/data_protection.html", context)
