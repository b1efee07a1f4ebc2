"""The safeguarding lead's queue of concerns: what waits, since when, and one of them opened, with its words on record as read."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.concerns import actions as concerns_do
from chaperone.concerns.opened import OpenedCase
from chaperone.concerns.queries import concerns_for
from chaperone.concerns.rules import ACTION_LENGTH_LIMIT
from chaperone.pages.access import may
from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult
from chaperone.people.models import Person
from chaperone.people.queries import person_by_id
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

ROWS_SHOWN = 100
WHAT_HAPPENED = {
    "concern.raised": "Raised",
    "concern.raised_again": "They wrote again",
    "concern.told": "Told to those who must know",
    "concern.read": "Read",
    "concern.acknowledged": "Taken on",
    "action.noted": "Noted",
    "report.received": "Reported from outside",
    "reporter.answered": "Answered",
    "answer.shown": "Put where they read it with their five words",
    "letter.sent": "A letter that there is a concern has gone",
    "letter.given_up": "A letter could not be sent",
}


class ActionForm(forms.Form):
    """What was done about a concern, in words that are sealed in its case."""

    text = forms.CharField(
        label="What have you done?",
        max_length=ACTION_LENGTH_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you have done."},
    )


@carries_out("U4", "R2")
def queue(request: HttpRequest) -> HttpResponse:
    """List the concerns, those that wait first; no words are shown here."""
    now = timezone.now()
    found = concerns_for(adult(request), now)[:ROWS_SHOWN]
    context = {"concerns": found, "now": now, "sees_sessions": may("session", standing_of(request, {}))}
    return render(request, "for_staff/concerns.html", context)


@carries_out("U4", "R2")
def one(request: HttpRequest, concern_ref: str) -> HttpResponse:
    """Open one concern; that this person read it is written in its case."""
    opened = concerns_do.read_concern(adult(request), concern_ref, timezone.now())
    if opened is None:
        raise Http404
    context = {**_page_for_staff(request, opened), "form": ActionForm()}
    return render(request, "for_staff/concern.html", context)


def _page_for_staff(request: HttpRequest, opened: OpenedCase) -> dict[str, object]:
    """Return the case with the way to its session, for those who may see that: a trustee who stands in may not."""
    ref = opened.concern.session_ref
    here = may("session", standing_of(request, {"session_ref": ref})) if ref else False
    session_url = reverse("session", args=[ref]) if here else ""
    return {**page_of_case(opened), "now": timezone.now(), "session_url": session_url}


def page_of_case(opened: OpenedCase) -> dict[str, object]:
    """Return what the page of a concern shows: its words, who was told, and what happened since, with people by name."""
    steps = [
        {
            "at": step.at,
            "what": WHAT_HAPPENED.get(step.kind, step.kind),
            "who": _who(step.actor, opened),
            "text": step.text,
        }
        for step in opened.steps
    ]
    return {"case": opened, "told": [_who(ref, opened) for ref in opened.told], "steps": steps}


def _who(ref: str, opened: OpenedCase) -> str:
    if ref.startswith("person:") and ref[7:].isdecimal():
        person: Person | None = person_by_id(int(ref[7:]))
        return person.full_name if person else "somebody who has left"
    if ref == "reporter":
        return "whoever reported it"
    return opened.seat_name or "a seat" if ref.startswith("seat:") else "the server"


def acknowledge(request: HttpRequest, concern_ref: str) -> HttpResponse:
    """Take a concern on, which stops its clock."""
    done = concerns_do.acknowledge_concern(adult(request), concern_ref, timezone.now())
    if not answer_on_next_page(request, done, "You have taken this concern on."):
        return redirect("concerns")
    return redirect("concern", concern_ref=concern_ref)


def note(request: HttpRequest, concern_ref: str) -> HttpResponse:
    """Write in the case what was done."""
    form = ActionForm(request.POST)
    if form.is_valid():
        done = concerns_do.note_action(adult(request), concern_ref, form.cleaned_data["text"], timezone.now())
        if not isinstance(done, Refused):
            messages.success(request, "Written down in the case.")
            return redirect("concern", concern_ref=concern_ref)
        refuse_on_form(form, done)
    opened = concerns_do.read_concern(adult(request), concern_ref, timezone.now())
    if opened is None:
        raise Http404
    context = {**_page_for_staff(request, opened), "form": form}
    return render(request, "for_staff/concern.html", context, status=422)
