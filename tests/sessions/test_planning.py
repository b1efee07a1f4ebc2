"""Planning a session: kept whole or not at all, everybody told at once, the right people, a purpose, a time to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from chaperone.outbox.models import Letter
from chaperone.people.actions import add_person, end_role, end_teaching, mark_left, sign_in_by_link
from chaperone.people.models import School
from chaperone.people.roles import Role
from chaperone.sessions.actions import (
    Rearrangement,
    SchoolAsked,
    SeatsAsked,
    cancel_session,
    plan_session,
    rearrange_session,
)
from chaperone.sessions.models import Seat, Session
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.queries import Span, staff_to_choose
from tests.sessions.cast import (
    A_DAY,
    AN_HOUR,
    NOW,
    START,
    Charity,
    a_school,
    a_teacher,
    colleague,
    done,
    entries,
    individual,
    kinds,
    letters,
    link_in,
    refusal,
)

pytestmark = pytest.mark.django_db


def test_a_session_is_planned_with_everything_that_belongs_to_it() -> None:
    charity = Charity()
    session = charity.session(
        schools=(
            charity.asks(
                individual(28),
                SeatsAsked(SeatKind.CLASSROOM, 1, 30),
                SeatsAsked(SeatKind.TEACHER_SCREEN, 1, 30),
            ),
        )
    )
    assert len(session.ref) == 10
    assert session.ref.isalnum()
    assert session.status == Session.Status.PLANNED
    assert session.timezone == "Europe/London"
    assert (session.pack_id, session.pack_version) == ("online-safeguarding", 1)
    assert session.host == charity.facilitator
    assert session.notes_due_at == START + AN_HOUR + timedelta(hours=72)
    seats = list(Seat.objects.filter(session=session).order_by("pk"))
    assert len({seat.join_name for seat in seats}) == len({seat.ref for seat in seats}) == 30
    assert [seat.pupil_count for seat in seats[-2:]] == [30, 30]
    assert seats[-1].code_hash is None
    assert all(seat.code_hash and seat.code_sealed for seat in seats[:-1])
    assert kinds(session)[:3] == ["session.planned", "school.joined", "seats.added"]


@pytest.mark.proves("M8", "S8")
def test_the_teacher_gets_a_personal_link_that_opens_and_a_calendar_file() -> None:
    charity = Charity()
    session = charity.session()
    (letter,) = letters(session, "invitation")
    assert letter.to == [charity.teacher.person.email]
    assert "sign in at 1.50pm" in letter.text
    assert done(sign_in_by_link(link_in(letter), NOW)) == charity.teacher.person
    (file,) = letter.enclosures.all()
    assert b"DTSTART;TZID=Europe/London:20261126T135000" in bytes(file.content)
    assert file.mime.startswith("text/calendar; method=REQUEST")
    assert session.teachers.get().invited_at == NOW


def test_a_link_to_a_session_far_ahead_still_opens_on_the_day() -> None:
    charity = Charity()
    session = charity.session(starts_at=START + 200 * A_DAY)
    token = link_in(letters(session, "invitation")[0])
    assert done(sign_in_by_link(token, START + 200 * A_DAY)) == charity.teacher.person


def test_staff_are_told_and_only_teachers_get_personal_links() -> None:
    session = Charity().session()
    duty = letters(session, "duty")
    assert len(duty) == 2
    assert not any("/sign-in/" in letter.text for letter in duty)
    assert all(letter.enclosures.count() == 1 for letter in duty)


@pytest.mark.proves("S7")
@pytest.mark.parametrize("team", [(), ("facilitator",), ("facilitator", "facilitator")])
def test_fewer_than_two_distinct_members_of_staff_are_refused(team: tuple[str, ...]) -> None:
    charity = Charity()
    people = tuple(getattr(charity, name) for name in team)
    refused = refusal(plan_session(charity.new(facilitators=people, speakers=()), charity.facilitator, NOW))
    assert refused.clause == "S7"
    assert not Session.objects.exists()


@pytest.mark.proves("S7")
def test_one_person_as_facilitator_and_speaker_is_one_person() -> None:
    charity = Charity()
    new = charity.new(speakers=(charity.facilitator,))
    assert refusal(plan_session(new, charity.facilitator, NOW)).clause == "S7"


@pytest.mark.proves("S7")
def test_a_session_needs_somebody_who_leads_it() -> None:
    charity = Charity()
    other = colleague("T", Role.SPEAKER)
    new = charity.new(facilitators=(), speakers=(charity.speaker, other))
    assert "facilitator" in refusal(plan_session(new, charity.facilitator, NOW)).sentence


@pytest.mark.proves("S7", "S1")
def test_whoever_left_lacks_the_role_or_the_policy_cannot_serve_and_the_reason_stands_beside_the_name() -> (
    None
):
    charity = Charity()
    left = colleague("X", Role.SPEAKER)
    done(mark_left(left, None, NOW))
    lapsed = colleague("Y", Role.SPEAKER)
    done(end_role(lapsed, Role.SPEAKER, None, NOW))
    unread = colleague("Z", Role.SPEAKER, agreed=False)
    for person, clause in ((left, "S7"), (lapsed, "S7"), (unread, "S1"), (charity.lead, "S7")):
        refused = refusal(plan_session(charity.new(speakers=(person,)), charity.facilitator, NOW))
        assert refused.clause == clause
        assert person.full_name in refused.sentence
    choices = {choice.person: choice for choice in staff_to_choose(NOW)}
    assert set(choices) == {charity.facilitator, charity.speaker, unread}
    assert choices[charity.facilitator].as_facilitator
    assert choices[charity.facilitator].as_speaker
    assert not choices[charity.speaker].as_facilitator
    assert not choices[unread].as_speaker


@pytest.mark.proves("S7")
def test_nobody_is_in_two_rooms_at_once() -> None:
    charity = Charity()
    first = charity.session()
    overlapping = charity.new(starts_at=START + timedelta(minutes=59))
    refused = refusal(plan_session(overlapping, charity.facilitator, NOW))
    assert first.title in refused.sentence
    assert not staff_to_choose(NOW, Span(START, 60))[0].as_facilitator
    assert staff_to_choose(NOW, Span(START, 60, besides=first.pk))[0].as_facilitator
    done(plan_session(charity.new(starts_at=START + AN_HOUR), charity.facilitator, NOW))
    done(cancel_session(first, "", charity.facilitator, NOW))
    done(plan_session(charity.new(), charity.facilitator, NOW))


@pytest.mark.proves("M3")
@pytest.mark.parametrize(
    "purpose", ["", "   ", "To chat", "x" * 601, "Two\nlines of a purpose", "Hidden \u202e turn of words"]
)
def test_a_session_without_a_purpose_that_can_be_read_is_refused(purpose: str) -> None:
    charity = Charity()
    refused = refusal(plan_session(charity.new(purpose=purpose), charity.facilitator, NOW))
    assert refused.clause == "M3"


@pytest.mark.parametrize(
    "other",
    [
        {"title": ""},
        {"title": "Line\nbreak"},
        {"title": "x" * 121},
        {"starts_at": NOW},
        {"starts_at": NOW - A_DAY},
        {"starts_at": NOW + 401 * A_DAY},
        {"minutes": 9},
        {"minutes": 241},
        {"timezone": "Europe/Nowhere"},
        {"schools": ()},
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_leaves_nothing_behind(other: dict[str, object]) -> None:
    charity = Charity()
    assert refusal(plan_session(charity.new(**other), charity.facilitator, NOW)).sentence.endswith(".")
    assert not Session.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.proves("S6")
@pytest.mark.parametrize("where", ["title", "purpose"])
@pytest.mark.parametrize("detail", ["07700 900123", "speaker.b@mail.example.com", "insta: @speaker.b99"])
def test_no_private_number_or_account_reaches_pupils_in_a_title_or_purpose(where: str, detail: str) -> None:
    charity = Charity()
    words = f"Ask an engineer anything, or write to {detail} afterwards."
    refused = refusal(plan_session(charity.new(**{where: words}), charity.facilitator, NOW))
    assert refused.clause == "S6" and detail not in refused.sentence + refused.next_step
    assert not Session.objects.exists() and not Letter.objects.exists()
    session = done(plan_session(charity.new(), charity.facilitator, NOW))
    change = Rearrangement(title=words) if where == "title" else Rearrangement(purpose=words)
    refused = refusal(rearrange_session(session, change, charity.facilitator, NOW))
    assert refused.clause == "S6"
    ours = "Ask an engineer anything. Worried? Childline 0800 1111."
    done(rearrange_session(session, Rearrangement(purpose=ours), charity.facilitator, NOW))


def test_only_facilitators_administrators_and_leads_plan() -> None:
    charity = Charity()
    administrator = colleague("A", Role.ADMINISTRATOR)
    for person in (charity.speaker, charity.presence, charity.teacher.person):
        assert refusal(plan_session(charity.new(), person, NOW)).next_step == "Ask a facilitator."
    for days, planner in enumerate((administrator, charity.lead, charity.facilitator, None)):
        done(plan_session(charity.new(starts_at=START + days * A_DAY), planner, NOW))


def test_the_planner_is_the_host_only_when_they_lead_the_session() -> None:
    charity = Charity()
    second = colleague("G", Role.FACILITATOR)
    both = charity.new(facilitators=(charity.facilitator, second), speakers=())
    assert done(plan_session(both, second, NOW)).host == second
    later = replace(both, starts_at=START + A_DAY)
    assert done(plan_session(later, charity.lead, NOW)).host == charity.facilitator


@pytest.mark.proves("M2")
def test_a_school_must_be_open_and_come_with_a_teacher_of_its_own() -> None:
    charity = Charity()
    other = a_school("Dale School", "dale.school.example")
    gone = a_teacher(charity.school, "G")
    done(end_teaching(gone, None, NOW))
    closed = a_school("Old School", "old.school.example")
    old_teacher = a_teacher(closed, "O")
    School.objects.filter(pk=closed.pk).update(status="closed", closed_on=NOW.date())
    closed.refresh_from_db()
    gone.refresh_from_db()
    for asked in (
        SchoolAsked(charity.school, ()),
        SchoolAsked(other, (charity.teacher,)),
        SchoolAsked(charity.school, (gone,)),
        SchoolAsked(charity.school, (charity.teacher, charity.teacher)),
        SchoolAsked(closed, (old_teacher,)),
    ):
        refusal(plan_session(charity.new(schools=(asked,)), charity.facilitator, NOW))
    twice = charity.new(schools=(charity.asks(), charity.asks()))
    assert "twice" in refusal(plan_session(twice, charity.facilitator, NOW)).sentence


def test_the_largest_session_fits_and_one_seat_more_does_not() -> None:
    charity = Charity()
    full = charity.asks(individual(1200))
    refusal(plan_session(charity.new(schools=(charity.asks(individual(1201)),)), charity.facilitator, NOW))
    session = charity.session(schools=(full,))
    assert session.seats.count() == 1200
    assert session.seats.values("join_name").distinct().count() == 1200


def test_a_rehearsal_says_so_everywhere() -> None:
    charity = Charity()
    session = charity.session(pack_id="rehearsal")
    assert all(letter.subject.startswith("Rehearsal: ") for letter in letters(session))
    (letter,) = letters(session, "invitation")
    assert "30 seconds after you sign in" in letter.text
    assert b"SUMMARY:Rehearsal: " in bytes(letter.enclosures.get().content)


@pytest.mark.proves("M1")
def test_the_record_of_a_plan_holds_refs_and_no_address() -> None:
    charity = Charity()
    session = charity.session()
    (planned,) = entries(session, "session.planned")
    assert planned.actor == charity.facilitator.ref
    assert planned.body is not None
    assert planned.body["staff"] == {charity.facilitator.ref: "facilitator", charity.speaker.ref: "speaker"}
    assert not any("@" in str(entry.body) for entry in entries(session))


def test_a_crash_while_letters_are_written_leaves_no_half_session(monkeypatch: pytest.MonkeyPatch) -> None:
    charity = Charity()

    def breaks(*_: object, **__: object) -> None:
        raise IntegrityError("the disk is full")

    monkeypatch.setattr("chaperone.sessions.actions.invitations.post", breaks)
    with pytest.raises(IntegrityError):
        plan_session(charity.new(), charity.facilitator, NOW)
    assert not Session.objects.exists()
    assert not Seat.objects.exists()


def test_an_unknown_shared_mailbox_never_becomes_staff_for_a_session() -> None:
    assert refusal(add_person("office@charity.example", "The Office", None, NOW)).clause == "S7"
