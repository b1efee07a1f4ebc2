"""Makes tables and pictures of what was measured; ``python -m bench.report var/bench.jsonl --write`` puts them into docs/.

The text of docs/speed.md is written by hand; only what stands between its ``<!-- name -->`` and ``<!-- end -->`` marks comes
from here, so that no figure in it was ever typed.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.plots import Curve, draw

DOCS = Path(__file__).resolve().parents[1] / "docs"
SPEED = DOCS / "speed.md"
PICTURES = DOCS / "pictures"
NAMES = {
    "bare_loop": "bare uvloop, nothing but sockets",
    "chaperone_sqlite": "**Chaperone**, SQLite",
    "chaperone_postgres": "**Chaperone**, PostgreSQL",
    "ejabberd": "ejabberd, PostgreSQL archive",
    "channels": "Django Channels, SQLite",
}
SCENARIOS = {
    "f300": "One room of 300, 20 messages a second",
    "c300": "One room of 300, as fast as it goes (four messages under way)",
    "f1000": "One room of 1,000, 20 messages a second",
    "classes": "200 rooms of 30 seats and 3 adults, each seat speaking every 10 seconds",
}
Line = dict[str, Any]


def main() -> None:
    """Print the tables, or write them into the documentation."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--write", action="store_true", help="into docs/speed.md and docs/pictures/")
    chosen = options.parse_args()
    lines = read(chosen.file)
    if chosen.write:
        _write(lines)
    else:
        print(tables(lines))


def read(path: Path) -> list[Line]:
    """Return the lines, and of several attempts at one measurement only the quietest."""
    lines: list[Line] = []
    best: dict[tuple[str, str, int], Line] = {}
    for text in path.read_text().splitlines():
        line = json.loads(text)
        if "scenario" not in line:
            lines.append(line)
            continue
        key = (line["server"], line["scenario"], line["repetition"])
        if key not in best or line["foreign_share"] < best[key]["foreign_share"]:
            best[key] = line
    return lines + list(best.values())


def in_short(line: Line) -> str:
    """Return what one measurement found, in a line."""
    noise = f"others used {line['foreign_share']:.2f}"
    if line["kind"] == "door":
        return f"{line['seats']} seats told within {line['last_told_ms']:.0f} ms, untold {line['untold']}; {noise}"
    if line["kind"] == "growth":
        first, last = line["stretches"][0], line["stretches"][-1]
        return f"{first['us_per_delivery']} to {last['us_per_delivery']} µs a delivery; {noise}"
    delay = line["delay_ms"]
    return (
        f"{line['per_cpu_second']:>8,} deliveries a CPU s, p50 {delay['p50']:.1f} p99 {delay['p99']:.1f} ms, "
        f"lost {line['lost']}; {noise}"
    )


def tables(lines: Sequence[Line]) -> str:
    """Return all tables as Markdown."""
    made = [f"### {name}\n\n{text}" for name, make in PARTS.items() if (text := make(lines))]
    return "\n\n".join(made)


def _of(lines: Iterable[Line], scenario: str) -> dict[str, list[Line]]:
    """The repetitions of one scenario, for each server in the order of NAMES."""
    found: dict[str, list[Line]] = {name: [] for name in NAMES}
    for line in lines:
        if line.get("scenario") == scenario:
            found[line["server"]].append(line)
    return {name: some for name, some in found.items() if some}


def _middle(lines: Iterable[Line], *path: str) -> float | None:
    """The median over repetitions of a figure."""
    values = []
    for line in lines:
        value: Any = line
        for name in path:
            value = None if value is None else value.get(name)
        if value is not None:
            values.append(value)
    return statistics.median(values) if values else None


