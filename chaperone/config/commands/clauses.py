"""Say of every clause how it stands, what carries it out, what proves it, and what is missing.

The status is computed from what happened: kept only with evidence and without a counter-example. A clause is carried out only
when a function is tagged with it and a test proves it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from chaperone.assurance.queries import how_clauses_stand
from chaperone.config.controls import CONTROLS, controls_page
from chaperone.config.proofs import PACKED, TOP, packed_proofs, proofs
from chaperone.config.registry import CARRIED_OUT, ClauseReport, clause_reports, lacks_in
from chaperone.config.terminal import Exit, complain, say
from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.evidence import NOTHING_FOUND, Example, Lack, Standing, Status
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
    else:
        _tell(args, pack, reports, _how_they_stand(pack, everything))
    return Exit.GOOD


def _tell(
    args: argparse.Namespace, pack: Pack, reports: Sequence[ClauseReport], stand: Mapping[str, Status]
) -> None:
    if args.json:
        say(json.dumps(_as_data(pack, reports, stand), indent=2, ensure_ascii=False, default=str))
    elif args.ids:
        _say_in_full(reports, stand)
    else:
        _say_table(reports, stand)


def _how_they_stand(pack: Pack, reports: Sequence[ClauseReport]) -> Mapping[str, Status]:
    """Ask how the clauses stand; where there is no database to ask, nothing is known and nothing is kept."""
    now, lacks = datetime.now(UTC), lacks_in(reports)
    try:
        return how_clauses_stand(pack, lacks, now)
    except DatabaseError:
        unasked = Lack("The database cannot be read, so nothing can be judged.", whole=False)
        return {
            report.clause.id: Status(
                report.clause.id, NOTHING_FOUND, lacks.get(report.clause.id, unasked), "", now, now
            )
            for report in reports
        }


def _as_data(pack: Pack, reports: Sequence[ClauseReport], stand: Mapping[str, Status]) -> dict[str, Any]:
    return {
        "pack": {"id": pack.id, "version": pack.version, "title": pack.title, "hash": pack.hash},
        "counts": _counts(reports, stand),
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
                "status": stand[report.clause.id].standing,
                "counter_example": stand[report.clause.id].counter_example or None,
                "carried_out": report.status,
                "missing": report.counter_example or None,
                "evidence": _evidence(stand[report.clause.id]),
            }
            for report in reports
        ],
    }


def _evidence(status: Status) -> dict[str, Any]:
    found = status.evidence
    return {
        "judges": status.judges or None,
        "since": status.since.isoformat(),
        "until": status.until.isoformat(),
        "judged": found.judged,
        "of": found.of or None,
        "numbers": dict(found.numbers),
        **{
            name: {"count": cases.count, "examples": [_case(one) for one in cases.examples]}
            for name, cases in (
                ("breaches", found.breaches),
                ("at_risk", found.risks),
                ("waivers", found.waivers),
            )
        },
    }


def _case(example: Example) -> dict[str, str | None]:
    at = example.at.isoformat() if example.at else None
    return {"kind": example.kind or None, "ref": example.ref or None, "what": example.sentence, "at": at}


def _counts(reports: Sequence[ClauseReport], stand: Mapping[str, Status]) -> dict[str, int]:
    counted = Counter(stand[report.clause.id].standing for report in reports)
    return {standing.value: counted[standing] for standing in Standing}


def _say_table(reports: Sequence[ClauseReport], stand: Mapping[str, Status]) -> None:
    area = ""
    for report in reports:
        if report.clause.area != area:
            area = report.clause.area
            say(f"{area}:")
        numbers = f"{len(report.functions)} functions, {len(report.proofs)} tests"
        status = stand[report.clause.id]
        why = f"  {status.counter_example}" if status.counter_example else ""
        say(f"  {report.clause.id:4}{_strength(report):22}{status.standing:21}{numbers}{why}")
    say(", ".join(f"{count} {status}" for status, count in _counts(reports, stand).items()) + ".")


def _say_in_full(reports: Sequence[ClauseReport], stand: Mapping[str, Status]) -> None:
    for report in reports:
        clause, status = report.clause, stand[report.clause.id]
        say(f"{clause.id}  {clause.area}: {status.standing} ({_strength(report)}); {report.status}")
        for title, lines in {
            "asks": [clause.text],
            "pupils": [clause.for_pupils] if clause.for_pupils else [],
            "see": [clause.people_see],
            "numbers": [f"{name} = {value}" for name, value in report.parameters.items()],
            "judged": [status.judges] if status.judges else [],
            "found": [status.sentence, *(f"{name}: {count:,}" for name, count in status.evidence.numbers)],
            "against": [status.counter_example] if status.counter_example else [],
            "by": report.functions,
            "proof": report.proofs,
            "but": [report.counter_example] if report.status != CARRIED_OUT else [],
        }.items():
            for line in lines:
                say(f"  {title:9}{line}")
        say()


def _strength(report: ClauseReport) -> str:
    outside = report.clause.strength_outside
    return f"{report.clause.strength}, {outside}" if outside else str(report.clause.strength)
