"""Makes the tables of how fast clauses are judged on a year of a busy charity."""

from __future__ import annotations

from collections.abc import Sequence

from bench.curves import Line
from bench.tables import number, table


def assurance(lines: Sequence[Line]) -> str:
    """Pages by their time and their looks at the database, at a quarter of the year and at the whole; then the counting."""
    ours = [line for line in lines if line["kind"] == "assurance"]
    pages = [
        [
            line["what"],
            line["database"],
            number(line["sessions"]),
            number(line["entries"]),
            number(line["ms"]["p50"]),
            number(line["ms"]["highest"]),
            number(line["queries"]),
        ]
        for line in ours
        if "ms" in line
    ]
    counting = [
        [
            line["what"],
            line["database"],
            number(line["sessions"]),
            number(line["counted"]),
            number(line["per_second"]),
            number(line["slowest_turn_ms"]),
        ]
        for line in ours
        if "counted" in line
    ]
    if not pages:
        return ""
    head = ["", "database", "sessions", "entries", "middle ms", "slowest ms", "queries"]
    counted = ["", "database", "sessions", "entries counted", "a second", "slowest turn, ms"]
    return f"{table(head, pages)}\n\n{table(counted, counting)}"
