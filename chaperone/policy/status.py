"""Which query tells how which clause stands: a tag beside the query, read by ``assurance``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from chaperone.policy.clauses import CLAUSE_IDS
from chaperone.policy.evidence import Evidence
from chaperone.policy.parameters import Parameters
from chaperone.policy.tally import Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """What a status query is asked about.

    Attributes:
        now: the moment of asking, UTC.
        since: beginning of the period to judge; what is overdue or still there counts however old it is.
        parameters: the numbers of the policy in force.
        tally: what has been counted of the ledger in the period.
    """

    now: datetime
    since: datetime
    parameters: Parameters
    tally: Tally = field(default_factory=Tally)


StatusQuery = Callable[[Asked], Evidence]
Tagged = TypeVar("Tagged", bound=StatusQuery)


@dataclass(frozen=True, slots=True)
class Judge:
    """A status query and, in plain words, what it judges and how."""

    query: StatusQuery
    judges: str


_registry: dict[str, Judge] = {}


def tells_status(clause_id: str, judges: str) -> Callable[[Tagged], Tagged]:
    """Tag a pure function as the one that looks for what breaks a clause, and give it back unchanged.

    Args:
        clause_id: such as ``"M10"``.
        judges: what is judged and how, for whoever reads the page: one or two plain sentences.

    Raises:
        ValueError: for an id the policy does not have, no words, or a clause that another query tells of already.
    """

    def tag(query: Tagged) -> Tagged:
        known = _registry.get(clause_id)
        if clause_id not in CLAUSE_IDS or not judges or (known and _name(known.query) != _name(query)):
            raise ValueError(f"@tells_status({clause_id!r}) needs a clause of its own and words")
        _registry[clause_id] = Judge(query, judges)
        return query

    return tag


def _name(query: StatusQuery) -> str:
    return f"{query.__module__}:{query.__qualname__}"


def judges_of_clauses() -> Mapping[str, Judge]:
    """Give the query of each clause that has one, in the policy's order; only modules already imported have tagged any."""
    return {clause_id: _registry[clause_id] for clause_id in CLAUSE_IDS if clause_id in _registry}
