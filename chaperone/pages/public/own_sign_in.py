"""Somebody's own sign-in: their second steps, the browsers they are signed in with, and how to end one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.half_way import sign_in_here
from chaperone.pages.visitor import adult
from chaperone.people import actions as people_do
from chaperone.people import sign_in_queries as sign_ins
from chaperone.policy.clauses import carries_out


def page(request: HttpRequest) -> HttpResponse:
    """Show both."""
    person, here = adult(request), sign_in_here(request)
    steps = sign_ins.steps_of(person)
    context = {
        "steps": steps,
        "has_phone": any(not step.is_key for step in steps),
        "codes_left": sign_ins.recovery_codes_left(person),
        "sign_ins": sign_ins.sign_ins_of(person, timezone.now()),
        "here": here,
    }
    return render(request, "second_step/own.html", context)


@carries_out("S7", "M9")
def end_one(request: HttpRequest, mark: str) -> HttpResponse:
    """End one of one's own sign-ins elsewhere; a mark that is not theirs ends nothing, and looks the same."""
    person = adult(request)
    found = sign_ins.sign_in_of(person, mark)
    if found is not None and found.ended_at is None:
        people_do.sign_out(person, mark, timezone.now())
    messages.success(request, "That browser is signed out.")
    return redirect("own-sign-in")


@carries_out("S7", "M9")
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's sign-ins but this one."""
    count = people_do.end_other_sign_ins(adult(request), sign_in_here(request).mark, timezone.now())
    told = "You were signed in nowhere else." if not count else "All other browsers are signed out."
    messages.success(request, told)
    return redirect("own-sign-in")
