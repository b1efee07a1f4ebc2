"""The truth about every clause: which function carries it out, which test proves it, and what is missing."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

import chaperone
from chaperone.config.proofs import Proofs, proofs
from chaperone.policy.clauses import CLAUSE_IDS, carried_out
from chaperone.policy.evidence import Lack
from chaperone.policy.gaps import GAPS
from chaperone.policy.pack import Clause, Pack, pack_named

CARRIED_OUT, IN_PART, NOT_YET = "carried out", "carried out in part", "not yet carried out"
# config wires and decides nothing; migrations are the database's past; __main__ would run the command.
NOT_WALKED = ("chaperone.config", "chaperone.__main__")


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """How one clause stands. Nothing in it can be typed by hand but a gap, and a gap only lowers the status.

    Attributes:
        clause: its words and strengths.
        parameters: its own and shared values, by name.
        functions: ``"module:function"`` of all that carries it out.
        proofs: the tests that prove it, as pytest names them.
        status: ``"carried out"``, ``"carried out in part"`` or ``"not yet carried out"``.
        counter_example: why it is not carried out, one or two sentences; ``""`` when it is.
    """

    clause: Clause
    parameters: Mapping[str, Any]
    functions: tuple[str, ...]
    proofs: tuple[str, ...]
    status: str
    counter_example: str

    @property
    def lack(self) -> Lack | None:
        """What the clause asks and this release does not do: it can only lower how the clause stands."""
        if self.status == CARRIED_OUT:
            return None
        sentence = GAPS.get(self.clause.id, self.counter_example)
        return Lack(sentence, whole=self.status == NOT_YET)


def clause_reports(pack: Pack, proofs: Proofs) -> tuple[ClauseReport, ...]:
    """Report on all 63 clauses, in the policy's order.

    Args:
        pack: whose words and numbers are reported.
        proofs: from ``proofs.proofs()``.

    Raises:
        ImportError: when a module of the product cannot be imported: the report would not be the whole truth.
    """
    import_every_module()
    # Only the product's own functions count: a test may tag one of its own to try the tag.
    tagged = {
        clause_id: tuple(name for name in names if name.startswith("chaperone."))
        for clause_id, names in carried_out().items()
    }
    return tuple(
        _report(pack, clause_id, tagged.get(clause_id, ()), proofs.get(clause_id, ()))
        for clause_id in CLAUSE_IDS
    )


@cache
def reports_of_this_release() -> tuple[ClauseReport, ...]:
    """Return how each clause is carried out in this release; it cannot change while the process runs."""
    return clause_reports(pack_named(settings.CHAPERONE_PACK), proofs())


def lacks_in(reports: Iterable[ClauseReport]) -> dict[str, Lack]:
    """Return what each clause asks and this release does not do, by clause."""
    return {report.clause.id: report.lack for report in reports if report.lack is not None}


def import_every_module() -> None:
    """Import the whole product, so that every ``@carries_out`` has spoken; Django must be set up."""
    for module in pkgutil.walk_packages(chaperone.__path__, "chaperone.", onerror=_fail):
        if not module.name.startswith(NOT_WALKED) and ".migrations" not in module.name:
            pkgutil.resolve_name(f"{module.name}:")  # with the colon, an ImportError says what is missing


def _fail(name: str) -> None:
    raise ImportError(f"{name} cannot be imported, so nobody knows which clauses it carries out")


def _report(pack: Pack, clause_id: str, functions: tuple[str, ...], proofs: tuple[str, ...]) -> ClauseReport:
    clause = pack.clauses[clause_id]
    lacking = [
        *([] if functions else ["No function carries it out yet."]),
        *([] if proofs else ["No test proves it yet."]),
    ]
    gap = GAPS.get(clause_id, "")
    status = NOT_YET if lacking else IN_PART if gap else CARRIED_OUT
    return ClauseReport(
        clause=clause,
        parameters={name: getattr(pack.parameters, name) for name in clause.parameters},
        functions=functions,
        proofs=proofs,
        status=status,
        counter_example=" ".join([*lacking, *([gap] if gap else [])]),
    )
