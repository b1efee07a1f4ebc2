"""Say of every clause what carries it out, what proves it, and what is missing.

The status is computed: a clause is carried out only when a function is tagged with it and a test proves it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from chaperone.config.controls import CONTROLS, controls_page
from chaperone.config.proofs import PACKED, TOP, packed_proofs, proofs
from chaperone.config.registry import CARRIED_OUT, IN_PART, NOT_YET, ClauseReport, clause_reports
from chaperone.config.terminal import Exit, complain, say
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.pack import Pack, pack_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="clauses to tell about in full, such as M8 M9")
    parser.add_argument("--pack", help="id of the pack; the one in use when left out")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, as JSON")
    form.add_argument("--markdown", action="store_true", help="the page docs/controls.md")
    form.add_argument(
        "--write", action="store_true", help="write docs/controls.md and the packed list of proofs"
    )


def run(args: argparse.Namespace) -> int:
    """Report on the clauses asked for, or on all."""
    ids = [clause_id.upper() for clause_id in args.ids]
    unknown = [clause_id for clause_id in ids if clause_id not in CLAUSE_IDS]
    if unknown:
        complain(f"The policy has no clause {', '.join(unknown)}.", "Run: chaperone clauses")
        return Exit.USAGE
    pack = pack_named(args.pack or settings.CHAPERONE_PACK)
    found = proofs()
    everything = clause_reports(pack, found)
    reports = [report for report in everything if not ids or report.clause.id in ids]
    if args.write:
        (TOP / CONTROLS).write_text(controls_page(pack, everything), encoding="utf-8")
        PACKED.write_text(packed_proofs(found), encoding="utf-8")
    elif args.markdown:
        say(controls_page(pack, everything).rstrip("\n"))
    elif args.json:
        say(json.dumps(_as_data(pack, reports), indent=2, ensure_ascii=False, default=str))
    elif ids:
        _say_in_full(reports)
    else:
        _say_table(reports)
    return Exit.GOOD


def _as_data(pack: Pack, reports: Sequence[ClauseReport]) -> dict[str, Any]:
    return {
        "pack": {"id": pack.id, "version": pack.version, "title": pack.title, "hash": pack.hash},
        "counts": _counts(reports),
        "clauses": [
            {
                "id": report.clause.id,
                "area": report.clause.area,
                "text": report.clause.text,
                "for_pupils": report.clause.for_pupils,
                "strength": {"inside": report.clause.strength, "outside": report.clause.strength_outside},
                "people_see": report.clause.people_see,
                "parameters": report.parameters,
                "functions": report.functions,
                "tests": report.proofs,
                "status": report.status,
                "counter_example": report.counter_example or None,
            }
            for report in reports
        ],
    }


def _counts(reports: Sequence[ClauseReport]) -> dict[str, int]:
    counted = Counter(report.status for report in reports)
    return {status: counted[status] for status in (CARRIED_OUT, IN_PART, NOT_YET)}


def _say_table(reports: Sequence[ClauseReport]) -> None:
    area = ""
    for report in reports:
        if report.clause.area != area:
            area = report.clause.area
            say(f"{area}:")
        numbers = f"{len(report.functions)} functions, {len(report.proofs)} tests"
        why = "" if report.status == CARRIED_OUT else f"  {report.counter_example}"
        say(f"  {report.clause.id:4}{_strength(report):22}{report.status:21}{numbers}{why}")
    say(", ".join(f"{count} {status}" for status, count in _counts(reports).items()) + ".")


def _say_in_full(reports: Sequence[ClauseReport]) -> None:
    for report in reports:
        clause = report.clause
        say(f"{clause.id}  {clause.area}: {report.status} ({_strength(report)})")
        for title, lines in {
            "asks": [clause.text],
            "pupils": [clause.for_pupils] if clause.for_pupils else [],
            "see": [clause.people_see],
            "numbers": [f"{name} = {value}" for name, value in report.parameters.items()],
            "by": report.functions,
            "proof": report.proofs,
            "but": [report.counter_example] if report.counter_example else [],
        }.items():
            for line in lines:
                say(f"  {title:9}{line}")
        say()


def _strength(report: ClauseReport) -> str:
    outside = report.clause.strength_outside
    return f"{report.clause.strength}, {outside}" if outside else str(report.clause.strength)
