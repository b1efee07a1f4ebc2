"""Makes a year of a busy charity, to measure assurance by: sessions with seats, rooms by the real machine, letters, concerns.

Importing this sets Django up, so DATABASE_URL and CHAPERONE_VAR must be those of the database to be filled.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import django
from django.db import transaction

django.setup()

from msgspec.structs import replace  # noqa: E402 - Django must be set up first

from chaperone.concerns.models import Concern  # noqa: E402 - the same
from chaperone.ledger.actions import append  # noqa: E402
from chaperone.ledger.facts import Fact, fact  # noqa: E402
from chaperone.outbox.models import Letter  # noqa: E402
from chaperone.people.models import Agreement, Organisation, Person, RoleHeld, School, Teacher  # noqa: E402
from chaperone.people.roles import Role  # noqa: E402
from chaperone.policy.documents import document_named  # noqa: E402
from chaperone.policy.pack import pack_named  # noqa: E402
from chaperone.records.models import Dossier  # noqa: E402
from chaperone.room import commands as c  # noqa: E402
from chaperone.room import events as e  # noqa: E402
from chaperone.room.machine import apply, decide, open_room, opened  # noqa: E402
from chaperone.sessions.models import (  # noqa: E402
    Seat,
    Session,
    SessionSchool,
    SessionStaff,
    SessionTeacher,
)
from chaperone.sessions.plan import Adult, Plan, RoomRules  # noqa: E402 - the same
from chaperone.sessions.plan import Role as Duty  # noqa: E402
from chaperone.sessions.plan import School as PlanSchool  # noqa: E402
from chaperone.sessions.plan import Seat as PlanSeat  # noqa: E402

NOW = datetime.now(UTC).replace(microsecond=0)
A_YEAR = timedelta(days=360)
SEATS, WORDS, LETTERS = 30, 117, 10
SENTENCE = "One quite ordinary sentence of about eighty characters, as it is said in a room."
PACK = pack_named("online-safeguarding")
NAMES = ("door_lead_seconds", "absence_limit_seconds", "presence_limit_seconds", "responsible_adults_minimum")
MORE = ("waiver_adults_minimum", "message_length_limit", "messages_per_10_seconds")


@dataclass(frozen=True, slots=True)
class People:
    """Who is there all year."""

    staff: Sequence[Person]
    teachers: Sequence[Teacher]
    trustee: Person


def people() -> People:
    """Make the organisation, twenty staff and forty schools with a teacher each, all of them agreed and confirmed."""
    began = NOW - timedelta(days=900)
    Organisation.objects.create(name="The Charity", official_email="office@charity.example", phone="1")
    roles = (
        Role.SAFEGUARDING_LEAD,
        Role.DEPUTY_LEAD,
        Role.ONLINE_PRESENCE_LEAD,
        Role.SUPERVISOR,
        Role.TRUSTEE,
    )
    leads = [_person(f"lead{number}") for number in range(len(roles))]
    staff = [_person(f"colleague{number}") for number in range(20)]
    held = [*zip(leads, roles, strict=True), *((person, Role.FACILITATOR) for person in staff)]
    RoleHeld.objects.bulk_create(
        RoleHeld(person=person, role=role, from_on=began.date()) for person, role in held
    )
    schools = [
        School.objects.create(
            name=f"School {n}", email_domain=f"s{n}.example", dsl_name="Lead", dsl_route="Room 1"
        )
        for n in range(40)
    ]
    teachers = [
        Teacher.objects.create(
            person=_person(f"teacher@s{school.pk}.example"),
            school=school,
            added_at=began,
            verified_at=began,
            verified_how="link_opened",
        )
        for school in schools
    ]
    _agree("staff-policy", leads + staff, began)
    _agree("teacher-terms", [one.person for one in teachers], began)
    return People(staff, teachers, leads[-1])


def _agree(document: str, who: Sequence[Person], at: datetime) -> None:
    text = document_named(document)
    Agreement.objects.bulk_create(
        Agreement(
            person=person,
            document=document,
            version=str(text.version),
            text_hash=text.hash,
            name_typed="A name",
            at=at,
            how_identified="a link",
        )
        for person in who
    )


def _person(name: str) -> Person:
    email = name if "@" in name else f"{name}@charity.example"
    return Person.objects.create(email=email, full_name=name, first_name=name)


def sessions(who: People, first: int, last: int) -> int:
    """Make the sessions with these numbers, spread over the year, and return how many entries the ledger got by it."""
    chance = random.Random(first)
    entries = 0
    rooms = [a_room(who, number) for number in range(10)]
    for number in range(first, last):
        starts_at = NOW - A_YEAR * chance.random() - timedelta(days=5)
        with transaction.atomic():
            entries += _one(who, number, starts_at, rooms[number % len(rooms)], chance)
    return entries


def _one(
    who: People, number: int, starts_at: datetime, room: Sequence[e.Event], chance: random.Random
) -> int:
    """Make one session and its streams; one in a hundred has late notes, one in five a concern."""
    late = chance.random() < 0.01
    session = _session(who, number, starts_at, late)
    _who_comes(session, who, number)
    goes = starts_at + timedelta(days=366)
    Dossier.objects.create(
        session_ref=session.ref,
        sealed_at=session.closed_at,
        destroy_on=goes.date(),
        destroy_at=goes,
        room_hash="00",
    )
    _letters(session, who.teachers[number % 10])
    if chance.random() < 0.2:
        _concern(session, number, who.staff[0], late)
    return _streams(session, room)


def _session(who: People, number: int, starts_at: datetime, late: bool) -> Session:
    ended = starts_at + timedelta(minutes=60)
    written = ended + timedelta(hours=90 if late else 3)
    return Session.objects.create(
        ref=f"s{number:09}",
        title="A year in the life",
        purpose="To hear a story and to ask.",
        starts_at=starts_at,
        duration_minutes=60,
        timezone="Europe/London",
        status="closed",
        pack_id=PACK.id,
        pack_version=PACK.version,
        host=who.staff[number % 10],
        planned_at=starts_at - timedelta(days=20),
        opened_at=starts_at,
        ended_at=ended,
        notes_due_at=ended + timedelta(hours=72),
        notes_written_at=written,
        closed_at=written,
    )


def _who_comes(session: Session, who: People, number: int) -> None:
    teacher = who.teachers[number % 10]
    SessionSchool.objects.create(
        session=session,
        school=teacher.school,
        joined_at=session.planned_at,
        purpose_agreed_at=session.planned_at,
        purpose_agreed_by=teacher.person,
    )
    SessionStaff.objects.create(session=session, person=who.staff[number % 10], role="facilitator")
    SessionStaff.objects.create(session=session, person=who.staff[10 + number % 10], role="speaker")
    SessionTeacher.objects.create(session=session, teacher=teacher)
    Seat.objects.bulk_create(
        Seat(
            session=session,
            school=teacher.school,
            ref=f"seat:{number}x{seat}",
            join_name=f"Otter {seat}",
            kind="individual",
            code_hash=f"{number}/{seat}",
            seat_key="k",
            claimed_at=session.starts_at,
        )
        for seat in range(SEATS)
    )


def _letters(session: Session, teacher: Teacher) -> None:
    Letter.objects.bulk_create(
        Letter(
            to=[teacher.person.email if number % 2 else session.host.email],
            copied_to=["colleague1@charity.example"] if number % 2 else [],
            subject="Your session",
            text="",
            kind="reminder",
            about=session.stream,
            message_id=f"<{session.ref}.{number}@charity.example>",
            created_at=session.planned_at,
            due_at=session.planned_at,
            next_try_at=session.planned_at,
            sent_at=session.planned_at,
        )
        for number in range(LETTERS)
    )


def _concern(session: Session, number: int, by: Person, late: bool) -> None:
    at = session.starts_at
    Concern.objects.create(
        ref=f"c{number:08}",
        source="room",
        session_ref=session.ref,
        status="acknowledged",
        raised_at=at,
        due_at=at + timedelta(minutes=30),
        owner=by,
        clock_due_at=at + timedelta(days=1),
        acknowledged_at=at + timedelta(minutes=45 if late else 10),
        acknowledged_by=by,
    )


def _streams(session: Session, room: Sequence[e.Event]) -> int:
    shift = session.starts_at.timestamp()
    facts = []
    for event in room:
        moved = replace(event, at=event.at + shift)
        if isinstance(moved, e.RoomOpened):
            moved = replace(
                moved, plan=replace(moved.plan, session=session.ref, starts_at=session.starts_at.isoformat())
            )
        facts.append(Fact(e.kind_of(moved), "system", e.encode(moved), getattr(moved, "clause", "")))
    append(f"room/{session.ref}", facts, session.starts_at)
    told = [fact("session.planned", "system"), fact("seats.added", "system", "Y8")]
    told += [fact("seat.claimed", f"seat:{number}", "Y8", school="s") for number in range(SEATS)]
    told += [fact(kind, "system", "M10") for kind in ("room.ended", "notes.written", "session.closed")]
    append(session.stream, told, session.starts_at)
    return len(facts) + len(told)


def a_room(who: People, number: int) -> list[e.Event]:
    """Hold a room with the real machine: three adults and thirty seats come, speak, are refused now and then, and go."""
    parameters = PACK.parameters
    rules = RoomRules(**{name: getattr(parameters, name) for name in (*NAMES, *MORE)})
    teacher = who.teachers[number]
    host, speaker = who.staff[number], who.staff[10 + number]
    school = PlanSchool(teacher.school.ref, teacher.school.name)
    adults = (
        Adult(host.ref, "Host", Duty.FACILITATOR),
        Adult(speaker.ref, "Speaker", Duty.SPEAKER),
        Adult(teacher.person.ref, "Teacher", Duty.TEACHER, school.ref),
    )
    seats = tuple(PlanSeat(f"seat:{n}", school.ref, f"Otter {n}", key="k") for n in range(SEATS))
    first = open_room(Plan("x", 1, rules, "r", (school,), adults, seats), -1500.0)
    state, happened = opened(first), [first]
    script: list[tuple[float, c.Command]] = [(-1400.0, c.Join(one.ref, who=one.ref)) for one in adults]
    script += [(-60.0, c.Join(one.ref, who=one.ref, key="k")) for one in seats]
    script += [(-30.0, c.Agree(one.ref, rules="r")) for one in seats]
    script += [(0.0, c.RecordingTurned(on=True, why="")), (1.0, c.Tick(heard={}))]
    told = c.Screened("deliver")
    script += [
        (10.0 + 25 * n, c.Say(f"seat:{n % SEATS}", id=f"{n}", text=SENTENCE, screened=told))
        for n in range(WORDS)
    ]
    for at, asked in [*script, (3600.0, c.End(host.ref))]:
        command = c.Tick(heard=dict.fromkeys(state.connections, at)) if isinstance(asked, c.Tick) else asked
        answer = decide(state, command, at)
        for event in answer if isinstance(answer, tuple) else ():
            state = apply(state, event)
            happened.append(event)
    return happened
