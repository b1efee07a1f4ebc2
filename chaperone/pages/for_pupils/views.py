"""What a pupil's browser asks for: a seat by its code, the one page of that seat, a ticket for the room, and "I'm worried"."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chaperone.door import tickets
from chaperone.door.worries import raise_worry
from chaperone.pages.answers import as_shown, strip_of
from chaperone.pages.devices import permissions_policy
from chaperone.pages.for_pupils import browser_cookie, seat_cookie
from chaperone.pages.for_pupils.forms import CodeForm
from chaperone.pages.for_pupils.seat_cookie import SeatCookie
from chaperone.pages.visitor import sent
from chaperone.people.models import School
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions import actions as sessions_do
from chaperone.sessions import queries as sessions
from chaperone.sessions.queries import SeatSeen

WORRY_LENGTH_LIMIT = 2000


def _lead_of(school: School) -> dict[str, str]:
    return {"name": school.dsl_name, "route": school.dsl_route}


@never_cache
@carries_out("Y8", "M1")
def join(request: HttpRequest) -> HttpResponse:
    """Take a seat by its code. The sheet's QR picture carries it after a "#", which no server ever sees in an address."""
    now = timezone.now()
    browser = browser_cookie.browser_of(request)
    refused: Refused | None = None
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        claimed = sessions_do.claim_seat(form.cleaned_data["code"], now, browser)
        if not isinstance(claimed, Refused):
            response: HttpResponse = redirect("seat")
            seat_cookie.give(response, SeatCookie(claimed.session_ref, claimed.seat_ref, claimed.key))
            return response
        refused = claimed
    context = {"form": form, "refused": as_shown(refused) if refused is not None else None}
    response = render(request, "for_pupils/join.html", context, status=200 if refused is None else 422)
    browser_cookie.remember(response, browser)
    return response


@carries_out("Y3", "Y11", "Y12", "M9")
def seat(request: HttpRequest) -> HttpResponse:
    """Show the one page of this browser's seat; the socket tells it whether it is rules, waiting, the room or the end."""
    seen = _seat_of(request)
    if seen.session.ended_at is not None or seen.session.status != seen.session.Status.PLANNED:
        return render(request, "for_pupils/ended.html", page_of_seat(seen))
    response = render(request, "room/seat.html", page_of_seat(seen))
    response["Permissions-Policy"] = permissions_policy(
        "seat", with_camera=seen.pack.parameters.pupil_cameras
    )
    return response


def _seat_of(request: HttpRequest) -> SeatSeen:
    cookie = seat_cookie.read(request)
    seen = sessions.seat_for(cookie.seat_ref, cookie.key) if cookie else None
    if seen is None:
        raise Http404
    return seen


def page_of_seat(seen: SeatSeen) -> dict[str, Any]:
    """Return what the templates of a seat read (see pages/README.md)."""
    here, held = seen.session, seen.seat
    ticket_url = reverse("room-ticket", args=[here.ref]) + "?as=seat"
    worry_url = reverse("room-worry", args=[here.ref])
    return {
        "session": here,
        "you": {"role": "classroom" if held.kind == held.Kind.CLASSROOM else "pupil", "name": held.join_name},
        "seat": {"join_name": held.join_name},
        "school_lead": _lead_of(held.school),
        "worry_url": worry_url,
        "rules": seen.rules,
        "answer_limit_seconds": seen.pack.parameters.answer_limit_seconds,
        "pupil_cameras": seen.pack.parameters.pupil_cameras,
        "staff": seen.staff,
        "teachers": seen.teachers,
        **strip_of(seen.pack),
        "boot": {
            "ticket_url": ticket_url,
            "worry_url": worry_url,
            "after_url": "",
            "rules_hash": seen.rules.hash,
            "timezone": here.timezone,
            "role": "pupil",
        },
    }


@carries_out("M9")
def seat_ticket(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Answer a minute's ticket for the seat of this browser; the room then decides what the seat may do."""
    cookie = seat_cookie.read(request)
    if (
        cookie is None
        or cookie.session_ref != session_ref
        or not sessions.seat_still_stands(cookie.seat_ref, cookie.key)
    ):
        raise Http404
    ticket = tickets.issue(session_ref, cookie.seat_ref, key=cookie.key)
    return JsonResponse({"ticket": ticket, "socket": f"/ws/room/{session_ref}"})


@carries_out("U4", "Y10", "Y11", "Y12")
def worry(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Take a worry from a seat, whatever has become of the seat, the code or the session, and say what happens next."""
    cookie = seat_cookie.read(request)
    held = sessions.seat_once_held(cookie.seat_ref) if cookie else None
    if held is None or held.session.ref != session_ref:
        raise Http404
    raise_worry(held, request.POST.get("words", "")[:WORRY_LENGTH_LIMIT], timezone.now())
    steps = _what_happens_next(held.school)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": steps})
    context = {"next": steps, "school_lead": _lead_of(held.school), "back_url": reverse("seat")}
    return render(request, "for_pupils/worried.html", context)


def _what_happens_next(school: School) -> list[str]:
    at_school = (
        f"You can also go to {school.dsl_name} at your school: {school.dsl_route}."
        if school.dsl_name
        else "You can also go to your school’s safeguarding lead: ask any teacher who that is."
    )
    return [
        "It has gone to our safeguarding lead and to your teacher. Nobody else in the room can see it.",
        "One of them will talk to you, and they will listen. You are not in trouble.",
        at_school,
        "If you or somebody else is in danger now, call 999.",
    ]


def leave(_request: HttpRequest) -> HttpResponse:
    """Give the device back: this browser forgets the seat. A shared computer must not keep it for the next pupil."""
    response = redirect("seat-left")
    seat_cookie.take_back(response)
    return response


def left(request: HttpRequest) -> HttpResponse:
    """Say that the seat was given back on this device."""
    return render(request, "for_pupils/left.html", {"school_lead": {"name": "", "route": ""}})
