"""Concerns that point the same way, for those who read concerns: what they have in common, and a link to each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.governance.patterns import Pattern
from chaperone.governance.queries.patterns import patterns_for
from chaperone.governance.queries.versions import our_pack
from chaperone.pages.visitor import adult
from chaperone.people.models import Person, School
from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import Seat, Session


@carries_out("U5")
def everything(request: HttpRequest) -> HttpResponse:
    """Show every pattern of the policy's last days, the latest first."""
    now = timezone.now()
    parameters = our_pack(now).parameters
    context = {
        "rows": [_row(one) for one in patterns_for(adult(request), parameters, now)],
        "least": parameters.bullying_pattern_reports,
        "days": parameters.bullying_pattern_days,
    }
    return render(request, "for_staff/policy/patterns.html", context)


def _row(pattern: Pattern) -> dict[str, Any]:
    what, name = {
        "school": _of_school,
        "seats": _of_seats,
        "session": _of_session,
        "person": _of_person,
        "about": _about_person,
    }[pattern.kind](pattern.ref)
    return {"pattern": pattern, "what": what, "name": name}


def _of_school(ref: str) -> tuple[str, str]:
    return "The same school", _school(ref)


def _of_seats(ref: str) -> tuple[str, str]:
    school, _, kind = ref.partition(":")
    return f"The same kind of seat: {Seat.Kind(kind).label.lower()}", _school(school)


def _of_session(ref: str) -> tuple[str, str]:
    return "The same session", Session.objects.filter(ref=ref).values_list("title", flat=True).first() or ref


def _of_person(ref: str) -> tuple[str, str]:
    return "Different sessions in which the same adult served", _name(ref)


def _about_person(ref: str) -> tuple[str, str]:
    return "Concerns about the same adult", _name(ref)


def _name(ref: str) -> str:
    return Person.objects.filter(pk=ref).values_list("full_name", flat=True).first() or ref


def _school(ref: str) -> str:
    return School.objects.filter(pk=ref).values_list("name", flat=True).first() or ref
