"""A teacher's terms where no session is at hand: what a letter about a new version leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chaperone.pages.agreeing import take_agreement
from chaperone.people.campaign_queries import TEACHER_TERMS
from chaperone.people.models import Person
from chaperone.people.queries import asked_until
from chaperone.policy.clauses import carries_out


@carries_out("Y1")
def page(request: HttpRequest) -> HttpResponse:
    """Show the terms in force in full, and take a typed name under exactly that text."""
    agreed, context = take_agreement(request, TEACHER_TERMS)
    if agreed:
        messages.success(request, f"You agreed to version {agreed.version} of the terms. Thank you.")
        return redirect("teaching")
    return render(request, "for_teachers/terms.html", context)


@carries_out("Y1")
def terms_asked(visitor: Person) -> dict[str, Any]:
    """Return what a teacher's pages say while other terms are in force and theirs still count: until the end of which day."""
    until = asked_until(visitor, TEACHER_TERMS)
    return {"terms_last_day": until - timedelta(days=1) if until else None}
