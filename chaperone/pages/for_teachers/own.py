"""What every teacher's page begins with: the session as this teacher may see it, and their own school's part of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils import timezone

from chaperone.pages.visitor import adult
from chaperone.people.models import School
from chaperone.sessions import queries as sessions
from chaperone.sessions.models import Session
from chaperone.sessions.queries import SchoolSeen, SessionSeen


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A session and the part of it that belongs to this teacher's school."""

    seen: SessionSeen
    part: SchoolSeen

    @property
    def session(self) -> Session:
        """The session."""
        return self.seen.session

    @property
    def school(self) -> School:
        """The teacher's own school."""
        return self.part.row.school


def own_part(request: HttpRequest, session_ref: str) -> OwnPart:
    """Return the session and the visitor's own school in it.

    Raises:
        Http404: when the visitor brings no school to this session, or there is no such session.
    """
    seen = sessions.session_for(adult(request), session_ref, timezone.now())
    for part in seen.schools if seen else ():
        if seen and part.row.school_id in seen.standing.school_ids:
            return OwnPart(seen, part)
    raise Http404
