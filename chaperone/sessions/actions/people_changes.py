"""Puts other people into a session: a teacher who takes another's place on the day, a new team of staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaperone.people.actions import revoke_links
from chaperone.people.models import Person, Teacher
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.actions.invitations import (
    invite,
    renew_reminders,
    staff_as_reader,
    teacher_as_reader,
    tell_over,
    tell_staff,
)
from chaperone.sessions.actions.on_record import asker_of, put_on_record, take_hold, tell_room, told
from chaperone.sessions.models import Session, SessionStaff, SessionTeacher
from chaperone.sessions.plan import Role
from chaperone.sessions.queries.facts import (
    Span,
    current_teachers,
    duties_of,
    pack_of,
    session_facts,
    staff_facts,
)
from chaperone.sessions.roster_rules import may_roster, may_staff_session
from chaperone.sessions.rules import may_change, may_teach_in


@carries_out("M9", "S8")
def replace_teacher(
    session: Session, leaving: Teacher | None, arriving: Teacher | None, by: Person | None, now: datetime
) -> Session | Refused:
    """Let one teacher take another's place, on the day and in the live room too; the purpose must be agreed to again.

    Args:
        leaving: who no longer comes; None to add a teacher beside those there are.
        arriving: a teacher of the same school; None to let one go while another of that school stays.
        by: whoever may change the session; None for the operator.
    """
    with transaction.atomic():
        session = take_hold(session)
        rows = list(current_teachers(session))
        verdict = _may_swap(session, rows, (leaving, arriving), by, now)
        if isinstance(verdict, Refused):
            return verdict
        gone = next((row for row in rows if leaving is not None and row.teacher_id == leaving.pk), None)
        session.calendar_sequence += 1
        session.save(update_fields=["calendar_sequence"])
        refs = {
            "leaving": leaving.person.ref if leaving else "",
            "arriving": arriving.person.ref if arriving else "",
        }
        put_on_record(session, [told("teacher.replaced", by, "M9", **refs)], now)
        if gone is not None:
            SessionTeacher.objects.filter(pk=gone.pk).update(replaced_at=now)
        if arriving is not None:
            come = SessionTeacher.objects.create(session=session, teacher=arriving)
            session.schools.filter(school=arriving.school_id).update(
                purpose_agreed_at=None, purpose_agreed_by=None
            )
            invite(session, [come], by, now)
        tell_room(session)
        renew_reminders(session, now)
        if gone is not None:
            _stand_down(session, gone, now)
    return session


def _stand_down(session: Session, gone: SessionTeacher, now: datetime) -> None:
    if gone.teacher.person.is_active:
        tell_over(session, [teacher_as_reader(gone)], "stood_down", now)
    # Last, because it writes to the organisation's stream.
    revoke_links(gone.teacher.person, None, now, session.ref)


def _may_swap(
    session: Session,
    rows: Sequence[SessionTeacher],
    swap: tuple[Teacher | None, Teacher | None],
    by: Person | None,
    now: datetime,
) -> Verdict:
    leaving, arriving = swap
    if not (verdict := may_change(asker_of(by, now), session_facts(session, now))):
        return verdict
    here = {row.teacher_id: row.teacher.school_id for row in rows}
    if leaving is None and arriving is None:
        return Refused("M9", "Nobody was named.", "Choose a teacher.")
    if leaving is not None and leaving.pk not in here:
        return Refused("M9", "That teacher is not in this session.", "Look at the list again.")
    if arriving is None:
        schools = list(here.values())
        if leaving is not None and schools.count(leaving.school_id) < 2:
            return Refused("M9", "The school's pupils need a teacher with them.", "Choose who comes instead.")
        return ALLOWED
    if arriving.pk in here:
        return Refused("S7", "That teacher is in this session already.", "Choose another.")
    if leaving is not None and leaving.school_id != arriving.school_id:
        return Refused("M9", "Only a teacher of the same school can take the place.", "Choose another.")
    schools_here = set(session.schools.values_list("school_id", flat=True))
    return may_teach_in(
        arriving.school_id, arriving.left_at is not None or not arriving.person.is_active, schools_here
    )


@carries_out("S7", "S1", "M10")
def replace_staff(
    session: Session,
    facilitators: Sequence[Person],
    speakers: Sequence[Person],
    by: Person | None,
    now: datetime,
) -> Session | Refused:
    """Make this the session's team. Those who are new are told, those who are out too; the host stays if they still lead."""
    wanted = [(person, Role.FACILITATOR) for person in facilitators]
    wanted += [(person, Role.SPEAKER) for person in speakers]
    with transaction.atomic():
        session = take_hold(session)
        verdict = _may_be_team(session, wanted, by, now)
        if isinstance(verdict, Refused):
            return verdict
        before = {duty.person_id: duty for duty in duties_of(session)}
        leaders = {person.pk: person for person in facilitators}
        session.host = leaders.get(session.host_id, facilitators[0])
        session.calendar_sequence += 1
        session.save(update_fields=["host", "calendar_sequence"])
        session.staff.all().delete()
        SessionStaff.objects.bulk_create(
            SessionStaff(session=session, person=person, role=role.value) for person, role in wanted
        )
        staff = {person.ref: role.value for person, role in wanted}
        put_on_record(session, [told("staff.changed", by, "S7", staff=staff, host=session.host.ref)], now)
        tell_room(session)
        stay = {person.pk: role.value for person, role in wanted}
        out = [duty for pk, duty in before.items() if pk not in stay and duty.person.is_active]
        new = [
            d for d in duties_of(session) if d.person_id not in before or before[d.person_id].role != d.role
        ]
        tell_over(session, [staff_as_reader(duty, session) for duty in out], "stood_down", now)
        tell_staff(session, new, now)
        renew_reminders(session, now)
    return session


def _may_be_team(
    session: Session, wanted: Sequence[tuple[Person, Role]], by: Person | None, now: datetime
) -> Verdict:
    span = Span(session.starts_at, session.duration_minutes, besides=session.pk)
    facts = staff_facts([person for person, _ in wanted], now, span)
    minimum = pack_of(session).parameters.staff_minimum
    verdicts = [
        may_change(asker_of(by, now), session_facts(session, now)),
        may_staff_session([(person.pk, role) for person, role in wanted], minimum),
        *(may_roster(facts[person.pk], role) for person, role in wanted),
    ]
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)
