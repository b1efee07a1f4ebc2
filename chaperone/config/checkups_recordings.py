"""What ``chaperone doctor`` looks at about recordings: the programs, the folders, and what waits for a person."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError

from chaperone.config.checkups import Finding, bad, good, note
from chaperone.ledger.keys import KeyRingRefused
from chaperone.recordings.programs import missing_programs
from chaperone.recordings.queries import clear_files, failed_recordings
from chaperone.recordings.rules import QUIET_SECONDS

ROOM_NEEDED_BYTES = 2 * 1024**3
"""An hour of three adults is about one of these; sealing needs as much again for a moment."""


def composing() -> Finding:
    """Look whether recordings can be put together here."""
    missing = missing_programs()
    if missing:
        sentence = "Recordings are kept sealed, but cannot be put together to be watched."
        return note("composing", sentence, f"apt-get install {' '.join(missing)}")
    return good("composing", "ffmpeg and Janus's converter are here.")


def recordings() -> Finding:
    """Look whether recordings can be kept, and whether any of them needs a person."""
    folder = Path(settings.VAR_DIR) / "media"
    if not folder.is_dir():
        return good("recordings", "There are none yet.")
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return bad(
            "recordings", "Others on this computer can enter the folder of recordings.", f"chmod 700 {folder}"
        )
    try:
        clear = list(clear_files())
        failed = failed_recordings().count()
    except (DatabaseError, KeyRingRefused):
        return note("recordings", "They cannot be looked at while the database or the keys are in disorder.")
    unknown = [found.path.name for found in clear if not found.session_ref]
    if unknown:
        sentence = (
            f"{len(unknown)} files in {folder / 'recordings'} belong to no session, so nobody can seal them."
        )
        return bad("recordings", sentence, "Look at them, and remove them by hand.")
    if overdue := [found for found in clear if found.verdict]:
        sentence = f"{len(overdue)} files of sessions that are over are not sealed yet (after {QUIET_SECONDS:.0f} seconds)."
        return bad(
            "recordings", sentence, "Is the worker running, is the disk full? chaperone recordings seal"
        )
    if failed:
        return bad("recordings", f"{failed} could not be put together.", "chaperone recordings status")
    if shutil.disk_usage(folder).free < ROOM_NEEDED_BYTES:
        return bad("recordings", "Less than 2 GB is free; a session's recording may not fit.", "Make room.")
    return good("recordings", "All that is over is sealed.")


OF_RECORDINGS = (composing, recordings)
