"""The yearly reviews: the one that is open, what it still waits for, and last year's rooms held once more with other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from django.db.models import Min

from chaperone.governance.models import Review
from chaperone.governance.queries.registers import linked_policies
from chaperone.governance.review_rules import ReviewFacts, is_late, review_window
from chaperone.ledger.keys import KeyRingRefused
from chaperone.ledger.queries import LedgerTampered, read
from chaperone.people.models import RoleHeld
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.room import events as e
from chaperone.room.replaying import Course, as_it_was, replayed
from chaperone.sessions.models import Session

ROOMS_AT_A_TIME: Final = 60
"""How many rooms one request replays, so that the page answers in seconds."""

LIKE_SECONDS: Final = 2.0
"""A live room looks at the time twice a second, so what follows from time alone may be recorded a moment later."""

A_YEAR: Final = timedelta(days=366)


def latest_review() -> Review | None:
    """Return the newest review there is."""
    return Review.objects.order_by("-year").first()


def review_of(year: int) -> Review | None:
    """Return the review of a year."""
    return Review.objects.filter(year=year).select_related("waived_by").first()


def review_to_open(parameters: Parameters, today: date) -> tuple[int, date] | None:
    """Return year and last day of the review that should be open by now and is not there.

    One that was due before anybody held a role here is nobody's to hold.
    """
    year, _, due_on = review_window(parameters, today)
    began = RoleHeld.objects.aggregate(Min("from_on"))["from_on__min"]
    if began is None or began > due_on or Review.objects.filter(year=year).exists():
        return None
    return year, due_on


def late_review(today: date) -> Review | None:
    """Return the review that is overdue and that no trustee has set aside, for the banner."""
    review = latest_review()
    if review is None or not is_late(review.due_on, review.closed_at is not None, review.waived_until, today):
        return None
    return review


def facts_of_review(review: Review, parameters: Parameters) -> ReviewFacts:
    """Return what the rules must know of a review."""
    signed = list(review.signatures.values_list("side", "by_id"))
    return ReviewFacts(
        is_closed=review.closed_at is not None,
        sides=frozenset(side for side, _ in signed),
        signed_by=frozenset(by for _, by in signed),
        unconfirmed=tuple(
            row.name
            for row in linked_policies(parameters)
            if row.is_asked_for and (row.confirmed is None or row.confirmed.at < review.opened_at)
        ),
    )


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
        numbers: of ``room.replaying.REPLAYED``, by name.
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
        if not _alike(was, as_it_was(events)):
            return "unlike"
        outcome, sentence = compared(was, replayed(events, numbers))
    except (LedgerTampered, KeyRingRefused, msgspec.ValidationError, ValueError):
        return "unlike"
    return Otherwise(session, outcome, sentence) if outcome else "same"


def _alike(replayed_as: Course, recorded: Course) -> bool:
    """Say whether the replay gives what the record tells: the same seats, each let in within a moment of the same time."""
    first, second = replayed_as.first_in, recorded.first_in
    return first.keys() == second.keys() and all(
        abs(first[seat] - second[seat]) <= LIKE_SECONDS for seat in first
    )


def _events(ref: str) -> Iterator[e.Event]:
    """Yield a room's events; none when its words are destroyed."""
    for entry in read(f"room/{ref}"):
        if entry.body is None:
            return
        yield e.from_builtins(entry.body)


@carries_out("R3")
def compared(was: Course, would: Course) -> tuple[str, str]:
    """Say what would have been different: the gravest in a word, and all of it in a sentence; both empty when nothing would."""
    said = []
    lost = len(was.first_in.keys() - would.first_in.keys())
    more = len(would.first_in.keys() - was.first_in.keys())
    both = was.first_in.keys() & would.first_in.keys()
    later = [would.first_in[seat] - was.first_in[seat] for seat in both]
    outcome = ""
    if lost:
        outcome = "stopped" if not would.first_in else "some kept out"
        said.append(f"{lost} of {len(was.first_in)} seats would not have been let in.")
    if max(later, default=0) >= 1:
        outcome = outcome or "delayed"
        said.append(f"Pupils would have come in up to {max(later):.0f} seconds later.")
    elif min(later, default=0) <= -1:
        outcome = outcome or "let in sooner"
        said.append(f"Pupils would have come in up to {-min(later):.0f} seconds sooner.")
    if more:
        outcome = outcome or "let in"
        said.append(f"{more} more seats would have been let in.")
    if would.pauses != was.pauses:
        outcome = outcome or "paused otherwise"
        said.append(f"It would have paused {would.pauses} times and not {was.pauses}.")
    if would.words_refused != was.words_refused:
        outcome = outcome or "words refused otherwise"
        said.append(f"{would.words_refused} messages would have been refused and not {was.words_refused}.")
    return outcome, " ".join(said)
