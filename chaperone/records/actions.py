"""What is done with records: seal a dossier, show it on record, and destroy what is due, never a moment before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F

from chaperone.ledger.actions import append, destroy_key
from chaperone.ledger.facts import Fact, fact
from chaperone.ledger.keys import KeyRingRefused
from chaperone.ledger.queries import LedgerTampered, read
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.problems import PackRefused
from chaperone.policy.refusal import Refused
from chaperone.recordings.actions import destroy_recording, open_viewing, remove_files
from chaperone.recordings.models import Recording, Viewing
from chaperone.records.dossier import ChainHead, RoomStory
from chaperone.records.dossier import Dossier as DossierRead
from chaperone.records.models import Dossier, RuleOutcome
from chaperone.records.playback import Playback
from chaperone.records.queries import chain_head, dossier_for, goes_at, perhaps_due, playback_for
from chaperone.records.room_story import room_story
from chaperone.records.rules import NO_SUCH_RECORD, RECORD_CHANGED, may_destroy, may_seal
from chaperone.sessions.actions.forgetting import forget_session
from chaperone.sessions.models import Session

ORGANISATION: Final = "organisation"

log = structlog.get_logger()


# --- Sealing ----------------------------------------------------------------------------------------------------
@carries_out("M11", "M12")
def seal_dossier(session_ref: str, now: datetime) -> Dossier | Refused:
    """Seal the record of a closed session: its room's stream up to this head is what happened, and goes on that day.

    Sealing twice changes nothing.

    Returns:
        The row that says so; or ``Refused``: no such session, not closed with its notes yet, or the record was changed.
    """
    with transaction.atomic():
        session = _held(session_ref)
        if session is None:
            return NO_SUCH_RECORD
        kept = Dossier.objects.filter(session_ref=session_ref).first()
        if kept is not None:
            return kept
        verdict = may_seal(session.status)
        if isinstance(verdict, Refused):
            return verdict
        room = f"room/{session.ref}"
        try:
            story = room_story(read(room))
        except LedgerTampered as tampered:
            log.error("records.tampered", stream=tampered.stream, seq=tampered.seq)
            return RECORD_CHANGED
        at = chain_head(room)
        sealed = _new_dossier(session)
        sealed.sealed_at, sealed.room_seq, sealed.room_hash = now, at.seq, at.hash
        sealed.save()
        _count_outcomes(story, session.starts_at.astimezone(UTC).date().replace(day=1))
        append(session.stream, [_sealing(story, at, sealed)], now)
    return sealed


def _held(session_ref: str) -> Session | None:
    """Return the session, held until the transaction ends."""
    return Session.objects.select_for_update(no_key=True).filter(ref=session_ref).first()


def _new_dossier(session: Session) -> Dossier:
    leaves = goes_at(session)
    day = leaves.astimezone(ZoneInfo(session.timezone)).date()
    return Dossier(session_ref=session.ref, destroy_on=day, destroy_at=leaves)


def _sealing(story: RoomStory, at: ChainHead, sealed: Dossier) -> Fact:
    return fact(
        "dossier.sealed",
        "system",
        "M12",
        room_seq=at.seq,
        room_hash=at.hash,
        messages=dict(Counter(message.standing for message in story.messages)),
        attendees=sum(len(part.attendees) for part in story.register),
        destroy_on=sealed.destroy_on,
        rules_judged=[[*judged, times] for judged, times in story.judged],
    )


def _count_outcomes(story: RoomStory, month: date) -> None:
    """Add up how adults judged each rule; a record is sealed once, so nothing is counted twice."""
    for judged, times in story.judged:
        row, _ = RuleOutcome.objects.get_or_create(month=month, rule=judged.rule, asked=judged.asked)
        column = "fine" if judged.fine else "right"
        RuleOutcome.objects.filter(pk=row.pk).update(**{column: F(column) + times})


# --- Showing ----------------------------------------------------------------------------------------------------
def open_dossier(
    viewer: Person, session_ref: str, now: datetime, how: Literal["page", "pdf"] = "page"
) -> DossierRead | None:
    """Give a dossier as this viewer may read it, and write down that they did; the way every page must take.

    Returns:
        The dossier; None when there is none, or none for them, and then nothing is written down.
    """
    dossier = dossier_for(viewer, session_ref, now)
    if dossier is not None:
        record_view(viewer, session_ref, now, how)
    return dossier


@carries_out("M12", "S13")
def record_view(
    viewer: Person, session_ref: str, now: datetime, how: Literal["page", "pdf"] = "page"
) -> None:
    """Write down in the organisation's stream that somebody was shown a dossier."""
    append(ORGANISATION, [fact("dossier.viewed", viewer.ref, "S13", session=session_ref, how=how)], now)


