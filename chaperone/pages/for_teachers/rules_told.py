"""The rules for pupils, to go through with a class; one button says that it was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.answers import refuse_on_next_page
from chaperone.pages.for_teachers.own import OwnPart, own_part
from chaperone.pages.forms import RELOAD
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions.actions.rules_told import say_rules_were_told
from chaperone.sessions.queries.rules_told import rules_of, rules_told


class ToldForm(forms.Form):
    """Nothing but a button, and the rules that were on the page."""

    text_hash = forms.CharField(max_length=64, widget=forms.HiddenInput, error_messages={"required": RELOAD})


@carries_out("Y3", "Y4")
def page(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the rules that pupils agree to in this session, and take the teacher's word that they went through them together."""
    own = own_part(request, session_ref)
    form = ToldForm(sent(request), initial={"text_hash": rules_of(own.session).hash})
    if request.method == "POST" and form.is_valid():
        kept = say_rules_were_told(
            own.session, own.school, adult(request), form.cleaned_data["text_hash"], timezone.now()
        )
        if isinstance(kept, Refused):
            refuse_on_next_page(request, kept)
            return redirect("teaching-rules", session_ref=session_ref)
        messages.success(request, "Written down. Each pupil still agrees at their own seat.")
        return redirect("teaching-session", session_ref=session_ref)
    context = {"session": own.session, "form": form, **told_of(own)}
    return render(request, "for_teachers/rules_told.html", context)


def told_of(own: OwnPart) -> dict[str, Any]:
    """Return what a teacher's pages say of it: the rules, and when and by whom it was said."""
    return {"document": rules_of(own.session), "told": rules_told(own.session, own.school)}
