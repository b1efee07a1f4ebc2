"""The next version of the policy while it is being written: begun, read from a file, changed one number or noun at a time."""

from __future__ import annotations

from itertools import groupby
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.governance.actions.drafts import begin_draft, begin_from_file, change_parameter
from chaperone.governance.models import Draft
from chaperone.governance.queries.versions import draft_named, facts_of, open_draft, version_of
from chaperone.governance.rules import APPROVALS_NEEDED, DraftFacts
from chaperone.governance.words import in_draft_words
from chaperone.pages.access import Who, may
from chaperone.pages.answers import refuse_on_form, refuse_on_next_page
from chaperone.pages.for_staff.policy.versions import yaml_file
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import texts_that_say
from chaperone.policy.pack import Pack
from chaperone.policy.parameters import parameter_table
from chaperone.policy.refusal import Refused
from chaperone.policy.specs import Spec
from chaperone.policy.typed import as_typed, limits_of, said, title_of, to_keep
from chaperone.policy.versions import FILE_LIMIT_BYTES, clauses_that_differ, differences_of, next_version
from chaperone.policy.words import in_words

STEP_LABELS = {
    "draft-forward": "Put it forward",
    "draft-advise": "Advise",
    "draft-approve": "Read and approve",
    "draft-publish": "Publish",
}


