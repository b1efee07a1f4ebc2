"""Gathers from the database what the rules and readiness ask about; it shows nothing to anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from chaperone.people.declaration_queries import declared_by
from chaperone.people.declaring import may_serve_undeclared
from chaperone.people.models import Person, RoleHeld
from chaperone.people.queries import agreement_standing, people_with_role, who_has_agreed
from chaperone.people.roles import ON_EVERY_CARD
from chaperone.people.roles import Role as StaffRole
from chaperone.people.rules import may_take_part
from chaperone.policy.pack import Pack, pack_named
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.safer_recruitment.queries import clearances
from chaperone.sessions.models import Seat, Session, SessionSchool, SessionStaff, SessionTeacher
from chaperone.sessions.plan import Role, SeatKind
from chaperone.sessions.queries.teachers_questions import question_lines
from chaperone.sessions.readiness import (
    Condition,
    ReadinessFacts,
    SchoolFacts,
    TeacherFacts,
    conditions,
)
from chaperone.sessions.roster_rules import StaffFacts, may_roster
from chaperone.sessions.rules import MINUTES_HIGHEST, SessionFacts
from chaperone.training.queries import NOTHING, course_needed, our_pack, readiness_by_role, training_of
from chaperone.training.rules import moment_of_duty


@dataclass(frozen=True, slots=True)
class Span:
    """When somebody is needed: a start (UTC) and so many minutes; ``besides`` is a session that does not count as being busy."""

    starts_at: datetime
    minutes: int
    besides: int | None = None  # primary key


def pack_of(session: Session) -> Pack:
    """Return the policy pack this session was planned under, in that version."""
    return pack_named(session.pack_id, session.pack_version)


def duties_of(session: Session) -> QuerySet[SessionStaff]:
    """Return who serves in the session: facilitators first, then speakers, each by name."""
    return session.staff.select_related("person").order_by("role", "person__full_name", "pk")


def current_teachers(session: Session) -> QuerySet[SessionTeacher]:
    """Return the teachers who come with their pupils, without those who were replaced."""
    return (
        session.teachers.filter(replaced_at=None)
        .select_related("teacher__person", "teacher__school")
        .order_by("teacher__person__full_name", "pk")
    )


def standing_seats(session: Session) -> QuerySet[Seat]:
    """Return the seats that have not been withdrawn, in the order they were made."""
    return session.seats.filter(withdrawn_at=None).order_by("pk")


def session_facts(session: Session, now: datetime) -> SessionFacts:
    """Return where the session stands, for the rules."""
    duties = [(duty.person_id, duty.role) for duty in session.staff.all()]
    taken = Q(claimed_at__isnull=False) | Q(kind=SeatKind.TEACHER_SCREEN, withdrawn_at=None)
    # The door says when young people first came in. Should that word be lost, a seat taken by the start counts as much. The
    # teacher's own screen has no code to take: that it stands ready is enough.
    begun = session.opened_at is not None or (
        now >= session.starts_at and session.seats.filter(taken).exists()
    )
    return SessionFacts(
        status=session.status,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        has_begun=begun,
        ended_at=session.ended_at,
        has_notes=session.notes_written_at is not None,
        facilitators=frozenset(person for person, role in duties if role == Role.FACILITATOR),
        staff=frozenset(person for person, _ in duties),
    )


def owing_notes(now: datetime) -> QuerySet[Session]:
    """Return the sessions whose notes are overdue at ``now``, the oldest first (M10)."""
    planned = Session.objects.filter(status=Session.Status.PLANNED, notes_written_at=None)
    return planned.filter(notes_due_at__lt=now).order_by("notes_due_at", "pk")


def staff_facts(people: Iterable[Person], now: datetime, span: Span | None = None) -> dict[int, StaffFacts]:
    """Return by person id what decides whether these people may serve, in a fixed number of looks at the database.

    Args:
        people: who is asked about.
        now: roles are those held today, notes overdue at this moment.
        span: when they would be needed; None when that is not known yet.
    """
    everybody = list(people)
    owed: dict[int, str] = {}
    for session in owing_notes(now).filter(host__in=everybody):
        owed.setdefault(session.host_id, session.title)
    busy = _busy(everybody, span) if span else {}
    roles = _roles(everybody, now)
    declared = declared_by(everybody, now.date())
    cleared = clearances(everybody, max(now, span.starts_at if span else now).date())
    prepared = _prepared(everybody, roles, moment_of_duty(span.starts_at if span else None, now))
    return {
        person.pk: StaffFacts(
            person_id=person.pk,
            name=person.full_name,
            is_active=person.is_active,
            roles=roles.get(person.pk, frozenset()),
            policy=policy,
            cleared=cleared[person.pk],
            trained=prepared[person.pk][0],
            drilled=prepared[person.pk][1],
            declared=may_serve_undeclared(declared[person.pk], person.full_name, now.date())
            if person.pk in declared
            else ALLOWED,
            overdue_title=owed.get(person.pk, ""),
            busy_title=busy.get(person.pk, ""),
        )
        for person, policy in _policy_standings(everybody)
    }


def _prepared(
    people: list[Person], roles: Mapping[int, frozenset[StaffRole]], at: datetime
) -> dict[int, tuple[dict[StaffRole, Verdict], Verdict]]:
    """Return by person id whether their training for each of their roles, and a drill, count at a moment."""
    passed, pack = training_of(people), our_pack()
    needed = {role: course_needed(role, pack) for role in StaffRole}
    return {
        person.pk: readiness_by_role(
            person,
            {role: needed[role] for role in roles.get(person.pk, frozenset())},
            passed.get(person.pk, NOTHING),
            at,
        )
        for person in people
    }


def _policy_standings(people: list[Person]) -> list[tuple[Person, Verdict]]:
    """Pair each person with their standing towards the staff policy; only those who lack it are looked at one by one."""
    agreed = who_has_agreed(people, "staff-policy")
    return [
        (person, ALLOWED if person.pk in agreed else agreement_standing(person, "staff-policy"))
        for person in people
    ]


def _roles(people: list[Person], now: datetime) -> dict[int, frozenset[StaffRole]]:
    today = now.date()
    held = RoleHeld.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today), from_on__lte=today, person__in=people
    )
    roles: dict[int, frozenset[StaffRole]] = {}
    for person_id, role in held.values_list("person_id", "role"):
        roles[person_id] = roles.get(person_id, frozenset()) | {StaffRole(role)}
    return roles


def _busy(people: list[Person], span: Span) -> dict[int, str]:
    ends_at = span.starts_at + timedelta(minutes=span.minutes)
    near = SessionStaff.objects.filter(
        person__in=people,
        session__status=Session.Status.PLANNED,
        session__ended_at=None,
        session__starts_at__lt=ends_at,
        session__starts_at__gt=span.starts_at - timedelta(minutes=MINUTES_HIGHEST),
    )
    if span.besides is not None:
        near = near.exclude(session_id=span.besides)
    return {
        duty.person_id: duty.session.title
        for duty in near.select_related("session")
        if duty.session.ends_at > span.starts_at
    }


@dataclass(frozen=True, slots=True)
class StaffChoice:
    """Somebody who could be named for a session, with what speaks against it; the sentence stands beside a greyed name."""

    person: Person
    as_facilitator: Verdict
    as_speaker: Verdict


def staff_to_choose(now: datetime, span: Span | None = None) -> tuple[StaffChoice, ...]:
    """Return everybody who is a facilitator or speaker today, eligible or not, by name."""
    found = {
        person.pk: person
        for role in (StaffRole.FACILITATOR, StaffRole.SPEAKER)
        for person in people_with_role(role, now.date())
    }
    people = sorted(found.values(), key=lambda person: (person.full_name, person.pk))
    facts = staff_facts(people, now, span)
    return tuple(
        StaffChoice(
            person,
            may_roster(facts[person.pk], Role.FACILITATOR),
            may_roster(facts[person.pk], Role.SPEAKER),
        )
        for person in people
    )


Team = Sequence[tuple[SessionStaff, Verdict]]
"""Who serves in a session, each with whether they may."""


def team_of(session: Session, now: datetime) -> Team:
    """Return who serves in the session, each with whether they may; the dearest question of all, so it is asked once."""
    duties = list(duties_of(session))
    span = Span(session.starts_at, session.duration_minutes, besides=session.pk)
    facts = staff_facts([duty.person for duty in duties], now, span)
    return [(duty, may_roster(facts[duty.person_id], Role(duty.role))) for duty in duties]


def readiness(session: Session, now: datetime, team: Team | None = None) -> tuple[Condition, ...]:
    """Return every condition of the session's readiness at ``now``, met or not; ``team`` from ``team_of``, if it is known."""
    facts = readiness_facts(session, now, team_of(session, now) if team is None else team)
    return (*conditions(facts), *question_lines(session.ref, facts.schools, pack_of(session), now))


