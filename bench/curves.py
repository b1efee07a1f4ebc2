"""Draws the curves of docs/speed.md from what was measured: cost by seats, by rooms, by the length of the transcript."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from bench.plots import Curve, draw

NAMES = {
    "bare_loop": "bare uvloop, nothing but sockets",
    "chaperone_sqlite": "**Chaperone**, SQLite",
    "chaperone_postgres": "**Chaperone**, PostgreSQL",
    "ejabberd": "ejabberd, PostgreSQL archive",
    "channels": "Django Channels, SQLite",
}
PRODUCT = ("chaperone_sqlite", "chaperone_postgres")
Line = dict[str, Any]


def middle(lines: Iterable[Line], *path: str) -> float | None:
    """The median over repetitions of a figure."""
    values = []
    for line in lines:
        value: Any = line
        for name in path:
            value = None if value is None else value.get(name)
        if value is not None:
            values.append(value)
    return statistics.median(values) if values else None


def of_scenario(lines: Iterable[Line], scenario: str) -> dict[str, list[Line]]:
    """The repetitions of one scenario, for each server in the order of NAMES."""
    found: dict[str, list[Line]] = {name: [] for name in NAMES}
    for line in lines:
        if line.get("scenario") == scenario:
            found[line["server"]].append(line)
    return {name: some for name, some in found.items() if some}


def fitted(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return a and b of the straight line a + b·x with the least relative error (so that small rooms count as much as large)."""
    weights = [1 / y**2 for _, y in points]
    total = sum(weights)
    middle_x = sum(w * x for w, (x, _) in zip(weights, points, strict=True)) / total
    middle_y = sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total
    above = sum(w * (x - middle_x) * (y - middle_y) for w, (x, y) in zip(weights, points, strict=True))
    below = sum(w * (x - middle_x) ** 2 for w, (x, _) in zip(weights, points, strict=True))
    slope = above / below
    return middle_y - slope * middle_x, slope


def seat_points(lines: Sequence[Line]) -> list[tuple[float, float, float | None]]:
    sizes = {line["members"] for line in lines if str(line.get("scenario", "")).startswith("seats ")}
    points = []
    for size in sorted(sizes):
        some = [line for line in lines if line.get("scenario") == f"seats {size}"]
        points.append((size, middle(some, "us_per_message") or 0.0, middle(some, "delay_ms", "p99")))
    return points


def room_points(lines: Sequence[Line]) -> list[tuple[float, float, Line]]:
    found: dict[int, list[Line]] = {}
    for line in lines:
        if str(line.get("scenario", "")).startswith("rooms "):
            found.setdefault(line["rooms"], []).append(line)
    points: list[tuple[float, float, Line]] = []
    for rooms, some in sorted(found.items()):
        found_middle = {"p99": middle(some, "delay_ms", "p99"), "quiet": middle(some, "cpu_seated")}
        found_middle["raw"] = middle(some, "us_per_delivery")
        speaking = statistics.median(
            (line["server_cpu"] - line["cpu_seated"] * line["seconds"]) / line["deliveries"] * 1e6
            for line in some
        )
        points.append((rooms, speaking, found_middle))
    return points


def pictures(lines: Sequence[Line]) -> dict[str, str]:
    """Return each picture's file name and SVG."""
    made = {}
    found = of_scenario(lines, "transcript")
    if found:
        curves = [
            Curve(
                NAMES[name].replace("*", ""),
                [(x["transcript"], x["us_per_delivery"]) for x in some[0]["stretches"]],
            )
            for name, some in found.items()
        ]
        made["cost-by-transcript.svg"] = draw(
            "Cost of a delivery as the transcript grows",
            "messages said in the room so far",
            "µs of server CPU",
            curves,
        )
    rooms = [(rooms, cost) for rooms, cost, _ in room_points(lines)]
    if rooms:
        made["cost-by-rooms.svg"] = draw(
            "Cost of a delivery by the number of live rooms",
            "rooms of 30 seats",
            "µs of server CPU",
            [Curve("Chaperone, SQLite", rooms)],
        )
    seats = [(size, cost / 1000) for size, cost, _ in seat_points(lines)]
    if len(seats) > 1:
        a, b = fitted(seats)
        line = [(0.0, a), (seats[-1][0], a + b * seats[-1][0])]
        made["cost-by-seats.svg"] = draw(
            "Cost of a message by the size of the room",
            "members of the room",
            "ms of server CPU",
            [Curve("Chaperone, SQLite", seats), Curve("a + b·N", line)],
        )
    return made
