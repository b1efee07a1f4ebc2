"""Sets the product's stage: sessions of any size made through the real actions, in the measuring process, on the server's database.

Importing this sets Django up, so the environment must be the server's own by then (its CHAPERONE_VAR and DATABASE_URL).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import django
from django.db import transaction

django.setup()

from chaperone.ledger.queries import read  # noqa: E402 - Django must be set up first
from chaperone.outbox.queries import letters_to_try  # noqa: E402
from chaperone.people.roles import Role  # noqa: E402
from chaperone.sessions import actions as sessions  # noqa: E402
from chaperone.sessions.plan import SeatKind  # noqa: E402
from chaperone.sessions.queries import plan_of_room  # noqa: E402
from tests.support.stage import a_person, a_staff, a_teacher, must  # noqa: E402

ADULTS = 3  # two facilitators and the teacher: what a door needs to open, and one to spare
POST_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who will come into a room: by what right, and with which rules agreed (a seat only)."""

    session: str
    who: str
    key: str = ""
    rules: str = ""

    @property
    def is_seat(self) -> bool:
        """Whether it is a pupil's seat."""
        return self.rules != ""


def make_sessions(rooms: int, members: int) -> list[list[Place]]:
    """Plan ``rooms`` sessions, ready to open, and return for each its ``members``: three adults first, then seats."""
    a_staff(0, datetime.now(UTC))  # the organisation and its safeguarding lead
    made = []
    for number in range(1, rooms + 1):
        with transaction.atomic():  # one wait for the disk a session
            made.append(_session(number, members - ADULTS))
    return made


def _session(number: int, seats: int) -> list[Place]:
    now = datetime.now(UTC)
    # Nobody can be in two rooms at once, so each session has people of its own.
    hosts = [a_person(f"{key}{number}", (Role.FACILITATOR,), now) for key in ("facilitator", "second")]
    teacher = a_teacher("a", number, now)
    asked = sessions.SeatsAsked(SeatKind.INDIVIDUAL, seats)
    new = sessions.NewSession(
        title="A measured session",
        purpose="To hear somebody's story and ask about it.",
        starts_at=now + timedelta(minutes=50),
        minutes=45,
        schools=(sessions.SchoolAsked(teacher.school, (teacher,), (asked,)),),
        facilitators=tuple(hosts),
        speakers=(),
        pack_id="measured",
    )
    session = must(sessions.plan_session(new, hosts[0], now))
    must(sessions.agree_to_purpose(session, teacher.school, teacher.person, now))
    plan = must(plan_of_room(session.ref, now))
    if plan.unready:
        raise SystemExit(f"the measured session is not ready: {plan.unready}")
    # The safeguarding lead may look in on any room, and is in none of these.
    keys = {adult.ref: adult.key for adult in plan.adults}
    return [
        *(Place(session.ref, adult.ref, keys[adult.ref]) for adult in (*hosts, teacher.person)),
        *(Place(session.ref, seat.ref, seat.key, plan.rules_hash) for seat in plan.seats),
    ]


def wait_for_the_post() -> None:
    """Wait until the server has sent the letters that planning queued: they are no part of what is measured."""
    until = time.monotonic() + POST_PATIENCE_SECONDS
    while letters_to_try(datetime.now(UTC)).exists() and time.monotonic() < until:
        time.sleep(0.2)


def recorded_times(session: str, kind: str) -> list[float]:
    """Return when entries of ``kind`` were decided in a session's room, in seconds since 1970."""
    return [entry.at.timestamp() for entry in read(f"room/{session}") if entry.kind == kind]
