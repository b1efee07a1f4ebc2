"""Schools: found as one types, added by hand, their teachers, their domain and their own safeguarding lead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.access import may
from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.for_staff.forms import (
    SchoolByHandForm,
    SchoolClockForm,
    SchoolDomainForm,
    TeacherForm,
    VouchForm,
)
from chaperone.pages.forms import SchoolContactForm
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, plain_text, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.models import School, Teacher
from chaperone.people.school_search import search_schools
from chaperone.people.vouching import is_elsewhere
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

RESULTS_SHOWN = 20
WAITS = "You asked for another domain. It counts once a colleague has confirmed it."


def found_schools(request: HttpRequest) -> dict[str, Any]:
    """Return what the search box and its results need, for every page that has one."""
    text = plain_text(request, "text", 200)
    return {"text": text, "schools": search_schools(text, RESULTS_SHOWN), "results_shown": RESULTS_SHOWN}


def search(request: HttpRequest) -> HttpResponse:
    """Search for a school; while somebody types, only the results are sent."""
    context = {**found_schools(request), "leads_to": "school"}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "for_staff/_school_results.html" if part else "for_staff/schools.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Add a school that the open register does not have."""
    form = SchoolByHandForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said, by, now = form.cleaned_data, adult(request), timezone.now()
        ours = people.organisation()
        zone = ours.timezone if ours else "Europe/London"
        school = people_do.add_school_by_hand(said["name"], said["town"], by, now, said["postcode"], zone)
        if isinstance(school, Refused):
            refuse_on_form(form, school)
        else:
            if said["email_domain"]:
                kept = people_do.set_school_domain(school, said["email_domain"], by, now)
                if isinstance(kept, Refused):
                    messages.warning(request, f"The school is added, without its domain. {kept.sentence}")
            messages.success(request, f"{school.name} is added.")
            return redirect("school", school_id=school.pk)
    return render(request, "for_staff/add_school.html", {"form": form})


def one(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show one school; four small forms change its contact, its domain, its clock and its teachers."""
    school = people.school_by_id(school_id)
    if school is None:
        raise Http404
    shown = _forms_of(request, school)
    if request.method == "POST" and _keep(request, school, shown):
        return redirect("school", school_id=school.pk)
    context = {
        "school": school,
        "teachers": [
            {"teacher": teacher, "elsewhere": is_elsewhere(teacher.person.email, school.email_domain)}
            for teacher in people.teachers_seen_by(adult(request), school, timezone.now())
        ],
        "may_revoke_links": may("person-revoke-links", standing_of(request, {})),
        "plan_next": request.GET.get("for") == "plan",
        **shown,
    }
    return render(request, "for_staff/school.html", context)


def _teacher_at(school_id: int, person_id: int) -> Teacher:
    """Return who teaches at this school today.

    Raises:
        Http404: nobody of that number does.
    """
    school, person = people.school_by_id(school_id), people.person_by_id(person_id)
    teacher = people.teacher_at(person, school) if school and person else None
    if teacher is None:
        raise Http404
    return teacher


@carries_out("S8")
def confirm_teacher(request: HttpRequest, school_id: int, person_id: int) -> HttpResponse:
    """Write down that the school's office said, on its published number, that this teacher is theirs."""
    teacher = _teacher_at(school_id, person_id)
    if request.method == "POST":
        done = people_do.verify_teacher(teacher, adult(request), timezone.now())
        answer_on_next_page(request, done, f"{teacher.person.full_name} is confirmed by the school.")
        return redirect("school", school_id=school_id)
    return render(request, "for_staff/confirm_teacher.html", {"teacher": teacher, "school": teacher.school})


def end_teacher(request: HttpRequest, school_id: int, person_id: int) -> HttpResponse:
    """Write down that a teacher has left the school, after a question: they no longer count there, and their links die."""
    teacher = _teacher_at(school_id, person_id)
    if request.method == "POST":
        done = people_do.end_teaching(teacher, adult(request), timezone.now())
        answer_on_next_page(request, done, f"{teacher.person.full_name} no longer teaches there.")
        return redirect("school", school_id=school_id)
    return render(request, "for_staff/end_teacher.html", {"teacher": teacher, "school": teacher.school})


def _forms_of(request: HttpRequest, school: School) -> dict[str, forms.Form]:
    which = request.POST.get("what") if request.method == "POST" else None
    posted = request.POST
    contact = {"dsl_name": school.dsl_name, "dsl_route": school.dsl_route}
    return {
        "contact": SchoolContactForm(
            posted if which == "contact" else None, initial=contact, prefix="contact"
        ),
        "domain": SchoolDomainForm(
            posted if which == "domain" else None,
            initial={"email_domain": school.email_domain},
            prefix="domain",
        ),
        "clock": SchoolClockForm(
            posted if which == "clock" else None, initial={"timezone": school.timezone}, prefix="clock"
        ),
        "teacher": TeacherForm(posted if which == "teacher" else None, prefix="teacher"),
    }


def _keep(request: HttpRequest, school: School, shown: dict[str, forms.Form]) -> bool:
    """Carry out the one form that was sent; return whether it was kept."""
    form = shown.get(request.POST.get("what", ""))
    if form is None or not form.is_valid():
        return False
    said, by, now = form.cleaned_data, adult(request), timezone.now()
    if isinstance(form, SchoolContactForm):
        done: object = people_do.set_school_contact(school, said["dsl_name"], said["dsl_route"], by, now)
        told = "The school’s safeguarding lead is written down."
    elif isinstance(form, SchoolDomainForm):
        done = people_do.ask_for_domain(school, said["email_domain"], by, now)
        waits = school.asked_domain != ""
        told = WAITS if waits else "The school’s domain is written down."
    elif isinstance(form, SchoolClockForm):
        done = people_do.set_school_timezone(school, said["timezone"], by, now)
        told = "The school’s clock is written down."
    else:
        done, told = _add_teacher(request, school, said)
    if isinstance(done, Refused):
        refuse_on_form(form, done)
        return False
    messages.success(request, told)
    return True


def _add_teacher(request: HttpRequest, school: School, said: dict[str, Any]) -> tuple[object, str]:
    """Add a teacher, at the school's domain or elsewhere for a second person to confirm; return what came of it, and the words."""
    by, now = adult(request), timezone.now()
    told = f"{said['full_name']} is added. They are confirmed once they open a link sent to the school."
    if not said["elsewhere"]:
        added = people_do.add_teacher(
            school, said["email"], said["full_name"], by, now, said["somebody_else"]
        )
        return added, told
    named = people_do.Named(said["email"], said["full_name"], said["somebody_else"])
    waits = f"{said['full_name']} is added, and waits for a colleague to confirm the address."
    return people_do.add_teacher_to_vouch_for(school, named, by, now), waits


@carries_out("S8")
def vouch(request: HttpRequest, school_id: int, person_id: int) -> HttpResponse:
    """Let a named second person confirm a teacher's address that is not at the school's domain."""
    teacher = _teacher_at(school_id, person_id)
    form = VouchForm(sent(request))
    if request.method == "POST" and form.is_valid():
        done = people_do.vouch_for_address(
            teacher, form.cleaned_data["reason"], adult(request), timezone.now()
        )
        if not isinstance(done, Refused):
            messages.success(
                request, "The address is confirmed. They prove it is theirs by the link sent there."
            )
            return redirect("school", school_id=school_id)
        refuse_on_form(form, done)
    context = {"form": form, "teacher": teacher, "school": teacher.school}
    return render(request, "for_staff/vouch.html", context)
