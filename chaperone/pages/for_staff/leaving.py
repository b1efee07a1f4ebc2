"""Somebody has left: what that does and what is handed over is said first; undone, they come back without anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.concerns.queries import taken_on_by
from chaperone.pages.access import Who
from chaperone.pages.answers import answer_on_next_page, as_shown
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.sessions.queries import sessions_to_hand_over


def _seen(request: HttpRequest, person_id: int) -> Person:
    person = people.person_seen_by(adult(request), person_id, timezone.now())
    if person is None:
        raise Http404
    return person


@carries_out("R2", "P2")
def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody go, after a page that says what it does: roles, links, sign-ins and rooms end within a second."""
    person, now = _seen(request, person_id), timezone.now()
    if not person.is_active:
        return redirect("person", person_id=person.pk)
    if request.method == "POST":
        left = people_do.mark_left(person, adult(request), now)
        told = f"{person.full_name} has left. Their links no longer work, and they are out of every room."
        answer_on_next_page(request, left, told)
        return redirect("person", person_id=person.pk)
    context = {
        "person": person,
        "refused": as_shown(people_do.may_leave(person, adult(request), now)),
        **_handed_over(request, person, now),
    }
    return render(request, "for_staff/leave.html", context)


def _handed_over(request: HttpRequest, person: Person, now: datetime) -> dict[str, Any]:
    """Return what others must take on; the concerns themselves only to those who read them, their number to everybody here."""
    concerns = list(taken_on_by(person, adult(request)))
    handed = sessions_to_hand_over(person, now)
    reads = Who.READS_CONCERNS in standing_of(request, {})
    roles = sorted(role.in_words for role in people.roles_of(person, now.date()))
    return {
        "roles": roles,
        "to_come": handed.to_come,
        "notes_owed": handed.notes_owed,
        "concern_count": len(concerns),
        "concerns": concerns if reads else [],
    }


def let_back_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """Undo it: they are known again, and hold no role until somebody gives them one."""
    person = _seen(request, person_id)
    back = people_do.let_back_in(person, adult(request), timezone.now())
    told = f"{person.full_name} is with us again, without a role. Give them the roles they need."
    answer_on_next_page(request, back, told)
    return redirect("person", person_id=person.pk)
