"""When the stages of a case are due, in real time or in working days on the organisation's own clock; no Django.

What a young person says does not wait for office hours, so taking on and triage run day and night. Work with other offices
runs in working days of the organisation's nation, without its bank holidays. Looking again is a date in the calendar.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from holidays import country_holidays

from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters

_SUBDIVISIONS: Final = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}


@cache
def _holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year))


def is_working_day(day: date, numbers: Parameters) -> bool:
    """Say whether letters go out on this day: one of the pack's ``office_days``, and no bank holiday of its nation."""
    return f"{day:%A}" in numbers.office_days and day not in _holidays(numbers.holidays_of, day.year)


@carries_out("R2", "S12")
def take_on_by(raised_at: datetime, numbers: Parameters) -> datetime:
    """Return by when somebody must take a concern on (UTC)."""
    return raised_at + timedelta(minutes=numbers.concern_acknowledge_minutes)


def take_on_start(due_at: datetime, numbers: Parameters) -> datetime:
    """Return since when a concern waits whose time to take it on ends then (UTC): it may have been opened again."""
    return due_at - timedelta(minutes=numbers.concern_acknowledge_minutes)


@carries_out("R2")
def triage_by(taken_on_at: datetime, numbers: Parameters) -> datetime:
    """Return by when it must be decided what a concern is (UTC)."""
    return taken_on_at + timedelta(hours=numbers.concern_triage_hours)


@carries_out("R2")
def act_by(decided_at: datetime, numbers: Parameters, zone: str) -> datetime:
    """Return by when something must have been done (UTC): the office's end on the n-th working day after that day.

    Args:
        zone: the organisation's time zone.
    """
    day, left = decided_at.astimezone(ZoneInfo(zone)).date(), numbers.concern_act_working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, numbers)
    return datetime.combine(day, numbers.office_hours_end, ZoneInfo(zone)).astimezone(UTC)


@carries_out("R2")
def review_by(looked_at: datetime, numbers: Parameters, zone: str) -> datetime:
    """Return by when a case must be looked at again (UTC): the same time of day so many days later, whatever the clocks do."""
    there = looked_at.astimezone(ZoneInfo(zone))
    return (there + timedelta(days=numbers.concern_review_days)).astimezone(UTC)


@carries_out("R2")
def deputy_called_at(waits_since: datetime, due_at: datetime, waits: bool, numbers: Parameters) -> datetime:
    """Return when the deputy is called (UTC): a time after it came while nobody took it on; later on, when a stage is over."""
    return waits_since + timedelta(minutes=numbers.concern_deputy_minutes) if waits else due_at


@carries_out("R2")
def trustee_called_at(waits_since: datetime, due_at: datetime, waits: bool, numbers: Parameters) -> datetime:
    """Return when a trustee is called (UTC); so long after it was raised, or after the time of a later stage was up."""
    return (waits_since if waits else due_at) + timedelta(hours=numbers.concern_trustee_hours)
