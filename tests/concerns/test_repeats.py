"""One seat that presses again and again: every word is kept in one case, and the lead's post is not buried."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.concerns.actions import SAME_WORRY, acknowledge_concern, raise_concern, read_concern
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concerns_for
from chaperone.outbox.models import Letter
from tests.concerns.charity import NOW, Charity, a_charity

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(seconds=5)


@pytest.fixture
def charity() -> Charity:
    return a_charity()


def worried(charity: Charity, words: str, after: timedelta, seat: int = 0) -> Concern:
    ref, session = charity.seats[seat].ref, charity.session.ref
    return raise_concern(Concern.Source.ROOM, charity.school_a.ref, session, ref, words, NOW + after)


@pytest.mark.proves("U4", "R2")
def test_what_a_seat_adds_within_minutes_joins_its_case_word_for_word(charity: Charity) -> None:
    first = worried(charity, "somebody is following me", 0 * A_MOMENT)
    letters = Letter.objects.count()
    for number in range(1, 30):
        assert worried(charity, f"and again {number}", number * A_MOMENT) == first
    assert Letter.objects.count() == letters
    opened = read_concern(charity.lead, first.ref, NOW + SAME_WORRY)
    assert opened is not None
    assert opened.words.startswith("somebody is following me\n\nand again 1\n\n")
    assert opened.words.endswith("and again 29")


@pytest.mark.proves("R2")
@pytest.mark.parametrize("how", ["taken on", "later", "another seat"])
def test_a_new_worry_is_a_case_of_its_own(charity: Charity, how: str) -> None:
    first = worried(charity, "the first", 0 * A_MOMENT)
    if how == "taken on":
        acknowledge_concern(charity.lead, first.ref, NOW)
    after = SAME_WORRY if how == "later" else A_MOMENT
    assert worried(charity, "the second", after, seat=1 if how == "another seat" else 0) != first


@pytest.mark.proves("R2")
def test_the_one_due_soonest_is_on_top(charity: Charity) -> None:
    early = worried(charity, "the first", 0 * A_MOMENT)
    late = worried(charity, "the second", SAME_WORRY, seat=1)
    assert list(concerns_for(charity.lead, NOW + SAME_WORRY)) == [early, late]
