"""Writes docs/controls.md, the page an auditor reads: each clause, the function that carries it out, the test that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from chaperone.config.registry import ClauseReport
from chaperone.policy.pack import Pack

CONTROLS = "docs/controls.md"
OPENING = """# Controls: clause, function, test

Written by `chaperone clauses --write` and never by hand; a test fails when it is not current. A clause is *carried out* only when
a function is tagged `@carries_out` with it **and** a test is marked `proves` with it; it is *carried out in part* when something it
asks is known to be missing (`chaperone/policy/gaps.py`).
"""


def controls_page(pack: Pack, reports: Sequence[ClauseReport]) -> str:
    """Write the page for all clauses of a pack."""
    done = sum(report.status == "carried out" for report in reports)
    lines = [
        OPENING,
        f"{pack.title}, version {pack.version}: {done} of {len(reports)} clauses carried out.",
        "",
    ]
    for area, of_area in groupby(reports, key=lambda report: report.clause.area):
        lines += [f"## {area}", ""]
        for report in of_area:
            lines += _about(report)
    return "\n".join(lines).rstrip("\n") + "\n"


def _about(report: ClauseReport) -> list[str]:
    clause = report.clause
    outside = f" inside, {clause.strength_outside} outside" if clause.strength_outside else ""
    lines = [
        f"### {clause.id}: {report.status}",
        "",
        clause.text,
        "",
        f"- Strength: {clause.strength}{outside}",
    ]
    lines += [f"- Function: `{name}`" for name in report.functions]
    lines += [f"- Test: `{name}`" for name in report.proofs]
    if report.counter_example:
        lines.append(f"- Missing: {report.counter_example}")
    return [*lines, ""]
