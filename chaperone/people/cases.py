"""Turns rows that break something into cases to be counted and opened: two looks at the database, however many there are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from chaperone.policy.evidence import EXAMPLES_KEPT, Example, Found


def cases(rows: QuerySet[Any], kind: str, ref: str, at: str, sentence: str) -> Found:
    """Count rows, and keep the latest few to be opened.

    Args:
        rows: one row for each case.
        kind: see ``Example.kind``.
        ref: the field that holds what is to be opened.
        at: the field that says when; it puts them in order.
        sentence: what is wrong with each.
    """
    latest = rows.order_by(f"-{at}", ref).values_list(ref, at)[:EXAMPLES_KEPT]
    examples = tuple(Example(kind, str(which), sentence, moment) for which, moment in latest)
    return Found(rows.count(), examples) if examples else Found()
