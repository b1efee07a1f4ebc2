"""The page on which a lead answers whoever reported a concern from outside: a person's words, read with the five words."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.concerns import actions as concerns_do
from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.reporting import actions as reporting_do
from chaperone.reporting import queries as reporting
from chaperone.reporting.rules import ANSWER_LENGTH_LIMIT


class AnswerForm(forms.Form):
    """An answer, in words that somebody frightened can read."""

    text = forms.CharField(
        label="Your answer",
        max_length=ANSWER_LENGTH_LIMIT,
        help_text="Say that you read it, what you did or will do, and what they can do now. Name nobody else; promise no secrecy."
        " Somebody they fear may look over their shoulder.",
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
        error_messages={"required": "Write your answer."},
    )


@carries_out("U4", "Y11")
def answer(request: HttpRequest, concern_ref: str) -> HttpResponse:
    """Show what was said between us and the reporter, and take an answer."""
    viewer, now = adult(request), timezone.now()
    # What we answered is about the case too, so that it was read is on record as well.
    opened = concerns_do.read_concern(viewer, concern_ref, now)
    if opened is None:
        raise Http404
    receipt = reporting.receipt_of(opened.concern)
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        done = reporting_do.answer_reporter(viewer, concern_ref, form.cleaned_data["text"], now)
        if not isinstance(done, Refused):
            answer_on_next_page(request, done, "Your answer can be read with the five words from now on.")
            return redirect("concern-answer", concern_ref=concern_ref)
        refuse_on_form(form, done, "text")
    context = {
        "concern": opened.concern,
        "receipt": receipt,
        "turns": reporting.turns_of(opened.concern) if receipt else (),
        "form": form,
    }
    return render(request, "for_staff/answer_reporter.html", context, status=422 if form.errors else 200)
