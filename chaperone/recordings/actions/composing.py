"""Puts recordings together, one at a time: tries three times, then asks a person; the sealed parts stay in any case."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog
from django.db import transaction

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.ledger.queries import LedgerTampered
from chaperone.policy.clauses import carries_out
from chaperone.recordings.age import CannotUnseal
from chaperone.recordings.composing import compose, without_blank_tail
from chaperone.recordings.models import Recording
from chaperone.recordings.places import COMPOSED, clear_folder, new_work_folder, sealed_file, sealed_parts
from chaperone.recordings.programs import CannotCompose, missing_programs
from chaperone.recordings.queries import is_over, secret_of, timeline_of, to_compose
from chaperone.recordings.rules import next_try
from chaperone.recordings.sealing import seal_copy, unseal_file
from chaperone.recordings.timeline import Timeline
from chaperone.sessions.models import Session

log = structlog.get_logger()

# Each telling is a write to the database; people do not look more often than this.
_TOLD_EVERY_PERCENT: Final = 5.0
TROUBLE_LENGTH: Final = 200


@carries_out("M13")
def compose_next(now: datetime) -> Recording | None:
    """Put together the recording that has waited longest and is due; None when none is, or the programs are missing.

    May be killed at any moment: the next start finds it and begins again. One process at a time (see ``worker.only_one``).
    """
    if missing_programs():
        return None
    recording = next((each for each in to_compose(now) if _is_whole(each.session_ref)), None)
    if recording is None:
        return None
    recording.state, recording.percent = Recording.State.COMPOSING, 0
    recording.save(update_fields=["state", "percent"])
    folder: Path | None = None
    try:
        folder = new_work_folder(recording.session_ref, recording.part_bytes)
        story, size = _compose_sealed(recording, timeline_of(recording.session_ref), folder)
    except (CannotCompose, CannotUnseal, LedgerTampered) as fault:
        return _failed(recording, str(fault), now)
    except OSError as fault:
        return _failed(recording, f"The computer said: {fault.strerror or type(fault).__name__}.", now)
    finally:
        if folder is not None:
            shutil.rmtree(folder.parent, ignore_errors=True)  # one is put together at a time
    return _succeeded(recording, story, size)


def _is_whole(session_ref: str) -> bool:
    """Say whether nothing more is to come: the session is over, and no part of it is still clear."""
    session = Session.objects.filter(ref=session_ref).first()
    return session is not None and is_over(session) and not any(clear_folder().glob(f"{session_ref}.*.mjr"))


def _compose_sealed(recording: Recording, story: Timeline, folder: Path) -> tuple[Timeline, int]:
    """Unseal, put together and seal again; return what was filmed, and the length of the file that is watched."""
    secret = secret_of(recording.session_ref)
    if secret is None:
        raise CannotCompose("The session's key has been destroyed.")
    parts = []
    for sealed in sealed_parts(recording.session_ref):
        parts.append(folder / sealed.name.removesuffix(".age"))
        unseal_file(sealed, parts[-1], secret)
    story = without_blank_tail(parts, story)
    told = 0.0
    for percent in compose(parts, story, folder):
        if percent - told >= _TOLD_EVERY_PERCENT:
            told = percent
            Recording.objects.filter(pk=recording.pk).update(percent=int(percent))
    size = seal_copy(folder / COMPOSED, sealed_file(recording.session_ref, COMPOSED), secret, anew=True)
    return story, size


def _succeeded(recording: Recording, story: Timeline, size: int) -> Recording:
    now = datetime.now(UTC)  # hours may have passed since the work began
    with transaction.atomic():
        kept = Recording.objects.select_for_update().get(pk=recording.pk)
        if kept.state != Recording.State.COMPOSING:
            return kept  # its time ended while it was being put together, or another part was found
        kept.state, kept.percent, kept.trouble = Recording.State.READY, 100, ""
        kept.composed_at, kept.size_bytes = now, size
        kept.duration_seconds = story.seconds
        kept.begins_at = datetime.fromtimestamp(story.begins, UTC)
        kept.save()
        facts = fact("recording.composed", "system", "M13", seconds=round(story.seconds, 1), bytes=size)
        append(f"session/{kept.session_ref}", [facts], now)
    return kept


def _failed(recording: Recording, sentence: str, now: datetime) -> Recording:
    with transaction.atomic():
        kept = Recording.objects.select_for_update().get(pk=recording.pk)
        if kept.state != Recording.State.COMPOSING:
            return kept
        kept.tries += 1
        kept.trouble = sentence[:TROUBLE_LENGTH]
        wait = next_try(kept.tries)
        kept.percent = 0
        if wait is None:
            kept.state = Recording.State.FAILED
            entry = fact("recording.failed", "system", "M13", tries=kept.tries, trouble=kept.trouble)
            append(f"session/{kept.session_ref}", [entry], now)
        else:
            kept.state, kept.due_at = Recording.State.WAITING, now + wait
        kept.save()
    log.error("recordings.not_composed", session=kept.session_ref, tries=kept.tries, reason=kept.trouble)
    return kept


@carries_out("M13")
def try_again(session_ref: str, now: datetime) -> bool:
    """Let a recording that failed be tried anew, from its sealed parts; False when it had not failed."""
    return bool(
        Recording.objects.filter(session_ref=session_ref, state=Recording.State.FAILED).update(
            state=Recording.State.WAITING, tries=0, due_at=now, trouble=""
        )
    )
