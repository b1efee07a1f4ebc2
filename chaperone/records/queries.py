"""Which dossiers this viewer may see, read back from the ledger; every showing goes through ``actions.open_dossier``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from chaperone.concerns.queries import is_kept_from_one_of
from chaperone.ledger.queries import Head, LedgerTampered, Opened, head, read
from chaperone.people.models import Person, School
from chaperone.people.queries import roles_of
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Verdict
from chaperone.recordings.programs import missing_programs
from chaperone.recordings.queries import recording_of, who_watched
from chaperone.recordings.rules import may_watch
from chaperone.records.dossier import ChainHead
from chaperone.records.dossier import Dossier as DossierRead
from chaperone.records.for_reader import for_schools, without_what_is_kept
from chaperone.records.models import Dossier, RuleOutcome
from chaperone.records.playback import Playback, chat_track, recording_in_words
from chaperone.records.room_story import room_story
from chaperone.records.rules import Reach, destroy_at, dossier_reach
from chaperone.records.session_story import Names, changes_in, notes_in, people_in
from chaperone.sessions.models import Session, SessionSchool
from chaperone.sessions.queries import pack_of, standing_in

SHORTEST_KEEPING = timedelta(days=365)
"""Nothing is due before this, whatever the pack says: a cheap first look for what may be due."""


@carries_out("M11", "M12", "S13")
def dossier_for(viewer: Person, session_ref: str, now: datetime) -> DossierRead | None:
    """Return the dossier as this viewer may read it; None when there is none, or none for them.

    Staff of the session and the safeguarding lead and deputy read it whole; a teacher who brought pupils without other
    schools' parts. It is there from its sealing until its time is over, even if the sweep has not come by yet.
    """
    kept = _there_is(session_ref, now)
    if kept is None:
        return None
    reach, schools = _reach_of(viewer, session_ref, now)
    if reach is Reach.NOTHING:
        return None
    dossier = whole_dossier(kept)
    if is_kept_from_one_of(viewer, session_ref):
        dossier = without_what_is_kept(dossier)
    return dossier if reach is Reach.WHOLE else for_schools(dossier, schools)


def _there_is(session_ref: str, now: datetime) -> Dossier | None:
    """Return the row of a record that is there: sealed, and its time not over."""
    kept = Dossier.objects.filter(session_ref=session_ref, sealed_at__isnull=False, destroyed_at=None).first()
    return None if kept is None or now >= kept.destroy_at else kept


def _reach_of(viewer: Person, session_ref: str, now: datetime) -> tuple[Reach, frozenset[str]]:
    """Return how much of a record somebody may read, and the schools (refs) whose teacher they are in it."""
    standing = standing_in(viewer, session_ref, now)
    reach = dossier_reach(
        roles_of(viewer, now.date()),
        serves=standing is not None and standing.duty is not None,
        brings_school=standing is not None and bool(standing.school_ids),
    )
    schools = standing.school_ids if standing is not None else frozenset()
    return reach, frozenset(f"school:{number}" for number in schools)


# --- The recording in it ------------------------------------------------------------------------------------------
@carries_out("M13", "S13")
def may_watch_recording(viewer: Person, session_ref: str, now: datetime) -> Verdict | None:
    """Say whether somebody may watch a session's recording now; None when the record is not there, or not for them at all."""
    if _there_is(session_ref, now) is None:
        return None
    reach, schools = _reach_of(viewer, session_ref, now)
    if reach is Reach.NOTHING:
        return None
    return may_watch(
        reads_whole=reach is Reach.WHOLE,
        brings_school=bool(schools),
        schools=SessionSchool.objects.filter(session__ref=session_ref).count(),
    )


@carries_out("M12", "M13", "S13")
def playback_for(viewer: Person, session_ref: str, now: datetime) -> Playback | None:
    """Return a recording's page as this viewer may see it; None when the record is not there, or not for them at all.

    The chat is read from the ledger now, through the same eyes as the dossier. Who watched is for the safeguarding lead and deputy.
    """
    verdict = may_watch_recording(viewer, session_ref, now)
    dossier = None if verdict is None else dossier_for(viewer, session_ref, now)
    if verdict is None or dossier is None:
        return None
    recording = recording_of(session_ref)
    if recording is None or recording.begins_at is None or not verdict:
        return Playback(dossier, verdict, recording)
    leads = bool(roles_of(viewer, now.date()) & LEADS)
    watched_by = tuple(who_watched(session_ref)) if leads else ()
    return Playback(dossier, verdict, recording, chat_track(dossier, recording.begins_at), watched_by)


