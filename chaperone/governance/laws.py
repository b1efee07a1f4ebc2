"""Reads the law map: each source with what it asks and what we do about it, in our own words; no Django."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chaperone.policy.clauses import CLAUSE_IDS, carries_out

FILE = Path(__file__).parent / "data" / "laws.yaml"


@dataclass(frozen=True, slots=True)
class Law:
    """One source.

    Attributes:
        key: its name in addresses and in the record.
        name: what it is called.
        by: who made it, and the date or edition it was read by.
        asks: what it asks, in our own words.
        so_we: what we do about it.
        clauses: the clauses that carry it.
    """

    key: str
    name: str
    by: str
    asks: str
    so_we: str
    clauses: tuple[str, ...]


@cache
@carries_out("A3")
def law_map() -> tuple[Law, ...]:
    """Return every source, in the order of the file.

    Raises:
        ValueError: when a source names a clause the policy does not have, or two share a key.
    """
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    laws = tuple(Law(**{**row, "clauses": tuple(row["clauses"])}) for row in rows)
    if any(set(law.clauses) - set(CLAUSE_IDS) for law in laws) or len({law.key for law in laws}) < len(laws):
        raise ValueError("the law map names a clause that is not there, or a source twice")
    return laws
