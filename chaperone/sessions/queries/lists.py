"""Lists sessions a page at a time, by place in the order and not by number: the thousandth page costs as much as the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from chaperone.people.models import Person
from chaperone.sessions.models import Session, SessionSchool
from chaperone.sessions.queries.facts import pack_of
from chaperone.sessions.queries.seen import earlier_for, upcoming_for

ROWS_ON_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One session in a list.

    Attributes:
        session: the session.
        school_names: of the schools that take part, in the order they joined.
        stage: where it stands: ``planned``, ``open``, ``notes``, ``closing``, ``closed`` or ``cancelled``.
    """

    session: Session
    school_names: tuple[str, ...]
    stage: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some sessions in order; ``next`` is the place to go on from, ``""`` on the last page."""

    rows: tuple[Row, ...]
    next: str


def stage_of(session: Session, now: datetime) -> str:
    """Return where a session stands, for a list: see ``Row.stage``."""
    if session.status != Session.Status.PLANNED:
        return str(session.status)
    if session.ended_at is not None or now > session.ends_at + timedelta(hours=4):
        return "notes" if session.notes_written_at is None else "closing"
    opens_at = session.starts_at - timedelta(minutes=pack_of(session).parameters.room_opens_minutes)
    return "open" if now >= opens_at else "planned"


def upcoming_page(viewer: Person, now: datetime, text: str = "", after: str = "") -> Page:
    """Return the viewer's sessions to come, the next one first, from the place ``after`` on; ``text`` narrows them."""
    return _page(_matching(upcoming_for(viewer, now), text), after, now, forwards=True)


def earlier_page(viewer: Person, now: datetime, text: str = "", after: str = "") -> Page:
    """Return the viewer's sessions that are over, the latest first, from the place ``after`` on; ``text`` narrows them."""
    return _page(_matching(earlier_for(viewer, now), text), after, now, forwards=False)


def _matching(sessions: QuerySet[Session], text: str) -> QuerySet[Session]:
    for word in text.split()[:8]:
        schools = SessionSchool.objects.filter(
            Q(school__name__icontains=word) | Q(school__town__icontains=word), session=OuterRef("pk")
        )
        sessions = sessions.filter(Q(title__icontains=word) | Exists(schools))
    return sessions


def _page(sessions: QuerySet[Session], after: str, now: datetime, *, forwards: bool) -> Page:
    place = _place(after)
    if place is not None:
        starts_at, pk = place
        beyond = (
            Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=pk)
            if forwards
            else Q(starts_at__lt=starts_at) | Q(starts_at=starts_at, pk__lt=pk)
        )
        sessions = sessions.filter(beyond)
    found = list(sessions[: ROWS_ON_A_PAGE + 1])
    shown = found[:ROWS_ON_A_PAGE]
    names = _school_names(shown)
    rows = tuple(Row(one, names.get(one.pk, ()), stage_of(one, now)) for one in shown)
    more = len(found) > ROWS_ON_A_PAGE
    return Page(rows, f"{shown[-1].starts_at.isoformat()}~{shown[-1].pk}" if more else "")


def _place(after: str) -> tuple[datetime, int] | None:
    """Read a place in the list; anything that is none reads as the beginning."""
    moment, _, pk = after.partition("~")
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (starts_at, int(pk)) if pk.isdecimal() and len(pk) < 19 and starts_at.tzinfo else None


def _school_names(sessions: list[Session]) -> dict[int, tuple[str, ...]]:
    rows = SessionSchool.objects.filter(session__in=sessions).order_by("joined_at", "pk")
    names: dict[int, tuple[str, ...]] = {}
    for session_id, name in rows.values_list("session_id", "school__name"):
        names[session_id] = (*names.get(session_id, ()), name)
    return names
