"""Clocks run in real time, in working days without bank holidays, or by the calendar, across every change of the clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.concerns.clocks import act_by, is_working_day, review_by, take_on_by, triage_by
from chaperone.policy.pack import pack_named

NUMBERS = pack_named("online-safeguarding").parameters
LONDON = "Europe/London"
START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@pytest.mark.proves("R2")
@pytest.mark.parametrize(
    ("decided", "due"),
    [
        ("2026-11-20 16:00", "2026-11-24"),  # a Friday: Monday, Tuesday
        ("2026-12-24 10:00", "2026-12-30"),  # Christmas Day, Boxing Day's substitute on the 28th, a weekend
        ("2026-04-02 09:00", "2026-04-08"),  # Good Friday and Easter Monday
        ("2026-11-21 03:00", "2026-11-24"),  # a Saturday night
    ],
)
def test_two_working_days_leave_out_weekends_and_bank_holidays(decided: str, due: str) -> None:
    at = act_by(datetime.fromisoformat(decided).replace(tzinfo=ZoneInfo(LONDON)), NUMBERS, LONDON)
    there = at.astimezone(ZoneInfo(LONDON))
    assert (f"{there:%Y-%m-%d}", there.time()) == (due, NUMBERS.office_hours_end)


def test_bank_holidays_are_those_of_the_packs_nation() -> None:
    second_of_january = datetime(2029, 1, 2, tzinfo=UTC).date()
    assert is_working_day(second_of_january, NUMBERS)
    assert not is_working_day(second_of_january, replace(NUMBERS, holidays_of="Scotland"))


@pytest.mark.proves("R2")
@given(at=MOMENTS, zone=st.sampled_from([LONDON, "Asia/Kolkata", "America/New_York", "Pacific/Apia"]))
def test_every_stage_is_due_later_and_never_much_later(at: datetime, zone: str) -> None:
    assert take_on_by(at, NUMBERS) == at + timedelta(minutes=30)
    assert triage_by(at, NUMBERS) == at + timedelta(hours=24)
    assert at < act_by(at, NUMBERS, zone) <= at + timedelta(days=12)
    assert abs(review_by(at, NUMBERS, zone) - at - timedelta(days=28)) <= timedelta(hours=1)


def test_looking_again_is_the_same_time_of_day_whatever_the_clocks_do() -> None:
    before = datetime(2026, 10, 20, 9, 0, tzinfo=ZoneInfo(LONDON))
    assert review_by(before, NUMBERS, LONDON).astimezone(ZoneInfo(LONDON)).hour == 9
