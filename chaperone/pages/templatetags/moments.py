"""Says moments in a school's own time, with the zone's name, so that nobody comes an hour late."""

from __future__ import annotations

from datetime import datetime

from django import template

from chaperone.sessions import school_time

register = template.Library()


@register.filter
def in_zone(moment: datetime, zone: str) -> str:
    """Say a moment such as "Thursday 26 November 2026 at 2pm (UK time)"."""
    return school_time.moment_in_words(moment, zone)


@register.filter
def time_in_zone(moment: datetime, zone: str) -> str:
    """Say a time of day such as "2pm"."""
    return school_time.time_in_words(moment, zone)


@register.filter
def short_in_zone(moment: datetime, zone: str) -> str:
    """Say a moment in a list, such as "26 Nov 2026, 2pm (UK time)"."""
    return school_time.short_moment(moment, zone)


@register.filter
def zone_name(zone: str) -> str:
    """Say the name of a zone such as "UK time"."""
    return school_time.zone_in_words(zone)


@register.filter
def clock(moment: datetime | None, zone: str) -> str:
    """Say a time to the second, such as "14:03:21", for registers and logs."""
    return f"{school_time.local(moment, zone):%H:%M:%S}" if moment else "the end"
