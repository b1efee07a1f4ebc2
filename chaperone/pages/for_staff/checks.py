"""Safer recruitment on the page: what was seen of a colleague, written down and withdrawn; never a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.answers import answer_on_next_page, as_shown, refuse_on_form
from chaperone.pages.visitor import adult, sent
from chaperone.people import queries as people
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.safer_recruitment import actions as recruitment
from chaperone.safer_recruitment.queries import checks_seen_by, clearance_of
from chaperone.safer_recruitment.rules import NUMBER_LENGTH_LIMIT, Kind, Seen

_A_DAY = {"type": "date"}


class CheckForm(forms.Form):
    """What was seen: the kind, what identifies it, when, and until when it counts."""

    kind = forms.ChoiceField(
        label="What did you see or do?",
        choices=[(kind.value, kind.in_words) for kind in Kind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one from the list."},
    )
    number = forms.CharField(
        label="Its number, or who",
        max_length=NUMBER_LENGTH_LIMIT,
        help_text="The certificate’s number; who gave the reference, such as “a former line manager”; what the induction was.",
        error_messages={"required": "Write what can be looked up again."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    seen_on = forms.DateField(
        label="The day you saw the original, spoke to them, or held it",
        widget=forms.DateInput(attrs=_A_DAY, format="%Y-%m-%d"),
        error_messages={"required": "Write the day.", "invalid": "Write a day."},
    )
    expires_on = forms.DateField(
        label="The first day it no longer counts",
        required=False,
        help_text="For a vetting check only; three years after you saw it at the latest.",
        widget=forms.DateInput(attrs=_A_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a day."},
    )


def _colleague(request: HttpRequest, person_id: int) -> Person:
    person = people.person_seen_by(adult(request), person_id, timezone.now())
    if person is None:
        raise Http404
    return person


@carries_out("A3")
def checks(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what was seen of a colleague, and write down more."""
    person, now = _colleague(request, person_id), timezone.now()
    form = CheckForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        seen = Seen(Kind(said["kind"]), said["number"], said["seen_on"], said["expires_on"])
        written = recruitment.write_down(person, seen, adult(request), now)
        if not isinstance(written, Refused):
            messages.success(request, f"{seen.kind.in_words}: written down.")
            return redirect("person-checks", person_id=person.pk)
        refuse_on_form(form, written)
    context = {
        "person": person,
        "form": form,
        "cleared": as_shown(clearance_of(person, now.date())),
        "may_write": person != request.user and person.is_active,
        "rows": [_row(check) for check in checks_seen_by(adult(request), person, now)],
    }
    return render(request, "for_staff/checks.html", context)


def _row(check: Any) -> dict[str, Any]:
    return {
        "check": check,
        "what": Kind(check.kind).in_words,
        "state": "withdrawn"
        if check.withdrawn_at
        else "counts"
        if check.as_seen.counts(timezone.now().date())
        else "over",
    }


def withdraw(request: HttpRequest, person_id: int, check_id: int) -> HttpResponse:
    """Take back what was written down: it counts no more, and stays on record."""
    person, now = _colleague(request, person_id), timezone.now()
    check = checks_seen_by(adult(request), person, now).filter(pk=check_id).first()
    if check is None:
        raise Http404
    done = recruitment.withdraw(check, adult(request), now)
    answer_on_next_page(request, done, "It counts no more.")
    return redirect("person-checks", person_id=person.pk)
