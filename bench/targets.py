"""What was asked for of the product's speed, each target once, and whether a run met it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.curves import NAMES, PRODUCT, Line, middle, of_scenario
from bench.report_media import of_media


class Target(NamedTuple):
    """What was asked for, how to say it, and how to look it up among the repetitions of a scenario."""

    what: str
    scenario: str
    limit: float
    at_most: bool
    figure: Callable[[Sequence[Line], dict[str, list[Line]]], float | None]


def _beside(other: str) -> Callable[[Sequence[Line], dict[str, list[Line]]], float | None]:
    def ratio(ours: Sequence[Line], found: dict[str, list[Line]]) -> float | None:
        one, two = middle(ours, "per_cpu_second"), middle(found.get(other, ()), "per_cpu_second")
        return one / two if one and two else None

    return ratio


def _own(*path: str) -> Callable[[Sequence[Line], dict[str, list[Line]]], float | None]:
    return lambda ours, _found: middle(ours, *path)


def _growth(ours: Sequence[Line], _found: dict[str, list[Line]]) -> float | None:
    costs: list[float] = [stretch["us_per_delivery"] for stretch in ours[0]["stretches"]]
    part = max(1, len(costs) // 4)
    return statistics.median(costs[-part:]) / statistics.median(costs[:part])


TARGETS = (
    Target("300 seats: deliveries a CPU second, times ejabberd's", "f300", 2, False, _beside("ejabberd")),
    Target("300 seats: times Channels'", "f300", 8, False, _beside("channels")),
    Target("300 seats: p99 from said to shown, ms", "f300", 15, True, _own("delay_ms", "p99")),
    Target("1,000 seats: p99, ms", "f1000", 40, True, _own("delay_ms", "p99")),
    Target("1,000 seats: lost", "f1000", 0, True, _own("lost")),
    Target("200 rooms of 30: p99, ms", "classes", 100, True, _own("delay_ms", "p99")),
    Target("200 rooms of 30: KiB for each who is connected", "classes", 30, True, _own("kib_each")),
    Target("1,000 waiting seats: the last is told after, ms", "door", 500, True, _own("last_told_ms")),
    Target("transcript: cost of a delivery, last quarter to first", "transcript", 1.15, True, _growth),
)


class Asked(NamedTuple):
    """What was asked for of sound and picture, how to say it, and where it stands in the line that measured it."""

    what: str
    measured: str
    limit: float
    at_most: bool
    path: tuple[str, ...]


OF_MEDIA = (
    Asked("join to the first picture, median ms", "join to first picture", 1500, True, ("ms", "p50")),
    Asked("join: CPU ms of the server", "join of a bare client", 10, True, ("cpu_ms",)),
    Asked("pictures again after a pause, median ms", "again after a pause", 1000, True, ("ms", "p50")),
    Asked("a Janus lost: the slowest move, ms", "moved to another Janus", 10_000, True, ("ms", "highest")),
)
LOSS_PERCENT = 1.0
RECEIVERS = 150
TIMES_REAL_TIME = 4
CLAUSES_PAGE = "the page of all clauses, over a year"
CLAUSES_MS = 1000


def _row(what: str, where: str, limit: float, found: float, *, at_most: bool) -> list[str]:
    met = found <= limit if at_most else found >= limit
    bound = f"{'at most' if at_most else 'at least'} {limit:,g}"
    return [what, where, bound, f"{found:,.4g}", "yes" if met else "**no**"]


def _judged_media(lines: Sequence[Line]) -> list[list[str]]:
    rows = []
    for asked in OF_MEDIA:
        found = middle(of_media(lines, asked.measured), *asked.path)
        if found is not None:
            rows.append(_row(asked.what, "SQLite", asked.limit, found, at_most=asked.at_most))
    tried = of_media(lines, "receivers")
    if tried:
        reached = [line["receivers"] for line in tried if line["lost_percent"] <= LOSS_PERCENT]
        what = "receivers of 500 kbit/s, loss at most 1 %"
        rows.append(_row(what, "one Janus, one core", RECEIVERS, max(reached, default=0), at_most=False))
    made = [line for line in lines if line["kind"] == "compose" and line["what"] == "compose"]
    speed = middle(made, "times_real_time")
    if speed is not None:
        rows.append(_row("recording: times real time", "one core", TIMES_REAL_TIME, speed, at_most=False))
    return rows


def judged(lines: Sequence[Line]) -> list[list[str]]:
    """Return a row for each target and database that a run says something of: what, where, asked for, found, met."""
    rows = []
    for target in TARGETS:
        found = of_scenario(lines, target.scenario)
        for name in PRODUCT:
            value = target.figure(found[name], found) if name in found else None
            if value is not None:
                met = value <= target.limit if target.at_most else value >= target.limit
                bound = f"{'at most' if target.at_most else 'at least'} {target.limit:,g}"
                rows.append([target.what, NAMES[name], bound, f"{value:,.3g}", "yes" if met else "**no**"])
    for line in lines:
        if line["kind"] == "ledger" and "at_least" in line:
            met_word = "yes" if line["per_second"] >= line["at_least"] else "**no**"
            asked, now = f"at least {line['at_least']:,}", f"{line['per_second']:,}"
            rows.append([f"ledger: {line['what']}, entries a second", line["database"], asked, now, met_word])
    return rows + _judged_assurance(lines) + _judged_media(lines)


def _judged_assurance(lines: Sequence[Line]) -> list[list[str]]:
    """Return a row for each database on which the page of all clauses was asked for over a year; the largest year counts."""
    pages = [line for line in lines if line["kind"] == "assurance" and line["what"] == CLAUSES_PAGE]
    rows = []
    for database in sorted({line["database"] for line in pages}):
        found = max(
            (line for line in pages if line["database"] == database), key=lambda line: line["sessions"]
        )
        what = "all clauses over a year of a busy charity, middle ms"
        rows.append(_row(what, database, CLAUSES_MS, found["ms"]["p50"], at_most=True))
    return rows
