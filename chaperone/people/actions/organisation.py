"""What happens to the organisation and its people: set up, join, leave."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from chaperone.outbox.actions import cancel_letters_to
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.actions.roles import lead_periods, lock_leads
from chaperone.people.actions.second_steps import forget_second_steps
from chaperone.people.addresses import split_address
from chaperone.people.doubles import is_known_mailbox
from chaperone.people.models import Organisation, Person, RoleHeld, SignInLink, Teacher, unusable_password
from chaperone.people.names import first_name_of, same_name
from chaperone.people.periods import first_empty_day, may_be_led_so
from chaperone.people.queries import organisation, person_by_email, roles_of
from chaperone.people.roles import Role
from chaperone.people.rules import may_be_called, may_be_person, may_manage_people
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

KNOWN_ALREADY = Refused(
    "", "Somebody with this address is known to us already.", "Look for them in the list."
)

SAME_MAILBOX = Refused(
    "S7",
    "Letters to that address reach somebody we know already, and one person must not count as two.",
    "Use the entry they have: what stands after the + makes it no other mailbox.",
)

SAME_NAME = Refused(
    "S7",
    "Somebody of that name is known to us already, and one person must not count as two.",
    "Use the entry they have, or confirm that this is somebody else.",
)


def set_up_organisation(
    name: str, official_email: str, phone: str, website: str, by: Person | None, now: datetime
) -> Organisation | Refused:
    """Say who we are, or change it: there is one organisation, ever.

    Args:
        official_email: the mailbox young people's schools may write to; a shared one is right here.
        by: who does it; None for the operator.
    """
    for verdict in (may_manage_people(asker_of(by, now)), may_be_called(name)):
        if isinstance(verdict, Refused):
            return verdict
    if split_address(official_email) is None:
        return Refused("", "That is not an e-mail address.", "Write the organisation's official address.")
    with transaction.atomic():
        ours = organisation() or Organisation()
        ours.name, ours.official_email = name.strip(), official_email.strip().lower()
        ours.phone, ours.website = phone.strip(), website.strip()
        ours.save()
        put_on_record("organisation.set_up", by, now, "", name=ours.name, official_email=ours.official_email)
    return ours


def set_organisation_timezone(timezone: str, by: Person | None, now: datetime) -> Organisation | Refused:
    """Say on which clock the organisation lives, such as ``"Europe/London"``; schools added by hand begin with it."""
    verdict = may_manage_people(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    ours = organisation()
    if ours is None or timezone not in available_timezones():
        return Refused("", "We do not know that time zone.", "Choose one from the list.")
    with transaction.atomic():
        ours.timezone = timezone
        ours.save(update_fields=["timezone"])
        put_on_record("organisation.timezone_set", by, now, "", timezone=timezone)
    return ours


@carries_out("S7")
def may_add_person(
    email: str, full_name: str, by: Person | None, now: datetime, somebody_else: bool = False
) -> Verdict:
    """Say what ``add_person`` would say, and change nothing."""
    verdicts = (may_manage_people(asker_of(by, now)), may_be_person(email), may_be_called(full_name))
    for verdict in verdicts:
        if isinstance(verdict, Refused):
            return verdict
    known = person_by_email(email)
    if known and known.is_active:
        return KNOWN_ALREADY
    if is_known_mailbox(email):
        return SAME_MAILBOX
    if not somebody_else and same_name(full_name, names_of_others(known)):
        return SAME_NAME
    return ALLOWED


@carries_out("S7")
def add_person(
    email: str,
    full_name: str,
    by: Person | None,
    now: datetime,
    first_name: str = "",
    somebody_else: bool = False,
) -> Person | Refused:
    """Make an adult known to us; a leaver who comes back gets their own entry again, without their old roles.

    Args:
        email: their own address; a shared mailbox is refused.
        by: who does it; None for the operator.
        first_name: what young people see of staff; ``""`` takes it from the full name.
        somebody_else: that the asker has made sure this is not the person of the same name whom we know already.
            One human being with two entries would count as two adults (S7).
    """
    verdict = may_add_person(email, full_name, by, now, somebody_else)
    if isinstance(verdict, Refused):
        return verdict
    known = person_by_email(email)
    try:
        with transaction.atomic():
            person = keep_person(known, email, full_name, first_name)
            put_on_record("person.returned" if known else "person.added", by, now, "", person=person.ref)
    except IntegrityError:  # the same address was added at the same moment
        return KNOWN_ALREADY
    return person


def names_of_others(known: Person | None) -> list[str]:
    """Return the names of everybody who is with us, but not of ``known`` themselves."""
    others = Person.objects.filter(is_active=True)
    if known:
        others = others.exclude(pk=known.pk)
    return list(others.values_list("full_name", flat=True))


def keep_person(known: Person | None, email: str, full_name: str, first_name: str = "") -> Person:
    """Write the entry of a person whom the rules have allowed, inside the caller's transaction."""
    person = known or Person(email=email.strip().lower())
    person.full_name = full_name.strip()
    person.first_name = first_name.strip() or first_name_of(full_name)
    person.is_active, person.left_at = True, None
    person.save()
    return person


