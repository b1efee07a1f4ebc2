"""Taking courses and drills: marked by the server, kept once as evidence, counting for as long as the policy says."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from chaperone.outbox.models import Letter
from chaperone.people.actions import mark_left
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.policy.refusal import ALLOWED, Refused
from chaperone.training.actions import Sheet, take_course, take_drill, warn_of_training_ends
from chaperone.training.models import CourseTaken, DrillTaken
from chaperone.training.queries import Line, everybodys_training, next_drill, own_training, training_of
from chaperone.training.rules import LOOKS_AHEAD, Training, is_trained, moment_of_duty, passes_drill
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal
from tests.training.sheets import answered, answers, drilled, sheet_of, the_course, the_drill

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    """Somebody who leads sessions."""
    return colleague("A", Role.FACILITATOR)


@pytest.mark.proves("U1", "U6")
def test_what_was_passed_when_and_until_when_is_kept_and_on_record(person: Person) -> None:
    course = the_course()
    taken = done(answered(person, "facilitator", NOW))
    assert (taken.course, taken.version, taken.text_hash) == ("facilitator", course.version, course.hash)
    assert (taken.asked, taken.right, taken.passed) == (len(course.questions), len(course.questions), True)
    assert taken.valid_until == NOW + 365 * A_DAY
    (entry,) = on_record("training.taken")
    assert (entry.clause, entry.actor, entry.seq) == ("U6", person.ref, taken.ledger_seq)
    assert entry.body is not None
    assert entry.body["text_hash"] == course.hash


@pytest.mark.proves("U1")
def test_one_wrong_answer_is_not_passed_and_one_may_try_again(person: Person) -> None:
    missed = done(answered(person, "facilitator", NOW, wrong=1))
    assert (missed.right, missed.passed, missed.valid_until) == (missed.asked - 1, False, None)
    assert training_of([person]) == {}
    assert done(answered(person, "facilitator", NOW)).passed
    assert [entry.body["right"] for entry in on_record("training.taken") if entry.body] == [7, 8]


def test_one_sheet_counts_once_however_often_it_is_sent(person: Person) -> None:
    course = the_course()
    sheet = sheet_of(course)
    first = done(take_course(person, sheet, answers(course, 1), NOW))
    assert done(take_course(person, sheet, answers(course), NOW + A_DAY)) == first
    assert CourseTaken.objects.count() == len(on_record("training.taken")) == 1
    drill, other = the_drill(), sheet_of(the_drill())
    once = done(take_drill(person, other, drill.right_steps, None, NOW))
    assert done(take_drill(person, other, (), None, NOW)) == once
    assert DrillTaken.objects.count() == 1


@pytest.mark.proves("U1")
def test_a_sheet_that_is_not_whole_or_of_older_words_is_not_marked(person: Person) -> None:
    course = the_course()
    chosen = answers(course)
    del chosen[course.questions[2].id]
    assert "no answer yet" in refusal(take_course(person, sheet_of(course), chosen, NOW)).sentence
    older = Sheet(course.name, "0" * 64, "ticket")
    assert "changed" in refusal(take_course(person, older, answers(course), NOW)).sentence
    assert refusal(take_drill(person, Sheet("home-tonight", "0" * 64, "t"), (), None, NOW)).clause == "A2"
    refusal(take_course(person, Sheet("no-such", course.hash, "ticket"), answers(course), NOW))
    refusal(take_drill(person, Sheet("no-such", "x", "t"), (), None, NOW))
    done(mark_left(person, None, NOW))
    refusal(take_course(person, sheet_of(course), answers(course), NOW))
    refusal(drilled(person, NOW))
    assert not CourseTaken.objects.exists()
    assert not DrillTaken.objects.exists()


def test_the_database_itself_knows_no_pass_with_a_wrong_answer(person: Person) -> None:
    for right, until in ((7, NOW + A_DAY), (8, None), (9, NOW + A_DAY), (8, NOW)):
        with pytest.raises(IntegrityError), transaction.atomic():
            CourseTaken.objects.create(
                person=person,
                course="facilitator",
                version=1,
                text_hash="x",
                asked=8,
                right=right,
                at=NOW,
                valid_until=until,
                ticket=f"{right}",
            )


@pytest.mark.proves("A2")
def test_a_drill_counts_with_all_that_must_nothing_that_harms_and_in_time(person: Person) -> None:
    drill = the_drill()
    never = next(step.key for step in drill.steps if step.worth == "never")
    may = next(step.key for step in drill.steps if step.worth == "may")
    right = set(drill.right_steps)
    assert passes_drill(drill, right, None)
    assert passes_drill(drill, right | {may}, drill.seconds)
    assert not passes_drill(drill, right | {never}, None)
    assert not passes_drill(drill, right - {next(iter(right))}, None)
    assert not passes_drill(drill, right, drill.seconds + 60)
    assert done(drilled(person, NOW, seconds=30)).valid_until == NOW + 365 * A_DAY
    late = done(drilled(person, NOW + A_DAY, seconds=900))
    assert (late.passed, late.seconds) == (False, 900)
    assert [entry.clause for entry in on_record("drill.taken")] == ["A2", "A2"]
    own = own_training(person, NOW + A_DAY)
    assert (own.drill_count, own.drill_last_at, own.drilled_until) == (2, NOW + A_DAY, NOW + 365 * A_DAY)


def test_nobody_gets_the_same_drill_twice_in_a_row(person: Person) -> None:
    assert done(drilled(person, NOW)).drill == "home-tonight"
    assert next_drill(person).name != "home-tonight"


@pytest.mark.proves("U6")
@given(st.none() | st.integers(-400, 400), st.integers(-30, 30))
def test_training_counts_until_its_moment_and_not_a_second_longer(passed_until: int | None, day: int) -> None:
    course = the_course()
    until = {} if passed_until is None else {course.name: NOW + passed_until * A_DAY}
    at = NOW + day * A_DAY
    verdict = is_trained("Colleague A", course, Training(until), at)
    assert bool(verdict) == (passed_until is not None and at < NOW + passed_until * A_DAY)
    if isinstance(verdict, Refused):
        assert (verdict.clause, bool(verdict.next_step)) == ("U6", True)
    assert is_trained("Colleague A", None, Training({}), at) == ALLOWED


@pytest.mark.parametrize(
    ("starts_in", "asked_at"),
    [(None, 0), (-1, 0), (LOOKS_AHEAD.days, LOOKS_AHEAD.days), (LOOKS_AHEAD.days + 1, 0)],
)
def test_for_a_duty_that_is_near_training_must_last_until_it(starts_in: int | None, asked_at: int) -> None:
    starts_at = None if starts_in is None else NOW + timedelta(days=starts_in)
    assert moment_of_duty(starts_at, NOW) == NOW + timedelta(days=asked_at)


# --- Everybody's --------------------------------------------------------------------------------------------------
def seen_by(viewer: Person, now: datetime = NOW) -> list[Line]:
    """Return the lines this viewer sees."""
    return done(everybodys_training(viewer, now))


@pytest.mark.proves("U6")
def test_the_lead_sees_what_is_missing_first_and_what_runs_out(person: Person) -> None:
    lead = colleague("L", Role.SAFEGUARDING_LEAD)
    done(answered(person, "facilitator", NOW))
    done(drilled(person, NOW + 5 * A_DAY))
    names = [(line.person.full_name, line.course and line.course.name) for line in seen_by(lead)]
    assert names == [
        ("Colleague L", "safeguarding-lead"),
        ("Colleague L", None),
        ("Colleague A", "facilitator"),
        ("Colleague A", None),
    ]
    assert [line.is_missing(NOW) for line in seen_by(lead)] == [True, True, False, False]
    near = NOW + 360 * A_DAY
    assert [[line.runs_out_within(days, near) for days in (7, 30, 60)] for line in seen_by(lead)[2:]] == [
        [True, True, True],
        [False, True, True],
    ]
    for stranger in (person, colleague("T", Role.TRUSTEE), colleague("N")):
        refusal(everybodys_training(stranger, NOW))


def test_whoever_needs_no_training_misses_none() -> None:
    assert own_training(colleague("N"), NOW).missing == ()
    assert len(own_training(colleague("L", Role.DEPUTY_LEAD), NOW).missing) == 2


@pytest.mark.proves("U6", "A2")
def test_a_warning_goes_sixty_thirty_and_seven_days_before_once_each(person: Person) -> None:
    done(answered(person, "facilitator", NOW))
    done(drilled(person, NOW + 100 * A_DAY))
    days_left = (90, 60, 59, 30, 30, 7, 1, 0, -1)
    went = [warn_of_training_ends(NOW + (365 - days) * A_DAY) for days in days_left]
    assert went == [0, 1, 0, 1, 0, 1, 0, 0, 0]
    assert {tuple(letter.to) for letter in Letter.objects.all()} == {(person.email,)}
    assert "“Leading a session” counts until" in Letter.objects.order_by("pk")[0].text
