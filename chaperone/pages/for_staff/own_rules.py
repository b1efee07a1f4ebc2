"""The organisation's own screening rules, for the safeguarding lead: written, tried on ordinary texts, used, retired."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.own_rules import actions as rules_do
from chaperone.own_rules.models import OwnRule
from chaperone.own_rules.queries import all_rules, versions_of
from chaperone.own_rules.rules import LABELS, outcome_of
from chaperone.pages.answers import answer_on_next_page, as_shown, refuse_on_form
from chaperone.pages.forms import ConfirmForm
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import CLAUSE_IDS, carries_out
from chaperone.policy.refusal import Refused
from chaperone.records.plain_words import labels_in_words
from chaperone.screening.own_wording import SHOWN_LIMIT, may_go_live, rule_of, tried
from chaperone.screening.wording import PATTERN_LENGTH_LIMIT, SENTENCE_LENGTH_LIMIT, Wording

OUTCOMES = {
    "hold": "an adult looks first",
    "refuse": "refused kindly",
    "route": "to the safeguarding lead, never to the class",
}


def _label_choice(label: str) -> tuple[str, str]:
    words = labels_in_words([label])
    return label, f"{words[0].upper()}{words[1:]} ({OUTCOMES[outcome_of(label)]})"


class OwnRuleForm(forms.Form):
    """All that a rule must say."""

    pattern = forms.CharField(
        label="What it looks for",
        max_length=PATTERN_LENGTH_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Words and phrases with commas between; capital letters, accents and disguises do not matter. "
        "No names, numbers or addresses of people.",
        error_messages={"required": "Write what it looks for."},
    )
    is_expression = forms.BooleanField(
        label="This is an expression, not words",
        required=False,
        help_text="For who knows regular expressions.",
    )
    label = forms.ChoiceField(
        label="What that looks like", choices=[_label_choice(label) for label in LABELS]
    )
    whose = forms.ChoiceField(label="Where it applies", choices=OwnRule.Whose.choices)
    clause = forms.ChoiceField(
        label="By which clause", choices=[(one, one) for one in CLAUSE_IDS], initial="Y5"
    )
    sentence = forms.CharField(
        label="What the sender is told",
        max_length=SENTENCE_LENGTH_LIMIT,
        help_text="One kind sentence that a Year 9 pupil understands.",
        error_messages={"required": "Write what the sender is told."},
    )


def everything(request: HttpRequest) -> HttpResponse:
    """List the rules, each with its newest version and the one in use."""
    rows = [{"rule": row, "label": labels_in_words([row.label])} for row in all_rules()]
    return render(request, "for_staff/own_rules.html", {"rows": rows})


def add(request: HttpRequest) -> HttpResponse:
    """Write a new rule."""
    return _write(request, "")


def change(request: HttpRequest, rule_ref: str) -> HttpResponse:
    """Write a new version of one that is there; the one in use stays so until the new one is put to use."""
    return _write(request, rule_ref)


def _write(request: HttpRequest, ref: str) -> HttpResponse:
    before = _versions(ref)[0] if ref else None
    fields = ("pattern", "is_expression", "label", "whose", "clause", "sentence")
    initial = {name: getattr(before, name) for name in fields} if before else None
    form = OwnRuleForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = Wording(ref=ref, version=0, **form.cleaned_data)
        made = rules_do.draft_rule(asked, adult(request), timezone.now())
        if not isinstance(made, Refused):
            messages.success(request, "It is kept and was tried on ordinary texts. It is not in use yet.")
            return redirect("own-rule", rule_ref=made.ref)
        refuse_on_form(form, made)
    return render(request, "for_staff/own_rule_form.html", {"form": form, "rule": before})


def _versions(ref: str) -> list[OwnRule]:
    versions = versions_of(ref)
    if not versions:
        raise Http404
    return versions


@carries_out("Y5", "A1")
def one(request: HttpRequest, rule_ref: str) -> HttpResponse:
    """Show one rule: its newest version, what of ordinary talk that would have stopped, and the versions before it."""
    versions = _versions(rule_ref)
    context = {"rule": versions[0], "versions": versions, "label": labels_in_words([versions[0].label])}
    return render(request, "for_staff/own_rule.html", {**context, **_trial(versions[0])})


def _trial(row: OwnRule) -> dict[str, object]:
    made = rule_of(row.wording)
    if isinstance(made, Refused):
        return {"refused": as_shown(made)}
    trial = tried(made)
    return {
        "texts": trial.texts,
        "count": len(trial.caught),
        "caught": trial.caught[:SHOWN_LIMIT],
        "refused": as_shown(may_go_live(trial)),
    }


def use(request: HttpRequest, rule_ref: str) -> HttpResponse:
    """Put the newest version to use, after a question."""
    row = _versions(rule_ref)[0]
    if request.method == "POST":
        done = rules_do.put_to_use(rule_ref, adult(request), timezone.now())
        answer_on_next_page(request, done, "It is in use, in sessions under way too.")
        return redirect("own-rule", rule_ref=rule_ref)
    context = {"rule": row, "form": ConfirmForm(), "uses": True, **_trial(row)}
    return render(request, "for_staff/own_rule_confirm.html", context)


def retire(request: HttpRequest, rule_ref: str) -> HttpResponse:
    """Take it out of use, after a question."""
    versions = _versions(rule_ref)
    row = next((each for each in versions if each.status == OwnRule.Status.LIVE), versions[0])
    if request.method == "POST":
        done = rules_do.retire(rule_ref, adult(request), timezone.now())
        answer_on_next_page(request, done, "It is no longer in use.")
        return redirect("own-rule", rule_ref=rule_ref)
    return render(request, "for_staff/own_rule_confirm.html", {"rule": row, "form": ConfirmForm()})
