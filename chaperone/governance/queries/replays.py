"""Last year's rooms held once more by the same machine with other numbers: which would have gone otherwise, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from chaperone.ledger.keys import KeyRingRefused
from chaperone.ledger.queries import LedgerTampered, read
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import times
from chaperone.room import events as e
from chaperone.room.course import Course
from chaperone.room.replayable import OF_MEDIA
from chaperone.room.replaying import as_it_was, replayed
from chaperone.sessions.models import Session

ROOMS_AT_A_TIME: Final = 60
"""How many rooms one request replays, so that the page answers in seconds."""

LIKE_SECONDS: Final = 2.0
"""A live room looks at the time twice a second, so what follows from time alone may be recorded a moment later."""

A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A session held once more: what became of it, in a word and a sentence; ``""`` where nothing would have been different."""

    session: Session
    outcome: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What a stretch of sessions came to: those that would have gone otherwise, and how many not or cannot be replayed."""

    otherwise: tuple[Otherwise, ...]
    same: int
    destroyed: int
    unlike: int  # the machine of today does not give what the record tells, so nothing is said of them
    more: bool


@carries_out("R3")
def replay(numbers: Mapping[str, float], now: datetime, skip: int = 0) -> Replay:
    """Hold the rooms of the last year once more with other numbers, the latest first, some at a time; nothing is written.

    Args:
        numbers: of ``room.replayable.REPLAYED``, by name.
        now: the moment, UTC.
        skip: how many sessions were replayed already.
    """
    held = Session.objects.filter(opened_at__isnull=False, starts_at__gt=now - A_YEAR, starts_at__lte=now)
    sessions = list(held.order_by("-starts_at", "-pk")[skip : skip + ROOMS_AT_A_TIME + 1])
    otherwise, counts = [], {"same": 0, "destroyed": 0, "unlike": 0}
    for session in sessions[:ROOMS_AT_A_TIME]:
        found = _held_again(session, numbers)
        if isinstance(found, Otherwise):
            otherwise.append(found)
        else:
            counts[found] += 1
    return Replay(tuple(otherwise), **counts, more=len(sessions) > ROOMS_AT_A_TIME)


def _held_again(session: Session, numbers: Mapping[str, float]) -> Otherwise | str:
    try:
        events = list(_events(session.ref))
        if not events:
            return "destroyed"
        was = replayed(events, {})
        if not _alike(was, as_it_was(events), numbers):
            return "unlike"
        outcome, sentence = compared(was, replayed(events, numbers))
    except (LedgerTampered, KeyRingRefused, msgspec.ValidationError, ValueError):
        return "unlike"
    return Otherwise(session, outcome, sentence) if outcome else "same"


def _alike(replayed_as: Course, recorded: Course, numbers: Mapping[str, float]) -> bool:
    """Say whether the replay gives what the record tells: the same seats, each let in within a moment of the same time.

    Where a number about sound and picture is asked for, the same recording and the same cameras too.
    """
    first, second = replayed_as.first_in, recorded.first_in
    if first.keys() != second.keys() or any(abs(first[seat] - second[seat]) > LIKE_SECONDS for seat in first):
        return False
    if OF_MEDIA.isdisjoint(numbers):
        return True
    seconds = abs(replayed_as.recorded_seconds - recorded.recorded_seconds)
    same = (replayed_as.cameras, replayed_as.cut_off) == (recorded.cameras, recorded.cut_off)
    return same and seconds <= LIKE_SECONDS


def _events(ref: str) -> Iterator[e.Event]:
    """Yield a room's events; none when its words are destroyed."""
    for entry in read(f"room/{ref}"):
        if entry.body is None:
            return
        yield e.from_builtins(entry.body)


@carries_out("R3")
def compared(was: Course, would: Course) -> tuple[str, str]:
    """Say what would have been different: the gravest in a word, and all of it in a sentence; both empty when nothing would."""
    told = [*_of_seats(was, would), *_of_words(was, would), *_of_media(was, would)]
    return (told[0][0] if told else ""), " ".join(sentence for _, sentence in told)


def _of_seats(was: Course, would: Course) -> Iterator[tuple[str, str]]:
    lost = len(was.first_in.keys() - would.first_in.keys())
    more = len(would.first_in.keys() - was.first_in.keys())
    both = was.first_in.keys() & would.first_in.keys()
    later = [would.first_in[seat] - was.first_in[seat] for seat in both]
    if lost:
        outcome = "some kept out" if would.first_in else "stopped"
        yield outcome, f"{lost} of {len(was.first_in)} seats would not have been let in."
    if max(later, default=0) >= 1:
        yield "delayed", f"Pupils would have come in up to {max(later):.0f} seconds later."
    elif min(later, default=0) <= -1:
        yield "let in sooner", f"Pupils would have come in up to {-min(later):.0f} seconds sooner."
    if more:
        yield "let in", f"{more} more seats would have been let in."
    if would.pauses != was.pauses:
        yield (
            "paused otherwise",
            f"It would have paused {times(would.pauses)} and not {times(was.pauses)}.",
        )


def _of_words(was: Course, would: Course) -> Iterator[tuple[str, str]]:
    if would.words_refused != was.words_refused:
        sentence = f"{would.words_refused} messages would have been refused and not {was.words_refused}."
        yield "words refused otherwise", sentence


def _of_media(was: Course, would: Course) -> Iterator[tuple[str, str]]:
    if would.cut_off != was.cut_off:
        sentence = f"{would.cut_off} answers aloud would have been cut off and not {was.cut_off}."
        yield "answers cut off otherwise", sentence
    dark = len(was.cameras - would.cameras)
    if dark:
        yield (
            "cameras off",
            f"The {'camera' if dark == 1 else 'cameras'} of {dark} {'seat' if dark == 1 else 'seats'} would have stayed off.",
        )
    if abs(would.recorded_seconds - was.recorded_seconds) >= 1:
        minutes, before = would.recorded_seconds / 60, was.recorded_seconds / 60
        if not would.recorded_seconds:
            yield "not recorded", f"Nothing would have been recorded; it was for {before:.0f} minutes."
        else:
            yield (
                "recorded otherwise",
                f"{minutes:.0f} minutes would have been recorded and not {before:.0f}.",
            )
