"""A case goes from taken on to closed in its order, each step with its reason on record, and never before the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chaperone.cases import actions as do
from chaperone.cases.actions import Triage
from chaperone.cases.queries import Wanted, queue_for
from chaperone.cases.rules import Agency, Decision, FourC
from chaperone.concerns.actions import (
    Report,
    acknowledge_concern,
    add_words,
    let_read,
    note_answer_given,
    raise_concern,
    raise_report,
    read_concern,
    stop_reading,
)
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concern_for
from chaperone.ledger.queries import read
from chaperone.policy.refusal import Refused
from tests.concerns.charity import NOW, Charity, a_charity
from tests.sessions.cast import done

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
FOUND = Triage(Concern.Kind.BULLYING, Concern.Risk.MEDIUM, FourC.CONDUCT, "Named twice in one session.")


@pytest.fixture
def charity() -> Charity:
    return a_charity()


def raised(charity: Charity) -> Concern:
    seat = charity.seats[0]
    return raise_concern("room", charity.school_a.ref, charity.session.ref, seat.ref, "they laugh at me", NOW)


def triaged(charity: Charity) -> Concern:
    ref = raised(charity).ref
    done(acknowledge_concern(charity.lead, ref, NOW))
    return done(do.triage(charity.lead, ref, FOUND, NOW))


@pytest.mark.proves("R2", "S12")
def test_from_taken_on_to_closed_each_stage_has_its_clock_and_its_place(charity: Charity) -> None:
    case = raised(charity)
    lead, ref = charity.lead, case.ref
    assert (case.owner, case.clock_due_at) == (lead, NOW + timedelta(minutes=30))
    assert isinstance(do.triage(lead, ref, FOUND, NOW), Refused)
    assert done(acknowledge_concern(charity.deputy, ref, NOW)).owner == charity.deputy
    assert isinstance(do.decide(lead, ref, Decision.NOT_REFER, "No harm seen.", NOW), Refused)
    acting = done(do.triage(lead, ref, FOUND, NOW))
    assert (acting.status, acting.clock_due_at is not None) == ("acting", True)
    assert isinstance(do.look_again(lead, ref, "Nothing yet.", NOW), Refused)
    assert isinstance(do.decide(lead, ref, Decision.NOT_REFER, "  ", NOW), Refused)
    reviewed = done(do.decide(lead, ref, Decision.NOT_REFER, "The school knows and acts.", NOW))
    assert reviewed.status == "review"
    done(do.add_task(lead, ref, "Ask the school how they are.", (charity.deputy, NOW + A_DAY), NOW))
    done(do.refer(lead, ref, Agency.CHILDREN, ("Told the duty desk.", "CS-1"), NOW))
    for missing in ("answer", "task", "referral"):
        assert isinstance(do.close_case(lead, ref, "Done.", NOW + A_DAY), Refused), missing
        if missing == "answer":
            done(note_answer_given(lead, ref, "Their teacher told them what happens now.", NOW))
        elif missing == "task":
            done(do.finish_task(charity.deputy, ref, 1, "They are well.", NOW + A_DAY))
            assert isinstance(do.finish_task(charity.deputy, ref, 1, "Again.", NOW + A_DAY), Refused)
        else:
            done(do.note_outcome(lead, ref, 1, "No further action.", NOW + A_DAY))
    again = done(do.look_again(lead, ref, "Quiet since.", NOW + A_DAY)).clock_due_at
    assert again is not None
    assert again > NOW + 28 * A_DAY
    closed = done(do.close_case(lead, ref, "The school goes on with it.", NOW + A_DAY))
    assert (closed.status, closed.clock_due_at) == ("closed", None)
    assert isinstance(do.decide(lead, ref, Decision.REFER, "Late.", NOW + A_DAY), Refused)


@pytest.mark.proves("S12")
def test_words_added_after_the_answer_open_the_case_again(charity: Charity) -> None:
    ref = triaged(charity).ref
    done(do.decide(charity.lead, ref, Decision.NO_MORE, "All is said.", NOW))
    done(note_answer_given(charity.lead, ref, "Told them.", NOW))
    done(do.close_case(charity.lead, ref, "All is said.", NOW))
    opened = add_words(ref, "it has begun again", NOW + A_DAY)
    assert opened is not None
    assert (opened.status, opened.answered_at) == ("waiting", None)
    assert opened.clock_due_at == NOW + A_DAY + timedelta(minutes=30)
    assert add_words("nothing", "words", NOW) is None
    case = read_concern(charity.deputy, ref, NOW + A_DAY)
    assert case is not None
    assert case.words.endswith("it has begun again")


@pytest.mark.proves("R2")
def test_a_correction_stands_beside_what_was_written(charity: Charity) -> None:
    case = triaged(charity)
    first = next(entry.seq for entry in read(case.stream) if entry.kind == "case.triaged")
    done(do.correct(charity.lead, case.ref, first, "It was once, not twice.", NOW))
    assert isinstance(do.correct(charity.lead, case.ref, 999, "Nothing.", NOW), Refused)
    kept = [entry.body["text"] for entry in read(case.stream) if entry.body and "text" in entry.body]
    assert kept == ["Named twice in one session.", "It was once, not twice."]


@pytest.mark.proves("M1")
def test_no_number_or_account_is_kept_in_a_case(charity: Charity) -> None:
    ref = triaged(charity).ref
    for words in ("Her number is 07700 900123.", "Mail them at amber@gmail.com."):
        assert isinstance(do.decide(charity.lead, ref, Decision.REFER, words, NOW), Refused)


@pytest.mark.proves("R2")
def test_a_reader_reads_one_case_until_they_need_not(charity: Charity) -> None:
    ref, other = triaged(charity).ref, raise_concern("notes", "", "", "", "words", NOW).ref
    assert isinstance(let_read(charity.facilitator, ref, charity.facilitator, "I want to.", NOW), Refused)
    assert isinstance(let_read(charity.lead, ref, charity.facilitator, " ", NOW), Refused)
    assert isinstance(let_read(charity.lead, ref, charity.teacher_b, "To help.", NOW), Refused)
    assert isinstance(
        do.add_task(charity.lead, ref, "Look.", (charity.facilitator, NOW + A_DAY), NOW), Refused
    )
    done(let_read(charity.lead, ref, charity.facilitator, "They were in the room.", NOW))
    assert concern_for(charity.facilitator, ref, NOW) is not None
    assert concern_for(charity.facilitator, other, NOW) is None
    assert read_concern(charity.facilitator, ref, NOW) is not None
    done(stop_reading(charity.lead, ref, charity.facilitator, NOW))
    assert read_concern(charity.facilitator, ref, NOW) is None
    assert [e.actor for e in read(f"case/{ref}") if e.kind == "concern.read"] == [charity.facilitator.ref]


def test_a_teacher_sees_what_came_from_their_seat_and_not_how_we_decide(charity: Charity) -> None:
    case = triaged(charity)
    opened = read_concern(charity.teacher_a, case.ref, NOW)
    assert opened is not None
    assert "Named twice" not in str(opened.steps)
    done(
        do.triage(charity.lead, case.ref, Triage(Concern.Kind.LOW_LEVEL, FOUND.risk, FOUND.four_c, "x"), NOW)
    )
    assert read_concern(charity.teacher_a, case.ref, NOW) is None


def test_low_level_concerns_are_kept_apart_and_a_search_finds_only_what_one_may_read(
    charity: Charity,
) -> None:
    low = raise_report(Report(source="staff", words="w", about=(charity.speaker.pk,)), NOW)
    done(acknowledge_concern(charity.lead, low.ref, NOW))
    done(do.triage(charity.lead, low.ref, Triage(Concern.Kind.LOW_LEVEL, FOUND.risk, FOUND.four_c, "x"), NOW))
    main = triaged(charity)
    assert list(queue_for(charity.lead, Wanted(), NOW).rows) == [main]
    assert list(queue_for(charity.lead, Wanted(is_apart=True), NOW).rows) == [low]
    for text in (main.ref, "school a", "two stories"):
        assert list(queue_for(charity.lead, Wanted(text=text), NOW).rows) == [main], text
        assert not queue_for(charity.speaker, Wanted(text=text), NOW).rows
    assert list(queue_for(charity.lead, Wanted(text="speaker", is_apart=True), NOW).rows) == [low]
    assert not queue_for(charity.lead, Wanted(text="they laugh"), NOW).rows


@pytest.mark.proves("R2")
@pytest.mark.parametrize(
    "broken",
    [
        {"owner": None},
        {"clock_due_at": None},
        {"status": "closed", "clock_due_at": None, "closed_at": NOW},
        {"status": "review", "kind": ""},
    ],
)
def test_the_database_refuses_an_open_case_without_owner_or_clock(
    charity: Charity, broken: dict[str, object]
) -> None:
    case = triaged(charity)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=case.pk).update(**broken)
