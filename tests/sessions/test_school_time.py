"""The school's clock: wall time to UTC and back, across clock changes, in words people say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chaperone.policy.refusal import Refused
from chaperone.sessions.school_time import (
    day_in_words,
    local,
    moment_in_words,
    moment_in_zone,
    short_moment,
    span_in_words,
    time_in_words,
    zone_in_words,
    zone_is_known,
)

LONDON = "Europe/London"


def wall(text: str) -> datetime:
    """Return what a clock on the wall shows: a time without a zone."""
    return datetime.fromisoformat(text)


ZONES = st.sampled_from(
    [
        LONDON,
        "Europe/Madrid",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "UTC",
    ]
)
WALLS = st.datetimes(wall("2026-01-01 00:00"), wall("2030-12-31 00:00"))


@given(WALLS, ZONES)
@example(wall("2027-03-28 01:30"), LONDON)
@example(wall("2027-10-31 01:30"), LONDON)
@example(wall("2027-04-04 01:45"), "Australia/Lord_Howe")
def test_a_wall_time_becomes_the_one_moment_at_which_the_clock_shows_it_or_is_refused(
    shown: datetime, zone: str
) -> None:
    moment = moment_in_zone(shown, zone)
    offsets = {timedelta(minutes=minutes) for minutes in range(-14 * 60, 15 * 60, 15)}
    guesses = [(shown - offset).replace(tzinfo=UTC) for offset in offsets]
    shows = [guess for guess in guesses if guess.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown]
    if len(shows) == 1:
        assert moment == shows[0]
    else:
        assert isinstance(moment, Refused)
        assert ("does not exist" in moment.sentence) == (not shows)


@pytest.mark.parametrize(
    ("shown", "hour_utc"),
    [
        (wall("2027-03-26 14:00"), 14),  # Friday before the clocks go forward
        (wall("2027-03-29 14:00"), 13),  # Monday after
        (wall("2027-10-29 14:00"), 13),
        (wall("2027-11-01 14:00"), 14),
    ],
)
def test_two_o_clock_is_two_o_clock_at_school_before_and_after_the_clocks_change(
    shown: datetime, hour_utc: int
) -> None:
    moment = moment_in_zone(shown, LONDON)
    assert not isinstance(moment, Refused)
    assert moment.hour == hour_utc
    assert time_in_words(moment, LONDON) == "2pm"


def test_the_hour_that_is_missing_and_the_hour_that_comes_twice_are_refused_with_a_way_out() -> None:
    missing = moment_in_zone(wall("2027-03-28 01:30"), LONDON)
    twice = moment_in_zone(wall("2027-10-31 01:30"), LONDON)
    assert isinstance(missing, Refused)
    assert isinstance(twice, Refused)
    assert "forward" in missing.sentence
    assert "back" in twice.sentence
    assert missing.next_step
    assert twice.next_step


@pytest.mark.parametrize("zone", ["", "London", "Europe/Nowhere", "../etc/passwd", "Europe/London\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    assert not zone_is_known(zone)
    assert isinstance(moment_in_zone(wall("2027-01-01 00:00"), zone), Refused)


def test_times_are_said_as_people_say_them() -> None:
    moment = datetime(2026, 11, 26, 14, 5, tzinfo=UTC)
    assert time_in_words(moment, LONDON) == "2.05pm"
    assert time_in_words(datetime(2026, 11, 26, 0, 0, tzinfo=UTC), LONDON) == "12am"
    assert time_in_words(datetime(2026, 11, 26, 12, 0, tzinfo=UTC), LONDON) == "12pm"
    assert day_in_words(local(moment, LONDON).date()) == "Thursday 26 November 2026"
    assert moment_in_words(moment, "Europe/Madrid") == "Thursday 26 November 2026 at 3.05pm (Madrid time)"
    assert short_moment(moment, LONDON) == "26 Nov 2026, 2.05pm (UK time)"
    assert span_in_words(moment, 55, LONDON) == "Thursday 26 November 2026, 2.05pm to 3pm (UK time)"
    assert zone_in_words("America/New_York") == "New York time"
