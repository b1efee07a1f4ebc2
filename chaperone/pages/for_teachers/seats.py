"""A teacher's seats: their codes, the printable sheet, more seats, and a new code for a lost one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.pages.answers import answer_on_next_page, refuse_on_form
from chaperone.pages.for_teachers.own import OwnPart, own_part
from chaperone.pages.forms import SeatsForm
from chaperone.pages.printed import printed
from chaperone.pages.visitor import adult, sent
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions import actions as sessions_do
from chaperone.sessions import queries as sessions
from chaperone.sessions.code_sheet import code_sheet_pdf
from chaperone.sessions.models import Seat
from chaperone.sessions.queries import SheetFacts
from chaperone.sessions.rules import is_standing


def _sheet(request: HttpRequest, own: OwnPart) -> SheetFacts:
    facts = sessions.code_sheet(adult(request), own.session, own.school, timezone.now())
    if facts is None:
        raise Http404
    return facts


@carries_out("Y8")
def seats(request: HttpRequest, session_ref: str) -> HttpResponse:
    """List the school's seats with the codes that are still to be used."""
    own = own_part(request, session_ref)
    context = {
        "session": own.session,
        "school": own.school,
        "seats": _sheet(request, own).seats,
        "still_on": bool(is_standing(own.seen.facts)),
    }
    return render(request, "for_teachers/seats.html", context)


@carries_out("Y8", "P10", "Y11")
def sheet(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Hand over the printable sheet: a card with a code for each seat, the rules, and whom to tell."""
    own = own_part(request, session_ref)
    facts, public_url = _sheet(request, own), settings.CHAPERONE_PUBLIC_URL.rstrip("/")
    return printed(
        request,
        make=lambda: code_sheet_pdf(facts, public_url, timezone.now()),
        filename=f"seats-{own.session.ref}.pdf",
        page=reverse("teaching-seats", args=[own.session.ref]),
    )


def add(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Ask for more seats, on the day too."""
    own, form = own_part(request, session_ref), SeatsForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = sessions_do.add_seats(own.session, own.school, [form.asked()], adult(request), timezone.now())
        if not isinstance(made, Refused):
            messages.success(request, "Added. Their codes are in the list below.")
            return redirect("teaching-seats", session_ref=own.session.ref)
        refuse_on_form(form, made)
    return render(request, "for_teachers/add_seats.html", {"session": own.session, "form": form})


def _own_seat(own: OwnPart, seat_ref: str) -> Seat:
    """Return a seat of the teacher's own school.

    Raises:
        Http404: it is another school's, or there is none.
    """
    seat = sessions.seat_in(own.session, seat_ref)
    if seat is None or seat.school_id != own.school.pk:
        raise Http404
    return seat


@carries_out("Y8")
def withdraw(request: HttpRequest, session_ref: str, seat_ref: str) -> HttpResponse:
    """Take one of the school's own seats away, after a question: a pupil is ill, or one seat too many was asked for."""
    own = own_part(request, session_ref)
    seat = _own_seat(own, seat_ref)
    if request.method == "POST":
        done = sessions_do.withdraw_seat(seat, adult(request), timezone.now())
        answer_on_next_page(request, done, f"The seat {seat.join_name} is taken away.")
        return redirect("teaching-seats", session_ref=own.session.ref)
    return render(request, "for_teachers/withdraw_seat.html", {"session": own.session, "seat": seat})


@carries_out("Y8")
def replace_code(request: HttpRequest, session_ref: str, seat_ref: str) -> HttpResponse:
    """Give one of the school's own seats a new code, after a question."""
    own = own_part(request, session_ref)
    seat = _own_seat(own, seat_ref)
    if request.method == "POST":
        done = sessions_do.replace_code(seat, adult(request), timezone.now())
        answer_on_next_page(request, done, f"{seat.join_name} has a new code. The old one is dead.")
        return redirect("teaching-seats", session_ref=own.session.ref)
    return render(request, "for_teachers/replace_code.html", {"session": own.session, "seat": seat})
