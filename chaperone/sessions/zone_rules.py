"""Describes a time zone inside a calendar file: which offset is in force around a day, and the moments at which it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_WINDOW = timedelta(days=370)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def zone_rules(zone: str, around: datetime) -> Timezone:
    """Return the ``VTIMEZONE`` of ``zone`` that is exact for a year before and after ``around``.

    Some calendars believe the file and not their own tables. (The library's own block writes a spring change on the new clock, an
    hour later than the standard has it.)
    """
    block = Timezone()
    block.add("tzid", zone)
    there = ZoneInfo(zone)
    begins = (around - _WINDOW).astimezone(UTC).replace(microsecond=0)
    block.add_component(_in_force_from(begins, _offset(begins, there), there))
    for change in _changes(begins, begins + 2 * _WINDOW, there):
        block.add_component(_in_force_from(change, _offset(change - _SECOND, there), there))
    return block


def _offset(moment: datetime, there: ZoneInfo) -> timedelta:
    return moment.astimezone(there).utcoffset() or timedelta()


def _changes(begins: datetime, ends: datetime, there: ZoneInfo) -> Iterator[datetime]:
    day = begins
    while day < ends:
        if _offset(day, there) != _offset(day + _DAY, there):
            yield _first_second_after(day, day + _DAY, there)
        day += _DAY


def _first_second_after(early: datetime, late: datetime, there: ZoneInfo) -> datetime:
    before = _offset(early, there)
    while late - early > _SECOND:
        middle = early + timedelta(seconds=(late - early) // _SECOND // 2)
        if _offset(middle, there) == before:
            early = middle
        else:
            late = middle
    return late


def _in_force_from(
    change: datetime, before: timedelta, there: ZoneInfo
) -> TimezoneStandard | TimezoneDaylight:
    local = change.astimezone(there)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # The onset is written on the clock as it was before the change.
    part.add("dtstart", (change + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", _offset(change, there))
    part.add("tzname", local.tzname() or there.key)
    return part
