"""When a recording may be sealed, tried again and watched, and by whom; no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

TRIES: Final = 3
_WAITS: Final = (timedelta(minutes=1), timedelta(minutes=10))
QUIET_SECONDS: Final = 5.0
"""Janus writes fifty times a second; a file that rests so long after its session's end is finished."""
VIEWING_QUIET: Final = timedelta(minutes=2)
"""A player reports every 15 seconds; after so long without a word the viewing is over."""
VIEWING_LONGEST: Final = timedelta(hours=12)
"""As long as a sign-in: a page left open for longer must be opened anew."""

Spans = list[list[float]]
SPANS_HIGHEST: Final = 2000
"""So many spans are kept of one viewing; beyond them neighbours are written as one."""


@carries_out("M13")
def may_seal_part(session_known: bool, session_over: bool, rested_seconds: float) -> Verdict:
    """Say whether a clear file may be sealed now: its session is over and nobody writes to it any more.

    Args:
        session_known: there is a session of this name whose key lives.
        session_over: it has ended or was closed.
        rested_seconds: how long nothing was written to the file.
    """
    if not session_known:
        return Refused(
            "M13",
            "There is a recording that belongs to no session we know.",
            "Look at it, and remove it by hand.",
        )
    if not session_over:
        return Refused("M13", "This session is still going on.", "Its recording is sealed when it has ended.")
    if rested_seconds < QUIET_SECONDS:
        return Refused("M13", "This recording is still being written.", "It is sealed in a few seconds.")
    return ALLOWED


def next_try(tries: int) -> timedelta | None:
    """Return how long to wait after so many failed tries, or None when it is time to ask a person."""
    return None if tries >= TRIES else _WAITS[min(tries, len(_WAITS)) - 1]


@carries_out("M13", "S13")
def may_watch(*, reads_whole: bool, brings_school: bool, schools: int) -> Verdict:
    """Say whether somebody may watch a session's recording.

    Args:
        reads_whole: they may read the whole record: staff of the session, the safeguarding lead and deputy.
        brings_school: they are the current teacher of a school that took part.
        schools: how many schools took part.
    """
    if reads_whole:
        return ALLOWED
    if not brings_school:
        return Refused("M13", "You cannot watch this recording.", "")
    if schools == 1:
        return ALLOWED
    return Refused(
        "M13",
        "Other schools took part, and their pupils may be heard in this recording, so we do not show it to teachers.",
        "If you are worried about something in it, ask our safeguarding lead to look.",
    )


def merged(spans: Iterable[Sequence[float]]) -> Spans:
    """Return the spans in order, with those that touch made one."""
    found: Spans = []
    for begin, end in sorted((float(one[0]), float(one[1])) for one in spans):
        if found and begin <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([begin, end])
    return found


@carries_out("S13")
def kept_spans(spans: Iterable[Sequence[float]]) -> Spans:
    """Return the spans merged and few enough to keep: of too many, those with the least between them become one.

    None is ever left out, or somebody could fill the list with nothing and watch the rest unwritten.
    """
    found = merged(spans)
    gaps = sorted(range(1, len(found)), key=lambda place: found[place][0] - found[place - 1][1])
    closed = set(gaps[: max(0, len(found) - SPANS_HIGHEST)])
    kept: Spans = []
    for place, span in enumerate(found):
        if place in closed:
            kept[-1][1] = span[1]
        else:
            kept.append(span)
    return kept


def length_of(spans: Iterable[Sequence[float]]) -> float:
    """Return how much the spans cover altogether; they must be merged."""
    return sum(one[1] - one[0] for one in spans)