def destroy_on_of(session_ref: str) -> Dossier | None:
    """Return the row that says when this session's record was sealed, goes or went; it holds no words."""
    return Dossier.objects.filter(session_ref=session_ref).first()


class _UpToTheBreak:
    """The entries of a stream up to the first that was changed; ``reason`` then says which it is."""

    def __init__(self, stream: str) -> None:
        self.stream, self.reason = stream, ""

    def __iter__(self) -> Iterator[Opened]:
        try:
            yield from read(self.stream)
        except LedgerTampered as tampered:
            self.reason = str(tampered)


def whole_dossier(kept: Dossier) -> DossierRead:
    """Read the whole record of a sealed session back; only for those who have been asked whether they may."""
    session = Session.objects.get(ref=kept.session_ref)
    pack = pack_of(session)
    room_entries, session_entries = _UpToTheBreak(f"room/{session.ref}"), _UpToTheBreak(session.stream)
    room = room_story(room_entries)
    plan = list(session_entries)
    names = Names(
        _people(plan),
        {
            f"school:{pk}": name
            for pk, name in School.objects.filter(sessions__session=session).values_list("pk", "name")
        },
    )
    return DossierRead(
        session_ref=session.ref,
        title=session.title,
        purpose=session.purpose,
        starts_at=session.starts_at,
        timezone=session.timezone,
        pack=f"{pack.title}, version {pack.version}",
        rehearsal=pack.rehearsal,
        room=room,
        notes=notes_in(plan, names),
        changes=changes_in(plan, names, session.timezone),
        sealed_at=kept.sealed_at or kept.destroy_at,
        destroy_on=kept.destroy_on,
        room_sealed=ChainHead(room_entries.stream, kept.room_seq, kept.room_hash),
        heads=tuple(chain_head(stream) for stream in (room_entries.stream, session_entries.stream)),
        tampered=room_entries.reason or session_entries.reason,
        recording_now=recording_in_words(recording_of(session.ref), missing_programs()),
    )


def chain_head(stream: str, at: Head | None = None) -> ChainHead:
    """Return where a stream ends, as it is written into records."""
    known = at or head(stream)
    return ChainHead(stream, known.seq, known.hash.hex() if known.seq else "")


def _people(entries: list[Opened]) -> dict[str, str]:
    refs = people_in(entries)
    numbers = [int(ref.removeprefix("person:")) for ref in refs if ref.removeprefix("person:").isdigit()]
    return {
        f"person:{pk}": name
        for pk, name in Person.objects.filter(pk__in=numbers).values_list("pk", "full_name")
    }


# --- What is due --------------------------------------------------------------------------------------------------
def ended_at_of(session: Session) -> datetime:
    """Return the moment from which a session's records are kept: its end, its cancelling, or else its planned end."""
    return session.ended_at or session.cancelled_at or session.ends_at


def goes_at(session: Session) -> datetime:
    """Return the moment (UTC) from which a session's records go; what was sealed stands, whatever the pack says now."""
    kept = Dossier.objects.filter(session_ref=session.ref).first()
    if kept is not None:
        return kept.destroy_at
    years = pack_of(session).parameters.retention_years
    return destroy_at(ended_at_of(session), years, session.timezone)


def perhaps_due(now: datetime) -> QuerySet[Session]:
    """Return the sessions whose records are still there and may be due, the oldest first; the rules decide on each."""
    gone = Dossier.objects.filter(session_ref=OuterRef("ref"), destroyed_at__isnull=False)
    latest = now - SHORTEST_KEEPING
    old = Q(starts_at__lte=latest) | Q(cancelled_at__lte=latest) | Q(ended_at__lte=latest)
    return Session.objects.filter(old).exclude(Exists(gone)).order_by("starts_at", "pk")


@carries_out("A1")
def rule_outcomes() -> list[RuleOutcome]:
    """Return how adults judged each rule, newest month first, and within it the rules that were wrong most often."""
    return list(RuleOutcome.objects.order_by("-month", "-fine", "rule", "asked"))
