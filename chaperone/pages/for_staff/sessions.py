"""The list of sessions, and the page of one: its readiness on one screen, its plan, its changes, its record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.pages.access import Who, may
from chaperone.pages.answers import strip_of
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, plain_text
from chaperone.people.queries import asker
from chaperone.policy.clauses import carries_out
from chaperone.records import queries as records
from chaperone.sessions import queries as sessions
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import SchoolSeen, SessionSeen
from chaperone.sessions.readiness import Condition
from chaperone.sessions.rules import is_standing, may_close, may_write_notes
from chaperone.sessions.school_time import moment_in_words, span_in_words


def all_sessions(request: HttpRequest) -> HttpResponse:
    """List the sessions this person may see, upcoming or past, a page at a time, narrowed by a search."""
    visitor, now = adult(request), timezone.now()
    when = "past" if request.GET.get("when") == "past" else "upcoming"
    text = plain_text(request, "text", 100)
    page_of = sessions.earlier_page if when == "past" else sessions.upcoming_page
    context = {
        "when": when,
        "text": text,
        "page": page_of(visitor, now, text, request.GET.get("after", "")),
        "may_plan": may("plan-session", standing_of(request, {})),
    }
    return render(request, "for_staff/sessions.html", context)


def seen_session(request: HttpRequest, session_ref: str) -> SessionSeen:
    """Return the session as the visitor may see it.

    Raises:
        Http404: when there is none for them.
    """
    seen = sessions.session_for(adult(request), session_ref, timezone.now())
    if seen is None:
        raise Http404
    return seen


@carries_out("S7")
def session(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Show one session: what it still needs, by whom, with one button each; then plan, schools and seats, changes, record."""
    now = timezone.now()
    seen = seen_session(request, session_ref)
    standing = standing_of(request, {"session_ref": session_ref})
    here, pack = seen.session, sessions.pack_of(seen.session)
    still_on = bool(is_standing(seen.facts))
    lines = [_line(line, standing) for line in sessions.readiness(here, now)] if still_on else []
    unmet = sum(1 for line in lines if not line.met)
    opens_at = here.starts_at - timedelta(minutes=pack.parameters.room_opens_minutes)
    context = {
        "session": here,
        **strip_of(pack),
        "stage": sessions.stage_of(here, now),
        "when": span_in_words(here.starts_at, here.duration_minutes, here.timezone),
        "school_names": [part.row.school.name for part in seen.schools],
        "staff": seen.staff,
        "parts": [_part(part) for part in seen.schools],
        "still_on": still_on,
        "groups": _by_school(lines, seen),
        "unmet_count": unmet,
        "opens_at": moment_in_words(opens_at, here.timezone),
        "room_is_open": now >= opens_at,
        # Also while something is missing, as when a school joins on the day: the room itself lets no pupil in then.
        "may_enter": still_on and now >= opens_at and may("room", standing),
        "may_change": still_on and may("session-rearrange", standing),
        "may_cancel": still_on and not seen.facts.has_begun,
        **_afterwards(request, seen, standing, now),
    }
    return render(request, "for_staff/session.html", context)


def _line(line: Condition, standing: frozenset[Who]) -> Condition:
    """Leave a condition its button only where the visitor may press it."""
    return line if line.action and may(line.action.route, standing) else replace(line, action=None)


def _by_school(lines: list[Condition], seen: SessionSeen) -> list[tuple[str, list[Condition]]]:
    """Put the conditions of the whole session first, then each school's under its name."""
    names = [
        ("", "The session itself"),
        *((part.row.school.ref, part.row.school.name) for part in seen.schools),
    ]
    return [(name, [line for line in lines if line.school == ref]) for ref, name in names]


def _part(part: SchoolSeen) -> dict[str, Any]:
    singles = sum(1 for seat in part.seats if seat.kind == SeatKind.INDIVIDUAL)
    words = [f"{singles} individual seat{'s' if singles != 1 else ''}"] if singles else []
    words += [
        f"{seat.get_kind_display().lower()} for {seat.pupil_count} pupils"
        for seat in part.seats
        if seat.kind != SeatKind.INDIVIDUAL
    ]
    return {
        "school": part.row.school,
        "purpose_agreed_at": part.row.purpose_agreed_at,
        "teachers": [row.teacher for row in part.teachers],
        "seats": part.seats,
        "seats_in_words": " and ".join(words) or "None yet",
        "taken": sum(1 for seat in part.seats if seat.claimed_at),
    }


def _afterwards(
    request: HttpRequest, seen: SessionSeen, standing: frozenset[Who], now: datetime
) -> dict[str, Any]:
    visitor, here = adult(request), seen.session
    may_read = may("session-dossier", standing)
    record = records.destroy_on_of(here.ref) if may_read else None
    return {
        "may_note": may("session-notes", standing)
        and bool(may_write_notes(asker(visitor, now), seen.facts, now)),
        "has_notes": here.notes_written_at is not None,
        "notes_due": moment_in_words(here.notes_due_at, here.timezone),
        "has_dossier": may_read and record is not None and bool(record.sealed_at) and not record.destroyed_at,
        "record": record,
        "may_close": may_read and bool(may_close(asker(visitor, now), seen.facts, now)),
    }
