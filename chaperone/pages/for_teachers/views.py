"""A teacher's own pages: their sessions, what is next in one of them, and the three things only they can do before it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.concerns.queries import concerns_for
from chaperone.pages.agreeing import take_agreement
from chaperone.pages.answers import in_words, refuse_on_form, strip_of
from chaperone.pages.for_teachers.own import OwnPart, own_part
from chaperone.pages.for_teachers.own_terms import terms_asked
from chaperone.pages.for_teachers.rules_told import told_of
from chaperone.pages.forms import PurposeForm, SchoolContactForm
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.records.queries import destroy_on_of
from chaperone.sessions import actions as sessions_do
from chaperone.sessions import queries as sessions
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.rules import is_standing
from chaperone.sessions.school_time import moment_in_words, span_in_words, time_in_words
from chaperone.training.queries import questions_for_teacher


def own_sessions(request: HttpRequest) -> HttpResponse:
    """List this teacher's sessions: to come, and past."""
    visitor, now = adult(request), timezone.now()
    context = {
        "upcoming": sessions.upcoming_page(visitor, now, after=request.GET.get("after", "")),
        "earlier": sessions.earlier_page(visitor, now, after=request.GET.get("before", "")),
        "teaching": people.teaching_of(visitor),
        **terms_asked(visitor),
    }
    return render(request, "for_teachers/sessions.html", context)


@carries_out("M8", "Y11")
def session(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show one session to its teacher: what is next, then the seats, the room, and afterwards the record."""
    own, now = own_part(request, session_ref), timezone.now()
    here, zone = own.session, own.school.timezone
    pack = sessions.pack_of(here)
    still_on = bool(is_standing(own.seen.facts))
    lines = (
        [line for line in sessions.readiness(here, now) if line.school == own.school.ref] if still_on else []
    )
    opens_at = here.starts_at - timedelta(minutes=pack.parameters.room_opens_minutes)
    due_at = here.starts_at - timedelta(seconds=pack.parameters.door_lead_seconds)
    context = {
        "session": here,
        "school": own.school,
        **strip_of(pack),
        "stage": sessions.stage_of(here, now),
        "when": span_in_words(here.starts_at, here.duration_minutes, zone),
        "come_at": time_in_words(due_at, zone),
        "opens_at": moment_in_words(opens_at, zone),
        "still_on": still_on,
        "lines": lines,
        "unmet_count": sum(1 for line in lines if not line.met),
        "next_line": next((line for line in lines if not line.met and line.teacher_action), None),
        "may_enter": still_on and now >= opens_at,
        "staff": own.seen.staff,
        "teachers": [row.teacher for row in own.part.teachers],
        **_seats_of(own),
        **told_of(own),
        **terms_asked(adult(request)),
        "questions": questions_for_teacher(adult(request), now) if still_on else None,
        "concern_count": concerns_for(adult(request), now)
        .filter(session_ref=here.ref, school=own.school)
        .count(),
        **_afterwards(here.ref, now),
    }
    return render(request, "for_teachers/session.html", context)


def _seats_of(own: OwnPart) -> dict[str, Any]:
    seats = own.part.seats
    return {
        "pupils": own.part.pupils,
        "seat_count": len(seats),
        "taken": sum(1 for seat in seats if seat.claimed_at),
        "own_screen": next((seat for seat in seats if seat.kind == SeatKind.TEACHER_SCREEN), None),
    }


def _afterwards(session_ref: str, now: datetime) -> dict[str, Any]:
    record = destroy_on_of(session_ref)
    there = record is not None and record.sealed_at and not record.destroyed_at and now < record.destroy_at
    return {"record": record if there else None}


@carries_out("Y1")
def terms(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the terms in force in full, and take a typed name under exactly that text."""
    own = own_part(request, session_ref)
    name = sessions.pack_of(own.session).parameters.teacher_document
    agreed, context = take_agreement(request, name)
    if agreed:
        messages.success(request, f"You agreed to version {agreed.version} of the terms. Thank you.")
        return redirect("teaching-session", session_ref=own.session.ref)
    return render(request, "for_teachers/terms.html", {**context, "session": own.session})


@carries_out("M3")
def purpose(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the purpose, and take the school's agreement to exactly these words."""
    own = own_part(request, session_ref)
    form = PurposeForm(sent(request), initial={"purpose_seen": own.session.purpose})
    if request.method == "POST" and form.is_valid():
        agreed = sessions_do.agree_to_purpose(
            own.session, own.school, adult(request), timezone.now(), form.cleaned_data["purpose_seen"]
        )
        if not isinstance(agreed, Refused):
            messages.success(request, "Your school agrees to the purpose. Thank you.")
            return redirect("teaching-session", session_ref=own.session.ref)
        messages.warning(request, in_words(agreed))
        return redirect("teaching-purpose", session_ref=own.session.ref)
    context = {"session": own.session, "school": own.school, "form": form, "row": own.part.row}
    return render(request, "for_teachers/purpose.html", context)


@carries_out("Y11")
def contact(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Let the teacher say who their school's safeguarding lead is, and where pupils find them."""
    own = own_part(request, session_ref)
    school = own.school
    form = SchoolContactForm(
        sent(request), initial={"dsl_name": school.dsl_name, "dsl_route": school.dsl_route}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = people_do.set_school_contact(
            school, said["dsl_name"], said["dsl_route"], adult(request), timezone.now()
        )
        if not isinstance(kept, Refused):
            messages.success(request, "Written down. Pupils see it on every screen.")
            return redirect("teaching-session", session_ref=own.session.ref)
        refuse_on_form(form, kept)
    return render(
        request, "for_teachers/contact.html", {"session": own.session, "school": school, "form": form}
    )
