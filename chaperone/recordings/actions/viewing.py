"""Watching, on record: that somebody opened a recording, what their player played, and what our server handed out to them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.recordings.models import Recording, Viewing
from chaperone.recordings.queries import quiet_viewings, served_percent
from chaperone.recordings.rules import kept_spans, length_of

ORGANISATION: Final = "organisation"


@carries_out("M13", "S13")
def open_viewing(viewer: Person, recording: Recording, now: datetime) -> Viewing:
    """Begin a viewing, and write down in the organisation's stream who opened which recording."""
    with transaction.atomic():
        viewing = Viewing.objects.create(
            ref=secrets.token_hex(8), recording=recording, viewer=viewer, opened_at=now, last_at=now
        )
        entry = fact(
            "recording.opened", viewer.ref, "S13", session=recording.session_ref, viewing=viewing.ref
        )
        append(ORGANISATION, [entry], now)
    return viewing


@carries_out("S13")
def note_served(viewing: Viewing, start: int, stop: int, now: datetime) -> None:
    """Write down that the server handed out these bytes, before it does; ``stop`` is the first that was not."""
    with transaction.atomic():
        kept = Viewing.objects.select_for_update().get(pk=viewing.pk)
        kept.served = kept_spans([*kept.served, [start, stop]])
        kept.last_at, kept.closed_at = max(now, kept.last_at), None
        kept.save(update_fields=["served", "last_at", "closed_at"])


@carries_out("M13", "S13")
def note_watched(viewing: Viewing, spans: Sequence[Sequence[float]], now: datetime) -> None:
    """Write down which spans (seconds) a player says it has played; what lies outside the recording is cut off."""
    longest = viewing.recording.duration_seconds
    inside = [[max(0.0, begin), min(end, longest)] for begin, end in spans]
    with transaction.atomic():
        kept = Viewing.objects.select_for_update().get(pk=viewing.pk)
        told = [span for span in inside if span[0] < span[1]]
        kept.watched = kept_spans([*kept.watched, *told])
        kept.last_at, kept.closed_at = max(now, kept.last_at), None
        kept.save(update_fields=["watched", "last_at", "closed_at"])


@carries_out("M13", "S13")
def close_viewing(viewing: Viewing, now: datetime) -> None:
    """End a viewing and write its spans into the organisation's stream; ended already, it changes nothing."""
    with transaction.atomic():
        kept = Viewing.objects.select_for_update().select_related("recording", "viewer").get(pk=viewing.pk)
        if kept.closed_at is not None:
            return
        kept.closed_at = now
        kept.save(update_fields=["closed_at"])
        entry = fact(
            "recording.watched",
            kept.viewer.ref,
            "S13",
            session=kept.recording.session_ref,
            viewing=kept.ref,
            opened_at=kept.opened_at,
            last_at=kept.last_at,
            watched=kept.watched,
            watched_seconds=round(length_of(kept.watched), 1),
            served_percent=served_percent(kept),
        )
        append(ORGANISATION, [entry], now)


@carries_out("M13", "S13")
def close_quiet_viewings(now: datetime) -> int:
    """End every viewing of which nothing more was heard, and return how many; also those whose player never said a word."""
    quiet = list(quiet_viewings(now))
    for viewing in quiet:
        close_viewing(viewing, now)
    return len(quiet)
