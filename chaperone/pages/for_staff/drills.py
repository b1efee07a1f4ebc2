"""The response drill: a young person writes something, and whoever takes it says what they would do, by the clock or without."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.pages.answers import refuse_on_next_page
from chaperone.pages.for_staff.training_forms import DrillForm, Opened, new_sheet, opened
from chaperone.pages.visitor import adult
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.training.actions import take_drill
from chaperone.training.courses import Drill, drills
from chaperone.training.queries import next_drill, our_pack, own_training
from chaperone.training.rules import is_in_time

STARTS = {"clock": True, "no-clock": False}


@carries_out("A2")
def drill(request: HttpRequest) -> HttpResponse:
    """Explain the drill, start one, or say how it went; which of the three is told by what was sent."""
    visitor = adult(request)
    if request.method == "POST" and request.POST.get("start") in STARTS:
        return _start(request, visitor, by_the_clock=STARTS[request.POST["start"]])
    back = opened(request.POST.get("sheet", ""), visitor) if request.method == "POST" else None
    found = drills(our_pack()).get(back.sheet.name) if back else None
    if back is not None and found is not None:
        return _answer(request, visitor, back, found)
    if request.method == "POST":
        refuse_on_next_page(request, Refused("A2", "We do not know this drill any more.", "Start another."))
    return _explain(request, visitor)


def _explain(request: HttpRequest, visitor: Person) -> HttpResponse:
    context = {"own": own_training(visitor, timezone.now()), "seconds": next_drill(visitor).seconds}
    return render(request, "for_staff/drill.html", context)


def _start(request: HttpRequest, visitor: Person, *, by_the_clock: bool) -> HttpResponse:
    found = next_drill(visitor)
    sheet = new_sheet(visitor, found, timezone.now() if by_the_clock else None)
    form = DrillForm(None, drill=found, sheet=sheet)
    context = {"drill": found, "form": form, "by_the_clock": by_the_clock}
    return render(request, "for_staff/drill_taken.html", context)


def _answer(request: HttpRequest, visitor: Person, back: Opened, found: Drill) -> HttpResponse:
    now = timezone.now()
    seconds = None if back.started_at is None else max(0, int(now.timestamp() - back.started_at))
    ticked = set(request.POST.getlist("steps"))
    taken = take_drill(visitor, back.sheet, ticked, seconds, now)
    if isinstance(taken, Refused):
        refuse_on_next_page(request, taken)
        return _explain(request, visitor)
    rows: list[dict[str, Any]] = [
        {"step": step, "chosen": step.key in ticked, "good": (step.key in ticked) == (step.worth == "must")}
        for step in found.steps
    ]
    context = {"drill": found, "taken": taken, "rows": rows, "in_time": is_in_time(found, taken.seconds)}
    return render(request, "for_staff/drill_result.html", context)
