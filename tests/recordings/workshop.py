"""A process of its own that holds a recorded session and says what became of it; the worker beside it is there to be killed.

Run as ``python -m tests.recordings.workshop make``, ``… film`` or ``… look``, on the database and folder of the environment.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import django

django.setup()

from chaperone.people.actions import issue_sign_in_link  # noqa: E402 - the app registry must be ready first
from chaperone.recordings.models import Recording  # noqa: E402
from chaperone.recordings.places import clear_folder, sealed_parts, work_folders  # noqa: E402
from chaperone.recordings.queries import open_recording  # noqa: E402
from chaperone.records.actions import seal_dossier  # noqa: E402
from chaperone.room import commands as c  # noqa: E402
from tests.recordings.stage import FACILITATOR, close, held_session, lay_parts, name_of, rest  # noqa: E402
from tests.records.held import Held  # noqa: E402

LARGE = 150_000_000


def make() -> None:
    """Hold a session, and lay its parts and a large one, so that sealing takes a while; tell the session's name."""
    held = held_session()
    lay_parts(held)
    large = clear_folder() / name_of(held, FACILITATOR, "audio", 2)
    with large.open("wb") as file:
        file.truncate(LARGE)
    rest(large)
    os.write(1, held.plan.session.encode())


def film() -> None:
    """Hold a session an hour ago, close and seal it, and lay its parts; tell its name and how its lead signs in."""
    now = datetime.now(UTC)
    held = held_session(_talk, starts_at=now - timedelta(hours=1))
    close(held)
    seal_dossier(held.plan.session, held.at(900))
    lay_parts(held)
    link = issue_sign_in_link(held.charity.lead, now)
    os.write(1, json.dumps({"session": held.plan.session, "link": link}).encode())


def _talk(held: Held) -> None:
    charity = held.charity
    held.say(2, charity.facilitator.ref, "Welcome everybody. Today two people tell how they met.")
    held.say(6, charity.seats[0].ref, "hello from the first row")
    removed = held.say(10, charity.seats[1].ref, "that is a stupid story")
    held.do(11, c.RemoveMessage(charity.facilitator.ref, message=removed, reason="Not kind."))
    held.do(14, c.SayToAdults(charity.speaker.ref, id="a1", text="Shall I go on?"))


def look() -> None:
    """Tell what there is."""
    recording = Recording.objects.first()
    opened = open_recording(recording) if recording else None
    found = {
        "clear": [path.name for path in clear_folder().iterdir()],
        "work": [str(path) for folder in work_folders() if folder.exists() for path in folder.rglob("*")],
        "sealed": len(sealed_parts(recording.session_ref)) if recording else 0,
        "known": len(recording.parts) if recording else 0,
        "state": recording.state if recording else "",
        "film": opened.size if opened else 0,
    }
    os.write(1, json.dumps(found).encode())


if __name__ == "__main__":
    {"make": make, "film": film, "look": look}[sys.argv[1]]()
