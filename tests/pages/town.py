"""A charity with two schools, two sessions and everybody who might come to a page, for the tests of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone
from pytest import MonkeyPatch

from chaperone.first_run import actions as set_up
from chaperone.first_run.models import FirstRun
from chaperone.own_rules.actions import draft_rule
from chaperone.people.models import Person, School, Teacher
from chaperone.people.roles import Role
from chaperone.records.actions import seal_dossier
from chaperone.screening.wording import Wording
from chaperone.sessions.actions import (
    ClaimedSeat,
    Notes,
    SchoolAsked,
    SeatsAsked,
    add_seats,
    claim_seat,
    close_session,
    plan_session,
    record_room_ended,
    record_room_opened,
    replace_code,
    write_notes,
)
from chaperone.sessions.models import Seat, Session
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import code_of, standing_seats
from tests.sessions.cast import AN_HOUR, NOW, START, Charity, a_school, a_teacher, colleague, done, individual
from tests.support.signed_in import sign_in

IN_THE_ROOM = START - timedelta(minutes=30)


class Clock:
    """The pages' clock, which only tests can set."""

    def __init__(self, patch: MonkeyPatch) -> None:
        self.now = NOW
        patch.setattr(timezone, "now", lambda: self.now)

    def set(self, now: datetime) -> None:
        """Make it this moment (UTC)."""
        self.now = now


@dataclass
class Town:
    """Hill School with ``own``, Dale School with ``other``; ``sealed`` and ``other_sealed`` are over and closed."""

    charity: Charity = field(default_factory=Charity)
    deputy: Person = field(init=False)
    administrator: Person = field(init=False)
    trustee: Person = field(init=False)
    supervisor: Person = field(init=False)
    other_facilitator: Person = field(init=False)
    other_speaker: Person = field(init=False)
    nobody: Person = field(init=False)
    other_school: School = field(init=False)
    other_teacher: Teacher = field(init=False)
    own: Session = field(init=False)
    other: Session = field(init=False)

    def __post_init__(self) -> None:
        self.deputy = colleague("D", Role.DEPUTY_LEAD)
        self.administrator = colleague("A", Role.ADMINISTRATOR)
        self.trustee = colleague("T", Role.TRUSTEE)
        self.supervisor = colleague("V", Role.SUPERVISOR)
        self.other_facilitator = colleague("G", Role.FACILITATOR)
        self.other_speaker = colleague("H", Role.SPEAKER)
        self.nobody = colleague("N")
        self.other_school = a_school("Dale School", "dale.school.example")
        self.other_teacher = a_teacher(self.other_school, "E")
        self.own = self.charity.ready_session(schools=(self.charity.asks(individual(3), SCREEN),))
        self.other = self._others()

    def _others(self, starts_at: datetime = START) -> Session:
        asked = SchoolAsked(self.other_school, (self.other_teacher,), (individual(2), SCREEN))
        new = self.charity.new(
            title="Rocks of the dale",
            starts_at=starts_at,
            schools=(asked,),
            facilitators=(self.other_facilitator,),
            speakers=(self.other_speaker,),
        )
        return done(plan_session(new, self.other_facilitator, NOW))

    def own_rule(self) -> str:
        """Write a screening rule of the organisation's own, and return its ref."""
        said = Wording("", 0, "bullying", "Y5", "pupils", False, "wet lettuce", "That hurts somebody here.")
        return done(draft_rule(said, self.charity.lead, NOW)).ref

    def sealed(self) -> Session:
        """Hold, note down, close and seal a session of the first school."""
        charity = self.charity
        session = charity.session(starts_at=NOW + AN_HOUR, title="Boats of the bay")
        return over(session, charity.facilitator)

    def other_sealed(self) -> Session:
        """The same of the other school."""
        return over(self._others(NOW + AN_HOUR), self.other_facilitator)


SCREEN = SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 28)


def over(session: Session, facilitator: Person) -> Session:
    """Let a session be opened, ended, noted down, closed and sealed."""
    record_room_opened(session.ref, session.starts_at)
    record_room_ended(session.ref, session.ends_at)
    later = session.ends_at + timedelta(minutes=5)
    done(
        write_notes(session, Notes(what_happened="We talked.", attendance="Three seats."), facilitator, later)
    )
    done(close_session(session, facilitator, later))
    done(seal_dossier(session.ref, later))
    session.refresh_from_db()
    return session


def browser(person: Person | None = None) -> Client:
    """Return a browser of its own, signed in as this person."""
    client = Client()
    if person is not None:
        sign_in(client, person)
    return client


def first_seat(session: Session) -> Seat:
    """Return the session's first individual seat that nobody took."""
    seats = standing_seats(session).select_related("session", "school")
    return next(seat for seat in seats if seat.kind == SeatKind.INDIVIDUAL and seat.claimed_at is None)


def code_for(seat: Seat, teacher: Teacher) -> str:
    """Return the seat's code as its teacher reads it out."""
    return code_of(teacher.person, seat, NOW)


def sit_down(session: Session, teacher: Teacher, clock: Clock) -> tuple[Client, Seat]:
    """Take a seat through the page, as a pupil does; the clock stands in the room's hour then."""
    seat = first_seat(session)
    code = code_for(seat, teacher)
    clock.set(IN_THE_ROOM)
    pupil = browser()
    answer = pupil.post("/join", {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return pupil, seat


def sets_up() -> Client:
    """Return a browser that opened a new set-up with its secret, whoever is known already."""
    FirstRun.objects.update_or_create(id=1, defaults={"begun_at": NOW, "completed_at": None})
    client = Client()
    assert client.post("/set-up", {"secret": done(set_up.make_secret(NOW))}).status_code == 302
    return client


__all__ = [
    "IN_THE_ROOM",
    "SCREEN",
    "ClaimedSeat",
    "Clock",
    "Town",
    "add_seats",
    "browser",
    "claim_seat",
    "code_for",
    "first_seat",
    "replace_code",
    "sets_up",
    "sit_down",
]
