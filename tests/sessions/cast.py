"""Builds a small charity and a planned session for tests: colleagues with roles, two schools with their teachers, a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from chaperone.demo.trained import train
from chaperone.ledger.queries import Opened, read
from chaperone.outbox.models import Letter
from chaperone.outbox.queries import letters_about
from chaperone.people.actions import (
    add_person,
    add_school_by_hand,
    add_teacher,
    agree_to_document,
    grant_role,
    set_school_contact,
    set_school_domain,
    set_up_organisation,
    verify_teacher,
)
from chaperone.people.models import Person, School, Teacher
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from chaperone.sessions.actions import NewSession, SchoolAsked, SeatsAsked, agree_to_purpose, plan_session
from chaperone.sessions.models import Seat, Session
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import code_of
from tests.support.checked import checked

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
START = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)

Answer = TypeVar("Answer")


def done(answer: Answer | Refused) -> Answer:
    """Return what an action made; a refusal fails the test with its sentence."""
    assert not isinstance(answer, Refused), answer
    return answer


def refusal(answer: object) -> Refused:
    """Return the refusal; anything else fails the test."""
    assert isinstance(answer, Refused), answer
    return answer


def colleague(letter: str, *roles: Role, agreed: bool = True, trained: bool = True) -> Person:
    """Return ``Colleague <letter>`` with these roles, who agreed to the staff policy and is trained unless told otherwise."""
    person = done(
        add_person(
            f"colleague.{letter.lower()}@charity.example",
            f"Colleague {letter}",
            None,
            NOW,
            first_name=f"Coll {letter}",
        )
    )
    for role in roles:
        done(grant_role(person, role, None, NOW))
    if {Role.FACILITATOR, Role.SPEAKER} & set(roles):
        checked(person, NOW)
    if agreed:
        done(agree_to_document(person, "staff-policy", person.full_name, NOW))
    if trained:
        done(train(person, NOW))
    return person


def a_school(
    name: str = "Hill School", domain: str = "hill.school.example", *, contact: bool = True
) -> School:
    """Return an open school with a domain and, unless told otherwise, its own safeguarding lead."""
    school = done(add_school_by_hand(name, "Anytown", None, NOW))
    school = done(set_school_domain(school, domain, None, NOW))
    if contact:
        school = done(
            set_school_contact(school, "The school’s lead", "in the office by the main door", None, NOW)
        )
    return school


def a_teacher(school: School, letter: str = "B", *, ready: bool = True) -> Teacher:
    """Return a teacher of the school, verified and with the terms agreed unless told otherwise."""
    teacher = done(
        add_teacher(school, f"teacher.{letter.lower()}@{school.email_domain}", f"Teacher {letter}", None, NOW)
    )
    if ready:
        teacher = done(verify_teacher(teacher, None, NOW))
        done(agree_to_document(teacher.person, "teacher-terms", teacher.person.full_name, NOW))
    return teacher


@dataclass
class Charity:
    """An organisation whose sessions can be ready: leads, two who serve, one school with a teacher."""

    lead: Person = field(init=False)
    presence: Person = field(init=False)
    facilitator: Person = field(init=False)
    speaker: Person = field(init=False)
    school: School = field(init=False)
    teacher: Teacher = field(init=False)

    def __post_init__(self) -> None:
        done(
            set_up_organisation(
                "The Charity", "office@charity.example", "020 7946 0018", "https://charity.example", None, NOW
            )
        )
        self.lead = colleague("L", Role.SAFEGUARDING_LEAD)
        self.presence = colleague("P", Role.ONLINE_PRESENCE_LEAD)
        self.facilitator = colleague("F", Role.FACILITATOR)
        self.speaker = colleague("S", Role.SPEAKER)
        self.school = a_school()
        self.teacher = a_teacher(self.school)

    def asks(self, *seats: SeatsAsked) -> SchoolAsked:
        """Return the wish that the first school comes with these seats."""
        return SchoolAsked(self.school, (self.teacher,), seats)

    def new(self, **other: object) -> NewSession:
        """Return a plan that can be kept as it is, with some of it otherwise."""
        plain: dict[str, object] = {
            "title": "Birds of the coast",
            "purpose": "To meet a person who counts birds for a living and ask them anything.",
            "starts_at": START,
            "minutes": 60,
            "schools": (self.asks(individual(3)),),
            "facilitators": (self.facilitator,),
            "speakers": (self.speaker,),
        }
        return NewSession(**{**plain, **other})  # type: ignore[arg-type]

    def session(self, **other: object) -> Session:
        """Return a planned session."""
        return done(plan_session(self.new(**other), self.facilitator, NOW))

    def ready_session(self, **other: object) -> Session:
        """Return a planned session that misses nothing."""
        session = self.session(**other)
        done(agree_to_purpose(session, self.school, self.teacher.person, NOW))
        return session


def individual(count: int) -> SeatsAsked:
    """Return the wish for so many seats of one pupil each."""
    return SeatsAsked(SeatKind.INDIVIDUAL, count)


def kinds(session: Session) -> list[str]:
    """Return the kinds of the entries of a session's stream, their chain checked."""
    return [entry.kind for entry in entries(session)]


def entries(session: Session, kind: str = "") -> list[Opened]:
    """Return the entries of a session's stream, all or of one kind."""
    return [entry for entry in read(session.stream) if kind in ("", entry.kind)]


def letters(session: Session, kind: str = "", to: Person | None = None) -> list[Letter]:
    """Return the letters about a session that were not cancelled, copies aside: all, of one kind or to one person."""
    found = letters_about(session.stream).filter(cancelled_at=None, copy_of=None)
    return [
        letter for letter in found if kind in ("", letter.kind) and (to is None or letter.to == [to.email])
    ]


def link_in(letter: Letter) -> str:
    """Return the token of the personal link in a letter; fails where there is none."""
    found = re.search(r"/sign-in/([A-Za-z0-9_-]+)", letter.text)
    assert found, letter.text
    return found[1]


def first_code(charity: Charity, seat: Seat) -> str:
    """Return the seat's code as its teacher reads it."""
    seat = Seat.objects.select_related("session").get(pk=seat.pk)
    return code_of(charity.teacher.person, seat, NOW)


def seat_and_code(charity: Charity, **other: object) -> tuple[Seat, str]:
    """Return the first seat of a new session, and its code."""
    seat = charity.session(**other).seats.order_by("pk")[0]
    return seat, first_code(charity, seat)
