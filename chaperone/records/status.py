"""Tells how the clauses stand that records are kept and destroyed by: nothing missing, nothing left after its time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from chaperone.ledger.models import StreamKey
from chaperone.people.cases import cases
from chaperone.policy.evidence import Evidence, both
from chaperone.policy.status import Asked, tells_status
from chaperone.recordings.models import Recording
from chaperone.records.models import Dossier
from chaperone.sessions.models import Session

GRACE = timedelta(days=1)
"""The sweep runs every few minutes; what is still there a day after its time is left over, and not just on its way."""

SEALING = timedelta(hours=1)
LONGEST_YEAR = timedelta(days=366)


@tells_status(
    "M11",
    "Every record: is it still there a day after its time was over, or is a key still there that opens what was to be"
    " destroyed? The database refuses to take one away before.",
)
def records_end_in_time(asked: Asked) -> Evidence:
    """Find records that outlived their time, and keys that outlived their records."""
    dossiers = Dossier.objects.all()
    still = dossiers.filter(destroyed_at=None, destroy_at__lt=asked.now - GRACE)
    sentence = "Its records should have been destroyed, and are still there."
    old = asked.now - LONGEST_YEAR * asked.parameters.retention_years - GRACE - timedelta(days=1)
    unsealed = Session.objects.filter(starts_at__lt=old).exclude(
        Exists(dossiers.filter(session_ref=OuterRef("ref")))
    )
    living = StreamKey.objects.filter(destroyed_at=None)
    keys = dossiers.filter(destroyed_at__isnull=False).filter(
        Exists(living.filter(stream=Concat(Value("room/"), OuterRef("session_ref"))))
        | Exists(living.filter(stream=Concat(Value("session/"), OuterRef("session_ref"))))
    )
    gone_refs = dossiers.filter(destroyed_at__isnull=False).values("session_ref")
    films = Recording.objects.filter(session_ref__in=gone_refs).exclude(state=Recording.State.DESTROYED)
    gone = dossiers.filter(destroyed_at__gte=asked.since, destroyed_at__lte=asked.now)
    leftover = both(
        cases(still, "session", "session_ref", "destroy_at", sentence),
        both(
            cases(unsealed, "session", "ref", "starts_at", sentence),
            cases(films, "session", "session_ref", "sealed_at", "Its recording is still there."),
        ),
    )
    return Evidence(
        judged=dossiers.filter(destroyed_at=None).count() + gone.count(),
        of="records kept or destroyed",
        breaches=both(
            leftover,
            cases(keys, "session", "session_ref", "destroyed_at", "Its records can still be opened."),
        ),
        numbers=(("Destroyed when their time was over", gone.count()), ("Overdue now", leftover.count)),
    )


@tells_status(
    "M12",
    "Every session that is closed: has its record been sealed; and can the record of each room be read, its chain"
    " unbroken?",
)
def dossiers_sealed(asked: Asked) -> Evidence:
    """Find closed sessions without a sealed record, and rooms whose record has been changed."""
    closed = Session.objects.filter(
        status=Session.Status.CLOSED, closed_at__gte=asked.since, closed_at__lte=asked.now
    )
    # One that nobody closed in its year is closed when its records go, without ever having been sealed.
    there = Dossier.objects.filter(session_ref=OuterRef("ref")).exclude(sealed_at=None, destroyed_at=None)
    missing = closed.filter(closed_at__lt=asked.now - SEALING).exclude(Exists(there))
    changed = asked.tally.where("unreadable", "The record of its room has been changed, or cannot be read.")
    return Evidence(
        judged=closed.count() + changed.count,
        of="sessions closed",
        breaches=both(
            cases(missing, "session", "ref", "closed_at", "It is closed, and its record is not sealed."),
            changed,
        ),
        numbers=(("Messages on record", asked.tally.sum_of("shown")),),
    )


@tells_status(
    "S13",
    "Every time somebody read a record or opened a recording: it is in the record with their name. Pictures taken with a"
    " private phone cannot be known.",
)
def readers_leave_their_name(asked: Asked) -> Evidence:
    """Count who read records; that somebody read one without leaving their name is not possible."""
    read, opened = (asked.tally.kinds.get(kind, 0) for kind in ("dossier.viewed", "recording.opened"))
    return Evidence(
        judged=read + opened,
        of="times a record or a recording was opened",
        numbers=(("Records read", read), ("Recordings opened", opened)),
    )
