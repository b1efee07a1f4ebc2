"""Names every module that holds status queries, so that whoever asks how clauses stand has all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chaperone.assurance import whole
from chaperone.concerns import status as concerns
from chaperone.governance import status as governance
from chaperone.people import status as people
from chaperone.people import status_declarations as declarations
from chaperone.policy.status import Judge, judges_of_clauses
from chaperone.recordings import status as recordings
from chaperone.records import status as records
from chaperone.room import status as room
from chaperone.sessions import status as sessions
from chaperone.sessions import status_agreements as agreements
from chaperone.sessions import status_letters as letters
from chaperone.training import status as training

MODULES: Final = (
    people,
    declarations,
    training,
    sessions,
    agreements,
    letters,
    room,
    concerns,
    recordings,
    records,
    governance,
    whole,
)


def every_judge() -> Mapping[str, Judge]:
    """Give the product's own query of each clause that has one, in the policy's order; a test may tag some of its own."""
    ours = {module.__name__ for module in MODULES}
    return {
        clause_id: judge for clause_id, judge in judges_of_clauses().items() if judge.query.__module__ in ours
    }
