"""Finds out what a visitor is towards the thing a page is about; the access table says what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from chaperone.concerns.queries import is_on_a_list, lead_count
from chaperone.concerns.rules import reading_roles
from chaperone.first_run import queries as first_run
from chaperone.pages.access import Who
from chaperone.pages.for_pupils import seat_cookie
from chaperone.pages.half_way import owed_here
from chaperone.people import queries as people
from chaperone.people.models import Person
from chaperone.people.roles import STAFF_ROLES
from chaperone.people.roles import Role as StaffRole
from chaperone.people.sign_in_rules import Owed
from chaperone.sessions import queries as sessions
from chaperone.sessions.plan import Role

SET_UP_ADDRESS = "/set-up"
# Where a browser keeps that it opened the first set-up.
SET_UP_MARK = "set_up_mark"

WHO_BY_ROLE: dict[str, Who] = {
    StaffRole.FACILITATOR: Who.FACILITATOR,
    StaffRole.ADMINISTRATOR: Who.ADMINISTRATOR,
    StaffRole.SAFEGUARDING_LEAD: Who.SAFEGUARDING,
    StaffRole.DEPUTY_LEAD: Who.SAFEGUARDING,
    StaffRole.TRUSTEE: Who.TRUSTEE,
    StaffRole.ONLINE_PRESENCE_LEAD: Who.PRESENCE,
    StaffRole.SUPERVISOR: Who.PRESENCE,
}
WHO_OWES = {Owed.STEP: Who.OWES_STEP, Owed.SET_UP: Who.OWES_SET_UP, Owed.CODE: Who.OWES_CODE}


def standing_of(request: HttpRequest, subject: Mapping[str, Any]) -> frozenset[Who]:
    """Return everything the visitor is towards the subject of the page.

    Args:
        request: who asks: an adult's sign-in, a seat's cookie, or neither.
        subject: the words of the address, such as ``{"session_ref": "k3f9…"}``.
    """
    session_ref = str(subject.get("session_ref", ""))
    standing = {Who.ANYONE}
    if settings.CHAPERONE_DEMO:
        standing.add(Who.ANYONE_IN_THE_DEMO)
    if request.path.startswith(SET_UP_ADDRESS):  # asked there only: no other page pays for it
        standing.update(_setting_up(request))
    standing.update(_as_seat(request, session_ref))
    owes = WHO_OWES.get(owed_here(request))
    if owes is not None:
        standing.add(owes)
    if isinstance(request.user, Person):
        standing.update(_as_adult(request.user, session_ref, timezone.now()))
    return frozenset(standing)


def _setting_up(request: HttpRequest) -> Iterator[Who]:
    if first_run.open_run() is not None:
        yield Who.ANYONE_BEFORE_SET_UP
    if first_run.may_go_on(str(request.session.get(SET_UP_MARK, ""))):
        yield Who.SETS_UP


def _as_seat(request: HttpRequest, session_ref: str) -> Iterator[Who]:
    cookie = seat_cookie.read(request)
    if cookie is None:
        return
    yield Who.SEAT_ONCE
    of_this_session = cookie.session_ref == session_ref
    if of_this_session:
        yield Who.SEAT_ONCE_OF_SESSION
    if sessions.seat_still_stands(cookie.seat_ref, cookie.key):
        yield Who.SEAT
        if of_this_session:
            yield Who.SEAT_OF_SESSION


def _as_adult(person: Person, session_ref: str, now: datetime) -> Iterator[Who]:
    yield Who.SIGNED_IN
    roles = people.roles_of(person, now.date())
    if roles & STAFF_ROLES:
        yield Who.STAFF
    yield from (who for role, who in WHO_BY_ROLE.items() if role in roles)
    if people.teaching_of(person) is not None:
        yield Who.TEACHER
    if roles & reading_roles(lead_count(now.date())) or is_on_a_list(person):
        yield Who.READS_CONCERNS
    if session_ref:
        yield from _in_session(person, session_ref, now)


def _in_session(person: Person, session_ref: str, now: datetime) -> Iterator[Who]:
    here = sessions.standing_in(person, session_ref, now)
    if here is None:
        return
    if here.duty is not None:
        yield Who.STAFF_OF_SESSION
    if here.duty is Role.FACILITATOR:
        yield Who.FACILITATOR_OF_SESSION
    if here.may_change:
        yield Who.MAY_CHANGE_SESSION
    if here.school_ids:
        yield Who.TEACHER_OF_SESSION
