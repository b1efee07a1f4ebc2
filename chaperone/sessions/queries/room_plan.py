"""Tells the live room who may come, as what, and by which numbers: the one road from the database into the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from chaperone.ledger.queries import head
from chaperone.people.queries import people_with_role, sign_in_key, who_has_agreed
from chaperone.people.roles import Role as StaffRole
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import document_named
from chaperone.policy.pack import Pack
from chaperone.policy.refusal import Refused
from chaperone.sessions.models import Session
from chaperone.sessions.plan import Adult, Plan, Role, RoomRules, School, Seat, SeatKind
from chaperone.sessions.queries.facts import (
    Team,
    current_teachers,
    pack_of,
    readiness,
    schools_of,
    session_facts,
    standing_seats,
    team_of,
)
from chaperone.sessions.readiness import unmet
from chaperone.sessions.rules import is_standing

ORGANISATION_STREAM = "organisation"
LEFT_OPEN = timedelta(hours=4)  # after the planned end: whoever still talks then has forgotten nothing
OF_LATE = timedelta(days=3)


def plan_of_room(ref: str, now: datetime) -> Plan | None:
    """Return what the room must know of the session ``ref`` at ``now``, or None when there is no such session.

    Only adults who may be there now are in it: a leaver, a lapsed role, a teacher not confirmed or without the terms in force is
    not an adult of this room. ``unready`` says why it cannot open; a cancelled or ended session is never ready.
    """
    session = Session.objects.select_related("host").filter(ref=ref).first()
    if session is None:
        return None
    pack = pack_of(session)
    schools, team = list(schools_of(session)), team_of(session, now)
    return Plan(
        session=session.ref,
        version=session.plan_version + head(ORGANISATION_STREAM).seq,
        rules=_rules(pack),
        rules_hash=document_named(pack.parameters.pupil_document, pack).hash,
        schools=tuple(School(row.school.ref, row.school.name) for row in schools),
        adults=_adults(session, team, now),
        seats=_seats(session),
        starts_at=session.starts_at.astimezone(UTC).isoformat(),
        unready=_unready(session, team, now),
        rehearsal=pack.rehearsal,
    )


def plan_versions(refs: Iterable[str]) -> dict[str, int]:
    """Return the version of each room's plan as it would be made now: two cheap looks at the database for any number of rooms.

    Besides the session's own changes it rises with every entry of the organisation's stream, so that a leaver, a role or an
    agreement reaches the live rooms too.
    """
    people_version = head(ORGANISATION_STREAM).seq
    versions = Session.objects.filter(ref__in=list(refs)).values_list("ref", "plan_version")
    return {ref: version + people_version for ref, version in versions}


def rooms_left_open(now: datetime) -> list[str]:
    """Return the sessions whose pupils were let in, whose time was over hours ago, and which nobody ended (M10)."""
    begun = Session.objects.filter(
        status=Session.Status.PLANNED, opened_at__isnull=False, ended_at=None, starts_at__lt=now - LEFT_OPEN
    )
    return [session.ref for session in begun if session.ends_at + LEFT_OPEN < now]


def rooms_of_late(now: datetime) -> list[str]:
    """Return the sessions whose room is open, or was within the last days: those in which something may still be owed."""
    begun = Session.objects.filter(opened_at__isnull=False, starts_at__gt=now - OF_LATE)
    return list(begun.values_list("ref", flat=True))


def _rules(pack: Pack) -> RoomRules:
    numbers = pack.parameters
    return RoomRules(
        door_lead_seconds=numbers.door_lead_seconds,
        absence_limit_seconds=numbers.absence_limit_seconds,
        presence_limit_seconds=numbers.presence_limit_seconds,
        responsible_adults_minimum=numbers.responsible_adults_minimum,
        waiver_adults_minimum=numbers.waiver_adults_minimum,
        message_length_limit=numbers.message_length_limit,
        messages_per_10_seconds=numbers.messages_per_10_seconds,
        recording=numbers.recording,
        pupil_cameras=numbers.pupil_cameras,
        answer_limit_seconds=numbers.answer_limit_seconds,
    )


def _unready(session: Session, team: Team, now: datetime) -> tuple[str, ...]:
    standing = is_standing(session_facts(session, now))
    if isinstance(standing, Refused):
        return (standing.sentence,)
    return unmet(readiness(session, now, team))


@carries_out("S7", "Y6", "S8", "Y1")
def _adults(session: Session, team: Team, now: datetime) -> tuple[Adult, ...]:
    """Each person once: what they do in the session comes before being a safeguarding lead, who may look in on any room."""
    adults = {adult.ref: adult for adult in (*_leads(now), *_teachers(session), *_staff(team))}
    return tuple(adults[ref] for ref in sorted(adults))


def _staff(team: Team) -> list[Adult]:
    return [
        Adult(duty.person.ref, duty.person.first_name, Role(duty.role), key=sign_in_key(duty.person))
        for duty, verdict in team
        if verdict
    ]


def _teachers(session: Session) -> list[Adult]:
    rows = list(current_teachers(session))
    agreed = who_has_agreed(
        [row.teacher.person for row in rows], pack_of(session).parameters.teacher_document
    )
    return [
        Adult(
            row.teacher.person.ref,
            row.teacher.person.full_name,
            Role.TEACHER,
            row.teacher.school.ref,
            sign_in_key(row.teacher.person),
        )
        for row in rows
        if row.teacher.person_id in agreed
        and row.teacher.verified_at is not None
        and row.teacher.left_at is None
        and row.teacher.person.is_active
    ]


def _leads(now: datetime) -> list[Adult]:
    return [
        Adult(person.ref, person.first_name, Role.SAFEGUARDING_LEAD, key=sign_in_key(person))
        for role in (StaffRole.SAFEGUARDING_LEAD, StaffRole.DEPUTY_LEAD)
        for person in people_with_role(role, now.date())
    ]


def _seats(session: Session) -> tuple[Seat, ...]:
    return tuple(
        Seat(
            ref=seat.ref,
            school=seat.school.ref,
            join_name=seat.join_name,
            kind=SeatKind(seat.kind),
            pupil_count=seat.pupil_count,
            key=seat.seat_key,
        )
        for seat in standing_seats(session).select_related("school")
    )
