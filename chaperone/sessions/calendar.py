"""Writes the calendar file that goes with an invitation: in the reader's own time, early by the lead, right when clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from chaperone.policy.clauses import carries_out
from chaperone.sessions.zone_rules import zone_rules

FILENAME = "session.ics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What one person's calendar must know.

    Attributes:
        uid: stays the same for this person and session however often it is rearranged.
        sequence: rises with every change, so that the calendar takes the newest.
        title, description: shown in the calendar.
        starts_at, minutes: the session itself, UTC.
        lead_seconds: how much earlier this person must be there (M8).
        zone: the reader's time zone.
        url: the page to open; also shown as the place.
        organiser_name, organiser_email: the organisation and its official address.
        attendee_email: whose calendar it is.
    """

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    minutes: int
    lead_seconds: int
    zone: str
    url: str
    organiser_name: str
    organiser_email: str
    attendee_email: str


@carries_out("M8")
def invitation(appointment: Appointment, now: datetime) -> bytes:
    """Return the calendar file that puts the session into a calendar, or moves it there. It starts ``lead_seconds`` early."""
    return _file(appointment, "REQUEST", "CONFIRMED", now)


def cancellation(appointment: Appointment, now: datetime) -> bytes:
    """Return the calendar file that takes the session out of a calendar."""
    return _file(appointment, "CANCEL", "CANCELLED", now)


def mime(content: bytes) -> str:
    """Return the MIME type a mail program needs to act on the file: its method belongs in it."""
    method = "CANCEL" if b"METHOD:CANCEL" in content else "REQUEST"
    return f"text/calendar; method={method}; charset=utf-8"


def wall_clock(moment: datetime, zone: str) -> datetime:
    """Return ``moment`` on the clock in ``zone``; in UTC where that clock shows the same time twice."""
    there = moment.astimezone(ZoneInfo(zone))
    comes_twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if comes_twice else there


def _file(appointment: Appointment, method: str, status: str, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Chaperone//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(zone_rules(appointment.zone, appointment.starts_at))
    calendar.add_component(_event(appointment, status, now))
    content: bytes = calendar.to_ical()
    return content


def _event(appointment: Appointment, status: str, now: datetime) -> Event:
    starts_at = appointment.starts_at - timedelta(seconds=appointment.lead_seconds)
    ends_at = appointment.starts_at + timedelta(minutes=appointment.minutes)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", wall_clock(starts_at, appointment.zone))
    event.add("dtend", wall_clock(ends_at, appointment.zone))
    event.add("summary", appointment.title)
    event.add("description", appointment.description)
    event.add("location", appointment.url)
    event.add("url", appointment.url)
    event.add("status", status)
    event.add("transp", "OPAQUE")
    # Two people's names may stand beside a session, never a young person's: attendees are the reader alone.
    organiser = vCalAddress(f"mailto:{appointment.organiser_email}")
    organiser.params["CN"] = vText(appointment.organiser_name)
    event["organizer"] = organiser
    attendee = vCalAddress(f"mailto:{appointment.attendee_email}")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    return event
