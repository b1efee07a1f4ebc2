"""Pupils who showed themselves to adults: the door log says who, when and to whom; an adult's own camera is no news."""

from __future__ import annotations

import pytest

from chaperone.ledger.queries import read
from chaperone.records.room_story import room_story
from chaperone.room import events as e
from tests.concerns.charity import a_charity
from tests.records.held import Held

pytestmark = pytest.mark.django_db


@pytest.mark.proves("M13")
def test_the_record_says_when_a_pupils_camera_was_on_and_an_adults_is_no_news() -> None:
    charity = a_charity()
    held = Held(charity)
    held.everybody_in()
    amber, adult = charity.seats[0].ref, charity.facilitator.ref
    for event in (
        e.FeedOpened(held.start + 10, "a" * 16, amber, amber, "camera", ("camera",)),
        e.FeedOpened(held.start + 11, "b" * 16, adult, adult, "camera", ("camera",)),
        e.FeedClosed(held.start + 70, "a" * 16, "stopped"),
        e.FeedClosed(held.start + 80, "b" * 16, "stopped"),
    ):
        held.recorder.record(event)
    told = [
        (line.at, line.sentence)
        for line in room_story(read(f"room/{held.plan.session}")).door_log
        if "camera" in line.sentence
    ]
    assert told == [
        (held.at(10), "Amber Otter turned a camera on; only adults could see it."),
        (held.at(70), "The camera of Amber Otter was off again."),
    ]
