"""Makes tables and pictures of what was measured; ``python -m bench.report var/bench.jsonl --write`` puts them into docs/.

The text of docs/speed.md is written by hand; only what stands between its ``<!-- name -->`` and ``<!-- end -->`` marks comes
from here, so that no figure in it was ever typed.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.curves import NAMES, PRODUCT, Line, fitted, middle, of_scenario, pictures, room_points, seat_points
from bench.report_assurance import assurance
from bench.report_media import compose, media, receivers
from bench.tables import joined_with, number, table
from bench.targets import judged

DOCS = Path(__file__).resolve().parents[1] / "docs"
SPEED = DOCS / "speed.md"
PICTURES = DOCS / "pictures"
SCENARIOS = {
    "f300": "One room of 300, 20 messages a second",
    "c300": "One room of 300, as fast as it goes (four messages under way)",
    "f1000": "One room of 1,000, 20 messages a second",
    "classes": "200 rooms of 30 seats and 3 adults, each seat speaking every 10 seconds",
}


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


def _ratios(lines: Sequence[Line]) -> str:
    """How the product compares, in deliveries a CPU second, run for run."""
    rows = []
    for scenario in ("f300", "c300", "f1000"):
        found = {name: middle(some, "per_cpu_second") for name, some in of_scenario(lines, scenario).items()}
        for name in PRODUCT:
            ours = found.get(name)
            if ours:
                others = [found.get(other) for other in ("ejabberd", "channels", "bare_loop")]
                ratios = [f"{ours / other:.2g} ×" if other else "–" for other in others]
                rows.append([SCENARIOS[scenario], NAMES[name], *ratios])
    return table(["", "", "ejabberd", "Channels", "bare uvloop"], rows) if rows else ""


def _targets(lines: Sequence[Line]) -> str:
    """What was asked for beside what was found, with no kindness to ourselves."""
    rows = [[*row, _measured_at(lines)] for row in judged(lines)]
    return table(["", "", "asked for", "found", "met", "measured (UTC)"], rows) if rows else ""


def _measured_at(lines: Sequence[Line]) -> str:
    return next((line["at"] for line in reversed(lines) if line["kind"] == "machine"), "–")


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
                number(middle(some, "per_cpu_second")),
                number(middle(some, "us_per_delivery"), 1),
                number(middle(some, "delay_ms", "p50"), 1),
                number(middle(some, "delay_ms", "p99"), 1),
                number(middle(some, "last_ms", "p99"), 1),
                number(sum(line["lost"] for line in some)),
                number(middle(some, "kib_each"), 1),
            ]
            for name, some in of_scenario(lines, scenario).items()
        ]
        if rows:
            made.append(f"**{title}**\n\n{table(head, rows)}")
    return "\n\n".join(made)


def _door(lines: Sequence[Line]) -> str:
    rows = [
        [
            NAMES[name],
            number(max(line["seats"] for line in some)),
            number(middle(some, "first_told_ms")),
            number(middle(some, "last_told_ms")),
            number(sum(line["untold"] for line in some)),
        ]
        for name, some in of_scenario(lines, "door").items()
    ]
    head = ["", "seats waiting", "first told after ms", "last told after ms", "never told"]
    return table(head, rows) if rows else ""


def _seats(lines: Sequence[Line]) -> str:
    points = seat_points(lines)
    if len(points) < 2:
        return ""
    a, b = fitted([(size, cost) for size, cost, _ in points])
    rows = [
        [number(size), number(cost), number(a + b * size), number(cost / size, 1), number(p99, 1)]
        for size, cost, p99 in points
    ]
    head = ["members N", "µs of server CPU a message", "a + b·N", "µs a delivery", "p99 ms"]
    return f"a = {a:,.0f} µs, b = {b:.2f} µs\n\n{table(head, rows)}"


def _transcript(lines: Sequence[Line]) -> str:
    found = of_scenario(lines, "transcript")
    if not found:
        return ""
    lengths = [stretch["transcript"] for stretch in next(iter(found.values()))[0]["stretches"]]
    rows = []
    for index, length in enumerate(lengths):
        if index % 4 == 3 or index == 0 or len(lengths) <= 6:
            each = [some[0]["stretches"][index] for some in found.values()]
            figures = [f"{x['us_per_delivery']:.1f} µs, p99 {x['p99_ms']:.1f} ms" for x in each]
            rows.append([number(length), *figures])
    return table(["messages said so far", *(NAMES[name] for name in found)], rows)


def _rooms(lines: Sequence[Line]) -> str:
    rows = [
        [
            number(rooms),
            number(cost, 1),
            number(middle["raw"], 1),
            number((middle["quiet"] or 0) / (rooms * 33) * 1e6, 0),
            number(middle["p99"], 1),
        ]
        for rooms, cost, middle in room_points(lines)
    ]
    head = [
        "rooms",
        "µs a delivery",
        "the same with the cost of sitting there",
        "µs a second for each who sits",
        "p99 ms",
    ]
    return table(head, rows) if rows else ""


def _ledger(lines: Sequence[Line]) -> str:
    rows = [
        [
            line["what"],
            line["database"],
            number(line["per_second"]),
            f"{line['of_floor']:.0%}" if "of_floor" in line else "",
            number(line["at_least"]) if "at_least" in line else "",
        ]
        for line in lines
        if line["kind"] == "ledger"
    ]
    return table(["", "database", "entries a second", "of the floor", "asked for"], rows) if rows else ""


def _alone(lines: Sequence[Line]) -> str:
    rows = [
        [
            line["what"],
            number(line["cpu_us"], 1),
            number(line["us"]["p50"], 1),
            number(line["us"]["p99"], 1),
        ]
        for line in lines
        if line["kind"] == "alone"
    ]
    return table(["", "CPU µs", "p50 µs", "p99 µs"], rows) if rows else ""


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
        f"Last run on {one['at']} UTC: {one['cores']} cores of {one['cpu']}, Linux {one['kernel']}, Python {one['python']}."
        f"{noise}"
    )


PARTS: dict[str, Callable[[Sequence[Line]], str]] = {
    "machine": _machine,
    "ratios": _ratios,
    "targets": _targets,
    "fan-out": _fan_out,
    "door": _door,
    "seats": _seats,
    "transcript": _transcript,
    "rooms": _rooms,
    "ledger": _ledger,
    "assurance": assurance,
    "media": media,
    "receivers": receivers,
    "compose": compose,
    "alone": _alone,
}


def _write(lines: Sequence[Line]) -> None:
    text = SPEED.read_text()
    for name, make in PARTS.items():
        made = make(lines)
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if made:
            standing = mark.search(text)
            if standing and name == "targets":
                made = joined_with(standing[0], made)
            text = mark.sub(_between_marks(made), text)
    SPEED.write_text(text)
    PICTURES.mkdir(exist_ok=True)
    for name, svg in pictures(lines).items():
        (PICTURES / name).write_text(svg)


def _between_marks(made: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}\n{made}\n\n{found[2]}"


if __name__ == "__main__":
    main()