def _number(value: float | None, digits: int = 0) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _ratios(lines: Sequence[Line]) -> str:
    """How the product compares, in deliveries a CPU second, run for run."""
    rows = []
    for scenario in ("f300", "c300", "f1000"):
        found = {name: _middle(some, "per_cpu_second") for name, some in _of(lines, scenario).items()}
        for name in ("chaperone_sqlite", "chaperone_postgres"):
            ours = found.get(name)
            if ours:
                others = [found.get(other) for other in ("ejabberd", "channels", "bare_loop")]
                ratios = [f"{ours / other:.2g} ×" if other else "–" for other in others]
                rows.append([SCENARIOS[scenario], NAMES[name], *ratios])
    return _table(["", "", "ejabberd", "Channels", "bare uvloop"], rows) if rows else ""


def _fan_out(lines: Sequence[Line]) -> str:
    made = []
    head = [
        "server",
        "deliveries a CPU second",
        "µs a delivery",
        "p50 ms",
        "p99 ms",
        "p99 last member",
        "lost",
        "KiB a seat",
    ]
    for scenario, title in SCENARIOS.items():
        rows = [
            [
                NAMES[name],
                _number(_middle(some, "per_cpu_second")),
                _number(_middle(some, "us_per_delivery"), 1),
                _number(_middle(some, "delay_ms", "p50"), 1),
                _number(_middle(some, "delay_ms", "p99"), 1),
                _number(_middle(some, "last_ms", "p99"), 1),
                _number(sum(line["lost"] for line in some)),
                _number(_middle(some, "kib_each"), 1),
            ]
            for name, some in _of(lines, scenario).items()
        ]
        if rows:
            made.append(f"**{title}**\n\n{_table(head, rows)}")
    return "\n\n".join(made)


def _door(lines: Sequence[Line]) -> str:
    rows = [
        [
            NAMES[name],
            _number(max(line["seats"] for line in some)),
            _number(_middle(some, "first_told_ms")),
            _number(_middle(some, "last_told_ms")),
            _number(sum(line["untold"] for line in some)),
        ]
        for name, some in _of(lines, "door").items()
    ]
    head = ["", "seats waiting", "first told after ms", "last told after ms", "never told"]
    return _table(head, rows) if rows else ""


def _seat_points(lines: Sequence[Line]) -> list[tuple[float, float, float | None]]:
    sizes = {line["members"] for line in lines if str(line.get("scenario", "")).startswith("seats ")}
    points = []
    for size in sorted(sizes):
        some = [line for line in lines if line.get("scenario") == f"seats {size}"]
        points.append((size, _middle(some, "us_per_message") or 0.0, _middle(some, "delay_ms", "p99")))
    return points


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


def _seats(lines: Sequence[Line]) -> str:
    points = _seat_points(lines)
    if len(points) < 2:
        return ""
    a, b = fitted([(size, cost) for size, cost, _ in points])
    rows = [
        [_number(size), _number(cost), _number(a + b * size), _number(cost / size, 1), _number(p99, 1)]
        for size, cost, p99 in points
    ]
    head = ["members N", "µs of server CPU a message", "a + b·N", "µs a delivery", "p99 ms"]
    return f"a = {a:,.0f} µs, b = {b:.2f} µs\n\n{_table(head, rows)}"


def _transcript(lines: Sequence[Line]) -> str:
    found = _of(lines, "transcript")
    if not found:
        return ""
    lengths = [stretch["transcript"] for stretch in next(iter(found.values()))[0]["stretches"]]
    rows = []
    for index, length in enumerate(lengths):
        if index % 4 == 3 or index == 0 or len(lengths) <= 6:
            each = [some[0]["stretches"][index] for some in found.values()]
            figures = [f"{x['us_per_delivery']:.1f} µs, p99 {x['p99_ms']:.1f} ms" for x in each]
            rows.append([_number(length), *figures])
    return _table(["messages said so far", *(NAMES[name] for name in found)], rows)


