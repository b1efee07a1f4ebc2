"""What is decided about a draft of the policy: put forward, advised on, approved by two, published, taken back or dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.governance.actions.drafts import drop_draft, put_forward, take_back
from chaperone.governance.actions.publishing import advise, approve, publish_version
from chaperone.governance.queries.versions import planned_under_older
from chaperone.governance.rules import WORDS_LENGTH_LIMIT
from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.for_staff.policy.drafts import the_draft, what_it_changes
from chaperone.pages.forms import RELOAD, ConfirmForm
from chaperone.pages.visitor import adult, sent
from chaperone.people.campaign_queries import numbers_on
from chaperone.people.campaign_rules import usual_day
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


class WordsForm(forms.Form):
    """Some sentences."""

    def __init__(self, label: str, help_text: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = forms.CharField(
            label=label,
            help_text=help_text,
            max_length=WORDS_LENGTH_LIMIT,
            widget=forms.Textarea(attrs={"rows": 5}),
            error_messages={"required": "Write a sentence or two."},
        )


class ApproveForm(forms.Form):
    """Nothing but a button, and the content that was on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": RELOAD})


class PublishForm(forms.Form):
    """From which day."""

    from_on = forms.DateField(
        label="It holds from",
        help_text="From midnight (UTC) of this day. People can agree to it from then on.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 1 September."},
    )
    lapses_on = forms.DateField(
        label="Earlier agreements count no more from",
        help_text="Whoever has not agreed to the new version by then has no duty with young people; a teacher’s door stays shut."
        " They are written to at once, and again before that day.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day, such as 1 October."},
    )


def _ask(
    request: HttpRequest, ref: str, form: forms.Form, words: dict[str, str], do: Callable[[], object]
) -> HttpResponse:
    """Show a page that asks for one step, and take it."""
    draft = the_draft(ref)
    if request.method == "POST" and form.is_valid():
        done = do()
        if not isinstance(done, Refused):
            messages.success(request, words["told"])
            return redirect("draft", draft_ref=ref)
        refuse_on_form(form, done)
    context = {**what_it_changes(draft), "form": form, "words": words}
    return render(request, "for_staff/policy/step.html", context)


@carries_out("R3")
def forward(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Put a draft forward, with why the policy changes."""
    draft = the_draft(draft_ref)
    form = WordsForm(
        "Why the policy changes",
        "Everybody who is asked for advice or approval reads it, and it stays with the version.",
        sent(request),
        initial={"words": draft.why},
    )
    words = {
        "title": "Put the draft forward",
        "lead": "The safeguarding lead advises, then two people approve. Nobody changes it meanwhile.",
        "button": "Put it forward",
        "told": "It is put forward. The safeguarding lead advises next.",
    }
    return _ask(
        request,
        draft_ref,
        form,
        words,
        lambda: put_forward(draft_ref, form.cleaned_data["words"], adult(request), timezone.now()),
    )


@carries_out("R3", "P4")
def advise_on(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Write the safeguarding lead's advice on a draft."""
    form = WordsForm(
        "Your advice", "Those who approve read it, and it stays with the version.", sent(request)
    )
    words = {
        "title": "Advise on the draft",
        "lead": "Say what it means for young people, and whether you would change it.",
        "button": "Give this advice",
        "told": "Your advice is with the draft.",
    }
    return _ask(
        request,
        draft_ref,
        form,
        words,
        lambda: advise(draft_ref, form.cleaned_data["words"], adult(request), timezone.now()),
    )


@carries_out("R3")
def approve_it(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Approve a draft as one of two, after reading what it changes."""
    draft = the_draft(draft_ref)
    form = ApproveForm(sent(request), initial={"seen": draft.text_hash})
    words = {
        "title": "Approve the draft",
        "lead": "Two different people approve, and at least one of them has written none of it.",
        "button": "I have read it and approve",
        "told": "Your approval is on record.",
    }
    return _ask(
        request,
        draft_ref,
        form,
        words,
        lambda: approve(draft_ref, form.cleaned_data["seen"], adult(request), timezone.now()),
    )


@carries_out("R3", "S1", "Y1")
def publish_it(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Publish an approved draft for a day; says which sessions are planned under the version before."""
    draft, now = the_draft(draft_ref), timezone.now()
    from_on = now.date() + timedelta(days=14)
    lapses_on = usual_day(from_on, numbers_on(now.date()).agreement_lapse_days)
    form = PublishForm(sent(request), initial={"from_on": from_on, "lapses_on": lapses_on})
    words = {
        "title": "Publish the new version",
        "lead": "From its day it is the policy. Staff and teachers are asked to agree anew, so leave them time.",
        "button": "Publish it",
        "told": "It is published. Who has not agreed yet is on the page of agreements.",
    }

    def do() -> object:
        said = form.cleaned_data
        return publish_version(draft_ref, said["from_on"], adult(request), timezone.now(), said["lapses_on"])

    words["older"] = str(len(planned_under_older(draft.version, now.date())))
    return _ask(request, draft_ref, form, words, do)


def back(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Take a draft back to change it."""
    done = take_back(draft_ref, adult(request), timezone.now())
    answer_on_next_page(
        request,
        done,
        "It is yours to change again. Advice and approval begin anew once it says something else.",
    )
    return redirect("draft", draft_ref=draft_ref)


def drop(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Drop a draft, after a question."""
    draft = the_draft(draft_ref)
    if request.method == "POST":
        done = drop_draft(draft_ref, adult(request), timezone.now())
        answer_on_next_page(request, done, "The draft is dropped. The policy stays as it is.")
        return redirect("versions")
    words = {
        "title": "Drop the draft",
        "lead": "The policy stays as it is. What the draft would have changed stays on record.",
        "button": "Drop it",
    }
    context = {**what_it_changes(draft), "form": ConfirmForm(), "words": words}
    return render(request, "for_staff/policy/step.html", context)
