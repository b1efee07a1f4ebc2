"""The chronology of a case in plain words: what each entry is called, and what it says beside its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from chaperone.cases.models import Call
from chaperone.cases.rules import Agency, Decision, FourC
from chaperone.concerns.models import Concern, KeptFrom
from chaperone.concerns.opened import Step

WHAT_HAPPENED: Final = {
    "concern.raised": "Raised",
    "concern.raised_again": "They wrote again",
    "concern.told": "Told to those who must know",
    "concern.read": "Read",
    "concern.acknowledged": "Taken on",
    "concern.given": "Given to somebody else",
    "concern.kept_from": "Kept from somebody",
    "readers.added": "May be read by",
    "readers.removed": "No longer read by",
    "clock.missed": "A clock ran out",
    "case.triaged": "What it is",
    "decision.made": "Decided",
    "task.added": "To be done",
    "task.done": "Done",
    "referral.made": "Referred",
    "referral.outcome": "What came of a referral",
    "case.reviewed": "Looked at again",
    "case.closed": "Closed",
    "entry.corrected": "Corrected",
    "action.noted": "Noted",
    "report.received": "Reported from outside",
    "reporter.answered": "Answered",
    "answer.shown": "Put where they read it with their five words",
    "letter.sent": "A letter that there is a concern has gone",
    "letter.given_up": "A letter could not be sent",
}
QUESTIONS: Final = {
    "own_words": "The young person’s own words",
    "opinion": "What you think about it",
    "danger": "Danger now",
    "where": "Where and when",
}
Names = Callable[[str], str]


def said_beside(step: Step, name: Names) -> str:
    """Return what an entry says beside its own words, people by name; ``""`` where there is nothing."""
    more, write = step.more, _WRITTEN.get(step.kind)
    return write(more, name) if write else ""


def _label(kinds: Any, value: object) -> str:
    found = [one for one in kinds if one.value == value]
    return str(getattr(found[0], "in_words", None) or found[0].label) if found else ""


def _triaged(more: Mapping[str, Any], _: Names) -> str:
    kind, risk = _label(Concern.Kind, more.get("what")), _label(Concern.Risk, more.get("risk"))
    return f"{kind}. Risk: {risk}. {_label(FourC, more.get('four_c'))}."


def _people(more: Mapping[str, Any], name: Names) -> str:
    return ", ".join(name(ref) for ref in more.get("people", ()))


_WRITTEN: Final[Mapping[str, Callable[[Mapping[str, Any], Names], str]]] = {
    "case.triaged": _triaged,
    "decision.made": lambda more, _: f"{_label(Decision, more.get('what'))}.",
    "referral.made": lambda more, _: (
        f"{_label(Agency, more.get('what'))}. Reference: {more.get('reference') or 'none'}."
    ),
    "task.added": lambda more, name: f"Task {more.get('number')}, for {name(str(more.get('to', '')))}.",
    "task.done": lambda more, _: f"Task {more.get('number')}.",
    "referral.outcome": lambda more, _: f"Referral {more.get('number')}.",
    "entry.corrected": lambda more, _: f"Entry {more.get('of')}.",
    "concern.kept_from": lambda more, name: (
        f"{name(str(more.get('person', '')))}: {_label(KeptFrom.Why, more.get('why'))}."
    ),
    "concern.given": lambda more, name: (
        name(str(more["to"])) if more.get("to") else "Nobody is left who may."
    ),
    "concern.told": _people,
    "readers.added": _people,
    "readers.removed": _people,
    "clock.missed": lambda more, name: f"{_label(Call.Step, more.get('what'))}: {_people(more, name)}.",
}
