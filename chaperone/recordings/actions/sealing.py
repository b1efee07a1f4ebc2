"""Seals what Janus wrote, as soon as its session is over, and again at every start what a crash has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.policy.clauses import carries_out
from chaperone.recordings.models import Recording
from chaperone.recordings.places import clear_work_folders, sealed_file, sealed_folder
from chaperone.recordings.queries import ClearFile, clear_files, secret_of
from chaperone.recordings.sealing import remove_clear, remove_unfinished, seal_copy

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SealedNow:
    """What one round did: how many parts were sealed, how many wait for their session's end, and what could not be sealed."""

    sealed: int = 0
    waiting: int = 0
    unknown: int = 0
    failed: tuple[str, ...] = ()


@carries_out("M13")
def seal_found(now: datetime) -> SealedNow:
    """Seal every clear file whose session is over; what cannot be sealed stays as it is and is tried again in the next round.

    May be killed at any moment: the next round finishes. One process at a time (see ``worker.only_one``).
    """
    sealed = waiting = unknown = 0
    failed: list[str] = []
    for found in clear_files():
        if found.key_is_gone:
            remove_clear(found.path)  # its session's time is over; nobody may keep it
        elif not found.session_ref:
            unknown += 1
        elif not found.verdict:
            waiting += 1
        else:
            try:
                _seal_one(found, now)
                sealed += 1
            except OSError as fault:
                failed.append(found.session_ref)
                log.error("recordings.not_sealed", session=found.session_ref, reason=_reason(fault))
    return SealedNow(sealed, waiting, unknown, tuple(sorted(set(failed))))


def _reason(fault: OSError) -> str:
    return fault.strerror or type(fault).__name__  # never the path: it is long, and says no more


def _seal_one(found: ClearFile, now: datetime) -> None:
    """Seal, write down that it is sealed, and only then remove the clear file: whatever is cut short is done once more."""
    secret = secret_of(found.session_ref)
    if secret is None:
        return
    size = seal_copy(found.path, sealed_file(found.session_ref, found.path.name), secret)
    _write_down(found.session_ref, found.path.name, size, now)
    remove_clear(found.path)


def _write_down(session_ref: str, name: str, size: int, now: datetime) -> None:
    with transaction.atomic():
        kept, _ = Recording.objects.select_for_update().get_or_create(
            session_ref=session_ref, defaults={"due_at": now, "sealed_at": now}
        )
        if name in kept.parts:
            return
        # A part that comes late (found after a crash) makes the recording be put together once more.
        kept.state, kept.percent, kept.tries, kept.trouble = Recording.State.WAITING, 0, 0, ""
        kept.parts = {**kept.parts, name: size}
        kept.due_at = kept.sealed_at = now
        kept.save()
        append(
            f"session/{session_ref}",
            [fact("recording.part_sealed", "system", "M13", part=name, bytes=size)],
            now,
        )


@carries_out("M13")
def begin_again(now: datetime) -> None:
    """Clear up after a worker that was killed: drafts and work folders go, and what it was putting together waits again."""
    remove_unfinished(sealed_folder())
    clear_work_folders()
    Recording.objects.filter(state=Recording.State.COMPOSING).update(
        state=Recording.State.WAITING, percent=0, due_at=now
    )
