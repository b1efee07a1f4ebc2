"""Puts the letters about a session into words: invitation, change, cancellation, reminder, notes due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string

from chaperone.policy.pack import Pack
from chaperone.sessions.calendar import Appointment
from chaperone.sessions.school_time import local, moment_in_words, span_in_words, time_in_words


@dataclass(frozen=True, slots=True)
class Sender:
    """Who we are, as letters and calendars say it; ``public_url`` has no slash at its end."""

    name: str
    email: str
    phone: str
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionWords:
    """What a letter says of a session.

    Attributes:
        ref, title, purpose, starts_at, minutes: of the session; UTC.
        sequence: its calendar sequence now.
        team: first names with duties, such as ``("Facilitator A (facilitator)", ...)``.
        pack: for the lead and the rehearsal's label.
        sender: who writes.
    """

    ref: str
    title: str
    purpose: str
    starts_at: datetime
    minutes: int
    sequence: int
    team: tuple[str, ...]
    pack: Pack
    sender: Sender

    @property
    def lead_in_words(self) -> str:
        """How long before pupils the adults sign in, such as ``"10 minutes"``."""
        return seconds_in_words(self.pack.parameters.door_lead_seconds)

    def sign_in_at(self) -> datetime:
        """When the adults should be there, whole minutes, never later than the lead asks."""
        early = self.starts_at - timedelta(seconds=self.pack.parameters.door_lead_seconds)
        return early.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter is for: a person, in which zone they live, and whether they are staff or a teacher."""

    person_id: int
    email: str
    name: str
    zone: str
    is_staff: bool

    @property
    def page(self) -> str:
        """The path before the session's ref at which this reader finds it."""
        return "sessions" if self.is_staff else "teaching"


@dataclass(frozen=True, slots=True)
class Words:
    """A letter's subject (one line) and its text."""

    subject: str
    text: str


def letter(template: str, session: SessionWords, reader: Reader, **more: Any) -> Words:
    """Return the letter made from ``letters/<template>.txt``: its first line is the subject, the rest after a blank line the text.

    Args:
        template: such as ``"invitation"``.
        more: what only this letter needs.
    """
    zone = reader.zone
    clock = local(session.starts_at, zone)
    facts = {
        "session": session,
        "reader": reader,
        "when": span_in_words(session.starts_at, session.minutes, zone),
        "sign_in_time": time_in_words(session.sign_in_at(), zone),
        "short_day": f"{clock:%a} {clock.day} {clock:%B}",
        "start_time": time_in_words(session.starts_at, zone),
        "page_url": f"{session.sender.public_url}/{reader.page}/{session.ref}",
        "rehearsal": session.pack.label if session.pack.rehearsal else "",
        **more,
    }
    subject, _, text = render_to_string(f"sessions/letters/{template}.txt", facts).strip().partition("\n\n")
    return Words(" ".join(subject.split())[:200], f"{_tidy(text)}\n")


def appointment(session: SessionWords, reader: Reader) -> Appointment:
    """Return what the reader's calendar must know; its title says when this is a rehearsal."""
    host = session.sender.public_url.partition("://")[2].partition("/")[0].partition(":")[0]
    title = f"{session.title} ({session.sender.name})"
    note = (
        f"{session.purpose}\n\nPlease sign in when this begins. Pupils can come in {session.lead_in_words} later."
        + ("" if reader.is_staff else "\nYour personal link is in the invitation we sent you.")
    )
    return Appointment(
        uid=f"{session.ref}-{reader.person_id}@{host}",
        sequence=session.sequence,
        title=f"Rehearsal: {title}" if session.pack.rehearsal else title,
        description=note,
        starts_at=session.starts_at,
        minutes=session.minutes,
        lead_seconds=session.pack.parameters.door_lead_seconds,
        zone=reader.zone,
        url=f"{session.sender.public_url}/{reader.page}/{session.ref}",
        organiser_name=session.sender.name,
        organiser_email=session.sender.email,
        attendee_email=reader.email,
    )


def seconds_in_words(seconds: int) -> str:
    """Return ``"10 minutes"``, ``"1 minute"`` or ``"30 seconds"``."""
    number, unit = (seconds // 60, "minute") if seconds >= 60 and seconds % 60 == 0 else (seconds, "second")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def due_in_words(moment: datetime, zone: str) -> str:
    """Return a deadline as people say it, on the reader's clock."""
    return moment_in_words(moment, zone)


def _tidy(text: str) -> str:
    """Take out the blank lines that template tags leave behind: never two in a row."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines)
