"""What happens to teachers: added to their school, verified, gone from it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.actions.organisation import SAME_MAILBOX, SAME_NAME, keep_person, names_of_others
from chaperone.people.doubles import is_known_mailbox
from chaperone.people.models import Person, RoleHeld, School, SignInLink, Teacher
from chaperone.people.names import same_name
from chaperone.people.queries import person_by_email, teaching_of
from chaperone.people.roles import Role
from chaperone.people.rules import may_be_called, may_manage_schools, may_take_part, may_teach_at
from chaperone.people.vouching import may_vouch
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

TEACHES_ELSEWHERE = Refused(
    "S8", "They teach at another school.", "Say at that school that they have left it first."
)


@carries_out("S8", "S7")
def may_add_teacher(
    school: School,
    email: str,
    full_name: str,
    by: Person | None,
    now: datetime,
    somebody_else: bool = False,
) -> Verdict:
    """Say what ``add_teacher`` would say, and change nothing; somebody who teaches here already may stay."""
    address = may_teach_at(email, school.email_domain)
    return _may_add(school, Named(email, full_name, somebody_else), address, by, now)


class Named(NamedTuple):
    """Whom somebody wants to add: address and name as typed, and whether the asker made sure that they are new."""

    email: str
    full_name: str
    somebody_else: bool = False


def _may_add(school: School, named: Named, address: Verdict, by: Person | None, now: datetime) -> Verdict:
    email, full_name, somebody_else = named
    allowed = may_manage_schools(asker_of(by, now))
    for verdict in (allowed, may_take_part(school.status), may_be_called(full_name), address):
        if isinstance(verdict, Refused):
            return verdict
    known = person_by_email(email)
    teaching = teaching_of(known) if known else None
    if teaching is not None:
        return ALLOWED if teaching.school_id == school.pk else TEACHES_ELSEWHERE
    if is_known_mailbox(email):
        return SAME_MAILBOX
    if not somebody_else and same_name(full_name, names_of_others(known)):
        return SAME_NAME
    return ALLOWED


@carries_out("S8", "S7")
def add_teacher(
    school: School,
    email: str,
    full_name: str,
    by: Person | None,
    now: datetime,
    somebody_else: bool = False,
) -> Teacher | Refused:
    """Add a teacher to their school; not yet verified, which happens when they open a link sent to this address.

    Args:
        email: their own address at the school's domain (S8).
        full_name: title and name as everybody will see them.
        by: who does it; None for the operator.
        somebody_else: that the asker has made sure this is not the person of the same name whom we know already.

    Returns:
        The teacher; the same one again if they teach here already.
    """
    verdict = may_add_teacher(school, email, full_name, by, now, somebody_else)
    if isinstance(verdict, Refused):
        return verdict
    return _keep(school, email, full_name, by, now)


@carries_out("S8")
def add_teacher_to_vouch_for(
    school: School, named: Named, by: Person | None, now: datetime
) -> Teacher | Refused:
    """Add a teacher whose address is not at the school's domain: they count once a second person has vouched for it.

    Personal mailboxes, shared ones and pupils' are refused as ever; an address that is at the domain needs no second person.
    """
    address = may_teach_at(named.email, school.email_domain, vouched=True)
    verdict = _may_add(school, named, address, by, now)
    if isinstance(verdict, Refused):
        return verdict
    return _keep(school, named.email, named.full_name, by, now)


@carries_out("S8")
def vouch_for_address(teacher: Teacher, reason: str, by: Person | None, now: datetime) -> Teacher | Refused:
    """Put on record that a second person confirmed a teacher's address elsewhere, by name, and how they made sure.

    They can then prove that it is theirs, by the link sent there, as every teacher does.
    """
    verdict = may_vouch(asker_of(by, now), teacher.added_by_id, teacher.person_id, reason)
    if isinstance(verdict, Refused) or by is None:
        return (
            verdict if isinstance(verdict, Refused) else Refused("S8", "Somebody must do this by name.", "")
        )
    with transaction.atomic():
        fresh = Teacher.objects.filter(pk=teacher.pk, vouched_at=None, left_at=None)
        if fresh.update(vouched_by=by, vouched_at=now):
            told = {"person": teacher.person.ref, "school": teacher.school.ref, "how": reason.strip()}
            asked_by = f"person:{teacher.added_by_id}" if teacher.added_by_id else "system"
            put_on_record("teacher.vouched_for", by, now, "S8", asked_by=asked_by, **told)
    teacher.refresh_from_db()
    return teacher


def _keep(school: School, email: str, full_name: str, by: Person | None, now: datetime) -> Teacher | Refused:
    known = person_by_email(email)
    teaching = teaching_of(known) if known else None
    if teaching is not None:
        return teaching
    try:
        with transaction.atomic():
            person = known if known and known.is_active else keep_person(known, email, full_name)
            teacher = Teacher.objects.create(person=person, school=school, added_at=now, added_by=by)
            RoleHeld.objects.create(person=person, role=Role.TEACHER, from_on=now.date())
            put_on_record("teacher.added", by, now, "S8", person=person.ref, school=school.ref)
    except IntegrityError:
        return Refused("S8", "Somebody added them at this very moment.", "Open the school again and look.")
    return teacher


@carries_out("S8")
def verify_teacher(teacher: Teacher, by: Person | None, now: datetime) -> Teacher | Refused:
    """Record that the school's office confirmed, on its published number, that this teacher is theirs.

    Args:
        by: the member of staff who rang; never the teacher; None for the operator.
    """
    verdict = may_manage_schools(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    if by is not None and by.pk == teacher.person_id:
        return Refused("S8", "Nobody confirms themselves.", "Ask a colleague to ring the school.")
    return mark_verified(teacher, Teacher.VerifiedHow.SCHOOL_CONFIRMED, by, now)


def mark_verified(
    teacher: Teacher, how: Teacher.VerifiedHow, by: Person | None, now: datetime
) -> Teacher | Refused:
    """Write that a teacher is verified, once; the address must still be at the school's domain."""
    vouched = teacher.vouched_at is not None
    verdict = may_teach_at(teacher.person.email, teacher.school.email_domain, vouched=vouched)
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        fresh = Teacher.objects.filter(pk=teacher.pk, verified_at=None, left_at=None)
        if fresh.update(verified_how=how, verified_at=now):
            put_on_record(
                "teacher.verified",
                by,
                now,
                "S8",
                person=teacher.person.ref,
                school=teacher.school.ref,
                how=how.value,
            )
    teacher.refresh_from_db()
    return teacher


def end_teaching(teacher: Teacher, by: Person | None, now: datetime) -> Teacher | Refused:
    """Record that a teacher has left the school: they stop counting there at once, and their links die."""
    verdict = may_manage_schools(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        if Teacher.objects.filter(pk=teacher.pk, left_at=None).update(left_at=now):
            RoleHeld.objects.filter(person=teacher.person_id, role=Role.TEACHER, until_on=None).update(
                until_on=now.date()
            )
            SignInLink.objects.filter(person=teacher.person_id, replaced_at=None).update(replaced_at=now)
            put_on_record("teacher.left", by, now, "S8", person=teacher.person.ref, school=teacher.school.ref)
    teacher.refresh_from_db()
    return teacher
