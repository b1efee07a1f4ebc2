"""Finds reports that point the same way (U5): the same session, school, kind of seat, or an adult who was there; no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chaperone.policy.clauses import carries_out


@dataclass(frozen=True, slots=True)
class Report:
    """A concern, and where it points.

    Attributes:
        ref: of the concern.
        at: when it was raised, UTC.
        session: the session it came up in; ``""`` if none.
        points: what it points to, as (kind, ref): ``("school", "3")``, ``("person", "7")`` of an adult who was there,
            ``("about", "7")`` of one it is about.
    """

    ref: str
    at: datetime
    session: str
    points: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Reports that point the same way; ``reports`` are their refs, the earliest first."""

    kind: str
    ref: str
    reports: tuple[str, ...]
    first_at: datetime
    last_at: datetime

    @property
    def about(self) -> str:
        """What a letter about it is about: another stretch of reports is another pattern."""
        return f"pattern:{self.kind}:{self.ref}:{self.reports[0]}"[:80]


@carries_out("U5")
def patterns(reports: Iterable[Report], least: int, within: timedelta) -> list[Pattern]:
    """Find where reports point the same way, the latest first.

    Args:
        reports: of any time.
        least: how many make a pattern.
        within: the time they must lie in. A long row of reports is one pattern as long as no stretch of it is thinner than that.
    """
    pointing: dict[tuple[str, str], list[Report]] = {}
    for report in sorted(reports, key=lambda one: (one.at, one.ref)):
        for point in report.points:
            pointing.setdefault(point, []).append(report)
    found = [
        Pattern(kind, ref, tuple(one.ref for one in row), row[0].at, row[-1].at)
        for (kind, ref), some in pointing.items()
        for row in _rows(_counted(kind, some), least, within)
    ]
    return sorted(found, key=lambda one: (one.last_at, one.kind, one.ref), reverse=True)


def _counted(kind: str, reports: list[Report]) -> list[Report]:
    """Return the reports that count: of one session only the first, where an adult was there for all of them anyway."""
    if kind != "person":
        return reports
    first: Mapping[str, Report] = {report.session: report for report in reversed(reports)}
    return [report for report in reports if first[report.session] is report]


def _rows(reports: list[Report], least: int, within: timedelta) -> list[list[Report]]:
    rows: list[list[Report]] = []
    for start in range(len(reports) - least + 1):
        stretch = reports[start : start + least]
        if stretch[-1].at - stretch[0].at > within:
            continue
        if rows and stretch[-2] is rows[-1][-1]:
            rows[-1].append(stretch[-1])
        else:
            rows.append(stretch)
    return rows
