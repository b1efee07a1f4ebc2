"""Writes figures and tables in Markdown, for the reports of the bench."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def number(value: float | None, digits: int = 0) -> str:
    """Return a figure with commas, or a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is words and whose others are figures."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def joined_with(standing: str, made: str) -> str:
    """Return the table just made, and from the one that stands the rows it says nothing of: a run of a part keeps the rest."""
    rows = {tuple(row.split(" | ")[:2]): row for row in made.splitlines()}
    kept = [
        row
        for row in standing.splitlines()
        if row.startswith("| ") and tuple(row.split(" | ")[:2]) not in rows
    ]
    return "\n".join(
        [
            *made.splitlines()[:2],
            *(row for row in kept if not row.startswith("| --- ")),
            *made.splitlines()[2:],
        ]
    )
