"""The registers beside the policy: other policies through which online safety runs, and the laws that bind us."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.governance.actions.registers import confirm_linked, keep_linked, note_law_check
from chaperone.governance.models import LinkedPolicy
from chaperone.governance.queries.registers import checked_laws, linked_policies, possible_owners
from chaperone.governance.queries.versions import our_pack
from chaperone.governance.register_rules import LINE_LENGTH_LIMIT, NOTE_LENGTH_LIMIT, LinkedWords
from chaperone.pages.access import may
from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.forms import ConfirmForm
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, sent
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused


class OwnerForm(forms.Form):
    """A form in which somebody of staff is named as the owner."""

    owner = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Owner",
        empty_label=None,
        help_text="Who looks after it until the next time.",
        error_messages={
            "required": "Choose who looks after it.",
            "invalid_choice": "Choose somebody of staff.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = possible_owners(timezone.now().date())


class LinkedForm(OwnerForm):
    """An entry of the register of linked policies."""

    name = forms.CharField(
        label="Name of the policy", max_length=120, help_text="As our own policy names it, where it does."
    )
    where_covered = forms.CharField(
        label="Where it covers online safety",
        max_length=LINE_LENGTH_LIMIT,
        help_text="Such as “section 4, page 7”.",
    )
    place = forms.CharField(
        label="Where the policy is", max_length=LINE_LENGTH_LIMIT, help_text="A link, or a place."
    )
    next_review_on = forms.DateField(
        label="Looked at next on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("name", "owner", "where_covered", "place", "next_review_on")

    def words(self) -> LinkedWords:
        """Return what was filled in."""
        said = self.cleaned_data
        return LinkedWords(said["name"], said["where_covered"], said["place"], said["next_review_on"])


class CheckForm(OwnerForm):
    """That a source of law was looked at."""

    note = forms.CharField(
        label="What you found",
        max_length=NOTE_LENGTH_LIMIT,
        required=False,
        help_text="Such as “new edition of September; nothing changes for us”.",
    )
    field_order = ("note", "owner")


@carries_out("U3", "U5")
def linked(request: HttpRequest) -> HttpResponse:
    """List the linked policies, what is missing, unconfirmed and overdue."""
    now = timezone.now()
    rows = linked_policies(our_pack(now).parameters)
    visitor = adult(request)
    may_keep = may("add-linked-policy", standing_of(request, {}))
    context = {
        "rows": [
            {
                "row": row,
                "overdue": row.is_overdue(now.date()),
                "may_confirm": may_keep or row.entry.owner_id == visitor.pk,
            }
            for row in rows
            if row.entry is not None
        ],
        "missing": [row.name for row in rows if row.entry is None],
        "may_keep": may_keep,
    }
    return render(request, "for_staff/policy/linked.html", context)


def add_linked(request: HttpRequest) -> HttpResponse:
    """Enter a linked policy."""
    return _write(request, None)


def change_linked(request: HttpRequest, linked_id: int) -> HttpResponse:
    """Change an entry, or say when the policy is looked at next."""
    return _write(request, _entry(linked_id))


def _entry(linked_id: int) -> LinkedPolicy:
    entry = LinkedPolicy.objects.filter(pk=linked_id).first()
    if entry is None:
        raise Http404
    return entry


def _write(request: HttpRequest, entry: LinkedPolicy | None) -> HttpResponse:
    fields = ("name", "where_covered", "place", "next_review_on", "owner")
    named = request.GET.get("name", "").replace("\x00", "")[:120]
    initial = (
        {name: getattr(entry, name) for name in fields}
        if entry
        else {"name": named, "owner": adult(request).pk}
    )
    form = LinkedForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        linked_id = entry.pk if entry else None
        done = keep_linked(form.words(), owner, adult(request), timezone.now(), linked_id)
        if not isinstance(done, Refused):
            messages.success(request, "It is in the register. Confirm it once you have read it.")
            return redirect("linked-policies")
        refuse_on_form(form, done)
    return render(request, "for_staff/policy/linked_form.html", {"form": form, "entry": entry})


@carries_out("U3")
def confirm(request: HttpRequest, linked_id: int) -> HttpResponse:
    """Confirm, after a question, that online safety runs through a linked policy."""
    entry = _entry(linked_id)
    if request.method == "POST":
        done = confirm_linked(linked_id, adult(request), timezone.now())
        answer_on_next_page(request, done, "It is confirmed.")
        return redirect("linked-policies")
    return render(request, "for_staff/policy/linked_confirm.html", {"form": ConfirmForm(), "entry": entry})


@carries_out("A3")
def laws(request: HttpRequest) -> HttpResponse:
    """Show the law map: each source, what it asks, what we do about it, when it was looked at, whose it is."""
    now = timezone.now()
    rows = checked_laws(our_pack(now).parameters)
    context = {
        "rows": [{"row": row, "overdue": row.is_overdue(now.date())} for row in rows],
        "late": sum(row.is_overdue(now.date()) for row in rows),
        "may_check": may("check-law", standing_of(request, {})),
    }
    return render(request, "for_staff/policy/laws.html", context)


@carries_out("A3")
def check_law(request: HttpRequest, source: str) -> HttpResponse:
    """Note that a source was looked at, what was found, and who owns it."""
    rows = checked_laws(our_pack(timezone.now()).parameters)
    row = next((row for row in rows if row.law.key == source), None)
    if row is None:
        raise Http404
    owner = row.check.owner if row.check else adult(request)
    form = CheckForm(sent(request), initial={"owner": owner.pk})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = note_law_check(source, said["note"], said["owner"], adult(request), timezone.now())
        if not isinstance(done, Refused):
            messages.success(request, "It is noted.")
            return redirect("laws")
        refuse_on_form(form, done)
    return render(request, "for_staff/policy/check_law.html", {"form": form, "row": row})
