"""Turns a school's wall clock into UTC and back, and says a moment in the words of that school."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from chaperone.policy.refusal import Refused

_UK = "Europe/London"


@cache
def zone_is_known(zone: str) -> bool:
    """Return whether this is the name of a time zone, such as ``"Europe/London"``."""
    return zone in available_timezones()


def moment_in_zone(wall: datetime, zone: str) -> datetime | Refused:
    """Return the UTC moment at which a clock on the wall in ``zone`` shows ``wall``.

    Args:
        wall: the time typed into the form, without a zone.
        zone: name of the school's time zone.

    Returns:
        The moment in UTC; or ``Refused`` when the clocks change just then, so that the time does not exist or comes twice.
    """
    if not zone_is_known(zone):
        return Refused("", "We don't know that time zone.", "Choose one from the list.")
    first = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        return Refused(
            "M8", "That time does not exist: the clocks go forward just then.", "Choose a time an hour later."
        )
    return Refused(
        "M8",
        "That time comes twice: the clocks go back just then.",
        "Choose a time an hour earlier or later.",
    )


def local(moment: datetime, zone: str) -> datetime:
    """Return ``moment`` as the school's clock shows it."""
    return moment.astimezone(ZoneInfo(zone))


def day_in_words(day: date) -> str:
    """Return a day such as ``"Thursday 26 November 2026"``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_in_words(moment: datetime, zone: str) -> str:
    """Return a time of day such as ``"2pm"`` or ``"9.05am"``, on the school's clock."""
    clock = local(moment, zone)
    hour = clock.hour % 12 or 12
    minute = f".{clock:%M}" if clock.minute else ""
    return f"{hour}{minute}{'am' if clock.hour < 12 else 'pm'}"


def zone_in_words(zone: str) -> str:
    """Return the zone's name for people, such as ``"UK time"`` or ``"Madrid time"``."""
    return "UK time" if zone == _UK else f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} time"


def moment_in_words(moment: datetime, zone: str) -> str:
    """Return day and time such as ``"Thursday 26 November 2026 at 2pm (UK time)"``, on the school's clock."""
    day = day_in_words(local(moment, zone).date())
    return f"{day} at {time_in_words(moment, zone)} ({zone_in_words(zone)})"


def short_moment(moment: datetime, zone: str) -> str:
    """Return day and time for lists, such as ``"26 Nov 2026, 2pm (UK time)"``, on the school's clock."""
    clock = local(moment, zone)
    return f"{clock.day} {clock:%b %Y}, {time_in_words(moment, zone)} ({zone_in_words(zone)})"


def span_in_words(start: datetime, minutes: int, zone: str) -> str:
    """Return day and both ends such as ``"Thursday 26 November 2026, 2pm to 3pm (UK time)"``."""
    end = start + timedelta(minutes=minutes)
    begins, ends = time_in_words(start, zone), time_in_words(end, zone)
    return f"{day_in_words(local(start, zone).date())}, {begins} to {ends} ({zone_in_words(zone)})"
