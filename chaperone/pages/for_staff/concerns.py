"""The safeguarding lead's queue of concerns: what waits, since when, and one of them opened, with its words on record as read."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.cases.queries import SEARCH_LENGTH_LIMIT, Wanted, queue_for
from chaperone.concerns import actions as concerns_do
from chaperone.concerns.opened import OpenedCase
from chaperone.concerns.queries import concern_for, people_of_case
from chaperone.concerns.rules import ACTION_LENGTH_LIMIT
from chaperone.pages.access import may
from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.for_staff.case_steps import STEPS, form_of, forms_of
from chaperone.pages.for_staff.case_words import QUESTIONS, WHAT_HAPPENED, said_beside
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, plain_text
from chaperone.people.models import Person
from chaperone.people.queries import person_by_id
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

SHOWN = (
    ("open", "Open"),
    ("mine", "Mine"),
    ("closed", "Closed"),
    ("apart", "Low-level, about adults"),
)


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
    now, viewer = timezone.now(), adult(request)
    show = request.GET.get("show", "open")
    wanted = Wanted(
        stage="closed" if show == "closed" else "open",
        is_apart=show == "apart",
        is_mine=show == "mine",
        text=plain_text(request, "text", SEARCH_LENGTH_LIMIT),
        page=_page(request),
    )
    context = {
        "queue": queue_for(viewer, wanted, now),
        "wanted": wanted,
        "show": show if show in dict(SHOWN) else "open",
        "shown": SHOWN,
        "now": now,
        "next": wanted.page + 1,
        "sees_sessions": may("session", standing_of(request, {})),
    }
    return render(request, "for_staff/concerns.html", context)


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


@carries_out("U4", "R2")
def one(request: HttpRequest, concern_ref: str) -> HttpResponse:
    """Open one concern; that this person read it is written in its case."""
    opened = concerns_do.read_concern(adult(request), concern_ref, timezone.now())
    if opened is None:
        raise Http404
    return _case(request, opened, {})


@carries_out("R2", "S12", "U4")
def step(request: HttpRequest, concern_ref: str, step: str) -> HttpResponse:
    """Take one step in a case, or show the case again with what was typed and why it cannot be."""
    viewer, now = adult(request), timezone.now()
    concern = concern_for(viewer, concern_ref, now)
    if step not in STEPS or concern is None:
        raise Http404
    form = form_of(step, people_of_case(concern, now), request.POST)
    if form.is_valid():
        done = STEPS[step].act(viewer, concern_ref, form.cleaned_data, now)
        if not isinstance(done, Refused):
            messages.success(request, STEPS[step].told)
            there = concern_for(viewer, concern_ref, now) is not None
            return redirect("concern", concern_ref=concern_ref) if there else redirect("concerns")
        refuse_on_form(form, done)
    opened = concerns_do.read_concern(viewer, concern_ref, now)
    if opened is None:
        raise Http404
    return _case(request, opened, {step: form})


def _case(request: HttpRequest, opened: OpenedCase, sent: dict[str, forms.Form]) -> HttpResponse:
    """Show a case; ``sent`` is what was typed and refused."""
    context = {**_page_for_staff(request, opened), "form": ActionForm(), **forms_of(opened, sent)}
    refused = next(iter(sent.values()), None)
    if "note" in sent:
        context["form"] = refused
    context["refused"] = refused
    return render(request, "for_staff/concern.html", context, status=422 if sent else 200)


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
            "beside": said_beside(step, lambda ref: _who(ref, opened)),
            "number": step.number,
        }
        for step in opened.steps
    ]
    answers = [(QUESTIONS.get(name, name), text) for name, text in opened.answers.items() if text]
    return {
        "case": opened,
        "answers": answers,
        "told": [_who(ref, opened) for ref in opened.told],
        "steps": steps,
    }


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
    return _case(request, opened, {"note": form})
