"""Everything that can change about a planned session: when, who, which schools, how many seats; each tells those concerned."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.for_staff.planning import NotPlanned, chosen_school, people_named, teachers_named
from chaperone.pages.for_staff.planning_forms import (
    AddSchoolForm,
    CancelForm,
    RearrangeForm,
    SchoolSeatsForm,
    StaffForm,
    TeacherChoiceForm,
)
from chaperone.pages.for_staff.schools import found_schools
from chaperone.pages.for_staff.sessions import seen_session
from chaperone.pages.forms import ConfirmForm
from chaperone.pages.visitor import adult, sent
from chaperone.people import queries as people
from chaperone.people.models import Teacher
from chaperone.policy.refusal import Refused
from chaperone.sessions import actions as sessions_do
from chaperone.sessions import queries as sessions
from chaperone.sessions.actions import Rearrangement, SchoolAsked
from chaperone.sessions.models import Seat
from chaperone.sessions.plan import Role
from chaperone.sessions.queries import SessionSeen, Span
from chaperone.sessions.school_time import local, moment_in_zone, span_in_words, zone_in_words


def rearrange(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Move the session, or change its title or purpose; calendars follow."""
    here = seen_session(request, session_ref).session
    wall = local(here.starts_at, here.timezone)
    form = RearrangeForm(
        sent(request),
        initial={
            "day": wall.date(),
            "time": wall.time(),
            "minutes": here.duration_minutes,
            "title": here.title,
            "purpose": here.purpose,
        },
    )
    if request.method == "POST" and form.is_valid():
        starts_at = moment_in_zone(form.wall_clock(), here.timezone)
        if isinstance(starts_at, Refused):
            refuse_on_form(form, starts_at, "time")
        else:
            said = form.cleaned_data
            change = Rearrangement(
                starts_at=starts_at, minutes=said["minutes"], title=said["title"], purpose=said["purpose"]
            )
            done = sessions_do.rearrange_session(here, change, adult(request), timezone.now())
            if not isinstance(done, Refused):
                messages.success(request, "Changed. Everybody has been told, and their calendars follow.")
                return redirect("session", session_ref=here.ref)
            refuse_on_form(form, done)
    context = {"form": form, "session": here, "zone": zone_in_words(here.timezone)}
    return render(request, "for_staff/rearrange.html", context)


