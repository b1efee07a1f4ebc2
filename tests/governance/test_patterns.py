"""Concerns that point the same way: found, told of once each, never to whom they point to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.concerns.actions import raise_concern
from chaperone.concerns.models import Concern
from chaperone.governance.actions.patterns import tell_patterns
from chaperone.governance.patterns import Report, patterns
from chaperone.governance.queries.patterns import patterns_for, patterns_now
from chaperone.governance.status import bullying_is_covered
from chaperone.outbox.models import Letter
from chaperone.people.roles import Role
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from chaperone.sessions.models import Session, SessionStaff
from tests.assurance.world import NOW as LATER
from tests.assurance.world import a_world, concerns_of_a_school
from tests.concerns.charity import NOW as STARTED
from tests.concerns.charity import a_person
from tests.pages.town import browser

NUMBERS = pack_named("online-safeguarding").parameters
DAY = timedelta(days=1)
AT = datetime(2026, 11, 1, tzinfo=UTC)
SCHOOL = ("school", "3")


def reports(*days: int, point: tuple[str, str] = SCHOOL, session: str = "") -> list[Report]:
    """Return a report for each of these days."""
    return [
        Report(f"c{number}", AT + day * DAY, session, frozenset({point})) for number, day in enumerate(days)
    ]


@pytest.mark.proves("U5")
@given(st.lists(st.integers(0, 60), max_size=12), st.integers(2, 4), st.integers(1, 20))
def test_a_pattern_is_found_if_and_only_if_enough_reports_lie_close(
    days: list[int], least: int, within: int
) -> None:
    """Compared with looking at every stretch of reports, the slow way."""
    found = patterns(reports(*sorted(days)), least, within * DAY)
    row = sorted(days)
    close = any(row[one + least - 1] - row[one] <= within for one in range(len(row) - least + 1))
    assert bool(found) == close
    for pattern in found:
        assert len(pattern.reports) >= least
        assert (pattern.kind, pattern.ref) == SCHOOL


def test_one_session_says_nothing_of_an_adult_who_was_there() -> None:
    somebody = ("person", "7")
    assert patterns(reports(1, 1, 1, point=somebody, session="s"), 3, 9 * DAY) == []
    spread = [*reports(1, point=somebody, session="a"), *reports(2, point=somebody, session="b")]
    assert len(patterns(spread, 2, 9 * DAY)) == 1


@pytest.mark.django_db
@pytest.mark.proves("U5")
def test_the_lead_is_told_of_each_pattern_once_and_the_letter_says_nothing() -> None:
    world = a_world()
    concerns_of_a_school(world)
    asked = Asked(LATER, LATER - 30 * DAY, NUMBERS)
    assert bullying_is_covered(asked).breaches.count == 1
    assert tell_patterns(NUMBERS, LATER) == 1
    assert tell_patterns(NUMBERS, LATER + DAY) == 0
    assert bullying_is_covered(asked).breaches.count == 0
    letters = Letter.objects.filter(kind="pattern")
    assert world.charity.lead.email in {letter.to[0] for letter in letters}
    assert [one for one in letters if world.charity.school_a.name in one.text + one.subject] == []
    # Another one of the same row is no new pattern; after the policy's days without any, nothing points anywhere.
    Concern.objects.order_by("-raised_at").update(school=world.charity.school_a)
    assert tell_patterns(NUMBERS, LATER) == 0
    assert patterns_now(NUMBERS, LATER + DAY * (NUMBERS.bullying_pattern_days + 4)) == []


@pytest.mark.django_db
@pytest.mark.proves("U5")
def test_nobody_is_shown_or_told_of_a_pattern_that_points_to_themselves() -> None:
    charity = a_world().charity
    for number in range(NUMBERS.bullying_pattern_reports):
        other = Session.objects.get(ref=charity.session.ref)
        other.pk, other.ref = None, f"other{number}"
        other.save()
        SessionStaff.objects.create(session=other, person=charity.lead, role="speaker")
        raise_concern("room", "", other.ref, "", "words", STARTED + number * DAY)
    assert [(one.kind, one.ref) for one in patterns_now(NUMBERS, LATER)] == [("person", f"{charity.lead.pk}")]
    assert patterns_for(charity.lead, NUMBERS, LATER) == []
    deputy = a_person("Deputy D", Role.DEPUTY_LEAD)
    assert len(patterns_for(deputy, NUMBERS, LATER)) == 1
    tell_patterns(NUMBERS, LATER)
    assert charity.lead.email not in {letter.to[0] for letter in Letter.objects.filter(kind="pattern")}
    assert browser(charity.lead).get("/policy/patterns").status_code == 200
    assert browser(charity.facilitator).get("/policy/patterns").status_code in {403, 404}