def readiness_facts(session: Session, now: datetime, team: Team) -> ReadinessFacts:
    """Return what readiness looks at."""
    duties, verdicts = [duty for duty, _ in team], tuple(verdict for _, verdict in team)
    owed = owing_notes(now).filter(host=session.host).exclude(pk=session.pk).first()
    return ReadinessFacts(
        session_ref=session.ref,
        host_name=session.host.full_name,
        staff_verdicts=verdicts,
        staff_minimum=pack_of(session).parameters.staff_minimum,
        has_facilitator=any(
            verdict and duty.role == Role.FACILITATOR for verdict, duty in zip(verdicts, duties, strict=True)
        ),
        overdue=(owed.ref, owed.title) if owed else None,
        card_missing=_missing_from_card(now),
        schools=_schools(session),
    )


def _missing_from_card(now: datetime) -> tuple[str, ...]:
    return tuple(role.in_words for role in ON_EVERY_CARD if not people_with_role(role, now.date()).exists())


def _schools(session: Session) -> tuple[SchoolFacts, ...]:
    teachers = list(current_teachers(session))
    agreed = who_has_agreed(
        [row.teacher.person for row in teachers], pack_of(session).parameters.teacher_document
    )
    seats = list(standing_seats(session).values_list("school_id", flat=True))
    return tuple(
        SchoolFacts(
            id=row.school_id,
            name=row.school.name,
            is_open=not isinstance(may_take_part(row.school.status), Refused),
            has_contact=bool(row.school.dsl_name and row.school.dsl_route),
            seats=seats.count(row.school_id),
            purpose_agreed=row.purpose_agreed_at is not None,
            teachers=tuple(
                _teacher(one, one.teacher.person_id in agreed)
                for one in teachers
                if one.teacher.school_id == row.school_id
            ),
        )
        for row in schools_of(session)
    )


def _teacher(row: SessionTeacher, agreed: bool) -> TeacherFacts:
    teacher = row.teacher
    return TeacherFacts(
        person_id=teacher.person_id,
        name=teacher.person.full_name,
        still_there=teacher.left_at is None and teacher.person.is_active,
        verified=teacher.verified_at is not None,
        agreed=agreed,
    )


def schools_of(session: Session) -> QuerySet[SessionSchool]:
    """Return the schools that take part, in the order they joined."""
    return session.schools.select_related("school", "purpose_agreed_by").order_by("joined_at", "pk")
