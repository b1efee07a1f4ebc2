"""A concern is durable, reaches more than one adult, says nothing in its letters, and shows its words only on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from chaperone.concerns.actions import (
    LETTER_KIND,
    acknowledge_concern,
    note_action,
    raise_concern,
    read_concern,
)
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concern_for, concerns_for
from chaperone.ledger.queries import read
from chaperone.outbox.models import Letter
from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import Role
from chaperone.policy.refusal import Refused
from chaperone.sessions.models import SessionTeacher
from tests.concerns.charity import NOW, Charity, a_charity, a_person

pytestmark = pytest.mark.django_db
WORDS = "my uncle hurts me and nobody knows, ring 07700 900123"
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def charity() -> Charity:
    return a_charity()


def raised(charity: Charity, words: str = WORDS) -> Concern:
    seat = charity.seats[0]
    return raise_concern(Concern.Source.ROOM, charity.school_a.ref, charity.session.ref, seat.ref, words, NOW)


def test_it_is_kept_with_its_clock_and_its_words_only_in_the_case(charity: Charity) -> None:
    concern = raised(charity)
    assert concern.status == Concern.Status.WAITING
    assert concern.school == charity.school_a
    assert concern.due_at == NOW + timedelta(minutes=30)  # the pack's concern_acknowledge_minutes
    (first, told) = read(concern.stream)
    assert (first.kind, first.actor, first.clause) == ("concern.raised", charity.seats[0].ref, "U4")
    assert first.body is not None
    assert first.body["words"] == WORDS
    assert first.body["seat_name"] == "Amber Otter"
    assert told.body is not None
    assert set(told.body["people"]) == {p.ref for p in (charity.lead, charity.deputy, charity.teacher_a)}
    assert told.body["unreached"] == []


def test_its_words_are_in_no_table_in_clear(charity: Charity) -> None:
    raised(charity)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            for row in cursor.fetchall():
                for value in row:
                    found = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    assert b"uncle" not in found, table


def test_letters_go_to_lead_deputy_and_own_teacher_and_say_nothing(charity: Charity) -> None:
    concern = raised(charity)
    letters = Letter.objects.filter(kind=LETTER_KIND, about=concern.stream)
    assert sorted(address for letter in letters for address in letter.to) == sorted(
        person.email for person in (charity.lead, charity.deputy, charity.teacher_a)
    )
    for letter in letters:
        assert len(letter.to) == 1
        assert letter.due_at == NOW
        content = letter.subject + letter.text + letter.html
        for word in ("uncle", "07700", "Amber", "School A", charity.session.ref, charity.session.title):
            assert word not in content


def test_with_one_lead_alone_others_stand_in_and_can_read(charity: Charity) -> None:
    RoleHeld.objects.filter(person=charity.deputy).update(until_on=NOW.date())
    supervisor = a_person("Supervisor A", Role.SUPERVISOR)
    concern = raised(charity)
    addresses = {letter.to[0] for letter in Letter.objects.filter(about=concern.stream)}
    assert supervisor.email in addresses
    assert charity.deputy.email not in addresses
    assert concern_for(supervisor, concern.ref, SOON) == concern
    RoleHeld.objects.filter(person=charity.deputy).update(until_on=None)
    assert concern_for(supervisor, concern.ref, SOON) is None


def test_nothing_about_a_concern_is_refused(charity: Charity) -> None:
    for words in ("", "x" * 100_000, "\x00\ud83d \u202e", "مساء"):
        concern = raised(charity, words)
        assert read_concern(charity.lead, concern.ref, SOON) is not None
    for school_ref in ("", "school:0", "school:999999999999999999999", "nonsense"):
        concern = raise_concern("chat", school_ref, "", "", "worried", NOW)
        assert concern.school is None
        assert concern_for(charity.lead, concern.ref, SOON) == concern
        assert concern_for(charity.teacher_a, concern.ref, SOON) is None


def test_a_seats_own_school_outweighs_what_the_caller_says(charity: Charity) -> None:
    concern = raise_concern(
        "room", charity.school_b.ref, charity.session.ref, charity.seats[0].ref, WORDS, NOW
    )
    assert concern.school == charity.school_a
    assert concern_for(charity.teacher_b, concern.ref, SOON) is None


def test_who_sees_which(charity: Charity) -> None:
    of_a = raised(charity)
    of_b = raise_concern("room", "", charity.session.ref, charity.seats[2].ref, "worried too", SOON)
    seen = {
        "lead": {of_a, of_b},
        "deputy": {of_a, of_b},
        "teacher_a": {of_a},
        "teacher_b": {of_b},
        "facilitator": set(),
        "speaker": set(),
        "outsider": set(),
    }
    for name, expected in seen.items():
        viewer: Person = getattr(charity, name)
        assert set(concerns_for(viewer, SOON)) == expected, name
        for concern in (of_a, of_b):
            opened = read_concern(viewer, concern.ref, SOON)
            assert (opened is not None) == (concern in expected), name
            noted = note_action(viewer, concern.ref, "Spoke to the school.", SOON)
            assert isinstance(noted, Refused) == (concern not in expected), name


@pytest.mark.parametrize("way_out", ["replaced", "left the school", "left altogether"])
def test_a_teacher_who_has_gone_sees_nothing(charity: Charity, way_out: str) -> None:
    concern = raised(charity)
    assert concern_for(charity.teacher_a, concern.ref, SOON) == concern
    if way_out == "replaced":
        SessionTeacher.objects.filter(teacher__person=charity.teacher_a).update(replaced_at=SOON)
    elif way_out == "left the school":
        charity.teacher_a.teaching.update(left_at=SOON)
    else:
        Person.objects.filter(pk=charity.teacher_a.pk).update(is_active=False, left_at=SOON)
    viewer = Person.objects.get(pk=charity.teacher_a.pk)
    assert concern_for(viewer, concern.ref, SOON) is None
    assert read_concern(viewer, concern.ref, SOON) is None


def test_every_reading_is_on_record(charity: Charity) -> None:
    concern = raised(charity)
    opened = read_concern(charity.teacher_a, concern.ref, SOON)
    assert opened is not None
    assert opened.words == WORDS
    assert opened.seat_name == "Amber Otter"
    assert read_concern(charity.facilitator, concern.ref, SOON) is None
    read_concern(charity.lead, concern.ref, SOON)
    readings = [entry.actor for entry in read(concern.stream) if entry.kind == "concern.read"]
    assert readings == [charity.teacher_a.ref, charity.lead.ref]


def test_taking_on_stops_the_clock_once(charity: Charity) -> None:
    concern = raised(charity)
    refused = acknowledge_concern(charity.teacher_a, concern.ref, SOON)
    assert isinstance(refused, Refused)
    assert refused.sentence
    missing = acknowledge_concern(charity.facilitator, concern.ref, SOON)
    assert missing == acknowledge_concern(charity.facilitator, "nothing", SOON)
    taken = acknowledge_concern(charity.deputy, concern.ref, SOON)
    assert isinstance(taken, Concern)
    assert (taken.status, taken.acknowledged_by, taken.acknowledged_at) == (
        Concern.Status.ACKNOWLEDGED,
        charity.deputy,
        SOON,
    )
    again = acknowledge_concern(charity.lead, concern.ref, SOON + timedelta(hours=1))
    assert isinstance(again, Concern)
    assert again.acknowledged_by == charity.deputy
    assert [e.kind for e in read(concern.stream)].count("concern.acknowledged") == 1


def test_what_was_done_is_sealed_in_the_case(charity: Charity) -> None:
    concern = raised(charity)
    assert note_action(charity.teacher_a, concern.ref, "  Rang the school's lead.\x00 ", SOON) == concern
    assert isinstance(note_action(charity.lead, concern.ref, "   ", SOON), Refused)
    assert isinstance(note_action(charity.lead, concern.ref, "x" * 4001, SOON), Refused)
    opened = read_concern(charity.lead, concern.ref, SOON)
    assert opened is not None
    noted = [(step.actor, step.text) for step in opened.steps if step.kind == "action.noted"]
    assert noted == [(charity.teacher_a.ref, "Rang the school's lead.")]


def test_those_that_wait_come_first(charity: Charity) -> None:
    school, session = charity.school_a.ref, charity.session.ref
    first, second, third = (
        raise_concern(Concern.Source.ROOM, school, session, seat.ref, WORDS, NOW) for seat in charity.seats
    )
    acknowledge_concern(charity.lead, third.ref, SOON)
    assert list(concerns_for(charity.lead, SOON)) == [second, first, third]


def test_the_concern_and_its_letters_stand_or_fall_together(charity: Charity) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        concern = raised(charity)
        raise RuntimeError("the server is killed before the commit")
    assert not Concern.objects.exists()
    assert not Letter.objects.exists()
    assert list(read(concern.stream)) == []


def test_the_database_itself_refuses_a_half_acknowledged_concern(charity: Charity) -> None:
    concern = raised(charity)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(status="acknowledged")
