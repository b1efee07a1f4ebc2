"""A dossier is sealed once, whole for those who held the session, without other schools' parts for a teacher, and never unseen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import head, read
from chaperone.people.models import Person
from chaperone.policy.refusal import Refused
from chaperone.records.actions import open_dossier, record_view, seal_dossier
from chaperone.records.dossier import Dossier as DossierRead
from chaperone.records.models import Dossier
from chaperone.records.pdf import dossier_pdf, dossier_words
from chaperone.records.queries import dossier_for
from chaperone.room import commands as c
from chaperone.sessions.models import SessionTeacher
from tests.concerns.charity import a_charity
from tests.records.held import HOLD, Held, hold_and_close

pytestmark = pytest.mark.django_db


def talk(held: Held) -> None:
    """What is said in the session of these tests."""
    charity = held.charity
    held.say(1, charity.facilitator.ref, "Welcome everybody")
    held.say(2, charity.seats[0].ref, "hello from amber")
    held.say(3, charity.seats[2].ref, "hello from copper")
    held.say(4, charity.seats[2].ref, "held words of copper", HOLD)
    held.say(5, charity.teacher_b.ref, "Good morning from school B")
    held.do(6, c.SayToAdults(charity.speaker.ref, id="a1", text="Shall I begin?"))
    held.do(7, c.MuteSeat(charity.teacher_b.ref, seat=charity.seats[2].ref, muted=True))


@pytest.fixture
def held() -> Held:
    return hold_and_close(a_charity(), talk)


def sealed(held: Held) -> Dossier:
    dossier = seal_dossier(held.plan.session, held.at(6000))
    assert isinstance(dossier, Dossier), dossier
    return dossier


def read_as(viewer: Person, held: Held, second: float = 7000) -> DossierRead:
    dossier = open_dossier(viewer, held.plan.session, held.at(second))
    assert dossier is not None
    return dossier


def test_sealing_says_over_what_and_until_when(held: Held) -> None:
    dossier = sealed(held)
    room = head(f"room/{held.plan.session}")
    assert (dossier.room_seq, dossier.room_hash) == (room.seq, room.hash.hex())
    assert dossier.destroy_on == date(2027, 11, 22)
    assert dossier.destroy_at == held.at(3600) + timedelta(days=365)
    entry = list(read(f"session/{held.plan.session}"))[-1]
    assert entry.kind == "dossier.sealed"
    assert entry.body is not None
    assert entry.body["room_hash"] == room.hash.hex()
    assert entry.body["messages"] == {"shown": 5, "held": 1}
    assert entry.body["destroy_on"] == "2027-11-22"


def test_sealing_again_changes_nothing(held: Held) -> None:
    first = sealed(held)
    seq = head(f"session/{held.plan.session}").seq
    again = seal_dossier(held.plan.session, held.at(9000))
    assert again == first
    assert isinstance(again, Dossier)
    assert again.sealed_at == held.at(6000)
    assert head(f"session/{held.plan.session}").seq == seq


def test_what_is_not_closed_is_not_sealed() -> None:
    charity = a_charity()
    refused = seal_dossier(charity.session.ref, charity.session.starts_at)
    assert isinstance(refused, Refused)
    assert refused.clause == "M10"
    assert isinstance(seal_dossier("nothing", charity.session.starts_at), Refused)
    assert not Dossier.objects.exists()


def test_before_it_is_sealed_there_is_no_dossier(held: Held) -> None:
    assert dossier_for(held.charity.lead, held.plan.session, held.at(5000)) is None


def test_who_reads_what(held: Held) -> None:
    sealed(held)
    charity = held.charity
    whole = {"facilitator", "speaker", "lead", "deputy"}
    for name in (*whole, "outsider", "teacher_a", "teacher_b"):
        viewer: Person = getattr(charity, name)
        dossier = dossier_for(viewer, held.plan.session, held.at(7000))
        if name in whole:
            assert dossier is not None
            assert not dossier.left_out, name
        elif name == "outsider":
            assert dossier is None
        else:
            assert dossier is not None
            assert dossier.left_out, name
        assert dossier_for(viewer, "nothing", held.at(7000)) is None


def test_a_teacher_reads_nothing_of_another_schools_pupils(held: Held) -> None:
    sealed(held)
    dossier = read_as(held.charity.teacher_a, held)
    assert [part.name for part in dossier.room.register] == ["Our own people", "School A"]
    assert [message.text for message in dossier.room.messages] == [
        "Welcome everybody",
        "hello from amber",
        "Good morning from school B",
        "Shall I begin?",
    ]
    assert "copper" not in repr(dossier).lower()
    assert held.charity.seats[2].ref not in repr(dossier)
    assert [title for note in dossier.notes for title, _ in note.parts] == [
        "What happened",
        "Attendance",
        "Follow-up",
        "Why it was not recorded, or not all of it",
    ]
    out = dossier.left_out
    assert (out.schools, out.seats, out.messages, out.note_parts) == (1, 1, 2, 1)
    assert out.lines > 0
    theirs = read_as(held.charity.teacher_b, held)
    assert "amber" not in repr(theirs).lower()
    assert "hello from copper" in [message.text for message in theirs.room.messages]


def test_a_teacher_who_was_replaced_or_left_reads_nothing(held: Held) -> None:
    sealed(held)
    viewer = held.charity.teacher_a
    SessionTeacher.objects.filter(teacher__person=viewer).update(replaced_at=held.at(1))
    assert open_dossier(viewer, held.plan.session, held.at(7000)) is None
    speaker = held.charity.speaker
    Person.objects.filter(pk=speaker.pk).update(is_active=False, left_at=held.at(1))
    assert open_dossier(Person.objects.get(pk=speaker.pk), held.plan.session, held.at(7000)) is None


def test_it_tells_everything_once(held: Held) -> None:
    sealed(held)
    dossier = read_as(held.charity.lead, held)
    assert dossier.intact
    assert dossier.title == "Two stories"
    assert dossier.pack.endswith("version 1")
    assert dict(dossier.notes[0].parts)["Concerns"] == "Copper Finch was very quiet."
    assert dossier.notes[0].by == "Facilitator A"
    told = [change.sentence for change in dossier.changes]
    assert told == [
        "Young people were let in for the first time.",
        "The room ended; the notes were asked for.",
        "The session was closed.",
        "The dossier was sealed.",
    ]
    assert {at.stream for at in dossier.heads} == {
        f"room/{dossier.session_ref}",
        f"session/{dossier.session_ref}",
    }


def test_every_showing_is_on_record_and_no_refusal_is(held: Held) -> None:
    sealed(held)
    before = head("organisation").seq
    open_dossier(held.charity.lead, held.plan.session, held.at(7000))
    open_dossier(held.charity.teacher_a, held.plan.session, held.at(7001), how="pdf")
    open_dossier(held.charity.outsider, held.plan.session, held.at(7002))
    views = [entry for entry in read("organisation", before) if entry.kind == "dossier.viewed"]
    assert [(view.actor, view.body) for view in views] == [
        (held.charity.lead.ref, {"session": held.plan.session, "how": "page"}),
        (held.charity.teacher_a.ref, {"session": held.plan.session, "how": "pdf"}),
    ]
    record_view(held.charity.deputy, held.plan.session, held.at(7003))
    assert [entry.actor for entry in read("organisation", before)][-1] == held.charity.deputy.ref


def test_what_is_added_after_the_sealing_shows(held: Held) -> None:
    sealed(held)
    append(
        f"room/{held.plan.session}",
        [fact("clock.jumped", "system", event="clock.jumped", at=held.start + 8000, seconds=1)],
        held.at(8000),
    )
    dossier = read_as(held.charity.lead, held, 9000)
    assert not dossier.intact
    assert not dossier.tampered


@pytest.mark.parametrize("stream", ["room", "session"])
def test_a_record_that_was_changed_says_where(held: Held, stream: str) -> None:
    sealed(held)
    with connection.cursor() as cursor:  # as somebody with the database and no scruples would
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_entry SET actor = 'person:999' WHERE stream = %s AND seq = 2",
            [f"{stream}/{held.plan.session}"],
        )
    dossier = read_as(held.charity.lead, held)
    assert not dossier.intact
    assert f"{stream}/{held.plan.session}" in dossier.tampered
    assert "entry 2" in dossier.tampered
    if stream == "room":
        assert len(dossier.room.door_log) == 1


def test_a_record_that_was_changed_is_not_sealed(held: Held) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_entry SET clause = 'M9' WHERE stream = %s AND seq = 3",
            [f"room/{held.plan.session}"],
        )
    refused = seal_dossier(held.plan.session, held.at(6000))
    assert isinstance(refused, Refused)
    assert "changed" in refused.sentence
    assert not Dossier.objects.exists()


def test_on_paper_words_are_words_and_nothing_is_fetched() -> None:
    charity = a_charity()
    hostile = '<img src="https://elsewhere.example/x"><link rel="stylesheet" href="file:///etc/passwd"> مساء الخير 👩‍👩‍👧'
    other = hold_and_close(charity, lambda it: it.say(2, charity.seats[0].ref, hostile))
    sealed(other)
    dossier = read_as(charity.lead, other)
    html = render_to_string("records/dossier.html", dossier_words(dossier, "Lead <b>A</b>", other.at(7000)))
    assert "&lt;img src=" in html
    assert "<img" not in html
    assert "Read by Lead &lt;b&gt;A&lt;/b&gt; on Sunday 22 November 2026, 15:56:40" in html
    assert "Destroyed on Monday 22 November 2027" in html
    assert dossier_pdf(dossier, "Lead <b>A</b>", other.at(7000)).startswith(b"%PDF-")


def test_the_pdf_is_a_pdf_and_carries_its_reader(held: Held, caplog: pytest.LogCaptureFixture) -> None:
    sealed(held)
    dossier = read_as(held.charity.teacher_a, held)
    words = dossier_words(dossier, "Teacher <A>", held.at(7000))
    assert words["reader"] == "Teacher <A>"
    assert words["printed"] == "Sunday 22 November 2026, 15:56:40"
    pdf = dossier_pdf(dossier, "Teacher <A>", held.at(7000))
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 5000
    assert [record.message for record in caplog.records if record.name.startswith("weasyprint")] == []
