"""Not passed, not rostered: planning, changing the team, readiness, the picker and the room all say so, with the clause."""

from __future__ import annotations

import pytest

from chaperone.people.roles import Role
from chaperone.sessions.actions import plan_session, replace_staff
from chaperone.sessions.plan import Role as Duty
from chaperone.sessions.queries import plan_of_room
from chaperone.sessions.queries.facts import staff_to_choose
from chaperone.sessions.queries.needs import what_needs_me
from chaperone.training.models import CourseTaken, DrillTaken
from tests.pages.town import browser
from tests.sessions.cast import A_DAY, NOW, START, Charity, colleague, done, refusal
from tests.training.sheets import answered, drilled

pytestmark = pytest.mark.django_db


@pytest.fixture
def charity() -> Charity:
    """A charity whose people are trained."""
    return Charity()


@pytest.mark.proves("U6", "U1", "A2")
def test_nobody_is_put_on_a_session_before_training_and_drill(charity: Charity) -> None:
    fresh = colleague("Q", Role.SPEAKER, trained=False)
    new = charity.new(speakers=(fresh,))
    first = refusal(plan_session(new, charity.facilitator, NOW))
    assert (first.clause, "Colleague Q" in first.sentence, first.next_step != "") == ("U6", True, True)
    assert [need.clause for need in what_needs_me(fresh, NOW)] == ["U6"]
    done(answered(fresh, "adult-in-the-room", NOW, wrong=1))
    assert refusal(plan_session(new, charity.facilitator, NOW)).clause == "U6"
    done(answered(fresh, "adult-in-the-room", NOW))
    assert refusal(plan_session(new, charity.facilitator, NOW)).clause == "A2"
    done(drilled(fresh, NOW))
    done(plan_session(new, charity.facilitator, NOW))
    assert what_needs_me(fresh, NOW)[0].clause != "U6"


@pytest.mark.proves("U6")
def test_a_speakers_course_does_not_do_for_leading_a_session(charity: Charity) -> None:
    both = colleague("Q", Role.SPEAKER, trained=False)
    done(answered(both, "adult-in-the-room", NOW))
    done(drilled(both, NOW))
    session = charity.session()
    assert refusal(replace_staff(session, [both], [charity.facilitator], None, NOW)).clause == "S7"
    leads = colleague("R", Role.FACILITATOR, trained=False)
    done(answered(leads, "adult-in-the-room", NOW))
    done(drilled(leads, NOW))
    assert refusal(replace_staff(session, [leads], [both], None, NOW)).clause == "U6"
    done(answered(leads, "facilitator", NOW))
    done(replace_staff(session, [leads], [both], None, NOW))


@pytest.mark.proves("U6", "A2")
@pytest.mark.parametrize(("model", "clause"), [(CourseTaken, "U6"), (DrillTaken, "A2")])
def test_what_runs_out_before_the_session_greys_the_name_and_shuts_the_door(
    charity: Charity, model: type[CourseTaken] | type[DrillTaken], clause: str
) -> None:
    session = charity.ready_session()
    plan = plan_of_room(session.ref, NOW)
    assert plan is not None
    assert plan.unready == ()
    model._default_manager.filter(person=charity.speaker).update(valid_until=START)
    (choice,) = [one for one in staff_to_choose(NOW) if one.person == charity.speaker]
    assert choice.as_speaker, "it counts today"
    plan = plan_of_room(session.ref, NOW)
    assert plan is not None
    assert charity.speaker.ref not in {adult.ref for adult in plan.adults}
    assert "26 November 2026" in plan.unready[0]
    page = browser(charity.facilitator).get(f"/sessions/{session.ref}").content.decode()
    assert "Colleague S’s" in page
    (choice,) = [one for one in staff_to_choose(START) if one.person == charity.speaker]
    assert refusal(choice.as_speaker).clause == clause


@pytest.mark.proves("U6")
def test_a_name_that_cannot_be_chosen_is_grey_and_says_why(charity: Charity) -> None:
    colleague("Q", Role.SPEAKER, trained=False)
    page = browser(charity.facilitator).get(
        "/sessions/plan/staff", {"school": str(charity.school.pk), "day": "2026-11-26", "time": "14:00"}
    )
    text = page.content.decode()
    assert "Colleague Q has not passed the training" in text
    assert "disabled" in text
    assert Duty.SPEAKER.value in text.lower()


def test_training_of_long_ago_is_asked_for_again(charity: Charity) -> None:
    later = NOW + 366 * A_DAY
    new = charity.new(starts_at=later + A_DAY)
    assert refusal(plan_session(new, charity.facilitator, later)).clause == "U6"
