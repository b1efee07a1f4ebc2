"""What happens to the mail domain of a school: set once by one person, changed only by two, each by name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.addresses import fold_domain
from chaperone.people.models import Person, School
from chaperone.people.queries import teachers_of, verified_teachers_of
from chaperone.people.rules import may_be_school_domain, may_manage_schools, may_teach_at
from chaperone.people.vouching import may_confirm_domain, may_set_domain_alone
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

NOBODY_ASKED = Refused("S8", "Nobody asks for another domain any more.", "Look at the school's page.")


@carries_out("S8")
def set_school_domain(school: School, domain: str, by: Person | None, now: datetime) -> School | Refused:
    """Record the internet domain of the school's staff addresses, where it had none; another one needs two people.

    Args:
        by: who plans sessions; None for the operator, who may also correct one.
    """
    asker = asker_of(by, now)
    for verdict in (may_manage_schools(asker), may_be_school_domain(domain)):
        if isinstance(verdict, Refused):
            return verdict
    with transaction.atomic():
        held = School.objects.select_for_update().get(pk=school.pk)
        alone = may_set_domain_alone(asker, held.email_domain, domain)
        if isinstance(alone, Refused):
            return alone
        _set(held, fold_domain(domain), by, now)
    school.refresh_from_db()
    return school


@carries_out("S8")
def ask_for_domain(school: School, domain: str, by: Person, now: datetime) -> School | Refused:
    """Ask for another domain; the one in force stays until a second person has confirmed it. The first one is set at once."""
    done = set_school_domain(school, domain, by, now)
    if not isinstance(done, Refused):
        return done
    asker = asker_of(by, now)
    for verdict in (may_manage_schools(asker), may_be_school_domain(domain)):
        if isinstance(verdict, Refused):
            return verdict
    with transaction.atomic():
        held = School.objects.select_for_update().get(pk=school.pk)
        held.asked_domain, held.asked_domain_by, held.asked_domain_at = fold_domain(domain), by, now
        held.save(update_fields=["asked_domain", "asked_domain_by", "asked_domain_at"])
        put_on_record("school.domain_asked", by, now, "S8", school=held.ref, domain=held.asked_domain)
    school.refresh_from_db()
    return school


@carries_out("S8")
def confirm_domain(school: School, domain: str, reason: str, by: Person, now: datetime) -> School | Refused:
    """Change the domain as a colleague asked; teachers with an address elsewhere lose their proof.

    Args:
        domain: the one that was read and is confirmed; should another be asked for meanwhile, nothing happens.
        reason: how this second person made sure, one line.
    """
    with transaction.atomic():
        held = School.objects.select_for_update().get(pk=school.pk)
        if not held.asked_domain or held.asked_domain != domain:
            return NOBODY_ASKED
        verdict = may_confirm_domain(asker_of(by, now), held.asked_domain_by_id, reason)
        if isinstance(verdict, Refused):
            return verdict
        asked_by = f"person:{held.asked_domain_by_id}"
        _set(held, held.asked_domain, by, now, asked_by=asked_by, how=reason.strip())
    school.refresh_from_db()
    return school


def drop_asked_domain(school: School, by: Person, now: datetime) -> School | Refused:
    """Let the domain stay as it is: the one who asked takes it back, or a colleague says no."""
    verdict = may_manage_schools(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    with transaction.atomic():
        held = School.objects.select_for_update().get(pk=school.pk)
        if held.asked_domain:
            told = held.asked_domain
            _forget_asked(held)
            held.save(update_fields=["asked_domain", "asked_domain_by", "asked_domain_at"])
            put_on_record("school.domain_not_changed", by, now, "S8", school=held.ref, domain=told)
    school.refresh_from_db()
    return school


def _set(held: School, domain: str, by: Person | None, now: datetime, **told: str) -> None:
    held.email_domain = domain
    _forget_asked(held)
    held.save(update_fields=["email_domain", "asked_domain", "asked_domain_by", "asked_domain_at"])
    elsewhere = [
        teacher.pk
        for teacher in verified_teachers_of(held)
        if not may_teach_at(teacher.person.email, domain, vouched=teacher.vouched_at is not None)
    ]
    teachers_of(held).filter(pk__in=elsewhere).update(verified_how="", verified_at=None)
    count = len(elsewhere)
    put_on_record(
        "school.domain_set", by, now, "S8", school=held.ref, domain=domain, teachers_unverified=count, **told
    )


def _forget_asked(held: School) -> None:
    held.asked_domain, held.asked_domain_by, held.asked_domain_at = "", None, None
