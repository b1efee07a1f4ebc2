"""What happens to roles: given for a period, ended; on every day to come somebody is safeguarding lead."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person, RoleHeld
from chaperone.people.periods import Period, first_empty_day, in_words, may_be_led_so, may_be_period
from chaperone.people.roles import Role
from chaperone.people.rules import may_appoint, may_grant_role, may_hold_role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict


def lock_leads() -> list[RoleHeld]:
    """Lock and return every row of lead and deputy in the caller's transaction: of two changes at once, one sees the other."""
    leads = RoleHeld.objects.select_for_update().filter(role__in=[Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD])
    return list(leads.select_related("person").order_by("pk"))


def lead_periods(rows: list[RoleHeld]) -> list[Period]:
    """Return the periods of the safeguarding lead among rows of ``lock_leads``."""
    return [_period(row) for row in rows if row.role == Role.SAFEGUARDING_LEAD and row.person.is_active]


def _period(row: RoleHeld) -> Period:
    return Period(row.person_id, row.from_on, row.until_on)


@carries_out("R2")
def grant_role(
    person: Person,
    role: Role,
    by: Person | None,
    now: datetime,
    from_on: date | None = None,
    until_on: date | None = None,
) -> RoleHeld | Refused:
    """Give a person a role from the day ``from_on`` (UTC; today when None) until ``until_on``, the first day without it.

    A safeguarding lead's period may end only where somebody follows; if nobody does, the deputy takes over on that day: that is
    written down now, so that nothing has to happen on the day itself.

    Args:
        by: who decides; None for the operator.
    """
    period = Period(person.pk, from_on or now.date(), until_on)
    for verdict in (
        may_be_period(period.from_on, until_on, now.date()),
        may_grant_role(asker_of(by, now), role, person.pk),
    ):
        if isinstance(verdict, Refused):
            return verdict
    try:
        with transaction.atomic():
            return _grant(person, role, period, by, now)
    except IntegrityError:
        return Refused("", f"They are {role.in_words} already.", "Their page says since when.")


def _grant(
    person: Person, role: Role, period: Period, by: Person | None, now: datetime
) -> RoleHeld | Refused:
    leads = lock_leads()
    begins, until_on = period.from_on, period.until_on
    verdict = _may_hold(person, role, period)
    granted = RoleHeld(person=person, role=role, from_on=begins, until_on=until_on)
    if verdict and role is Role.SAFEGUARDING_LEAD and until_on is not None:
        verdict = _let_deputy_follow([*leads, granted], begins, by, now)
    if isinstance(verdict, Refused):
        return verdict
    granted.save()
    told = {"person": person.ref, "role": role.value, "from_on": begins, "until_on": until_on}
    put_on_record("role.granted", by, now, "R2", **told)
    return granted


def _may_hold(person: Person, role: Role, period: Period) -> Verdict:
    """Ask the rule about the roles that overlap this period."""
    # The row of the person stands for all their roles: lead and deputy cannot be given at the same moment.
    locked = Person.objects.select_for_update().get(pk=person.pk)
    rows = RoleHeld.objects.filter(person=locked)
    held = frozenset(Role(row.role) for row in rows if _period(row).overlaps(period.from_on, period.until_on))
    return may_hold_role(role, held, locked.is_active)


def _let_deputy_follow(leads: list[RoleHeld], begins: date, by: Person | None, now: datetime) -> Verdict:
    """Where the lead's periods end and nobody follows, write down that the deputy of that day does; refused where there is none."""
    empty = first_empty_day(lead_periods(leads), begins)
    if empty is None:
        return ALLOWED
    deputies = (row for row in leads if row.role == Role.DEPUTY_LEAD and row.person.is_active)
    follows = next((row for row in deputies if row.until_on is None and row.from_on <= empty), None)
    if follows is None:
        return Refused(
            "R2",
            f"There must always be a safeguarding lead, and nobody follows on {in_words(empty)}.",
            "Name the successor or a deputy first, or leave the last day open.",
        )
    RoleHeld.objects.filter(pk=follows.pk).update(until_on=max(empty, follows.from_on))
    lead = RoleHeld.objects.create(person=follows.person, role=Role.SAFEGUARDING_LEAD, from_on=empty)
    put_on_record("role.follows", by, now, "R2", person=lead.person.ref, role=lead.role, from_on=empty)
    return ALLOWED


@carries_out("R2")
def end_role(person: Person, role: Role, by: Person | None, now: datetime) -> RoleHeld | Refused:
    """Take a role away at once: today is the first day on which it is no longer held."""
    if role is Role.TEACHER:
        return Refused("S8", "Teachers belong to a school.", "Say at the school that they have left it.")
    verdict = may_appoint(asker_of(by, now), role)
    if isinstance(verdict, Refused):
        return verdict
    today = now.date()
    with transaction.atomic():
        leads = lock_leads()
        rows = RoleHeld.objects.filter(person=person, role=role).order_by("from_on", "pk")
        held = next(
            (row for row in rows if row.until_on is None or row.until_on > max(today, row.from_on)), None
        )
        if held is None:
            return Refused("", f"They are not {role.in_words}.", "")
        if role is Role.SAFEGUARDING_LEAD:
            verdict = may_be_led_so(lead_periods([row for row in leads if row.pk != held.pk]), today)
            if isinstance(verdict, Refused):
                return verdict
        held.until_on = max(today, held.from_on)
        held.save(update_fields=["until_on"])
        put_on_record("role.ended", by, now, "R2", person=person.ref, role=role.value, until_on=held.until_on)
    return held
