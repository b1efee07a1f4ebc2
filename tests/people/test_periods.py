"""Roles have periods, and no order of appointing, ending, leaving and waiting ever leaves a day without a safeguarding lead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.concerns.status import concerns_taken_on
from chaperone.outbox.models import Letter
from chaperone.people.actions import add_person, end_role, grant_role, mark_left, warn_of_role_ends
from chaperone.people.models import Person, RoleHeld
from chaperone.people.periods import Period, first_empty_day, warning_due
from chaperone.people.queries import people_with_role, roles_of
from chaperone.people.roles import Role
from chaperone.people.standing_in import uncovered_roles, who_stands_in
from chaperone.policy.pack import pack_named
from chaperone.policy.status import Asked
from tests.people.charity import A_DAY, NOW, colleague, done, on_record, refusal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LEAD, DEPUTY = Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD
DAYS = st.integers(0, 12)
PERIODS = st.lists(st.builds(lambda a, n: (a, n), DAYS, st.none() | st.integers(0, 6)), max_size=6)


@given(PERIODS)
@pytest.mark.proves("R2")
def test_the_first_empty_day_is_the_first_that_nobody_covers(drawn: list[tuple[int, int | None]]) -> None:
    day = date(2027, 1, 1)
    periods = [Period(1, day + a * A_DAY, None if n is None else day + (a + n) * A_DAY) for a, n in drawn]
    slow = next(
        (day + n * A_DAY for n in range(40) if not any(one.covers(day + n * A_DAY) for one in periods)), None
    )
    assert first_empty_day(periods, day) == slow


def test_each_warning_comes_once_on_its_way_down() -> None:
    assert [warning_due(days, (60, 30, 7)) for days in (61, 60, 31, 30, 8, 7, 0, -1)] == [
        None,
        60,
        60,
        30,
        30,
        7,
        7,
        None,
    ]


@pytest.mark.proves("R2")
def test_a_lead_for_a_time_is_followed_by_the_deputy_or_not_appointed() -> None:
    ends = TODAY + 90 * A_DAY
    lead, deputy = colleague("A"), colleague("B")
    alone = refusal(grant_role(lead, LEAD, None, NOW, until_on=ends))
    assert (alone.clause, "deputy" in alone.next_step) == ("R2", True)
    done(grant_role(deputy, DEPUTY, None, NOW))
    done(grant_role(lead, LEAD, None, NOW, until_on=ends))
    assert list(people_with_role(LEAD, ends - A_DAY)) == [lead]
    assert list(people_with_role(LEAD, ends)) == [deputy]
    assert roles_of(deputy, ends) == {LEAD}
    assert [entry.body and entry.body["person"] for entry in on_record("role.follows")] == [deputy.ref]
    assert "From 20 February 2027" in refusal(end_role(deputy, LEAD, None, NOW)).sentence
    # The deputy may go at any time: the lead's period goes on instead, until somebody else is named.
    done(mark_left(deputy, None, NOW))
    assert list(people_with_role(LEAD, ends)) == [lead]
    assert refusal(mark_left(lead, None, NOW)).next_step == "Name the successor first."


@pytest.mark.proves("R2")
def test_a_successor_who_is_named_first_lets_the_lead_go_on_the_day() -> None:
    lead, next_one, ends = colleague("A", LEAD), colleague("B"), TODAY + 10 * A_DAY
    done(grant_role(next_one, LEAD, None, NOW, from_on=ends))
    assert "From 22 November 2026" in refusal(end_role(lead, LEAD, None, NOW)).sentence
    done(end_role(lead, LEAD, None, NOW + 10 * A_DAY))
    assert list(people_with_role(LEAD, ends)) == [next_one]


def test_a_role_may_be_held_again_after_its_period_and_never_twice_at_once() -> None:
    person = colleague("A")
    done(grant_role(person, Role.SPEAKER, None, NOW, until_on=TODAY + 5 * A_DAY))
    refusal(grant_role(person, Role.SPEAKER, None, NOW, from_on=TODAY + 4 * A_DAY))
    done(grant_role(person, Role.SPEAKER, None, NOW, from_on=TODAY + 5 * A_DAY))
    assert refusal(grant_role(person, Role.TRUSTEE, None, NOW, TODAY, TODAY)).sentence
    done(end_role(person, Role.SPEAKER, None, NOW))
    assert roles_of(person, TODAY) == frozenset()
    assert roles_of(person, TODAY + 5 * A_DAY) == {Role.SPEAKER}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("appoint", "deputise", "end", "end deputy", "leave", "return", "wait")),
        st.integers(0, 3),
        st.integers(0, 4),
        st.none() | st.integers(1, 5),
    ),
    max_size=14,
)


def _act(people: list[Person], step: tuple[str, int, int, int | None], day: int) -> int:
    what, who, begins, length = step
    person, now = Person.objects.get(pk=people[who].pk), NOW + day * A_DAY
    from_on = now.date() + begins * A_DAY
    until_on = None if length is None else from_on + length * A_DAY
    if what in ("appoint", "deputise"):
        grant_role(person, LEAD if what == "appoint" else DEPUTY, None, now, from_on, until_on)
    elif what in ("end", "end deputy"):
        end_role(person, LEAD if what == "end" else DEPUTY, None, now)
    elif what == "leave":
        mark_left(person, None, now)
    elif what == "return":
        add_person(person.email, person.full_name, None, now)
    return day + (begins if what == "wait" else 0)


def holding(rows: list[RoleHeld], role: Role, on: date) -> set[int]:
    """Return who holds a role on a day."""
    return {
        row.person_id
        for row in rows
        if row.role == role and Period(row.person_id, row.from_on, row.until_on).covers(on)
    }


@settings(max_examples=60, deadline=None)
@given(STEPS)
@pytest.mark.proves("R2")
def test_no_order_of_things_leaves_a_day_without_a_lead(
    steps: list[tuple[str, int, int, int | None]],
) -> None:
    with transaction.atomic():
        people = [colleague("A", LEAD), colleague("B", DEPUTY), colleague("C"), colleague("D")]
        day = 0
        for step in steps:
            day = _act(people, step, day)
            today = TODAY + timedelta(days=day)
            rows = list(RoleHeld.objects.filter(person__is_active=True))
            for on in (today + timedelta(days=ahead) for ahead in range(25)):
                leads, deputies = (holding(rows, role, on) for role in (LEAD, DEPUTY))
                assert leads and not leads & deputies, (step, on, leads, deputies)
        transaction.set_rollback(True)


def test_each_warning_goes_once_to_those_concerned() -> None:
    lead, deputy = colleague("A", LEAD), colleague("B", DEPUTY)
    speaker, ends = colleague("C"), TODAY + 45 * A_DAY
    done(grant_role(speaker, Role.SPEAKER, None, NOW, until_on=ends))
    assert warn_of_role_ends(NOW - 16 * A_DAY) == 0
    for days, went in ((0, 1), (1, 0), (15, 1), (16, 0), (44, 1), (44, 0), (45, 0)):
        assert warn_of_role_ends(NOW + days * A_DAY) == went, days
    letters = Letter.objects.filter(kind="runs_out_60")
    assert sorted(letter.to[0] for letter in letters) == sorted(p.email for p in (lead, deputy, speaker))
    assert "Colleague C is speaker until 5 January 2027" in letters[0].text
    assert Letter.objects.count() == 9
    done(mark_left(speaker, None, NOW))
    assert not Letter.objects.filter(cancelled_at=None, to=[speaker.email]).exists()


@pytest.mark.proves("R2")
def test_every_role_has_somebody_who_stands_in() -> None:
    colleague("A", LEAD)
    said = [one.sentence for one in uncovered_roles(TODAY)]
    assert "Nobody stands in for the safeguarding lead: name a deputy lead." in said
    assert "Nobody is administrator today." in said
    colleague("B", DEPUTY, Role.ADMINISTRATOR)
    colleague("C", Role.SUPERVISOR, Role.ONLINE_PRESENCE_LEAD, Role.TRUSTEE, Role.ADMINISTRATOR)
    assert [one.role for one in uncovered_roles(TODAY)] == [
        Role.ONLINE_PRESENCE_LEAD,
        Role.SUPERVISOR,
        Role.TRUSTEE,
    ]
    shown = {one.role: (one.held_by, one.stand_ins) for one in who_stands_in(TODAY)}
    assert shown[LEAD] == (["Colleague A"], ["Colleague B"])
    assert shown[Role.ADMINISTRATOR] == (["Colleague B", "Colleague C"], [])
    assert shown[Role.SUPERVISOR] == (["Colleague C"], []), "nobody stands in for themselves"
    assert Role.SPEAKER not in shown


@pytest.mark.proves("R2")
def test_a_role_without_a_deputy_puts_the_clause_at_risk() -> None:
    """Also before there is a concern: it would find nobody when the lead is away."""
    asked = Asked(NOW, NOW - A_DAY, pack_named("online-safeguarding").parameters)
    colleague("A", LEAD, Role.ADMINISTRATOR)
    sentences = [one.sentence for one in concerns_taken_on(asked).risks.examples]
    assert "Nobody stands in for the safeguarding lead: name a deputy lead." in sentences
    colleague("B", DEPUTY, Role.ADMINISTRATOR, Role.SUPERVISOR)
    colleague("C", Role.ONLINE_PRESENCE_LEAD)
    assert concerns_taken_on(asked).risks.count == 0
