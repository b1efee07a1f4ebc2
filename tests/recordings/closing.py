"""A process of its own that closes a session, seals and opens its dossier, and lays its recording clear for a test to look at.

Run as ``python -m tests.recordings.closing SESSION FACILITATOR LEAD FILM`` (people by their ids), with a server's environment.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from chaperone.people.models import Person  # noqa: E402 - the app registry must be ready first
from chaperone.policy.refusal import Refused  # noqa: E402
from chaperone.recordings.models import Recording  # noqa: E402
from chaperone.recordings.places import clear_folder, work_folders  # noqa: E402
from chaperone.recordings.queries import open_recording  # noqa: E402
from chaperone.records.actions import open_dossier, seal_dossier  # noqa: E402
from chaperone.sessions.actions import Notes, close_session, write_notes  # noqa: E402
from chaperone.sessions.models import Session  # noqa: E402

NOTES = Notes(
    what_happened="Two stories.", attendance="One of one.", recording="The computer broke down twice."
)


def close(session: Session, facilitator: Person) -> None:
    """Write the notes, close the session and seal its dossier."""
    now = datetime.now(UTC)
    answers = (
        write_notes(session, NOTES, facilitator, now),
        close_session(session, facilitator, now),
        seal_dossier(session.ref, now),
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert not refused, refused


def main(session_ref: str, facilitator: str, lead: str, film: str) -> None:
    """Tell what the dossier says of the recording, and what is left of it in the open."""
    close(Session.objects.get(ref=session_ref), Person.objects.get(pk=facilitator))
    dossier = open_dossier(Person.objects.get(pk=lead), session_ref, datetime.now(UTC))
    recording = Recording.objects.get(session_ref=session_ref)
    opened = open_recording(recording)
    assert dossier is not None and opened is not None and recording.begins_at is not None
    with opened, Path(film).open("wb") as file:
        file.writelines(opened.pieces())
    told = dossier.room.recording
    found = {
        "begins": recording.begins_at.timestamp(),
        "seconds": recording.duration_seconds,
        "now": dossier.recording_now,
        "ran": [[stay.from_at.timestamp(), stay.to_at and stay.to_at.timestamp()] for stay in told.ran],
        "missing": [why.why for why in told.missing],
        "clear": [path.name for path in clear_folder().iterdir()],
        "work": [str(path) for folder in work_folders() if folder.exists() for path in folder.rglob("*")],
    }
    os.write(1, json.dumps(found).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
