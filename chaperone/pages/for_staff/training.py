"""Training: one's own page, a course to answer with its result, a certificate, and everybody's for those who look after it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from chaperone.pages.access import may
from chaperone.pages.answers import refuse_on_form
from chaperone.pages.for_staff.training_forms import CourseForm, new_sheet, opened
from chaperone.pages.printed import printed
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult
from chaperone.people.models import Person
from chaperone.people.queries import organisation
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions.code_sheet import typefaces
from chaperone.sessions.paper import pdf_of
from chaperone.training.actions import take_course
from chaperone.training.courses import Course, courses
from chaperone.training.models import CourseTaken
from chaperone.training.queries import Line, everybodys_training, our_pack, own_training, passed_course
from chaperone.training.rules import STRANGE_SHEET

MISSING: Final = "missing"


@carries_out("U6", "A2")
def own(request: HttpRequest) -> HttpResponse:
    """Show what the visitor's roles need, what they have passed, and the drill that anybody may take."""
    visitor, now = adult(request), timezone.now()
    context = {
        "own": own_training(visitor, now),
        "now": now,
        "sees_everybody": may("training-everybody", standing_of(request, {})),
    }
    return render(request, "for_staff/training.html", context)


def _course(name: str) -> Course:
    course = courses(our_pack()).get(name)
    if course is None:
        raise Http404
    return course


@carries_out("U1")
def course(request: HttpRequest, course: str) -> HttpResponse:
    """Show a role's rules and its questions; mark them when they come back, with the reason for every answer."""
    visitor, of = adult(request), _course(course)
    if request.method == "POST":
        form, taken = _marked(request, visitor, of)
        if taken is not None:
            return _result(request, of, taken, form.cleaned_data)
    else:
        form = CourseForm(None, course=of, sheet=new_sheet(visitor, of))
    return render(request, "for_staff/training_course.html", {"course": of, "form": form})


def _marked(request: HttpRequest, visitor: Person, of: Course) -> tuple[CourseForm, CourseTaken | None]:
    """Mark what was sent; a sheet that is too old or of an older course gives place to a fresh one, and no answer is lost."""
    sent, now = request.POST.copy(), timezone.now()
    back = opened(sent.get("sheet", ""), visitor, of.name)
    if back is None or back.sheet.text_hash != of.hash:
        sent["sheet"] = new_sheet(visitor, of)
    form = CourseForm(sent, course=of, sheet=str(sent["sheet"]))
    if back is None:
        refuse_on_form(form, STRANGE_SHEET)
    elif form.is_valid() or back.sheet.text_hash != of.hash:
        taken = take_course(visitor, back.sheet, form.cleaned_data, now)
        if not isinstance(taken, Refused):
            return form, taken
        refuse_on_form(form, taken)
    return form, None


def _result(request: HttpRequest, of: Course, taken: CourseTaken, chosen: dict[str, Any]) -> HttpResponse:
    rows = [
        {
            "question": question,
            "answers": [
                {"answer": answer, "chosen": answer.key == chosen.get(question.id)}
                for answer in question.answers
            ],
            "is_right": chosen.get(question.id) == question.right.key,
        }
        for question in of.questions
    ]
    return render(request, "for_staff/training_result.html", {"course": of, "taken": taken, "rows": rows})


@carries_out("U6")
def certificate(request: HttpRequest, course: str) -> HttpResponse:
    """Hand over, as a PDF, what the visitor has passed: which course, when, until when, and its place in the record."""
    visitor, of = adult(request), _course(course)
    taken = passed_course(visitor, of.name)
    if taken is None:
        messages.warning(request, "You have not passed this course, so there is no certificate yet.")
        return redirect("training")
    words = {"course": of, "taken": taken, "organisation": organisation(), "fonts": typefaces()}
    return printed(
        request,
        make=lambda: pdf_of(render_to_string("printed/training.html", words)),
        filename=f"training-{of.name}-{taken.version}.pdf",
        page="/training",
    )


@carries_out("U6")
def everybody(request: HttpRequest) -> HttpResponse:
    """Show what everybody has and lacks: who, what, until when; never how often somebody tried, nor a score."""
    now, show = timezone.now(), request.GET.get("show", "")
    shown = {
        MISSING: "Missing or run out",
        **{str(days): f"Runs out in {days} days" for days in our_pack().parameters.warning_days},
    }
    lines = everybodys_training(adult(request), now)
    if isinstance(lines, Refused):
        raise Http404
    show = show if show in shown else ""
    context = {
        "lines": [(line, line.is_missing(now)) for line in lines if _is_shown(line, show, now)],
        "choices": [
            (value, words, sum(_is_shown(line, value, now) for line in lines))
            for value, words in shown.items()
        ],
        "show": show,
        "everything": len(lines),
        "now": now,
    }
    return render(request, "for_staff/training_everybody.html", context)


def _is_shown(line: Line, show: str, now: Any) -> bool:
    if show == MISSING:
        return line.is_missing(now)
    return not show or line.runs_out_within(int(show), now)
