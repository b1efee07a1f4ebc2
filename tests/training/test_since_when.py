"""What a release newly asks counts from the day it was first asked here: on the ledger, once, and moved by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.ledger.actions import append
from chaperone.ledger.asked import ASKED_OF_STAFF, asked_since
from chaperone.ledger.facts import fact
from chaperone.policy.evidence import Standing
from chaperone.safer_recruitment.models import Check
from chaperone.training.actions import ASKED_OF_STAFF_BY, note_what_is_asked
from chaperone.training.models import CourseTaken, DrillTaken
from tests.assurance.world import LONG_AGO, a_world, stand
from tests.concerns.charity import NOW as STARTED

pytestmark = pytest.mark.django_db
ASKED = {"A2", "U1", "U6", "A3"}


def broken() -> set[str]:
    """Return which of these clauses are broken."""
    found = stand()
    return {clause for clause in ASKED if found[clause].standing is Standing.BREACHED}


def untrained() -> None:
    """Hold a session with people whom nobody had trained or checked, as before this was asked."""
    a_world()
    CourseTaken.objects.all().delete()
    DrillTaken.objects.all().delete()
    Check.objects.all().delete()


@pytest.mark.proves("A2", "U1", "U6", "A3")
def test_sessions_before_an_upgrade_do_not_break_what_nobody_asked_then() -> None:
    untrained()
    assert broken() == ASKED, "where nothing says since when, it was always asked"
    after = STARTED + timedelta(days=2)
    assert note_what_is_asked(after) == len(ASKED_OF_STAFF_BY) == len(ASKED)
    assert broken() == set()
    found = stand()
    assert {found[clause].standing for clause in ("A2", "U1")} == {Standing.NO_EVIDENCE}
    assert note_what_is_asked(after + timedelta(days=1)) == 0


@pytest.mark.proves("A2", "U1", "U6")
def test_what_was_asked_before_the_session_counts_and_a_later_word_moves_nothing() -> None:
    untrained()
    note_what_is_asked(LONG_AGO)
    before = asked_since()
    later = [fact(ASKED_OF_STAFF, actor, "A2") for actor in ("system", "person:1")]
    append("organisation", later, STARTED + timedelta(days=5))
    assert asked_since() == before
    assert broken() == ASKED
