"""Staff who agreed to an earlier policy are asked anew: once a step, however often the sweep comes, and the lead at the last."""

from __future__ import annotations

import pytest

from chaperone.outbox.models import Letter
from chaperone.people.actions import agree_to_document, mark_left
from chaperone.people.actions.asking_again import ask_again
from chaperone.people.models import Agreement, Person
from chaperone.people.roles import Role
from tests.people.charity import A_DAY, NOW, colleague, done, on_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def lapsed() -> Person:
    """A speaker who agreed to an earlier text; beside a lead who agreed to the one in force, and a newcomer who agreed to none."""
    person, lead = colleague("A", Role.SPEAKER), colleague("L", Role.SAFEGUARDING_LEAD)
    colleague("N", Role.SPEAKER)
    done(agree_to_document(person, "staff-policy", "Colleague A", NOW))
    Agreement.objects.update(version="0", text_hash="0" * 64)
    done(agree_to_document(lead, "staff-policy", "Colleague L", NOW))
    return person


def readers() -> list[list[str]]:
    """Return whom letters went to, in order."""
    return list(Letter.objects.order_by("pk").values_list("to", flat=True))


@pytest.mark.proves("S1", "R3")
def test_each_step_goes_once_and_the_lead_is_told_at_the_last(lapsed: Person) -> None:
    steps = [ask_again(NOW + day * A_DAY) for day in (0, 0, 1, 7, 8, 14, 14, 40)]
    assert steps == [1, 0, 0, 1, 0, 2, 0, 0]
    assert readers() == [[lapsed.email]] * 3 + [["colleague.l@charity.example"]]
    assert [entry.body["days"] for entry in on_record("agreement.asked_again") if entry.body] == [0, 7, 14]
    assert lapsed.full_name in Letter.objects.order_by("-pk")[0].text
    assert "/staff-policy" in Letter.objects.order_by("pk")[0].text


def test_after_a_long_pause_only_the_step_that_is_due_goes(lapsed: Person) -> None:
    assert [ask_again(NOW), ask_again(NOW + 30 * A_DAY), ask_again(NOW + 31 * A_DAY)] == [1, 2, 0]


@pytest.mark.proves("S1")
def test_whoever_agrees_or_leaves_is_asked_no_more(lapsed: Person) -> None:
    done(agree_to_document(lapsed, "staff-policy", "Colleague A", NOW))
    assert ask_again(NOW) == 0
    Agreement.objects.filter(person=lapsed).exclude(version="0").delete()
    assert ask_again(NOW) == 1
    done(mark_left(lapsed, None, NOW))
    assert ask_again(NOW + 7 * A_DAY) == 0