@carries_out("M13", "S13")
def open_playback(viewer: Person, session_ref: str, now: datetime) -> tuple[Playback, Viewing | None] | None:
    """Give the page of a recording as this viewer may see it, and write down that they opened it if there is something to watch.

    Returns:
        The page, and the viewing that was begun (None when there is nothing to watch, or not for them); None altogether
        when the record is not there, or not for them at all.
    """
    page = playback_for(viewer, session_ref, now)
    if page is None:
        return None
    ready = page.recording is not None and page.recording.state == Recording.State.READY
    if not page.verdict or not ready or page.recording is None:
        return page, None
    return page, open_viewing(viewer, page.recording, now)


# --- Destroying -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: refs of the sessions whose records went, and of those it could not do, with the reason."""

    destroyed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


@carries_out("M11", "M12")
def destroy_records(session_ref: str, now: datetime) -> Dossier | Refused:
    """Destroy the records of one session, if their time is over: the keys of its streams, its seats, what it was about.

    All of it in one transaction, so that a crash leaves everything or nothing, and the next sweep begins again. What
    stays says that there were records and proves them gone: the chains of hashes, two heads, the dates.

    Returns:
        The row that says so, also when it was done before; or ``Refused``, with the date, while it is too early.
    """
    with transaction.atomic():
        session = _held(session_ref)
        if session is None:
            return NO_SUCH_RECORD
        kept = Dossier.objects.filter(session_ref=session_ref).first() or _new_dossier(session)
        if kept.destroyed_at is not None:
            return kept
        verdict = may_destroy(kept.destroy_at, session.timezone, now)
        if isinstance(verdict, Refused):
            return verdict
        heads = [chain_head(stream) for stream in (f"room/{session.ref}", session.stream)]
        entry = fact(
            "records.destroyed",
            "system",
            "M11",
            session=session.ref,
            heads=[[at.stream, at.seq, at.hash] for at in heads],
            was_sealed=kept.sealed_at is not None,
            had_notes=session.notes_written_at is not None,
        )
        forget_session(session, now)
        destroy_recording(session.ref, now)
        for at in heads:
            destroy_key(at.stream, now)
        kept.destroyed_at = now
        kept.save()
        append(ORGANISATION, [entry], now)
    # Outside: what is removed cannot be taken back, should the transaction fail. A crash here is made good by the next sweep.
    remove_files(session.ref)
    return kept


@carries_out("M11", "M12")
def destroy_due(now: datetime) -> Swept:
    """Destroy the records of every session whose time is over, sealed or not; what fails is told and tried again next time."""
    destroyed: list[str] = []
    failed: list[tuple[str, str]] = []
    for session in perhaps_due(now):
        try:
            done = destroy_records(session.ref, now)
        except (DatabaseError, KeyRingRefused, PackRefused) as fault:
            # One record that cannot go must not keep all the others.
            failed.append((session.ref, type(fault).__name__))
            log.error("records.not_destroyed", session=session.ref, reason=type(fault).__name__)
            continue
        if not isinstance(done, Refused):
            destroyed.append(session.ref)
    return Swept(tuple(destroyed), tuple(failed))
