"""Plans a session: first the school, then everything else on one form; nothing typed is ever lost to a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.answers import refuse_on_form
from chaperone.pages.for_staff.planning_forms import PlanForm, TeacherChoiceForm
from chaperone.pages.for_staff.schools import found_schools
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.models import Person, School, Teacher
from chaperone.policy.refusal import Refused
from chaperone.sessions import actions as sessions_do
from chaperone.sessions import queries as sessions
from chaperone.sessions.actions import NewSession, SchoolAsked
from chaperone.sessions.models import Session
from chaperone.sessions.plan import Role
from chaperone.sessions.queries import Span, StaffChoice
from chaperone.sessions.school_time import moment_in_zone, zone_in_words


class NotPlanned(Exception):
    """Takes a refusal out of a transaction, so that a teacher added on the way is not kept either."""

    def __init__(self, refused: Refused, field: str | None = None) -> None:
        super().__init__(refused.sentence)
        self.refused = refused
        self.field = field


def chosen_school(request: HttpRequest) -> School | None:
    """Return the school that the address names, or ``None`` when none is chosen yet."""
    number = request.GET.get("school", "")
    return people.school_by_id(int(number)) if number.isdecimal() and len(number) < 19 else None


def plan(request: HttpRequest) -> HttpResponse:
    """Choose a school, then fill in one form; the teachers are written to when it is kept."""
    school = chosen_school(request)
    if school is None:
        context = {**found_schools(request), "leads_to": "plan"}
        part = request.headers.get("HX-Request") == "true"
        page = "for_staff/_school_results.html" if part else "for_staff/plan_school.html"
        return render(request, page, context)
    now, visitor = timezone.now(), adult(request)
    teachers = list(people.teachers_seen_by(visitor, school, now))
    form = PlanForm(
        sent(request),
        choices=sessions.staff_to_choose(now, _span(request.POST, school)),
        known=teachers,
        domain=school.email_domain,
        initial={"facilitators": [str(visitor.pk)], "teachers": _only(teachers)},
    )
    if request.method == "POST" and form.is_valid():
        planned = _keep(form, school, visitor, now)
        if planned is not None:
            messages.success(
                request, "Planned. The teachers have been written to, and so has everybody who hosts."
            )
            return redirect("session", session_ref=planned.ref)
    context = {"form": form, "school": school, "zone": zone_in_words(school.timezone)}
    return render(request, "for_staff/plan.html", context)


def _only(teachers: Sequence[Teacher]) -> list[str]:
    return [str(teachers[0].pk)] if len(teachers) == 1 else []


def _keep(form: PlanForm, school: School, by: Person, now: datetime) -> Session | None:
    """Plan what the valid form says, all of it or nothing; a refusal is put on the form."""
    said = form.cleaned_data
    starts_at = moment_in_zone(form.wall_clock(), school.timezone)
    if isinstance(starts_at, Refused):
        refuse_on_form(form, starts_at, "time")
        return None
    try:
        with transaction.atomic():
            planned = sessions_do.plan_session(
                NewSession(
                    title=said["title"],
                    purpose=said["purpose"],
                    starts_at=starts_at,
                    minutes=said["minutes"],
                    schools=(SchoolAsked(school, teachers_named(form, school, by, now), (form.asked(),)),),
                    facilitators=tuple(people_named(form, Role.FACILITATOR)),
                    speakers=tuple(people_named(form, Role.SPEAKER)),
                ),
                by,
                now,
            )
            if isinstance(planned, Refused):
                raise NotPlanned(planned)
    except NotPlanned as no:
        refuse_on_form(form, no.refused, no.field)
        return None
    return planned


def teachers_named(form: TeacherChoiceForm, school: School, by: Person, now: datetime) -> tuple[Teacher, ...]:
    """Return the teachers of a valid form, adding the new one to the school.

    Raises:
        NotPlanned: the new one cannot be a teacher of this school; the caller's transaction must be given up.
    """
    chosen = {int(pk) for pk in form.cleaned_data["teachers"]}
    known = [teacher for teacher in people.teachers_of(school) if teacher.pk in chosen]
    new = form.new_teacher()
    if new is None:
        return tuple(known)
    name, email = new
    added = people_do.add_teacher(school, email, name, by, now, form.cleaned_data["somebody_else"])
    if isinstance(added, Refused):
        form.ask_somebody_else = added.clause == "S7"
        raise NotPlanned(added, "new_teacher_email")
    return (*(teacher for teacher in known if teacher.pk != added.pk), added)


def people_named(form: forms.Form, role: Role) -> list[Person]:
    """Return the people chosen for a duty on a valid form, in the order of the list."""
    chosen = form.cleaned_data["facilitators" if role is Role.FACILITATOR else "speakers"]
    found = (people.person_by_id(int(pk)) for pk in chosen)
    return [person for person in found if person is not None]


def _span(sent: Mapping[str, str], school: School) -> Span | None:
    """Return when staff would be needed, as far as the form says so already."""
    try:
        wall = datetime.fromisoformat(f"{sent.get('day', '')}T{sent.get('time', '')}").replace(tzinfo=None)
    except ValueError:
        return None
    starts_at, minutes = moment_in_zone(wall, school.timezone), sent.get("minutes", "")
    if isinstance(starts_at, Refused):
        return None
    return Span(starts_at, int(minutes) if minutes.isdecimal() and len(minutes) < 4 else 60)


def staff_for_that_time(request: HttpRequest) -> HttpResponse:
    """Answer the two lists of staff anew for another day or time, with the reason beside each name that cannot be chosen."""
    school = chosen_school(request)
    choices: Sequence[StaffChoice] = ()
    if school is not None:
        choices = sessions.staff_to_choose(timezone.now(), _span(request.GET, school))
    form = PlanForm(request.GET, choices=choices, known=(), domain="")
    return render(request, "for_staff/_staff_picker.html", {"form": form})
