"""The room for adults, the teacher's own screen on the projector, and the ticket that lets either in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from chaperone.door import tickets
from chaperone.pages.access import Who
from chaperone.pages.answers import strip_of
from chaperone.pages.browser_mark import mark_of
from chaperone.pages.for_pupils.views import page_of_seat, seat_ticket
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult
from chaperone.people import queries as people
from chaperone.people.roles import Role as StaffRole
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import document_named
from chaperone.sessions import queries as sessions
from chaperone.sessions.models import Seat
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import SeatSeen, SessionSeen

# Where an adult goes when the session has ended.
AFTERWARDS = {"teacher": "teaching-session", "facilitator": "session-notes"}


def _seen(request: HttpRequest, session_ref: str) -> SessionSeen:
    seen = sessions.session_for(adult(request), session_ref, timezone.now())
    if seen is None:
        raise Http404
    return seen


def _boot(seen: SessionSeen, role: str, after: str) -> dict[str, Any]:
    pack, ref = sessions.pack_of(seen.session), seen.session.ref
    return {
        "ticket_url": reverse("room-ticket", args=[ref]),
        "worry_url": "",
        "after_url": reverse(after, args=[ref]),
        "rules_hash": document_named(pack.parameters.pupil_document, pack).hash,
        "timezone": seen.session.timezone,
        "role": role,
    }


def _role_in_room(seen: SessionSeen) -> str:
    """Return what the adult is in this room: their duty here, else the teacher they are, else the lead who looks in."""
    if seen.standing.duty is not None:
        return seen.standing.duty.value
    return "teacher" if seen.standing.school_ids else "safeguarding_lead"


@carries_out("A2", "S7")
def room(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the room to an adult of this session."""
    seen, visitor, now = _seen(request, session_ref), adult(request), timezone.now()
    role = _role_in_room(seen)
    pack = sessions.pack_of(seen.session)
    lead = people.people_with_role(StaffRole.SAFEGUARDING_LEAD, now.date()).first()
    ours = people.organisation()
    context = {
        "session": seen.session,
        "you": {"role": role, "name": visitor.full_name if role == "teacher" else visitor.first_name},
        "safeguarding_lead": {"name": lead.full_name if lead else "", "phone": ours.phone if ours else ""},
        **strip_of(pack),
        "boot": _boot(seen, role, AFTERWARDS.get(role, "session")),
    }
    return render(request, "room/adult.html", context)


def _own_screen(seen: SessionSeen) -> Seat | None:
    """Return the teacher's own screen among the seats of their school in this session."""
    return next(
        (
            seat
            for part in seen.schools
            if part.row.school_id in seen.standing.school_ids
            for seat in part.seats
            if seat.kind == SeatKind.TEACHER_SCREEN
        ),
        None,
    )


@carries_out("S7")
def screen(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show the room as the class may see it: the teacher's own laptop on the projector is the teacher and the class at once."""
    seen, visitor = _seen(request, session_ref), adult(request)
    seat = _own_screen(seen)
    if seat is None:
        raise Http404
    pack = sessions.pack_of(seen.session)
    rules = document_named(pack.parameters.pupil_document, pack)
    context = page_of_seat(SeatSeen(seat, seen.session, pack, seen.staff, seen.schools[0].teachers, rules))
    context["you"] = {"role": "teacher_screen", "name": visitor.full_name}
    context["pupil_count"] = seat.pupil_count
    context["pupil_cameras"] = False  # the laptop before the class shows nobody
    context["worry_url"] = ""
    context["boot"] = _boot(seen, "teacher_screen", "teaching-session")
    context["boot"]["ticket_url"] += "?as=screen"
    return render(request, "room/screen.html", context)


@carries_out("M9", "U2")
def ticket(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Answer a minute's ticket for whoever is asking; the page says as what, the server whether that is so.

    One browser may be signed in as a teacher and hold a seat as well, so ``?as=`` names which of them comes: ``seat``,
    ``screen`` (the teacher's own laptop on the projector) or, without it, the signed-in adult before the seat.
    """
    wanted = request.GET.get("as", "")
    standing = standing_of(request, {"session_ref": session_ref})
    is_adult_here = bool(standing & {Who.STAFF_OF_SESSION, Who.TEACHER_OF_SESSION, Who.SAFEGUARDING})
    if wanted == "seat" or not is_adult_here:
        return seat_ticket(request, session_ref)
    shows_class = ""
    if wanted == "screen":
        own = _own_screen(_seen(request, session_ref))
        if own is None:
            raise Http404
        shows_class = own.ref
    visitor = adult(request)
    key = people.sign_in_key(visitor)
    text = tickets.issue(session_ref, visitor.ref, key, shows_class, mark_of(request))
    return JsonResponse({"ticket": text, "socket": f"/ws/room/{session_ref}"})
