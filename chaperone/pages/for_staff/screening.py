"""Shows staff how often screening is right: as measured before this release, and as adults here have judged its rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chaperone.pages.access import may
from chaperone.pages.standing import standing_of
from chaperone.policy.clauses import carries_out
from chaperone.records.models import RuleOutcome
from chaperone.records.plain_words import labels_in_words
from chaperone.records.queries import rule_outcomes


@cache
def shipped_figures() -> dict[str, Any]:
    """Return the figures this release was measured with; ``python -m bench.screening`` writes them."""
    text = files("chaperone.screening").joinpath("data/figures.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def blind_rounds() -> list[dict[str, Any]]:
    """Return the rounds of texts that were measured before the rules had seen them, the last first, shares in hundredths."""
    text = files("chaperone.screening").joinpath("data/blind_rounds.json").read_text(encoding="utf-8")
    rounds: list[dict[str, Any]] = json.loads(text)
    shares = ("precision", "recall", "clean_flagged", "disguised")
    return [
        {
            **one,
            "measured_on": _day(one["measured_on"]),
            **{name: None if one[name] is None else 100 * one[name] for name in shares},
        }
        for one in reversed(rounds)
    ]


@carries_out("A1")
def figures(request: HttpRequest) -> HttpResponse:
    """Show both."""
    shipped = shipped_figures()
    context = {
        "measured_on": _day(shipped["measured_on"]),
        "rounds": blind_rounds(),
        "sets": [
            {"name": name, **numbers, "rows": _rows(numbers)} for name, numbers in shipped["figures"].items()
        ],
        "groups": shipped["groups"],
        "public": shipped["public"]["sets"],
        "public_measured_on": _day(shipped["public"]["measured_on"]),
        "months": _months(rule_outcomes()),
        "may_keep_rules": may("own-rules", standing_of(request, {})),
    }
    return render(request, "for_staff/screening_figures.html", context)


def _rows(numbers: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "label": labels_in_words([label]),
            "there": one["found"] + one["missed"],
            "right": 100 * one["precision"],
            "seen": 100 * one["recall"],
            "false": 100 * one["false_alarms"],
        }
        for label, one in numbers["labels"].items()
    ]


def _months(outcomes: Sequence[RuleOutcome]) -> list[dict[str, Any]]:
    """Put the counts of one rule in one month side by side: what pupils asked about, and what adults decided unasked."""
    months: dict[date, dict[str, dict[str, Any]]] = {}
    for one in outcomes:
        name = one.rule.partition("/")[0]
        row = months.setdefault(one.month, {}).setdefault(
            one.rule, {"rule": one.rule, "label": _looks_like(name), "fine": 0, "right": 0, "asked": 0}
        )
        row["fine"] += one.fine
        row["right"] += one.right
        row["asked"] += one.asked and one.fine + one.right
    return [{"month": month, "rows": list(rules.values())} for month, rules in months.items()]


def _looks_like(name: str) -> str:
    return "one of our own rules" if name == "own" else labels_in_words([name])


def _day(iso: str) -> date:
    return date.fromisoformat(iso)
