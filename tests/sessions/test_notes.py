"""The end of a session: no closing without notes, no new session for a host who owes them, and notes only grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    Notes,
    close_session,
    plan_session,
    record_room_ended,
    record_room_opened,
    write_notes,
)
from chaperone.sessions.models import Session
from chaperone.sessions.queries import plan_of_room, readiness, rooms_left_open, what_needs_me
from chaperone.sessions.readiness import unmet
from tests.sessions.cast import (
    A_DAY,
    A_MINUTE,
    AN_HOUR,
    NOW,
    START,
    Charity,
    colleague,
    done,
    entries,
    kinds,
    letters,
    refusal,
)

pytestmark = pytest.mark.django_db

END = START + AN_HOUR
GOOD = Notes(
    what_happened="The speaker showed three nests; the class asked eleven questions.",
    attendance="28 of 30 seats, one teacher, two of us. Amber Otter left early.",
    follow_up="Send the reading list to the teacher.",
)


def ended(charity: Charity) -> Session:
    """Return a session that has been held and has ended."""
    session = charity.ready_session()
    record_room_opened(session.ref, START)
    record_room_ended(session.ref, END)
    session.refresh_from_db()
    return session


@pytest.mark.proves("M10")
def test_a_session_closes_only_after_its_end_and_with_notes() -> None:
    charity = Charity()
    session = charity.ready_session()
    by = charity.facilitator
    assert "not ended" in refusal(close_session(session, by, NOW)).sentence
    record_room_opened(session.ref, START)
    assert "not ended" in refusal(close_session(session, by, END + AN_HOUR)).sentence
    record_room_ended(session.ref, END)
    assert refusal(close_session(session, by, END)).sentence == "This session has no notes yet."
    written = done(write_notes(session, GOOD, by, END + A_MINUTE))
    assert not written.has_concerns
    closed = done(close_session(session, by, END + 2 * A_MINUTE))
    assert closed.status == Session.Status.CLOSED
    assert kinds(session)[-3:] == ["room.ended", "notes.written", "session.closed"]
    assert "closed already" in refusal(close_session(session, by, END)).sentence
    plan = plan_of_room(session.ref, END)
    assert plan is not None
    assert plan.unready == ("This session is over.",)


@pytest.mark.proves("M10")
def test_the_database_itself_holds_no_closed_session_without_notes() -> None:
    session = ended(Charity())
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(status="closed", closed_at=END)


@pytest.mark.proves("M10")
def test_a_host_whose_notes_are_overdue_is_not_rostered_again_until_they_are_written() -> None:
    charity = Charity()
    planned_before = charity.ready_session(starts_at=START + 10 * A_DAY)
    session = ended(charity)
    due = END + timedelta(hours=72)
    new = charity.new(starts_at=START + 12 * A_DAY)
    assert session.notes_due_at == due
    assert unmet(readiness(planned_before, due)) == ()
    late = due + A_MINUTE
    refused = refusal(plan_session(new, charity.facilitator, late))
    assert refused.clause == "M10"
    assert session.title in refused.sentence
    assert any("owes the notes" in sentence for sentence in unmet(readiness(planned_before, late)))
    plan = plan_of_room(planned_before.ref, late)
    assert plan is not None
    assert plan.unready, "a session that was planned before cannot open either"
    assert charity.facilitator.ref not in {adult.ref for adult in plan.adults}
    # The speaker was not the host and owes nothing.
    second = colleague("G", Role.FACILITATOR)
    done(plan_session(charity.new(starts_at=START + 12 * A_DAY, facilitators=(second,)), second, late))
    done(write_notes(session, GOOD, charity.facilitator, late))
    assert unmet(readiness(planned_before, late)) == ()
    done(plan_session(charity.new(starts_at=START + 13 * A_DAY), charity.facilitator, late))


@pytest.mark.proves("M10", "M11")
def test_later_notes_stand_beside_earlier_ones_and_change_nothing() -> None:
    charity = Charity()
    session = ended(charity)
    first = done(write_notes(session, GOOD, charity.facilitator, END))
    done(close_session(session, charity.facilitator, END + A_MINUTE))
    more = Notes(what_happened="Correction: twelve questions.", attendance="As written before.")
    second = done(write_notes(session, more, charity.lead, END + A_DAY))
    written = entries(session, "notes.written")
    assert [entry.seq for entry in written] == [first.seq, second.seq]
    assert [entry.actor for entry in written] == [charity.facilitator.ref, charity.lead.ref]
    assert written[0].body is not None
    assert written[0].body["what_happened"] == GOOD.what_happened
    session.refresh_from_db()
    assert session.notes_written_at == END


def test_the_words_of_notes_are_in_the_sealed_ledger_and_in_no_table() -> None:
    charity = Charity()
    session = ended(charity)
    done(write_notes(session, GOOD, charity.facilitator, END))
    session.refresh_from_db()
    assert "nests" not in str(Session.objects.filter(pk=session.pk).values())
    assert entries(session, "notes.written")[0].clause == "M10"


@pytest.mark.parametrize(
    "notes",
    [
        Notes(what_happened="", attendance="28"),
        Notes(what_happened="  \n ", attendance="28"),
        Notes(what_happened="All went well.", attendance=""),
        Notes(what_happened="x" * 20_001, attendance="28"),
    ],
)
def test_empty_and_endless_notes_are_refused(notes: Notes) -> None:
    charity = Charity()
    session = ended(charity)
    assert refusal(write_notes(session, notes, charity.facilitator, END)).clause == "M10"
    assert not entries(session, "notes.written")


@pytest.mark.proves("M1")
@pytest.mark.parametrize("detail", ["07700 900123", "amber@mail.example.com", "insta: @amber.otter99"])
def test_a_number_or_account_is_not_kept_in_notes_nor_told_back(detail: str) -> None:
    charity = Charity()
    session = ended(charity)
    notes = Notes(what_happened=f"A pupil gave us {detail} in the chat.", attendance="28")
    refused = refusal(write_notes(session, notes, charity.facilitator, END))
    assert refused.clause == "M1"
    assert detail not in refused.sentence + refused.next_step
    assert not any(detail in str(entry.body) for entry in entries(session))
    ours = Notes(what_happened="We gave out 0800 1111 and office@charity.example.", attendance="28")
    done(write_notes(session, ours, charity.facilitator, END))


def test_only_its_facilitators_and_the_leads_write_and_close_and_not_before_it_began() -> None:
    charity = Charity()
    coming = charity.session(starts_at=START + A_DAY)
    assert "not begun" in refusal(write_notes(coming, GOOD, charity.facilitator, NOW)).sentence
    session = ended(charity)
    elsewhere = colleague("E", Role.FACILITATOR)
    administrator = colleague("A", Role.ADMINISTRATOR)
    for person in (elsewhere, administrator, charity.speaker, charity.teacher.person, charity.presence):
        refusal(write_notes(session, GOOD, person, END))
        refusal(close_session(session, person, END))
    done(write_notes(session, GOOD, charity.lead, END))
    done(close_session(session, charity.lead, END))


@pytest.mark.proves("M10")
def test_facilitators_are_asked_for_notes_at_the_end_and_again_a_day_before() -> None:
    charity = Charity()
    session = ended(charity)
    asked = letters(session, "notes", charity.facilitator)
    assert [letter.due_at for letter in asked] == [END, session.notes_due_at - A_DAY]
    assert "by Sunday 29 November 2026 at 3pm (UK time)" in asked[0].text
    assert not letters(session, "notes", charity.speaker)
    assert not letters(session, "reminder")
    done(write_notes(session, GOOD, charity.facilitator, END + A_MINUTE))
    assert not letters(session, "notes")


@pytest.mark.proves("M10")
def test_the_staff_home_says_when_notes_are_due_and_that_they_are_late() -> None:
    charity = Charity()
    session = ended(charity)

    def about(now_offset: timedelta) -> list[tuple[str, bool, str]]:
        needs = what_needs_me(charity.facilitator, END + now_offset)
        return [
            (need.sentence, need.late, need.action.route) for need in needs if need.title == session.title
        ]

    assert about(A_MINUTE) == [("Notes are due by Sunday 29 November 2026.", False, "session-notes")]
    assert about(4 * A_DAY) == [("Notes were due by Sunday 29 November 2026.", True, "session-notes")]
    assert what_needs_me(charity.speaker, END + A_MINUTE) == ()
    done(write_notes(session, GOOD, charity.facilitator, END + A_MINUTE))
    assert "Close the session" in about(A_DAY)[0][0]
    done(close_session(session, charity.facilitator, END + A_DAY))
    assert about(5 * A_DAY) == []


def test_the_end_of_a_room_is_told_twice_and_kept_once() -> None:
    charity = Charity()
    session = ended(charity)
    record_room_opened(session.ref, END)
    record_room_ended(session.ref, END + AN_HOUR)
    record_room_ended("nosuchroom", END)
    record_room_opened("nosuchroom", END)
    session.refresh_from_db()
    assert (session.opened_at, session.ended_at) == (START, END)
    assert kinds(session).count("room.ended") == kinds(session).count("room.opened") == 1


def test_a_session_nobody_came_to_is_noted_and_closed_after_its_planned_end() -> None:
    charity = Charity()
    session = charity.session()
    nobody = Notes(what_happened="Nobody came: the school had a fire drill.", attendance="None.")
    done(write_notes(session, nobody, charity.facilitator, END))
    closed = done(close_session(session, charity.facilitator, END))
    assert closed.ended_at == END


def test_concerns_in_notes_are_handed_on() -> None:
    charity = Charity()
    session = ended(charity)
    notes = Notes(what_happened="All well.", attendance="28", concerns="Teal Newt seemed upset.")
    assert done(write_notes(session, notes, charity.facilitator, END)).has_concerns


@pytest.mark.proves("M10")
def test_a_room_that_everybody_left_and_nobody_ended_is_found_hours_later() -> None:
    session = Charity().ready_session()
    record_room_opened(session.ref, START)
    assert rooms_left_open(END + 4 * AN_HOUR) == []
    assert rooms_left_open(END + 4 * AN_HOUR + A_MINUTE) == [session.ref]
    record_room_ended(session.ref, END + 4 * AN_HOUR)
    assert rooms_left_open(END + 5 * AN_HOUR) == []


def test_a_room_that_was_never_opened_is_not_left_open() -> None:
    Charity().ready_session()
    assert rooms_left_open(END + A_DAY) == []
