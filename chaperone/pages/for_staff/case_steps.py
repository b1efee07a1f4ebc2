"""The steps that may be taken on the page of a case: each has its form, its action, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404
from django.utils import timezone

from chaperone.cases import actions as do
from chaperone.cases.actions import Triage
from chaperone.cases.queries import open_referrals, open_tasks, standing_of_case
from chaperone.cases.rules import Agency, Decision, FourC, may_act, may_close, may_review, may_work
from chaperone.concerns import actions as concerns_do
from chaperone.concerns.models import Concern, KeptFrom
from chaperone.concerns.opened import OpenedCase
from chaperone.concerns.queries import people_of_case
from chaperone.pages.for_staff import case_forms as f
from chaperone.people.models import Person
from chaperone.people.queries import organisation, person_by_id
from chaperone.policy.refusal import Refused

Given = Mapping[str, Any]
Act = Callable[[Person, str, Given, datetime], Any]


class Taken(NamedTuple):
    """A step that may be taken: its form, what it does, and what is said afterwards."""

    form: type[forms.Form]
    act: Act
    told: str


def _person(given: Given) -> Person:
    found = person_by_id(int(given["person"]))
    if found is None:
        raise Http404
    return found


def _end_of(given: Given) -> datetime:
    ours = organisation()
    zone = ZoneInfo(ours.timezone if ours else "Europe/London")
    return datetime.combine(given["due_on"], time(23, 59), zone)


def _triage(by: Person, ref: str, given: Given, now: datetime) -> Any:
    found = Triage(
        Concern.Kind(given["kind"]), Concern.Risk(given["risk"]), FourC(given["four_c"]), given["text"]
    )
    return do.triage(by, ref, found, now)


STEPS: Final[Mapping[str, Taken]] = {
    "triage": Taken(f.TriageForm, _triage, "Written down. Its next clock runs."),
    "decision": Taken(
        f.DecisionForm,
        lambda by, ref, given, now: do.decide(by, ref, Decision(given["what"]), given["text"], now),
        "The decision is in the case.",
    ),
    "referral": Taken(
        f.ReferralForm,
        lambda by, ref, given, now: do.refer(
            by, ref, Agency(given["agency"]), (given["text"], given["reference"]), now
        ),
        "The referral is in the case.",
    ),
    "outcome": Taken(
        f.NumberedForm,
        lambda by, ref, given, now: do.note_outcome(by, ref, given["number"], given["text"], now),
        "What came of it is in the case.",
    ),
    "task": Taken(
        f.TaskForm,
        lambda by, ref, given, now: do.add_task(
            by, ref, given["text"], (_person(given), _end_of(given)), now
        ),
        "The task is in the case.",
    ),
    "task-done": Taken(
        f.NumberedForm,
        lambda by, ref, given, now: do.finish_task(by, ref, given["number"], given["text"], now),
        "Done, and in the case.",
    ),
    "answered": Taken(
        f.AnsweredForm,
        lambda by, ref, given, now: concerns_do.note_answer_given(by, ref, given["text"], now),
        "That they were answered is in the case.",
    ),
    "reader": Taken(
        f.ReaderForm,
        lambda by, ref, given, now: concerns_do.let_read(by, ref, _person(given), given["text"], now),
        "They may read this case now, and each time is on record.",
    ),
    "reader-end": Taken(
        f.ReaderEndForm,
        lambda by, ref, given, now: concerns_do.stop_reading(by, ref, _person(given), now),
        "They no longer read this case.",
    ),
    "kept-from": Taken(
        f.KeptFromForm,
        lambda by, ref, given, now: concerns_do.keep_from(
            by, ref, _person(given), KeptFrom.Why(given["why"]), now
        ),
        "From now on this case is not there for them.",
    ),
    "review": Taken(
        f.ReviewForm,
        lambda by, ref, given, now: do.look_again(by, ref, given["text"], now),
        "Written down. The clock begins anew.",
    ),
    "close": Taken(
        f.CloseForm,
        lambda by, ref, given, now: do.close_case(by, ref, given["text"], now),
        "The case is closed. What is added to it opens it again.",
    ),
    "correction": Taken(
        f.CorrectionForm,
        lambda by, ref, given, now: do.correct(by, ref, given["number"], given["text"], now),
        "The correction stands beside the entry.",
    ),
}


def forms_of(opened: OpenedCase, sent: Mapping[str, forms.Form]) -> dict[str, Any]:
    """Return what the page of a case offers at its stage: forms by step, and what is still open in it.

    Args:
        opened: the case.
        sent: forms that were sent and refused, by step; they stand as they were typed.
    """
    case = opened.concern
    standing, people = standing_of_case(case), people_of_case(case, timezone.now())
    offered = {"kept-from", "reader"}
    for steps, verdict in (
        (("triage", "correction"), may_work(standing)),
        (("decision", "referral", "task"), may_act(standing)),
        (("answered",), may_work(standing)),
        (("review",), may_review(standing)),
        (("close",), may_close(standing)),
    ):
        offered.update(steps if verdict else ())
    made = {step.replace("-", "_"): form_of(step, people) for step in offered}
    made |= {step.replace("-", "_"): form for step, form in sent.items()}
    closing = may_close(standing)
    return {
        "forms": made,
        "tasks": [(one, _numbered("task-done", one.number)) for one in open_tasks(case)],
        "referrals": [(one, _numbered("outcome", one.number)) for one in open_referrals(case)],
        "readers": case.readers.filter(until=None).select_related("person"),
        "kept_from": case.kept_from.select_related("person"),
        "not_closed": closing if isinstance(closing, Refused) and case.status == "review" else None,
    }


def form_of(step: str, people: list[Person], data: Any = None) -> forms.Form:
    """Return the form of a step, with the people it may name; each has ids of its own, since many stand on one page."""
    form = STEPS[step].form(data, auto_id=f"{step}_%s")
    person = form.fields.get("person")
    if isinstance(person, forms.ChoiceField):
        person.choices = [("", "Choose"), *((str(one.pk), one.full_name) for one in people)]
    return form


def _numbered(step: str, number: int) -> forms.Form:
    return STEPS[step].form(initial={"number": number}, auto_id=f"{step}_{number}_%s")
