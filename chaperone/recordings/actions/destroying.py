"""Ends a recording when its records' time is over: its key is gone by then, and now the sealed files go too."""

from __future__ import annotations

import shutil
from datetime import datetime

from chaperone.policy.clauses import carries_out
from chaperone.recordings.models import Recording
from chaperone.recordings.places import sealed_folder


@carries_out("M13", "M11")
def destroy_recording(session_ref: str, now: datetime) -> None:
    """Write down that a session's recording is destroyed, in the caller's transaction, which destroys its key as well.

    Whether its time is over is not asked here: ``records.actions`` asks. ``remove_files`` follows when that is durable.
    """
    Recording.objects.filter(session_ref=session_ref, destroyed_at=None).update(
        state=Recording.State.DESTROYED, destroyed_at=now, percent=0, trouble=""
    )


@carries_out("M13", "M11")
def remove_files(session_ref: str = "") -> int:
    """Remove the sealed files of a destroyed recording, or of all that are destroyed; return how many sessions' went.

    They could not be opened any more; what a crash has left is found at the next sweep.
    """
    destroyed = Recording.objects.filter(state=Recording.State.DESTROYED)
    if session_ref:
        destroyed = destroyed.filter(session_ref=session_ref)
    count = 0
    for ref in destroyed.values_list("session_ref", flat=True):
        folder = sealed_folder(ref)
        if folder.is_dir():
            shutil.rmtree(folder)
            count += 1
    return count
