"""A world in which every clause can be broken or not, made with real actions, a real room and real entries of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from chaperone.assurance.actions import count_stream
from chaperone.assurance.queries import how_clauses_stand
from chaperone.assurance.reading import unread
from chaperone.concerns.models import Concern
from chaperone.demo.trained import train
from chaperone.governance.laws import law_map
from chaperone.governance.models import Channel, LawCheck, LinkedConfirmation, LinkedPolicy, Review
from chaperone.ledger.actions import append
from chaperone.ledger.facts import Fact
from chaperone.outbox.models import Letter
from chaperone.people.models import Agreement, Person, School, Teacher
from chaperone.people.roles import Role
from chaperone.policy.documents import document_named
from chaperone.policy.evidence import Status
from chaperone.policy.pack import pack_named
from chaperone.records.actions import seal_dossier
from chaperone.records.models import Dossier
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.safer_recruitment.models import Check
from chaperone.safer_recruitment.rules import Kind
from chaperone.sessions.actions import (
    Notes,
    close_session,
    record_room_ended,
    record_room_opened,
    write_notes,
)
from chaperone.sessions.models import SessionSchool
from tests.concerns.charity import NOW as STARTED
from tests.concerns.charity import Charity, a_charity, a_person
from tests.records.held import Held, plan_of
from tests.sessions.cast import done

NOW = STARTED + timedelta(days=10)
LONG_AGO = STARTED - timedelta(days=100)
HOUR = timedelta(hours=1)
PACK = pack_named("online-safeguarding")
NOTES = Notes(what_happened="We talked.", attendance="Three of three.", recording="There was no camera.")


@dataclass
class World:
    """A charity that kept everything, until something is spoilt."""

    charity: Charity
    held: Held

    @property
    def ref(self) -> str:
        """The session's reference."""
        return self.charity.session.ref

    def told(self, *events: e.Event) -> None:
        """Write into the room's stream what the machine never would."""
        for event in events:
            at = self.held.at(event.at - self.held.start)
            append(f"room/{self.ref}", [Fact(e.kind_of(event), "system", e.encode(event))], at)


def a_world(*, notes: timedelta | None = timedelta(minutes=20), sealed: bool = True) -> World:
    """Hold a session in which everything was as the policy asks.

    Args:
        notes: how long after the end the notes were written; None: never.
        sealed: whether its record was sealed.
    """
    charity = a_charity()
    _ready(charity)
    plan = plan_of(charity)
    limit = PACK.parameters.messages_per_10_seconds
    held = Held(charity, replace(plan, rules=replace(plan.rules, messages_per_10_seconds=limit)))
    held.everybody_in()
    record_room_opened(charity.session.ref, held.at(0))
    held.say(30, charity.seats[0].ref, "hello")
    held.do(3600, c.End(charity.facilitator.ref))
    record_room_ended(charity.session.ref, held.at(3600))
    if notes is not None:
        later = held.at(3600) + notes
        done(write_notes(charity.session, NOTES, charity.facilitator, later))
        done(close_session(charity.session, charity.facilitator, later))
        if sealed:
            done(seal_dossier(charity.session.ref, later))
    charity.session.refresh_from_db()
    return World(charity, held)


def _ready(charity: Charity) -> None:
    """What has to be before a session: agreements, training, purposes, contacts, and somebody for each role on the card."""
    for person in Person.objects.all():
        for document in ("staff-policy", "teacher-terms"):
            agree(person, document)
        assert train(person, LONG_AGO) is None
    School.objects.update(dsl_name="Head of year", dsl_route="Room 1")
    Teacher.objects.update(added_at=LONG_AGO, verified_at=LONG_AGO)
    SessionSchool.objects.update(purpose_agreed_at=LONG_AGO, purpose_agreed_by=charity.teacher_a)
    # And somebody who stands in for each of them (R2).
    doubled = (Role.ONLINE_PRESENCE_LEAD, Role.SUPERVISOR, Role.FACILITATOR, Role.ADMINISTRATOR)
    for number, role in enumerate(doubled):
        _trained(f"Colleague {number}", role)
    if not LinkedPolicy.objects.exists():
        _registers(Person.objects.all()[0])
    for person in Person.objects.all():
        for number, kind in enumerate((Kind.DISCLOSURE, Kind.REFERENCE, Kind.REFERENCE, Kind.INDUCTION)):
            Check.objects.get_or_create(
                person=person,
                kind=kind,
                number=f"{number}",
                seen_on=LONG_AGO.date(),
                expires_on=(NOW + timedelta(days=300)).date() if kind is Kind.DISCLOSURE else None,
                defaults={"written_at": LONG_AGO},
            )


