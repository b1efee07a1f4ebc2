"""Plans a session: who, when, why, with which schools and how many seats; everybody is told and reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from chaperone.ledger.facts import Fact
from chaperone.people.models import Person, School, Teacher
from chaperone.people.rules import may_take_part
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.pack import Pack, pack_named
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.actions.invitations import invite, renew_reminders, tell_staff
from chaperone.sessions.actions.kept_words import may_show_words
from chaperone.sessions.actions.on_record import asker_of, new_ref, put_on_record, told
from chaperone.sessions.actions.seat_making import make_seats
from chaperone.sessions.models import Session, SessionSchool, SessionStaff, SessionTeacher
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import Span, current_teachers, duties_of, staff_facts
from chaperone.sessions.rules import PlanFacts, may_plan, may_teach_in
from chaperone.sessions.seat_rules import SeatsAsked, may_add_seats


@dataclass(frozen=True, slots=True)
class SchoolAsked:
    """A school that is to take part: its teachers in this session (at least one) and the seats it needs (more can follow)."""

    school: School
    teachers: tuple[Teacher, ...]
    seats: tuple[SeatsAsked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """What a facilitator fills in.

    Attributes:
        starts_at: UTC; from the wall clock of the school by ``school_time.moment_in_zone``.
        timezone: the zone in which it was planned, the first school's when ``""``.
        facilitators: in order; the planner leads when among them, else the first does.
        pack_id: of the policy pack; the organisation's own when ``""``.
    """

    title: str
    purpose: str
    starts_at: datetime
    minutes: int
    schools: tuple[SchoolAsked, ...]
    facilitators: tuple[Person, ...]
    speakers: tuple[Person, ...] = ()
    timezone: str = ""
    pack_id: str = ""

    @property
    def duties(self) -> tuple[tuple[Person, Role], ...]:
        """Who is asked to do what."""
        return (
            *((person, Role.FACILITATOR) for person in self.facilitators),
            *((person, Role.SPEAKER) for person in self.speakers),
        )


@carries_out("M3", "S7", "S1", "M10")
def plan_session(new: NewSession, by: Person | None, now: datetime) -> Session | Refused:
    """Plan a session, invite its teachers, tell its staff and lay the reminders ready: all of it, or nothing.

    Args:
        new: what was filled in.
        by: who plans; None for the operator at the command line.

    Returns:
        The session; or why it cannot be planned so. Nothing is kept of a refused plan.
    """
    pack = _pack(new)
    verdict = _may_plan(new, by, pack, now)
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        session = _keep(new, by, pack, now)
        put_on_record(session, [_planned(session, new, by)], now)
        for asked in new.schools:
            bring_school(session, asked, by, now)
        tell_staff(session, list(duties_of(session)), now)
        invite(session, list(current_teachers(session)), by, now)
        renew_reminders(session, now)
    return session


def _pack(new: NewSession) -> Pack:
    """Return the pack of the day on which the session is held, so that a version published ahead counts for it."""
    if new.pack_id:
        return pack_named(new.pack_id)
    return pack_in_force(settings.CHAPERONE_PACK, new.starts_at)


def _zone(new: NewSession) -> str:
    return new.timezone or (new.schools[0].school.timezone if new.schools else "")


def _may_plan(new: NewSession, by: Person | None, pack: Pack, now: datetime) -> Verdict:
    facts = staff_facts([person for person, _ in new.duties], now, Span(new.starts_at, new.minutes))
    verdict = may_plan(
        asker_of(by, now),
        PlanFacts(
            title=new.title,
            purpose=new.purpose,
            starts_at=new.starts_at,
            minutes=new.minutes,
            timezone=_zone(new),
            staff=tuple((facts[person.pk], duty) for person, duty in new.duties),
            schools={asked.school.ref: may_come(asked) for asked in new.schools},
        ),
        pack.parameters,
        now,
    )
    if not verdict or not (verdict := may_show_words(new.title, new.purpose)):
        return verdict
    if len({asked.school.pk for asked in new.schools}) != len(new.schools):
        return Refused("M2", "A school is named twice.", "Name each school once.")
    made = 0
    for asked in new.schools:
        if asked.seats and not (verdict := may_add_seats(asked.seats, made, 0)):
            return verdict
        made += sum(seats.count for seats in asked.seats)
    return ALLOWED


@carries_out("M2", "S8")
def may_come(asked: SchoolAsked) -> Verdict:
    """Say whether a school can be asked to a session as written: it is open, and at least one of its own teachers comes."""
    if not (verdict := may_take_part(asked.school.status)):
        return verdict
    if not asked.teachers:
        return Refused("M9", f"{asked.school.name} needs a teacher who comes with the pupils.", "Choose one.")
    if len({teacher.pk for teacher in asked.teachers}) != len(asked.teachers):
        return Refused("S7", "A teacher is named twice.", "Name each person once.")
    verdicts = (
        may_teach_in(teacher.school_id, teacher.left_at is not None, {asked.school.pk})
        for teacher in asked.teachers
    )
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


def _keep(new: NewSession, by: Person | None, pack: Pack, now: datetime) -> Session:
    leads = [person for person in new.facilitators if by is not None and person.pk == by.pk]
    ends_at = new.starts_at + timedelta(minutes=new.minutes)
    session = Session.objects.create(
        ref=new_ref(),
        title=new.title.strip(),
        purpose=new.purpose.strip(),
        starts_at=new.starts_at,
        duration_minutes=new.minutes,
        timezone=_zone(new),
        pack_id=pack.id,
        pack_version=pack.version,
        host=(leads or list(new.facilitators))[0],
        planned_at=now,
        notes_due_at=ends_at + timedelta(hours=pack.parameters.notes_due_hours),
    )
    SessionStaff.objects.bulk_create(
        SessionStaff(session=session, person=person, role=duty.value) for person, duty in new.duties
    )
    return session


def _planned(session: Session, new: NewSession, by: Person | None) -> Fact:
    return told(
        "session.planned",
        by,
        "M3",
        title=session.title,
        purpose=session.purpose,
        starts_at=session.starts_at,
        minutes=session.duration_minutes,
        timezone=session.timezone,
        pack=f"{session.pack_id} {session.pack_version}",
        host=session.host.ref,
        staff={person.ref: duty.value for person, duty in new.duties},
    )


def bring_school(session: Session, asked: SchoolAsked, by: Person | None, now: datetime) -> None:
    """Keep a school, its teachers and its seats, inside the caller's transaction; nobody is told yet."""
    SessionSchool.objects.create(session=session, school=asked.school, joined_at=now)
    SessionTeacher.objects.bulk_create(
        SessionTeacher(session=session, teacher=teacher) for teacher in asked.teachers
    )
    teachers = [teacher.person.ref for teacher in asked.teachers]
    put_on_record(session, [told("school.joined", by, "M2", school=asked.school.ref, teachers=teachers)], now)
    if asked.seats:
        make_seats(session, asked.school, asked.seats, by, now)