def may_leave(person: Person, by: Person | None, now: datetime) -> Verdict:
    """Say what ``mark_left`` would say, and change nothing."""
    with transaction.atomic():
        verdict = may_manage_people(asker_of(by, now))
        verdict = _may_go(person, now.date()) if verdict else verdict
        transaction.set_rollback(True)
    return verdict


@carries_out("R2")
def let_back_in(person: Person, by: Person | None, now: datetime) -> Person | Refused:
    """Undo that somebody left, as after a wrong click: they are known again, without roles, links and sign-ins.

    Nothing comes back by itself: what they may do is decided again by those who decide it.
    """
    if person.is_active:
        return KNOWN_ALREADY
    return add_person(person.email, person.full_name, by, now, person.first_name, somebody_else=True)


@carries_out("R2", "P2")
def mark_left(person: Person, by: Person | None, now: datetime) -> Person | Refused:
    """Let somebody go: their roles end, their links die and they are signed out everywhere, all at once."""
    verdict = may_manage_people(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    today = now.date()
    with transaction.atomic():
        verdict = _may_go(person, today)
        if isinstance(verdict, Refused):
            return verdict
        for held in RoleHeld.objects.filter(Q(until_on=None) | Q(until_on__gt=today), person=person):
            held.until_on = max(today, held.from_on)
            held.save(update_fields=["until_on"])
        Teacher.objects.filter(person=person, left_at=None).update(left_at=now)
        cancel_letters_to(person.email, now)
        SignInLink.objects.filter(person=person, replaced_at=None).update(replaced_at=now)
        forget_second_steps(person, now)
        person.is_active, person.left_at = False, now
        # Django ties every signed-in browser to this value: should they come back one day, no old sign-in does.
        person.password = unusable_password()
        person.save(update_fields=["is_active", "left_at", "password"])
        put_on_record("person.left", by, now, "R2", person=person.ref)
    return person


def _may_go(person: Person, today: date) -> Verdict:
    """Say whether somebody may leave today: others are safeguarding lead today and on every day to come (R2).

    Where only a later day would be empty, because they were to follow then, the lead before goes on instead: nobody
    must stay because of something that has not begun.
    """
    # Two leads leaving at the same moment wait for each other here, so that one of them is refused.
    others = [row for row in lock_leads() if row.person_id != person.pk]
    holds = Role.SAFEGUARDING_LEAD in roles_of(person, today)
    empty = first_empty_day(lead_periods(others), today)
    if empty is None or (empty == today and not holds):
        return ALLOWED
    if empty == today:
        return may_be_led_so(lead_periods(others), today)
    before = next(row for row in others if row.role == Role.SAFEGUARDING_LEAD and row.until_on == empty)
    RoleHeld.objects.filter(pk=before.pk).update(until_on=None)
    # Who goes on as the lead is not their own deputy from that day.
    deputy = RoleHeld.objects.filter(person=before.person_id, role=Role.DEPUTY_LEAD, from_on__gte=empty)
    deputy.update(until_on=F("from_on"))
    return ALLOWED
