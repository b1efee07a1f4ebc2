"""How standings of clauses are shown: their words, colours and signs, cases one may open, and the bars of a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from chaperone.assurance.models import DayStanding
from chaperone.assurance.queries import Day
from chaperone.pages.access import Who, may
from chaperone.pages.standing import standing_of
from chaperone.policy.evidence import Example, Found, Standing

TONES: Final = {
    Standing.KEPT: "good",
    Standing.BREACHED: "bad",
    Standing.AT_RISK: "wait",
    Standing.NO_EVIDENCE: "plain",
    Standing.NOT_YET: "calm",
}
# Never colour alone: each has a sign that prints, too.
SIGNS: Final = {
    Standing.KEPT: "✓",
    Standing.BREACHED: "✕",
    Standing.AT_RISK: "!",
    Standing.NO_EVIDENCE: "–",
    Standing.NOT_YET: "○",
}
SLUGS: Final = {standing: standing.value.replace(" ", "-") for standing in Standing}
WORST_FIRST: Final = (
    Standing.BREACHED,
    Standing.AT_RISK,
    Standing.KEPT,
    Standing.NO_EVIDENCE,
    Standing.NOT_YET,
)
# The page that opens a case, and the word of its address.
PAGES: Final = {
    "session": ("session", "session_ref"),
    "concern": ("concern", "concern_ref"),
    "person": ("person", "person_id"),
    "school": ("school", "school_id"),
    "clause": ("clause", "clause_id"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A case as this viewer may see it: with its address and moment, or as a sentence that points at nothing."""

    sentence: str
    href: str = ""
    at: datetime | None = None


def cases_for(request: HttpRequest, found: Found) -> list[Case]:
    """Return the few cases that are shown; those whose page this viewer may not open are only told."""
    if not found.examples:
        return []
    wherever = standing_of(request, {})
    return [_case_for(request, example, wherever) for example in found.examples]


def _case_for(request: HttpRequest, example: Example, wherever: frozenset[Who]) -> Case:
    if example.kind not in PAGES:
        return Case(example.sentence, at=example.at)
    route, word = PAGES[example.kind]
    # Only where what they are everywhere does not do is it asked what they are towards this very session.
    if not (may(route, wherever) or may(route, standing_of(request, {word: example.ref}))):
        return Case(example.sentence)
    return Case(example.sentence, reverse(route, kwargs={word: example.ref}), example.at)


# --- Histories ----------------------------------------------------------------------------------------------------
class Bar(NamedTuple):
    """A piece of a picture, in the units of its own coordinates; ``look`` is a class of the stylesheet."""

    x: int
    y: int
    width: int
    height: int
    look: str


class Picture(NamedTuple):
    """A history as bars; ``width`` and ``height`` are its coordinates."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    first: date
    last: date


DAY_WIDTH: Final = 8
HEIGHT: Final = 63
_HEIGHT_OF_ONE: Final = {
    Standing.BREACHED: 63,
    Standing.AT_RISK: 44,
    Standing.KEPT: 26,
    Standing.NO_EVIDENCE: 9,
    Standing.NOT_YET: 9,
}


def picture_of_all(days: Sequence[Day]) -> Picture | None:
    """Draw all clauses day by day, one upon the other: what is broken at the bottom, where the eye begins."""
    if not days:
        return None
    first, bars = days[0].day, []
    for day in days:
        top = HEIGHT
        for standing in WORST_FIRST:
            count = day.counts.get(standing, 0)
            top -= count
            if count:
                x = (day.day - first).days * DAY_WIDTH
                bars.append(Bar(x, top, DAY_WIDTH - 1, count, SLUGS[standing]))
    last = days[-1].day
    return Picture(((last - first).days + 1) * DAY_WIDTH, HEIGHT, tuple(bars), first, last)


def picture_of_one(rows: Sequence[DayStanding]) -> Picture | None:
    """Draw one clause day by day: the higher the bar, the worse it stood."""
    if not rows:
        return None
    first, last = rows[0].day, rows[-1].day
    bars = []
    for row in rows:
        standing = Standing(row.standing)
        height = _HEIGHT_OF_ONE[standing]
        x = (row.day - first).days * DAY_WIDTH
        bars.append(Bar(x, HEIGHT - height, DAY_WIDTH - 1, height, SLUGS[standing]))
    return Picture(((last - first).days + 1) * DAY_WIDTH, HEIGHT, tuple(bars), first, last)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row on which a clause stood the same; the table beside its picture."""

    since: date
    until: date
    standing: Standing
    tone: str
    most_breaches: int


def stretches(rows: Sequence[DayStanding]) -> list[Stretch]:
    """Put days in a row together, the latest first."""
    return list(reversed(list(_stretches(rows))))


def _stretches(rows: Sequence[DayStanding]) -> Iterator[Stretch]:
    begun: list[DayStanding] = []
    for row in rows:
        broken_off = begun and (
            row.standing != begun[-1].standing or row.day > begun[-1].day + timedelta(days=1)
        )
        if broken_off:
            yield _stretch(begun)
            begun = []
        begun.append(row)
    if begun:
        yield _stretch(begun)


def _stretch(rows: Sequence[DayStanding]) -> Stretch:
    standing = Standing(rows[0].standing)
    most = max(row.breaches for row in rows)
    return Stretch(rows[0].day, rows[-1].day, standing, TONES[standing], most)


def table_of_all(days: Sequence[Day]) -> list[dict[str, Any]]:
    """Return the numbers behind the picture of all clauses, the latest day first."""
    return [
        {"day": day.day, "counts": [day.counts.get(standing, 0) for standing in WORST_FIRST]}
        for day in reversed(days)
    ]
