"""When a clock runs out the deputy is called, then a trustee: once each, without content, whatever happens to the sweep."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from chaperone.cases.actions import call_those_due
from chaperone.concerns.actions import Report, acknowledge_concern, raise_concern, raise_report
from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concern_for
from chaperone.outbox.models import Letter
from chaperone.people.models import Person, RoleHeld
from chaperone.people.roles import Role
from tests.concerns.charity import NOW, Charity, a_charity, a_person
from tests.sessions.cast import done

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R2")]
CALLED = "A concern is waiting too long"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def charity() -> Charity:
    return a_charity()


@pytest.fixture
def trustee() -> Person:
    return a_person("Trustee A", Role.TRUSTEE)


def called(at: datetime) -> list[str]:
    """Sweep at this moment and return to whom letters went."""
    before = set(Letter.objects.values_list("pk", flat=True))
    call_those_due(at)
    new = Letter.objects.exclude(pk__in=before).filter(subject=CALLED)
    assert all("worried words" not in letter.text + letter.html for letter in new)
    return sorted(letter.to[0] for letter in new)


def test_the_deputy_after_an_hour_and_a_trustee_after_a_day(charity: Charity, trustee: Person) -> None:
    case = raise_concern("room", "", "", "", "worried words", NOW)
    assert called(NOW + 59 * MINUTE) == []
    assert called(NOW + 60 * MINUTE) == sorted([charity.lead.email, charity.deputy.email])
    assert called(NOW + 60 * MINUTE) == []
    assert concern_for(trustee, case.ref, NOW) is None
    assert called(NOW + 24 * HOUR) == [trustee.email]
    assert called(NOW + 48 * HOUR) == []
    assert concern_for(trustee, case.ref, NOW) == case
    done(acknowledge_concern(trustee, case.ref, NOW + 49 * HOUR))
    assert called(NOW + 72 * HOUR) == []
    assert len(called(NOW + 73 * HOUR)) == 2  # nobody has said what it is: the next stage's clock


def test_a_clock_that_was_moved_far_ahead_calls_everybody_once(charity: Charity, trustee: Person) -> None:
    raise_concern("room", "", "", "", "worried words", NOW)
    assert called(NOW + 90 * 24 * HOUR) == sorted([charity.lead.email, charity.deputy.email, trustee.email])
    assert called(NOW) == []
    assert called(NOW + 91 * 24 * HOUR) == []


def test_a_sweep_that_dies_leaves_nothing_half_done_and_the_next_does_it(
    charity: Charity, trustee: Person
) -> None:
    raise_concern("room", "", "", "", "worried words", NOW)
    with pytest.raises(RuntimeError), transaction.atomic():
        call_those_due(NOW + HOUR)
        raise RuntimeError("the server is killed before the commit")
    assert len(called(NOW + HOUR)) == 2


def test_about_a_trustee_another_is_called(charity: Charity, trustee: Person) -> None:
    other = a_person("Trustee B", Role.TRUSTEE)
    raise_report(Report(source="public", words="worried words", about=(trustee.pk,)), NOW)
    assert called(NOW + 24 * HOUR) == sorted([charity.lead.email, charity.deputy.email, other.email])


def test_about_the_lead_it_is_the_deputys_and_the_trustees_and_the_lead_hears_nothing(
    charity: Charity, trustee: Person
) -> None:
    case = raise_report(Report(source="public", words="worried words", about=(charity.lead.pk,)), NOW)
    assert case.owner == charity.deputy
    assert concern_for(trustee, case.ref, NOW) == case
    call_those_due(NOW + 24 * HOUR)
    readers = {letter.to[0] for letter in Letter.objects.filter(about=case.stream)}
    assert readers == {charity.deputy.email, trustee.email}
    assert concern_for(charity.lead, case.ref, NOW) is None


def test_a_case_of_somebody_who_left_is_somebody_elses_at_the_next_sweep(charity: Charity) -> None:
    case = raise_concern("room", "", "", "", "worried words", NOW)
    RoleHeld.objects.filter(person=charity.lead).update(until_on=NOW.date())
    call_those_due(NOW)
    assert Concern.objects.get(pk=case.pk).owner == charity.deputy


def test_with_nobody_left_it_waits_for_the_first_who_comes_and_is_never_refused(charity: Charity) -> None:
    RoleHeld.objects.update(until_on=NOW.date())
    case = raise_concern("room", "", "", "", "worried words", NOW)
    assert (case.owner, case.unowned_since) == (None, NOW)
    somebody = a_person("Trustee B", Role.TRUSTEE)
    call_those_due(NOW + MINUTE)
    assert Concern.objects.get(pk=case.pk).owner == somebody
