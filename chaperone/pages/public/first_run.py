"""The first set-up of an empty installation: a secret from the console, then step after step; it can be gone on with later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.first_run import actions as set_up
from chaperone.first_run import queries as first_run
from chaperone.first_run.lines import lines_of
from chaperone.first_run.rules import FIRST_ROLES
from chaperone.pages.answers import refuse_on_form
from chaperone.pages.for_staff.forms import ColleagueForm
from chaperone.pages.public.first_run_forms import (
    AddressForm,
    OrganisationForm,
    PackForm,
    SecretForm,
    TestLetterForm,
)
from chaperone.pages.standing import SET_UP_MARK
from chaperone.pages.visitor import sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.people.standing_in import uncovered_roles
from chaperone.policy.refusal import Refused

TITLES: Final = {
    "organisation": "Your organisation",
    "address": "The address people type",
    "post": "Do letters arrive?",
    "policy": "Your policy",
    "people": "The first people",
    "finish": "What is left to do",
}
WHAT_THEY_DO: Final = {
    Role.ADMINISTRATOR: "Looks after people, their roles and the organisation. Skips no rule.",
    Role.SAFEGUARDING_LEAD: "Hears of every worry at once, and may come into any room. May be the administrator as well.",
    Role.DEPUTY_LEAD: "A second adult, who stands in for the safeguarding lead. Never the same person.",
}


@never_cache
def open_it(request: HttpRequest) -> HttpResponse:
    """Take the secret from the console; whoever has it open already goes on where they were."""
    if first_run.may_go_on(str(request.session.get(SET_UP_MARK, ""))):
        return redirect("set-up-step", step=_next_step())
    form = SecretForm(sent(request))
    if request.method == "POST" and form.is_valid():
        mark = set_up.open_with(form.cleaned_data["secret"], timezone.now())
        if isinstance(mark, str):
            request.session.cycle_key()
            request.session[SET_UP_MARK] = mark
            return redirect("set-up-step", step=_next_step())
        refuse_on_form(form, mark, "secret")
    return render(request, "public/set_up.html", {"form": form})


@never_cache
def one_step(request: HttpRequest, step: str) -> HttpResponse:
    """Show one step, and carry it out when its form is sent."""
    if step not in first_run.STEPS:
        raise Http404
    if step == "finish":
        return _finish(request)
    if step == "people":
        return _people(request)
    form, carry_out = FORMS_OF_STEPS[step](request)
    if request.method == "POST" and form.is_valid():
        done = carry_out(form)
        if not isinstance(done, Refused):
            return redirect("set-up-step", step=step if step == "post" else _after(step))
        refuse_on_form(form, done)
    run = first_run.open_run()
    context = {
        "form": form,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "letter": run.test_letter if run else None,
        "lines": lines_of(step, request.POST.get("address", "")[:200]),
    }
    return render(request, "public/set_up_step.html", {**context, **_frame(step)})


def _frame(step: str) -> dict[str, Any]:
    """Return what every step shows: where it is among the others, and which of them are done."""
    run = first_run.open_run()
    done = first_run.steps_done(run, timezone.now().date()) if run else frozenset()
    steps = [
        {"name": name, "title": TITLES[name], "done": name in done, "current": name == step}
        for name in first_run.STEPS
    ]
    return {"step": step, "title": TITLES[step], "steps": steps, "after": _after(step), "done": done}


def _after(step: str) -> str:
    return first_run.STEPS[min(first_run.STEPS.index(step) + 1, len(first_run.STEPS) - 1)]


def _next_step() -> str:
    run = first_run.open_run()
    done = first_run.steps_done(run, timezone.now().date()) if run else frozenset()
    return next(step for step in first_run.STEPS if step not in done)


Step = tuple[forms.Form, Callable[[forms.Form], object]]


def _organisation(request: HttpRequest) -> Step:
    ours = people.organisation()
    begun = {
        "name": ours.name if ours else "",
        "official_email": ours.official_email if ours else "",
        "office_number": ours.phone if ours else "",
        "website": ours.website if ours else "",
        "timezone": ours.timezone if ours else "Europe/London",
    }

    def keep(form: forms.Form) -> object:
        said, now = form.cleaned_data, timezone.now()
        kept = people_do.set_up_organisation(
            said["name"], said["official_email"], said["office_number"], said["website"], None, now
        )
        if isinstance(kept, Refused):
            return kept
        return people_do.set_organisation_timezone(said["timezone"], None, now)

    return OrganisationForm(sent(request), initial=begun), keep


def _address(request: HttpRequest) -> Step:
    here = f"{request.scheme}://{request.get_host()}"
    form = AddressForm(sent(request), initial={"address": settings.CHAPERONE_PUBLIC_URL or here})
    return form, lambda form: set_up.agree_to_address(form.cleaned_data["address"])


def _post(request: HttpRequest) -> Step:
    form = TestLetterForm(sent(request))
    return form, lambda form: set_up.send_test_letter(form.cleaned_data["email"], timezone.now())


def _policy(request: HttpRequest) -> Step:
    form = PackForm(sent(request), initial={"pack": settings.CHAPERONE_PACK})
    return form, lambda form: set_up.choose_pack(form.cleaned_data["pack"])


FORMS_OF_STEPS: Final[dict[str, Callable[[HttpRequest], Step]]] = {
    "organisation": _organisation,
    "address": _address,
    "post": _post,
    "policy": _policy,
}


def _people(request: HttpRequest) -> HttpResponse:
    """Invite the first people, one form for each role; a link can be shown once, to be handed over in person."""
    now = timezone.now()
    held = first_run.holders(now.date())
    shown = []
    for role in FIRST_ROLES:
        person = held[role][0] if held[role] else None
        begun = {"full_name": person.full_name, "email": person.email} if person else None
        asked = request.POST.get("role") == role.value
        form = ColleagueForm(request.POST if asked else None, initial=begun, prefix=role.value)
        if asked and form.is_valid():
            said = form.cleaned_data
            invited = set_up.invite(role, said["full_name"], said["email"], now)
            if isinstance(invited, Person):
                messages.success(request, f"{invited.full_name} is invited as {role.in_words}.")
                return redirect("set-up-step", step="people")
            refuse_on_form(form, invited)
        shown.append({"role": role, "does": WHAT_THEY_DO[role], "person": person, "form": form})
    link = _link_to_hand_over(request)
    return render(request, "public/set_up_people.html", {"shown": shown, "link": link, **_frame("people")})


def _link_to_hand_over(request: HttpRequest) -> dict[str, str] | None:
    number = request.POST.get("link_for", "")
    person = (
        people.person_by_id(int(number))
        if number.isascii() and number.isdecimal() and len(number) < 10
        else None
    )
    path = set_up.hand_over_link(person.pk, timezone.now()) if person else None
    if person is None or not isinstance(path, str):
        return None
    return {"name": person.full_name, "address": f"{settings.CHAPERONE_PUBLIC_URL.rstrip('/')}{path}"}


def _finish(request: HttpRequest) -> HttpResponse:
    """Say what is still missing and where to do it; end the set-up for good."""
    form = forms.Form(sent(request))
    if request.method == "POST":
        completed = set_up.complete(timezone.now())
        if not isinstance(completed, Refused):
            request.session.pop(SET_UP_MARK, None)
            messages.success(request, "The set-up is over. Everything further is done under your own name.")
            return redirect("sign-in")
        form.is_valid()
        refuse_on_form(form, completed)
    uncovered = [one.sentence for one in uncovered_roles(timezone.now().date())]
    return render(
        request, "public/set_up_finish.html", {"form": form, "uncovered": uncovered, **_frame("finish")}
    )
