"""What a signed-in adult may see of sessions: the only road to one; forbidden and not there look the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from chaperone.people.models import Person
from chaperone.people.queries import asker, roles_of
from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import Seat, Session, SessionSchool, SessionStaff, SessionTeacher
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import (
    current_teachers,
    duties_of,
    schools_of,
    session_facts,
    standing_seats,
)
from chaperone.sessions.roster_rules import DUTY_ROLES
from chaperone.sessions.rules import SEES_ALL_SESSIONS, SessionFacts, may_manage

# A session nobody ended stays in the list of what is to come for so long after its planned end.
STILL_HERE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is towards one session.

    Attributes:
        duty: facilitator or speaker there, or None.
        sees_all: an administrator or safeguarding lead, who sees every session.
        school_ids: the schools whose teacher they are in this session.
        may_change: whether they may change it (as long as it is not over).
    """

    duty: Role | None
    sees_all: bool
    school_ids: frozenset[int]
    may_change: bool

    @property
    def as_staff(self) -> bool:
        """Whether they see the session as staff do: every school of it."""
        return self.sees_all or self.duty is not None


@dataclass(frozen=True, slots=True)
class SchoolSeen:
    """One school of a session, as far as the viewer may see it."""

    row: SessionSchool
    teachers: tuple[SessionTeacher, ...]
    seats: tuple[Seat, ...]

    @property
    def pupils(self) -> int:
        """How many pupils can take part from this school."""
        return sum(seat.pupil_count for seat in self.seats)


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A session as one viewer may see it: staff see all schools, a teacher only their own."""

    session: Session
    standing: Standing
    facts: SessionFacts
    staff: tuple[SessionStaff, ...]
    schools: tuple[SchoolSeen, ...]


def standing_in(viewer: Person, ref: str, now: datetime) -> Standing | None:
    """Return what this person is towards the session ``ref``, or None when it does not exist or is nothing to them."""
    session = Session.objects.filter(ref=ref).first()
    return _standing(viewer, session, now) if session else None


def _standing(viewer: Person, session: Session, now: datetime) -> Standing | None:
    roles = roles_of(viewer, now.date())
    row = session.staff.filter(person=viewer).first()
    duty = Role(row.role) if row and roles & DUTY_ROLES[Role(row.role)] else None
    teaches = frozenset(
        teacher.teacher.school_id
        for teacher in current_teachers(session).filter(teacher__person=viewer, teacher__left_at=None)
        if viewer.is_active
    )
    sees_all = bool(roles & SEES_ALL_SESSIONS)
    if not (duty or teaches or sees_all):
        return None
    may_change = bool(may_manage(asker(viewer, now), session_facts(session, now)))
    return Standing(duty, sees_all, teaches, may_change)


@carries_out("S8")
def session_for(viewer: Person, ref: str, now: datetime) -> SessionSeen | None:
    """Return the session as this viewer may see it, or None both when there is none and when it is none of theirs.

    Its own staff, administrators and safeguarding leads see all of it; a teacher who comes with pupils sees their own school
    and nothing of the others.
    """
    session = Session.objects.select_related("host").filter(ref=ref).first()
    standing = _standing(viewer, session, now) if session else None
    if session is None or standing is None:
        return None
    teachers = list(current_teachers(session))
    seats = list(standing_seats(session).select_related("school"))
    return SessionSeen(
        session=session,
        standing=standing,
        facts=session_facts(session, now),
        staff=tuple(duties_of(session)),
        schools=tuple(
            SchoolSeen(
                row=row,
                teachers=tuple(one for one in teachers if one.teacher.school_id == row.school_id),
                seats=tuple(seat for seat in seats if seat.school_id == row.school_id),
            )
            for row in schools_of(session)
            if standing.as_staff or row.school_id in standing.school_ids
        ),
    )


def sessions_seen_by(viewer: Person, now: datetime) -> QuerySet[Session]:
    """Return every session this person may see, whatever became of it; none for strangers and leavers."""
    roles = roles_of(viewer, now.date())
    if not viewer.is_active:
        return Session.objects.none()
    if roles & SEES_ALL_SESSIONS:
        return Session.objects.select_related("host")
    duties = [duty.value for duty, needed in DUTY_ROLES.items() if roles & needed]
    serves = SessionStaff.objects.filter(person=viewer, role__in=duties).values("session_id")
    teaches = SessionTeacher.objects.filter(
        teacher__person=viewer, teacher__left_at=None, replaced_at=None
    ).values("session_id")
    return Session.objects.filter(Q(pk__in=serves) | Q(pk__in=teaches)).select_related("host")


def _to_come(now: datetime) -> Q:
    return Q(status=Session.Status.PLANNED, ended_at=None, starts_at__gt=now - STILL_HERE)


def upcoming_for(viewer: Person, now: datetime) -> QuerySet[Session]:
    """Return the sessions this person may see that are still to come or going on, the next one first."""
    return sessions_seen_by(viewer, now).filter(_to_come(now)).order_by("starts_at", "pk")


def earlier_for(viewer: Person, now: datetime) -> QuerySet[Session]:
    """Return the sessions this person may see that are over, closed or cancelled, the latest first."""
    return sessions_seen_by(viewer, now).exclude(_to_come(now)).order_by("-starts_at", "-pk")
