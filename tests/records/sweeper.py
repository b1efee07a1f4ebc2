"""A process of its own that makes closed sessions, sweeps them, or says what is left of them; the sweep is there to be killed.

Run as ``python -m tests.records.sweeper make 12``, ``… sweep 2028-01-01`` or ``… look``, on the database of ``DATABASE_URL``.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection  # noqa: E402 - the app registry must be ready first

from chaperone.ledger.models import StreamKey  # noqa: E402
from chaperone.ledger.queries import read  # noqa: E402
from chaperone.records.actions import destroy_due, seal_dossier  # noqa: E402
from chaperone.records.models import Dossier  # noqa: E402
from chaperone.sessions.models import Seat, Session  # noqa: E402
from tests.concerns.charity import a_charity  # noqa: E402
from tests.records.held import hold_and_close  # noqa: E402


def make(count: int) -> None:
    """Hold, close and seal so many sessions."""
    for _ in range(count):
        held = hold_and_close(a_charity())
        seal_dossier(held.plan.session, held.at(6000))


def sweep(day: str) -> None:
    """Tell that it begins, then destroy what is due on that day."""
    connection.ensure_connection()
    os.write(1, b"begins\n")
    destroy_due(datetime.fromisoformat(day).replace(tzinfo=UTC))


def look() -> None:
    """Tell of every session how much of it is gone, part by part, and how often its end is on record."""
    ends = [entry.body or {} for entry in read("organisation") if entry.kind == "records.destroyed"]
    found = {
        ref: [
            StreamKey.objects.get(stream=f"room/{ref}").destroyed_at is not None,
            StreamKey.objects.get(stream=f"session/{ref}").destroyed_at is not None,
            not Seat.objects.filter(session__ref=ref).exists(),
            Session.objects.get(ref=ref).title == "Records destroyed",
            Dossier.objects.get(session_ref=ref).destroyed_at is not None,
            sum(end["session"] == ref for end in ends) == 1,
        ]
        for ref in Session.objects.values_list("ref", flat=True)
    }
    os.write(1, json.dumps(found).encode())


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", count]:
            make(int(count))
        case ["sweep", day, *then]:
            sweep(day)
            if then == ["look"]:
                look()
        case ["look"]:
            look()
