"""What was asked for of the product's speed, each target once, and whether a run met it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.curves import NAMES, PRODUCT, Line, middle, of_scenario


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
    return rows
