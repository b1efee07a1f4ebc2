"""Warns, as many days before as the policy says, that a role runs out; each warning goes once, however often the sweep comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from chaperone.outbox.actions import post
from chaperone.outbox.models import Letter
from chaperone.people.actions.on_record import put_on_record
from chaperone.people.models import Person, RoleHeld
from chaperone.people.periods import in_words, warning_due
from chaperone.people.queries import organisation, people_with_role
from chaperone.people.roles import Role
from chaperone.people.standing_in import who_looks_after_people
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_today

SENTENCE = "{name} is {role} until {last}; from {ends} not any more."


@carries_out("R2")
def warn_of_role_ends(now: datetime) -> int:
    """Write to whoever's role runs out within the policy's days, and to those who look after people; return how often."""
    today, furthest = now.date(), max(pack_today().parameters.warning_days)
    soon = RoleHeld.objects.filter(
        until_on__gt=today, until_on__lte=today + timedelta(days=furthest), person__is_active=True
    ).exclude(role=Role.TEACHER)
    return sum(_warn(held, today, now) for held in soon.select_related("person").order_by("pk"))


def _warn(held: RoleHeld, today: date, now: datetime) -> bool:
    ends = held.until_on
    if ends is None or held.from_on >= ends:
        return False
    role, person = Role(held.role), held.person
    words = SENTENCE.format(
        name=person.full_name,
        role=role.in_words,
        last=in_words(ends - timedelta(days=1)),
        ends=in_words(ends),
    )
    if role is Role.SAFEGUARDING_LEAD:
        follows = ", ".join(one.full_name for one in people_with_role(role, ends))
        words += f" {follows} takes over then. Name somebody else before if that is not right."
    subject = f"A role runs out: {role.in_words}, {in_words(ends)}"
    about = f"role:{held.pk}:{ends.isoformat()}"
    return warn_once(about, (ends - today).days, subject, (words, f"/people/{person.pk}", [person]), now)


def warn_once(
    about: str, days_left: int, subject: str, said: tuple[str, str, Iterable[Person]], now: datetime
) -> bool:
    """Send the warning that is due for what runs out, unless it went before; return whether it goes now.

    Args:
        about: what runs out, and when: another end is another matter.
        days_left: from today.
        subject: one line, without anything that only few may read.
        said: the sentence, the address of the page that helps, and whom it is about.
    """
    days = warning_due(days_left, pack_today().parameters.warning_days)
    kind = f"runs_out_{days}"
    went = Letter.objects.filter(about=about, kind=kind)
    if days is None or went.exists():
        return False
    sentence, page, whom = said
    ours = organisation()
    readers = {one.pk: one for one in (*whom, *who_looks_after_people(now.date()))}
    link = f"{settings.CHAPERONE_PUBLIC_URL.rstrip('/')}{page}"
    from_us = f"With kind regards\n{ours.name if ours else 'Chaperone'}\n"
    with transaction.atomic():
        # One row is held while we look again: two sweeps at the same moment would both find that nothing went.
        Person.objects.select_for_update(no_key=True).filter(pk__in=readers).order_by("pk").first()
        if went.exists():
            return False
        for reader in readers.values():
            text = f"Hello {reader.first_name},\n\n{sentence}\n\n{link}\n\n{from_us}"
            post([reader.email], subject, text, now=now, about=about, kind=kind)
        put_on_record("running_out.told", None, now, "R2", about=about, days=days)
    return bool(readers)
