"""A small charity for the tests of concerns and records: two leads, staff, two schools with a teacher each, one session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from chaperone.people.models import Person, RoleHeld, School, Teacher
from chaperone.people.roles import Role
from chaperone.sessions.models import Seat, Session, SessionSchool, SessionStaff, SessionTeacher

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@dataclass
class Charity:
    """Everybody and everything the tests talk about; ``seats`` are two of school A and one of school B."""

    lead: Person
    deputy: Person
    facilitator: Person
    speaker: Person
    outsider: Person
    teacher_a: Person
    teacher_b: Person
    school_a: School
    school_b: School
    session: Session
    seats: tuple[Seat, Seat, Seat]


def a_person(name: str, *roles: Role) -> Person:
    """Make somebody who has held these roles since last year."""
    slug = name.lower().replace(" ", ".")
    person = Person.objects.create(
        email=f"{slug}.{secrets.token_hex(3)}@charity.example", full_name=name, first_name=name
    )
    for role in roles:
        RoleHeld.objects.create(person=person, role=role, from_on=date(2025, 1, 1))
    return person


def a_teacher(name: str, school: School) -> Person:
    """Make a verified teacher of this school."""
    person = a_person(name, Role.TEACHER)
    person.email = person.email.replace("charity.example", school.email_domain)
    person.save(update_fields=["email"])
    Teacher.objects.create(
        person=person, school=school, added_at=NOW, verified_how="link_opened", verified_at=NOW
    )
    return person


def a_seat(session: Session, school: School, join_name: str) -> Seat:
    """Make an individual seat."""
    return Seat.objects.create(
        session=session,
        school=school,
        ref=f"seat:{secrets.token_hex(4)}",
        join_name=join_name,
        kind=Seat.Kind.INDIVIDUAL,
        code_generation=1,
        code_hash=secrets.token_hex(32),
        seat_key=secrets.token_hex(8),
    )


def a_charity(*, timezone: str = "Europe/London", starts_at: datetime = NOW) -> Charity:
    """Make it all; the session is planned for ``starts_at`` and lasts an hour."""
    facilitator = a_person("Facilitator A", Role.FACILITATOR)
    speaker = a_person("Speaker A", Role.SPEAKER)
    school_a = School.objects.create(name="School A", email_domain="a.example")
    school_b = School.objects.create(name="School B", email_domain="b.example")
    session = Session.objects.create(
        ref=secrets.token_hex(5),
        title="Two stories",
        purpose="Hear two people tell how they met.",
        starts_at=starts_at,
        duration_minutes=60,
        timezone=timezone,
        pack_id="online-safeguarding",
        pack_version=1,
        host=facilitator,
        planned_at=starts_at - timedelta(days=30),
        notes_due_at=starts_at + timedelta(hours=73),
    )
    SessionStaff.objects.create(session=session, person=facilitator, role="facilitator")
    SessionStaff.objects.create(session=session, person=speaker, role="speaker")
    people = {}
    for school, name in ((school_a, "Teacher A"), (school_b, "Teacher B")):
        people[name] = a_teacher(name, school)
        SessionSchool.objects.create(session=session, school=school, joined_at=starts_at - timedelta(days=30))
        SessionTeacher.objects.create(session=session, teacher=people[name].teaching.get())
    return Charity(
        lead=a_person("Lead A", Role.SAFEGUARDING_LEAD),
        deputy=a_person("Deputy A", Role.DEPUTY_LEAD),
        facilitator=facilitator,
        speaker=speaker,
        outsider=a_person("Administrator A", Role.ADMINISTRATOR),
        teacher_a=people["Teacher A"],
        teacher_b=people["Teacher B"],
        school_a=school_a,
        school_b=school_b,
        session=session,
        seats=(
            a_seat(session, school_a, "Amber Otter"),
            a_seat(session, school_a, "Blue Heron"),
            a_seat(session, school_b, "Copper Finch"),
        ),
    )
