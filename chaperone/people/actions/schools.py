"""What happens to schools: added by hand, their contact and time zone set (their mail domain: ``domains``)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import available_timezones

from django.db import transaction

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.actions.search_words import keep_words
from chaperone.people.models import Person, School
from chaperone.people.queries import verified_teachers_of
from chaperone.people.rules import (
    may_be_called,
    may_be_school_contact,
    may_manage_schools,
    may_set_school_contact,
)
from chaperone.people.school_words import words_of_school
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

# Small enough that a live room, which writes to the same database, never waits long for one of them.
ROWS_PER_TRANSACTION: Final = 1000
BAD_ROWS_NAMED: Final = 100


def add_school_by_hand(
    name: str,
    town: str,
    by: Person | None,
    now: datetime,
    postcode: str = "",
    timezone: str = "Europe/London",
) -> School | Refused:
    """Add a school that is not in the register: abroad, too new, or in Scotland or Northern Ireland.

    Args:
        by: who does it; None for the operator.
        timezone: the school's own, such as ``"Europe/London"``.
    """
    name, town, postcode = name.strip(), town.strip(), postcode.strip().upper()
    for verdict in (may_manage_schools(asker_of(by, now)), may_be_called(name), may_be_called(town)):
        if isinstance(verdict, Refused):
            return verdict
    if timezone not in available_timezones():
        return Refused("", "We do not know that time zone.", "Choose one from the list.")
    if len(postcode) > 10:
        return Refused("", "That postcode is too long.", "Leave it empty if the school has none.")
    folded = words_of_school(name, town, postcode)
    with transaction.atomic():
        if School.objects.filter(
            sort_name=folded.sort_name, town__iexact=town, status=School.Status.OPEN
        ).exists():
            return Refused("", "That school is in our list already.", "Search for it by name and town.")
        school = School.objects.create(
            name=name,
            town=town,
            postcode=postcode,
            timezone=timezone,
            sort_name=folded.sort_name,
            search_text=folded.search_text,
        )
        keep_words([school])
        put_on_record("school.added", by, now, "", school=school.ref, name=name, town=town)
    return school


@carries_out("Y11")
def set_school_contact(
    school: School, dsl_name: str, dsl_route: str, by: Person | None, now: datetime
) -> School | Refused:
    """Record the school's own safeguarding lead and how a pupil reaches them, as shown on every pupil's screen.

    Args:
        dsl_name: a name or a role, one line of at most 120 characters.
        dsl_route: where or how to reach them, one line of at most 300 characters.
        by: staff who plan sessions, a verified teacher of this school, or None for the operator.
    """
    teaches_here = by is not None and verified_teachers_of(school).filter(person=by).exists()
    allowed = may_set_school_contact(asker_of(by, now), teaches_here)
    for verdict in (allowed, may_be_school_contact(dsl_name, dsl_route)):
        if isinstance(verdict, Refused):
            return verdict
    with transaction.atomic():
        school.dsl_name, school.dsl_route = dsl_name.strip(), dsl_route.strip()
        school.save(update_fields=["dsl_name", "dsl_route"])
        put_on_record("school.contact_set", by, now, "Y11", school=school.ref)
    return school


def set_school_timezone(school: School, timezone: str, by: Person | None, now: datetime) -> School | Refused:
    """Record the time zone of the school's clocks, such as ``"Europe/London"``."""
    verdict = may_manage_schools(asker_of(by, now))
    if isinstance(verdict, Refused):
        return verdict
    if timezone not in available_timezones():
        return Refused("", "We do not know that time zone.", "Choose one from the list.")
    with transaction.atomic():
        school.timezone = timezone
        school.save(update_fields=["timezone"])
        put_on_record("school.timezone_set", by, now, "", school=school.ref, timezone=timezone)
    return school
