"""Since when something has been asked of people here: the ledger's own first word of it, which nobody can move."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from chaperone.ledger.chain import moment

ASKED_OF_STAFF: Final = "requirement.in_force"
ASKED_OF_TEACHERS: Final = "requirement.of_teachers"
# Written as the index of migration 0002 is, so that the few entries are found without reading the others.
_FIRST = """
    SELECT kind, clause, min(at_microseconds) FROM ledger_entry
    WHERE kind IN ('requirement.in_force', 'requirement.of_teachers') AND actor = 'system' AND stream = 'organisation'
    GROUP BY kind, clause
"""


def asked_since(kind: str = ASKED_OF_STAFF) -> dict[str, datetime]:
    """Return since when each clause's requirement has been in force here, by clause; one that is not there always was.

    A release that asks for something new says so once when it first runs. What happened before cannot break it; and because
    the first entry counts, writing another one moves nothing.

    Args:
        kind: of whom it is asked, ``ASKED_OF_STAFF`` or ``ASKED_OF_TEACHERS``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST)
        return {clause: moment(int(first)) for of, clause, first in cursor.fetchall() if of == kind}
