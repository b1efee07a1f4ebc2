"""Calendar files: at the reader's own time, early by the lead, right whatever the clocks do, and they follow every change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chaperone.sessions.calendar import Appointment, cancellation, invitation, mime
from chaperone.sessions.zone_rules import zone_rules

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
ZONES = [
    "Europe/London",
    "Europe/Madrid",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
]
MOMENTS = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2031-01-01"), timezones=st.just(UTC)
).map(lambda moment: moment.replace(second=0, microsecond=0))


def appointment(**other: Any) -> Appointment:
    plain: dict[str, Any] = {
        "uid": "k3f9k3f9k3-7@rooms.charity.example",
        "sequence": 0,
        "title": "Birds of the coast",
        "description": "Please sign in.",
        "starts_at": datetime(2026, 11, 26, 14, 0, tzinfo=UTC),
        "minutes": 60,
        "lead_seconds": 600,
        "zone": "Europe/London",
        "url": "https://rooms.charity.example/teaching/k3f9k3f9k3",
        "organiser_name": "The Charity",
        "organiser_email": "office@charity.example",
        "attendee_email": "teacher.b@hill.school.example",
    }
    return Appointment(**{**plain, **other})


def opened(content: bytes) -> tuple[Any, Any]:
    """Return the calendar in a file, and its one event."""
    calendar: Any = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def as_moment(calendar: Any, part: Any) -> datetime:
    """Read a time as a calendar does that believes the zone's rules in the file, not tables of its own."""
    wall: datetime = part.dt
    if "TZID" not in part.params:
        assert wall.utcoffset() == timedelta()
        return wall
    (rules,) = calendar.walk("VTIMEZONE")
    assert str(rules["TZID"]) == part.params["TZID"]
    moment: datetime = wall.replace(tzinfo=rules.to_tz(lookup_tzid=False)).astimezone(UTC)
    return moment


@given(MOMENTS, st.sampled_from(ZONES), st.integers(10, 240), st.sampled_from([0, 30, 600, 3600]))
@example(datetime(2027, 3, 28, 1, 5, tzinfo=UTC), "Europe/London", 60, 600)
@example(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "Europe/London", 60, 600)
@example(datetime(2026, 10, 25, 1, 5, tzinfo=UTC), "Europe/London", 60, 600)
@example(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "Europe/London", 30, 600)
@example(datetime(2026, 10, 25, 0, 40, tzinfo=UTC), "Europe/London", 120, 600)
@example(datetime(2027, 3, 29, 13, 0, tzinfo=UTC), "Europe/London", 60, 600)
@pytest.mark.proves("M8")
def test_the_file_begins_exactly_early_by_the_lead_and_ends_with_the_session(
    starts_at: datetime, zone: str, minutes: int, lead: int
) -> None:
    content = invitation(appointment(starts_at=starts_at, zone=zone, minutes=minutes, lead_seconds=lead), NOW)
    calendar, event = opened(content)
    assert as_moment(calendar, event["DTSTART"]) == starts_at - timedelta(seconds=lead)
    assert as_moment(calendar, event["DTEND"]) == starts_at + timedelta(minutes=minutes)


@pytest.mark.proves("M8")
def test_a_teacher_reads_ten_to_two_in_winter_and_in_summer() -> None:
    for starts_at in (datetime(2026, 11, 26, 14, tzinfo=UTC), datetime(2027, 6, 24, 13, tzinfo=UTC)):
        _, event = opened(invitation(appointment(starts_at=starts_at), NOW))
        assert event["DTSTART"].params["TZID"] == "Europe/London"
        assert event["DTSTART"].dt.strftime("%H:%M") == "13:50"


@pytest.mark.parametrize("zone", ZONES)
def test_the_zones_rules_in_the_file_are_those_of_the_zone_for_a_year_each_way(zone: str) -> None:
    around = datetime(2027, 3, 28, 13, tzinfo=UTC)
    ours = zone_rules(zone, around).to_tz(lookup_tzid=False)
    for hours in range(-365 * 24, 365 * 24):
        there = (around + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
        if there.replace(fold=0).utcoffset() == there.replace(fold=1).utcoffset():
            assert there.replace(tzinfo=ours).utcoffset() == there.utcoffset(), there


def test_each_change_of_the_clocks_is_written_on_the_clock_as_it_was_before() -> None:
    parts: list[Any] = zone_rules("Europe/London", datetime(2027, 3, 28, 13, tzinfo=UTC)).subcomponents
    onsets = {(part.name, part["DTSTART"].dt.isoformat()) for part in parts}
    assert ("DAYLIGHT", "2027-03-28T01:00:00") in onsets
    assert ("STANDARD", "2026-10-25T02:00:00") in onsets
    assert ("STANDARD", "2027-10-31T02:00:00") in onsets


def test_a_change_keeps_the_uid_and_raises_the_sequence_and_an_end_cancels() -> None:
    first, second = invitation(appointment(), NOW), invitation(appointment(sequence=1), NOW)
    last = cancellation(appointment(sequence=2), NOW)
    events = [opened(content)[1] for content in (first, second, last)]
    assert {str(event["UID"]) for event in events} == {"k3f9k3f9k3-7@rooms.charity.example"}
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [str(opened(content)[0]["METHOD"]) for content in (first, last)] == ["REQUEST", "CANCEL"]
    assert "method=REQUEST" in mime(first)
    assert "method=CANCEL" in mime(last)


def test_the_reader_alone_is_named_beside_us() -> None:
    _, event = opened(invitation(appointment(), NOW))
    assert str(event["ATTENDEE"]) == "mailto:teacher.b@hill.school.example"
    assert str(event["ORGANIZER"]) == "mailto:office@charity.example"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=80))
@example("Birds\r\nDTSTART:20200101T000000\r\nX:")
@example('Who, what; where: "why"?')
def test_nothing_written_in_a_title_adds_a_line_to_the_file(title: str) -> None:
    content = invitation(appointment(title=title, organiser_name=title or "x"), NOW)
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("DTSTART") for line in lines if "TZID=Europe/London" in line) == 1
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1
    _, event = opened(content)
    assert event["DTSTART"].dt.strftime("%H:%M") == "13:50"