def cancel(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Cancel the session, after saying what follows and asking why."""
    seen = seen_session(request, session_ref)
    here, form = seen.session, CancelForm(sent(request))
    if request.method == "POST" and form.is_valid():
        done = sessions_do.cancel_session(here, form.cleaned_data["reason"], adult(request), timezone.now())
        if not isinstance(done, Refused):
            messages.success(request, "Cancelled. Everybody has been told, and the codes no longer work.")
            return redirect("session", session_ref=here.ref)
        refuse_on_form(form, done)
    when = span_in_words(here.starts_at, here.duration_minutes, here.timezone)
    return render(request, "for_staff/cancel.html", {"form": form, "session": here, "when": when})


def add_seats(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Give one of the schools more seats."""
    seen = seen_session(request, session_ref)
    schools = [(part.row.school_id, part.row.school.name) for part in seen.schools]
    form = SchoolSeatsForm(sent(request), schools=schools, initial={"school": request.GET.get("school", "")})
    if request.method == "POST" and form.is_valid():
        school = next(
            part.row.school for part in seen.schools if str(part.row.school_id) == form.cleaned_data["school"]
        )
        made = sessions_do.add_seats(seen.session, school, [form.asked()], adult(request), timezone.now())
        if not isinstance(made, Refused):
            messages.success(request, "Added. The school’s teacher finds the codes on the printed sheet.")
            return redirect("session", session_ref=seen.session.ref)
        refuse_on_form(form, made)
    return render(request, "for_staff/add_seats.html", {"form": form, "session": seen.session})


def _seat_here(seen: SessionSeen, seat_ref: str) -> Seat:
    """Return a seat of this session.

    Raises:
        Http404: there is none of that mark.
    """
    seat = sessions.seat_in(seen.session, seat_ref)
    if seat is None:
        raise Http404
    return seat


def replace_code(request: HttpRequest, session_ref: str, seat_ref: str) -> HttpResponse:
    """Replace a lost code, after a question; staff never see the new one, because whoever has a code can sit down."""
    seen = seen_session(request, session_ref)
    seat = _seat_here(seen, seat_ref)
    if request.method == "POST":
        done = sessions_do.replace_code(seat, adult(request), timezone.now())
        told = f"{seat.join_name} has a new code. The school’s teacher finds it on their page."
        answer_on_next_page(request, done, told)
        return redirect("session", session_ref=seen.session.ref)
    context = {"session": seen.session, "seat": seat, "form": ConfirmForm()}
    return render(request, "for_staff/replace_code.html", context)


def withdraw_seat(request: HttpRequest, session_ref: str, seat_ref: str) -> HttpResponse:
    """Take a seat away, after a question: its code dies, and whoever sits there is out."""
    seen = seen_session(request, session_ref)
    seat = _seat_here(seen, seat_ref)
    if request.method == "POST":
        done = sessions_do.withdraw_seat(seat, adult(request), timezone.now())
        answer_on_next_page(request, done, f"The seat {seat.join_name} is taken away.")
        return redirect("session", session_ref=seen.session.ref)
    return render(request, "for_staff/withdraw_seat.html", {"session": seen.session, "seat": seat})


def add_school(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Let another school join: choose it, then its teachers and seats."""
    here, school = seen_session(request, session_ref).session, chosen_school(request)
    if school is None:
        context = {**found_schools(request), "leads_to": "join", "session": here}
        part = request.headers.get("HX-Request") == "true"
        page = "for_staff/_school_results.html" if part else "for_staff/join_school.html"
        return render(request, page, context)
    now, by = timezone.now(), adult(request)
    form = AddSchoolForm(
        sent(request), known=people.teachers_seen_by(by, school, now), domain=school.email_domain
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                asked = SchoolAsked(school, teachers_named(form, school, by, now), (form.asked(),))
                joined = sessions_do.add_school(here, asked, by, now)
                if isinstance(joined, Refused):
                    raise NotPlanned(joined)
        except NotPlanned as no:
            refuse_on_form(form, no.refused, no.field)
        else:
            messages.success(request, f"{school.name} takes part now. Its teachers have been written to.")
            return redirect("session", session_ref=here.ref)
    context = {"form": form, "session": here, "school": school}
    return render(request, "for_staff/add_school_to_session.html", context)


def _teacher_here(seen: SessionSeen, person_id: int) -> Teacher:
    """Return a teacher of this session by person.

    Raises:
        Http404: when that person does not teach in it.
    """
    for part in seen.schools:
        for row in part.teachers:
            if row.teacher.person_id == person_id:
                return row.teacher
    raise Http404


def replace_teacher(request: HttpRequest, session_ref: str, person_id: int) -> HttpResponse:
    """Let another teacher of the same school come instead, on the day too."""
    seen, now, by = seen_session(request, session_ref), timezone.now(), adult(request)
    leaving = _teacher_here(seen, person_id)
    school = leaving.school
    here = {row.teacher_id for part in seen.schools for row in part.teachers}
    known = [teacher for teacher in people.teachers_of(school) if teacher.pk not in here]
    form = TeacherChoiceForm(sent(request), known=known, domain=school.email_domain)
    form.fields["teachers"].label = "Who comes instead?"
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                arriving = teachers_named(form, school, by, now)
                done = sessions_do.replace_teacher(seen.session, leaving, arriving[0], by, now)
                if isinstance(done, Refused):
                    raise NotPlanned(done)
        except NotPlanned as no:
            refuse_on_form(form, no.refused, no.field)
        else:
            messages.success(
                request, f"{arriving[0].person.full_name} comes instead, and has been written to."
            )
            return redirect("session", session_ref=seen.session.ref)
    context = {"form": form, "session": seen.session, "leaving": leaving, "school": school}
    return render(request, "for_staff/replace_teacher.html", context)


def staff(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Change who leads and who speaks."""
    seen, now = seen_session(request, session_ref), timezone.now()
    here = seen.session
    chosen = {
        "facilitators": [str(d.person_id) for d in seen.staff if d.role == Role.FACILITATOR],
        "speakers": [str(d.person_id) for d in seen.staff if d.role == Role.SPEAKER],
    }
    span = Span(here.starts_at, here.duration_minutes, besides=here.pk)
    form = StaffForm(sent(request), choices=sessions.staff_to_choose(now, span), initial=chosen)
    if request.method == "POST" and form.is_valid():
        team = people_named(form, Role.FACILITATOR), people_named(form, Role.SPEAKER)
        done = sessions_do.replace_staff(here, *team, adult(request), now)
        if not isinstance(done, Refused):
            messages.success(request, "Changed. Those who are new, and those who are out, have been told.")
            return redirect("session", session_ref=here.ref)
        refuse_on_form(form, done)
    return render(request, "for_staff/session_staff.html", {"form": form, "session": here})


def remind_teacher(request: HttpRequest, session_ref: str, person_id: int) -> HttpResponse:
    """Send a teacher their invitation again, with a new link; the old link stops working."""
    seen = seen_session(request, session_ref)
    teacher = _teacher_here(seen, person_id)
    sent = sessions_do.invite_teachers(seen.session, adult(request), timezone.now(), only=[person_id])
    answer_on_next_page(request, sent, f"{teacher.person.full_name} has been sent a new link.")
    return redirect("session", session_ref=seen.session.ref)
