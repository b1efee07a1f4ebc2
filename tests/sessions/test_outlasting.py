"""A session lasts at least as long as its pupils wait at the door; otherwise a plain sentence says what to change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaperone.policy.pack import pack_named
from chaperone.policy.refusal import Refused
from chaperone.sessions.rules import outlasts_its_lead

NUMBERS = pack_named("online-safeguarding").parameters


@pytest.mark.proves("M8")
def test_a_session_shorter_than_the_wait_before_its_door_is_refused_with_the_number_it_needs() -> None:
    long = replace(NUMBERS, door_lead_seconds=3601)
    assert outlasts_its_lead(61, long)
    told = outlasts_its_lead(60, long)
    assert isinstance(told, Refused)
    assert "could be over before its door opens" in told.sentence
    assert "at least 61 minutes" in told.next_step
    assert outlasts_its_lead(10, NUMBERS), "ten minutes and ten minutes go together"
