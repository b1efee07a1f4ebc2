"""Prints a dossier as a PDF that carries its reader's name and the time on every page, and fetches nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from chaperone.policy.clauses import carries_out
from chaperone.records.dossier import Dossier, Message, RegisterPart
from chaperone.sessions.code_sheet import typefaces
from chaperone.sessions.paper import pdf_of
from chaperone.sessions.school_time import day_in_words, local, time_in_words, zone_in_words


@carries_out("M12", "S13")
def dossier_pdf(dossier: Dossier, reader_name: str, now: datetime) -> bytes:
    """Return the dossier as a PDF (A4).

    Args:
        dossier: as this reader may see it, from ``actions.open_dossier(..., how="pdf")``.
        reader_name: stands in the foot of every page, so that a copy found elsewhere says whose it was.
        now: when it was printed; in the foot too.

    Raises:
        CannotPrint: this machine lacks the library.
    """
    return pdf_of(render_to_string("records/dossier.html", dossier_words(dossier, reader_name, now)))


def dossier_words(dossier: Dossier, reader_name: str, now: datetime) -> dict[str, Any]:
    """Return everything that the template prints."""
    zone = dossier.timezone
    printed = local(now, zone)
    return {
        "dossier": dossier,
        "zone": zone_in_words(zone),
        "when": f"{day_in_words(local(dossier.starts_at, zone).date())}, {time_in_words(dossier.starts_at, zone)}",
        "destroy_on": day_in_words(dossier.destroy_on),
        "conversation": messages_of(dossier, "room", "questions"),
        "adults": messages_of(dossier, "adults"),
        "pupils": [(part, pupils_inside(part)) for part in dossier.room.register],
        "reader": reader_name,
        "printed": f"{day_in_words(printed.date())}, {printed:%H:%M:%S}",
        "fonts": typefaces(),
    }


def messages_of(dossier: Dossier, *channels: str) -> list[Message]:
    """Return what was said in these channels, in order."""
    return [message for message in dossier.room.messages if message.channel in channels]


def pupils_inside(part: RegisterPart) -> int:
    """Return how many pupils of a school were let in at any time."""
    return sum(attendee.pupils for attendee in part.attendees if attendee.inside)