class FileForm(forms.Form):
    """A pack's file."""

    file = forms.FileField(
        label="The file",
        help_text="A YAML file as the page of a version hands it out, at most 200 KB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )


class ValueForm(forms.Form):
    """One parameter's new value, and the one that stood there when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, spec = parameter_table()[name]
        self.fields["value"] = _field(kind, spec)
        self.fields["value"].help_text = limits_of(name)

    def text(self) -> str:
        """Return what was typed, one item a line."""
        value = self.cleaned_data["value"]
        return "\n".join(value) if isinstance(value, list) else str(value)


def _field(kind: Any, spec: Spec) -> forms.Field:
    if kind is bool:
        return forms.ChoiceField(label="New value", choices=[("yes", "Yes"), ("no", "No")])
    choices = [(choice, in_words(choice)) for choice in spec.choices]
    if choices and kind is str:
        return forms.ChoiceField(label="New value", choices=choices)
    if choices:
        return forms.MultipleChoiceField(
            label="New value",
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one."},
        )
    area = kind in {str, tuple[str, ...], tuple[int, ...]}
    label = "New value" if area or not spec.unit else f"New value, in {spec.unit}"
    widget = forms.Textarea(attrs={"rows": 6 if kind is not str else 3}) if area else forms.TextInput()
    return forms.CharField(
        label=label, max_length=12_000, widget=widget, error_messages={"required": "Write the new value."}
    )


def begin(request: HttpRequest) -> HttpResponse:
    """Begin the next version, or lead to the one that is open."""
    made = begin_draft(adult(request), timezone.now())
    if isinstance(made, Refused):
        refuse_on_next_page(request, made)
        made = open_draft() or made
    return redirect("versions") if isinstance(made, Refused) else redirect("draft", draft_ref=made.ref)


@carries_out("R3")
def from_file(request: HttpRequest) -> HttpResponse:
    """Begin the next version with what a file changes."""
    form = FileForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = begin_from_file(_content(file), adult(request), timezone.now())
        if not isinstance(made, Refused):
            messages.success(request, "The file is read. This is what it changes.")
            return redirect("draft", draft_ref=made.ref)
        refuse_on_form(form, made, "file")
    return render(request, "for_staff/policy/from_file.html", {"form": form})


def _content(file: IO[bytes]) -> bytes:
    """Return the beginning of a file: one byte more than is taken, so that a longer one is refused and never read whole."""
    return bytes(file.read(FILE_LIMIT_BYTES + 1))


def the_draft(ref: str) -> Draft:
    """Return a draft, or answer that it is not there."""
    draft = draft_named(ref)
    if draft is None:
        raise Http404
    return draft


def what_it_changes(draft: Draft) -> dict[str, Any]:
    """Return what a template shows of a draft's changes: numbers, clauses' words, and what does not go together."""
    before, made = version_of(draft)
    context = {"draft": draft, "before": before, "contradictions": made.contradictions}
    if made.pack is None:
        return {**context, "differences": _raw(draft, before), "clauses": ()}
    return {
        **context,
        "differences": differences_of(before, made.pack),
        "clauses": clauses_that_differ(before, made.pack),
    }


def _raw(draft: Draft, before: Pack) -> list[dict[str, Any]]:
    """Return the changes of a draft that contradicts itself and so is no pack yet."""
    return [
        {
            "name": name,
            "title": title_of(name),
            "before": said(name, getattr(before.parameters, name)),
            "after": in_draft_words(name, plain),
            "clauses": parameter_table()[name][1].clause_ids,
        }
        for name, plain in draft.changes.items()
    ]


@carries_out("R3")
def one(request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Show a draft: how far it is, what it changes, what does not go together, and every parameter that may be changed."""
    draft = the_draft(draft_ref)
    before, made = version_of(draft)
    standing = standing_of(request, {})
    facts = facts_of(draft, made, timezone.now())
    content = draft.text_hash
    context = {
        **what_it_changes(draft),
        "steps": _steps(draft, facts, standing),
        "areas": _areas(draft, before) if draft.status == Draft.Status.WRITING else [],
        "advice": list(draft.advice.filter(text_hash=content).select_related("by")),
        "approvals": list(draft.approvals.filter(text_hash=content).select_related("by")),
        "history": [
            (
                step,
                title_of(step.name),
                in_draft_words(step.name, step.before),
                in_draft_words(step.name, step.after),
            )
            for step in draft.steps.select_related("by").order_by("-at", "-pk")
        ],
        "may_write": may("draft-change", standing),
        "published": getattr(draft, "published", None),
    }
    return render(request, "for_staff/policy/draft.html", context)


def _steps(draft: Draft, facts: DraftFacts, standing: frozenset[Who]) -> list[dict[str, Any]]:
    """Return the steps of an open draft, each done or not, with the page for the next one if this viewer may take it."""
    if draft.status not in {Draft.Status.WRITING, Draft.Status.PUT_FORWARD}:
        return []
    whole = facts.has_changes and not facts.contradictions
    forward = draft.status == Draft.Status.PUT_FORWARD
    enough = len(facts.approved_by) >= APPROVALS_NEEDED
    rows = (
        (
            "Something is changed, and nothing contradicts itself",
            whole,
            "" if whole else "Change a number or noun below.",
            "",
            False,
        ),
        ("Put forward, with why", forward, "", "draft-forward", whole),
        ("The safeguarding lead has advised", facts.advised, "", "draft-advise", forward),
        (
            f"Two people have approved ({len(facts.approved_by)} so far)",
            enough,
            "At least one of them has written none of it.",
            "draft-approve",
            forward and facts.advised,
        ),
        ("Published for a day", False, "", "draft-publish", forward and enough),
    )
    return [
        {
            "title": title,
            "met": met,
            "sentence": sentence,
            "href": reverse(route, args=[draft.ref]) if route and ready and may(route, standing) else "",
            "label": STEP_LABELS.get(route, ""),
        }
        for title, met, sentence, route, ready in rows
    ]


def _areas(draft: Draft, before: Pack) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return every parameter under its area, with its value in the draft."""
    rows = [
        {
            "name": name,
            "title": title_of(name),
            "value": in_draft_words(name, draft.changes.get(name, to_keep(getattr(before.parameters, name)))),
            "changed": name in draft.changes,
            "clauses": spec.clause_ids,
            "area": before.clauses[spec.clause_ids[0]].area,
            "fixed": spec.only is not None or len(spec.choices) == 1,
        }
        for name, (_, spec) in parameter_table().items()
    ]
    return [(area, list(some)) for area, some in groupby(rows, key=lambda row: str(row["area"]))]


def as_file(_request: HttpRequest, draft_ref: str) -> HttpResponse:
    """Hand over a draft as a file, be it finished or not."""
    draft = the_draft(draft_ref)
    return yaml_file(version_of(draft)[1].text, f"{draft.pack_id}-{draft.version}-draft.yaml")


@carries_out("R3")
def change(request: HttpRequest, draft_ref: str, parameter: str) -> HttpResponse:
    """Change one parameter: what it is, its unit and limits, what it changes, and how that would read."""
    draft = the_draft(draft_ref)
    if parameter not in parameter_table():
        raise Http404
    before, _ = version_of(draft)
    was = to_keep(getattr(before.parameters, parameter))
    there = in_draft_words(parameter, draft.changes.get(parameter, was))
    form = ValueForm(
        parameter, sent(request), initial={"seen": there, "value": _typed_now(draft, parameter, before)}
    )
    if request.method == "POST" and form.is_valid():
        done = change_parameter(
            draft_ref, parameter, form.text(), form.cleaned_data["seen"], adult(request), timezone.now()
        )
        if not isinstance(done, Refused):
            messages.success(request, "It is kept in the draft.")
            return redirect("draft", draft_ref=draft_ref)
        refuse_on_form(form, done, "value")
        # Keeping it a second time is said knowingly: the page now shows what is there.
        form.data = {**form.data.dict(), "seen": there} if isinstance(form.data, QueryDict) else form.data
    spec = parameter_table()[parameter][1]
    alone = next_version(before, draft.version, {**draft.changes}).pack
    context = {
        "draft": draft,
        "form": form,
        "name": parameter,
        "title": title_of(parameter),
        "there": there,
        "in_force": said(parameter, getattr(before.parameters, parameter)),
        "clauses": [(alone or before).clauses[clause_id] for clause_id in spec.clause_ids],
        "texts": texts_that_say(parameter),
    }
    return render(request, "for_staff/policy/change.html", context)


def _typed_now(draft: Draft, name: str, before: Pack) -> Any:
    plain = draft.changes.get(name, to_keep(getattr(before.parameters, name)))
    if isinstance(plain, list) and parameter_table()[name][1].choices:
        return plain
    return as_typed(tuple(plain) if isinstance(plain, list) else plain)