def _registers(owner: Person) -> None:
    """Every linked policy confirmed, and every source of law looked at, long ago and in time."""
    for number, name in enumerate(PACK.parameters.linked_policies):
        entry = LinkedPolicy.objects.create(
            name=name,
            owner=owner,
            where_covered=f"section {number + 1}",
            place="The shared folder",
            next_review_on=(NOW + timedelta(days=200)).date(),
            added_at=LONG_AGO,
        )
        LinkedConfirmation.objects.create(linked=entry, by=owner, at=LONG_AGO)
    Channel.objects.bulk_create(
        Channel(kind=kind, name=f"Our {kind}", owner=owner, where="In this product", added_at=LONG_AGO)
        for kind in PACK.parameters.channel_kinds
    )
    Review.objects.create(
        year=2026, opened_at=LONG_AGO, due_on=date(2026, 8, 31), closed_at=LONG_AGO, numbers={}
    )
    LawCheck.objects.bulk_create(
        LawCheck(source=law.key, owner=owner, by=owner, at=LONG_AGO) for law in law_map()
    )


def _trained(name: str, role: Role) -> Person:
    person = a_person(name, role)
    assert train(person, LONG_AGO) is None
    return person


def agree(person: Person, document: str) -> None:
    """Have somebody agree to the text in force, long ago."""
    text = document_named(document)
    Agreement.objects.get_or_create(
        person=person,
        document=document,
        version=str(text.version),
        text_hash=text.hash,
        defaults={"name_typed": "A name", "at": LONG_AGO, "how_identified": "a link"},
    )


def counted() -> None:
    """Count everything that is new in the ledger."""
    for stream in unread():
        count_stream(stream, NOW)


def stand(period_days: int = 30) -> dict[str, Status]:
    """Count, and say how the clauses stand, nothing lowered for what is not carried out."""
    counted()
    return how_clauses_stand(PACK, {}, NOW, period_days)


def a_letter(world: World, to: str, copied_to: list[str]) -> None:
    """Have a letter about the session sent."""
    Letter.objects.create(
        to=[to],
        copied_to=copied_to,
        subject="About it",
        text="Dear reader",
        kind="invitation",
        about=f"session/{world.ref}",
        message_id=f"<{Letter.objects.count()}@charity.example>",
        created_at=STARTED,
        due_at=STARTED,
        next_try_at=STARTED,
        sent_at=STARTED,
    )


def a_concern(raised_days_ago: float, taken_on_after: timedelta | None, by: Person | None = None) -> None:
    """Have a concern raised, due after half an hour, and taken on after so long, or never."""
    raised = NOW - timedelta(days=raised_days_ago)
    taken = None if taken_on_after is None else raised + taken_on_after
    owner = None if taken is None else (by or _trained("Lead B", Role.SAFEGUARDING_LEAD))
    Concern.objects.create(
        ref=f"c{Concern.objects.count()}",
        source="room",
        status="waiting" if taken is None else "acknowledged",
        raised_at=raised,
        due_at=raised + timedelta(minutes=30),
        clock_due_at=raised + timedelta(minutes=30) if taken is None else NOW + timedelta(days=1),
        unowned_since=raised if taken is None else None,
        owner=owner,
        acknowledged_at=taken,
        acknowledged_by=owner,
    )


def concerns_of_a_school(world: World) -> None:
    """Have as many concerns as make a pattern raised from one school, each taken on in time."""
    for number in range(PACK.parameters.bullying_pattern_reports):
        a_concern(3 + number, timedelta(minutes=5))
    Concern.objects.filter(raised_at__lt=NOW).update(school=world.charity.school_a)


def a_dossier(ref: str, *, due_days_ago: int, destroyed: bool) -> None:
    """Have the record of an older session, due to go so many days ago."""
    due = NOW - timedelta(days=due_days_ago)
    Dossier.objects.create(
        session_ref=ref,
        destroy_on=due.date(),
        destroy_at=due,
        destroyed_at=due if destroyed else None,
    )
