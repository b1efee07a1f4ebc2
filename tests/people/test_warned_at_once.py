"""Two servers sweep at the same moment: each warning still goes once."""

from __future__ import annotations

from functools import partial

import pytest

from chaperone.outbox.models import Letter
from chaperone.people.actions import warn_once
from chaperone.people.models import Person
from chaperone.people.roles import Role
from tests.sessions.cast import NOW, colleague
from tests.sessions.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _warns(about: str, lead: Person, _number: int) -> bool:
    return warn_once(about, 30, "It runs out", ("Something runs out.", "/training", [lead]), NOW)


@pytest.mark.only_on("postgresql", because="SQLite lets one writer in after the other")
def test_a_warning_goes_once_however_many_sweep_at_the_same_moment() -> None:
    lead = colleague("L", Role.SAFEGUARDING_LEAD)
    for end in range(5):
        sent = at_once(4, partial(_warns, f"thing:{end}", lead))
        assert sorted(sent, key=bool) == [False, False, False, True]
    assert Letter.objects.filter(about__startswith="thing:").count() == 5