def _room_points(lines: Sequence[Line]) -> list[tuple[float, float, Line]]:
    found: dict[int, list[Line]] = {}
    for line in lines:
        if str(line.get("scenario", "")).startswith("rooms "):
            found.setdefault(line["rooms"], []).append(line)
    points: list[tuple[float, float, Line]] = []
    for rooms, some in sorted(found.items()):
        middle = {"p99": _middle(some, "delay_ms", "p99"), "quiet": _middle(some, "cpu_seated")}
        middle["raw"] = _middle(some, "us_per_delivery")
        speaking = statistics.median(
            (line["server_cpu"] - line["cpu_seated"] * line["seconds"]) / line["deliveries"] * 1e6
            for line in some
        )
        points.append((rooms, speaking, middle))
    return points


def _rooms(lines: Sequence[Line]) -> str:
    rows = [
        [
            _number(rooms),
            _number(cost, 1),
            _number(middle["raw"], 1),
            _number((middle["quiet"] or 0) / (rooms * 33) * 1e6, 0),
            _number(middle["p99"], 1),
        ]
        for rooms, cost, middle in _room_points(lines)
    ]
    head = [
        "rooms",
        "µs a delivery",
        "the same with the cost of sitting there",
        "µs a second for each who sits",
        "p99 ms",
    ]
    return _table(head, rows) if rows else ""


def _ledger(lines: Sequence[Line]) -> str:
    rows = [
        [
            line["what"],
            line["database"],
            _number(line["per_second"]),
            f"{line['of_floor']:.0%}" if "of_floor" in line else "",
            _number(line["at_least"]) if "at_least" in line else "",
        ]
        for line in lines
        if line["kind"] == "ledger"
    ]
    return _table(["", "database", "entries a second", "of the floor", "asked for"], rows) if rows else ""


def _alone(lines: Sequence[Line]) -> str:
    rows = [
        [
            line["what"],
            _number(line["cpu_us"], 1),
            _number(line["us"]["p50"], 1),
            _number(line["us"]["p99"], 1),
        ]
        for line in lines
        if line["kind"] == "alone"
    ]
    return _table(["", "CPU µs", "p50 µs", "p99 µs"], rows) if rows else ""


def _machine(lines: Sequence[Line]) -> str:
    machines = [line for line in lines if line["kind"] == "machine"]
    if not machines:
        return ""
    shares = [line["foreign_share"] for line in lines if "foreign_share" in line]
    one = machines[-1]
    noise = (
        f" Others used {statistics.median(shares):.2f} of a core in the middle, {max(shares):.2f} at most."
        if shares
        else ""
    )
    return (
        f"Measured on {one['at']} UTC: {one['cores']} cores of {one['cpu']}, Linux {one['kernel']}, Python {one['python']}."
        f"{noise}"
    )


PARTS: dict[str, Callable[[Sequence[Line]], str]] = {
    "machine": _machine,
    "ratios": _ratios,
    "fan-out": _fan_out,
    "door": _door,
    "seats": _seats,
    "transcript": _transcript,
    "rooms": _rooms,
    "ledger": _ledger,
    "alone": _alone,
}


def pictures(lines: Sequence[Line]) -> dict[str, str]:
    """Return each picture's file name and SVG."""
    made = {}
    found = _of(lines, "transcript")
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
    rooms = [(rooms, cost) for rooms, cost, _ in _room_points(lines)]
    if rooms:
        made["cost-by-rooms.svg"] = draw(
            "Cost of a delivery by the number of live rooms",
            "rooms of 30 seats",
            "µs of server CPU",
            [Curve("Chaperone, SQLite", rooms)],
        )
    seats = [(size, cost / 1000) for size, cost, _ in _seat_points(lines)]
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


def _write(lines: Sequence[Line]) -> None:
    text = SPEED.read_text()
    for name, make in PARTS.items():
        made = make(lines)
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if made:
            text = mark.sub(_between_marks(made), text)
    SPEED.write_text(text)
    PICTURES.mkdir(exist_ok=True)
    for name, svg in pictures(lines).items():
        (PICTURES / name).write_text(svg)


def _between_marks(made: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}\n{made}\n\n{found[2]}"


if __name__ == "__main__":
    main()
