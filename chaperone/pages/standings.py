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
class Shape(NamedTuple):
    """All bars of one look as one path, so that a year is a handful of shapes; ``look`` is a class of the stylesheet."""

    look: str
    path: str


class Picture(NamedTuple):
    """A history as bars; ``width`` and ``height`` are its coordinates."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
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
    bars: list[tuple[Standing, date, int, int]] = []
    for day in days:
        top = HEIGHT
        for standing in WORST_FIRST:
            count = day.counts.get(standing, 0)
            top -= count
            if count:
                bars.append((standing, day.day, top, count))
    return _picture(bars)


def picture_of_one(rows: Sequence[DayStanding]) -> Picture | None:
    """Draw one clause day by day: the higher the bar, the worse it stood."""
    stood = [(Standing(row.standing), row.day) for row in rows]
    return _picture([(one, day, HEIGHT - _HEIGHT_OF_ONE[one], _HEIGHT_OF_ONE[one]) for one, day in stood])


def _picture(bars: Sequence[tuple[Standing, date, int, int]]) -> Picture | None:
    """Put bars (standing, day, top, height), in the order of their days, into one path for each standing."""
    if not bars:
        return None
    first, last = bars[0][1], bars[-1][1]
    paths: dict[Standing, list[str]] = {}
    for standing, day, top, height in bars:
        x, wide = (day - first).days * DAY_WIDTH, DAY_WIDTH - 1
        paths.setdefault(standing, []).append(f"M{x} {top}h{wide}v{height}h-{wide}z")
    shapes = tuple(Shape(SLUGS[standing], "".join(path)) for standing, path in paths.items())
    return Picture(((last - first).days + 1) * DAY_WIDTH, HEIGHT, shapes, first, last)


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
    """Return the numbers behind the picture of all clauses, days in a row that are alike as one, the latest first."""
    rows: list[dict[str, Any]] = []
    for day in days:
        counts = [day.counts.get(standing, 0) for standing in WORST_FIRST]
        before = rows[-1] if rows else None
        if before and before["counts"] == counts and before["until"] == day.day - timedelta(days=1):
            before["until"] = day.day
        else:
            rows.append({"since": day.day, "until": day.day, "counts": counts})
    return rows[::-1]
