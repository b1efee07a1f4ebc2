"""What may be known of recordings: the key of one, how far it is, what it may hold, who watched it; the only way to fetch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import Q, QuerySet

from chaperone.ledger.queries import key_of, read
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Verdict
from chaperone.recordings.age import SealedFile
from chaperone.recordings.models import Recording, Viewing
from chaperone.recordings.places import COMPOSED, clear_folder, part_name, sealed_file
from chaperone.recordings.rules import VIEWING_LONGEST, VIEWING_QUIET, length_of, may_seal_part, merged
from chaperone.recordings.timeline import Timeline, timeline
from chaperone.room import events as e
from chaperone.sessions.models import Session

_DOMAIN = b"chaperone recordings: age identity (X25519) v1 of "


@carries_out("M13")
def secret_of(session_ref: str) -> bytes | None:
    """Return the 32 bytes of the identity that a session's recording is sealed to; None once the session's key is destroyed.

    It is derived from the key of the stream ``session/<ref>`` and kept nowhere, so it ends with that key.

    Raises:
        KeyRingRefused: the key ring lacks the key that wraps it.
    """
    stream = f"session/{session_ref}"
    key = key_of(stream)
    if key is None:
        return None
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_DOMAIN + stream.encode()).derive(key)


# --- Clear files ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ClearFile:
    """A file in the folder Janus writes to, whose it is, and whether it may be sealed now."""

    path: Path
    session_ref: str
    verdict: Verdict
    key_is_gone: bool = False


def clear_files() -> Iterator[ClearFile]:
    """Yield every file in the folder Janus writes to."""
    paths = sorted(path for path in clear_folder().iterdir() if path.is_file())
    named = [(path, part_name(path.name)) for path in paths]
    sessions = Session.objects.in_bulk({name.session for _, name in named if name}, field_name="ref")
    for path, name in named:
        session = sessions.get(name.session) if name else None
        if session is None:
            yield ClearFile(path, "", may_seal_part(False, False, 0.0))
            continue
        rested = _rested_seconds(path)
        gone = secret_of(session.ref) is None
        yield ClearFile(path, session.ref, may_seal_part(True, is_over(session), rested), gone)


def _rested_seconds(path: Path) -> float:
    try:
        # A time to come is from before the clock was put back, not from a file that is being written.
        return abs(time.time() - path.stat().st_mtime)
    except FileNotFoundError:
        return 0.0


def is_over(session: Session) -> bool:
    """Say whether nothing more can come into a session's recording."""
    return session.ended_at is not None or session.status != Session.Status.PLANNED


# --- Recordings -----------------------------------------------------------------------------------------------------
def recording_of(session_ref: str) -> Recording | None:
    """Return the row of a session's recording; None when nothing of it was ever sealed."""
    return Recording.objects.filter(session_ref=session_ref).first()


def to_compose(now: datetime) -> QuerySet[Recording]:
    """Return the recordings that are to be put together now, the longest waiting first."""
    return Recording.objects.filter(state=Recording.State.WAITING, due_at__lte=now).order_by("due_at", "pk")


def failed_recordings() -> QuerySet[Recording]:
    """Return the recordings that a person must look after."""
    return Recording.objects.filter(state=Recording.State.FAILED).order_by("sealed_at", "pk")


def all_recordings() -> QuerySet[Recording]:
    """Return every recording, the oldest first, for whoever runs the server; no words, no names."""
    return Recording.objects.order_by("sealed_at", "pk")


def timeline_of(session_ref: str) -> Timeline:
    """Read what the recording may hold from the room's stream; empty once its key is destroyed.

    Raises:
        LedgerTampered: the stream was changed.
    """
    bodies = (entry.body for entry in read(f"room/{session_ref}"))
    return timeline(e.from_builtins(body) for body in bodies if body is not None)


def open_recording(recording: Recording) -> SealedFile | None:
    """Open the sealed file that is watched; None when its key is gone, or the file.

    Raises:
        CannotUnseal: the file is not what was sealed.
        KeyRingRefused: the key ring lacks the key.
    """
    secret = secret_of(recording.session_ref)
    if secret is None or recording.state != Recording.State.READY:
        return None
    try:
        return SealedFile(sealed_file(recording.session_ref, COMPOSED), secret)
    except FileNotFoundError:
        return None


# --- Viewings -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Watched:
    """One viewing in words: who, from when to when, how much their player played, and how much of the file was handed out."""

    name: str
    opened_at: datetime
    last_at: datetime
    watched_seconds: float
    served_percent: int


@carries_out("M13", "S13")
def who_watched(session_ref: str) -> list[Watched]:
    """Return every viewing of a session's recording, the latest first."""
    viewings = Viewing.objects.filter(recording__session_ref=session_ref).select_related(
        "viewer", "recording"
    )
    return [
        Watched(
            viewing.viewer.full_name,
            viewing.opened_at,
            viewing.last_at,
            length_of(merged(viewing.watched)),
            served_percent(viewing),
        )
        for viewing in viewings.order_by("-opened_at", "-pk")
    ]


def served_percent(viewing: Viewing) -> int:
    """Return how much of the file our server handed out in this viewing, whatever the player says: 0 to 100."""
    size = viewing.recording.size_bytes
    return min(100, round(100 * length_of(merged(viewing.served)) / size)) if size else 0


def open_viewing_of(viewer: Person, session_ref: str, ref: str, now: datetime) -> Viewing | None:
    """Return this person's own viewing of this recording by its reference; None when it is another's, or from another day."""
    return (
        Viewing.objects.filter(ref=ref, viewer=viewer, recording__session_ref=session_ref)
        .filter(opened_at__gt=now - VIEWING_LONGEST)
        .select_related("recording", "viewer")
        .first()
    )


def quiet_viewings(now: datetime) -> QuerySet[Viewing]:
    """Return the viewings that are over because nothing more was heard of them."""
    return Viewing.objects.filter(Q(closed_at=None) & Q(last_at__lt=now - VIEWING_QUIET)).order_by("pk")
