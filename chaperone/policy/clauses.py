"""Which function carries out which clause: a tag beside the code, read by ``chaperone clauses``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

CLAUSE_COUNTS: Final[Mapping[str, int]] = MappingProxyType(
    {"A": 3, "U": 6, "P": 12, "S": 14, "Y": 12, "M": 13, "R": 3}
)
"""How many clauses each area has; the letter is the area."""

CLAUSE_IDS: Final[tuple[str, ...]] = tuple(
    f"{area}{number}" for area, count in CLAUSE_COUNTS.items() for number in range(1, count + 1)
)
"""The ids of all clauses, in the policy's own order. They are stable: a clause keeps its id for ever."""

Tagged = TypeVar("Tagged", bound=Callable[..., Any])

_registry: dict[str, set[str]] = {}


def carries_out(*clause_ids: str) -> Callable[[Tagged], Tagged]:
    """Tag a function (or class) as carrying out these clauses, and give it back unchanged.

    Args:
        clause_ids: ids such as ``"S9"``; at least one.

    Raises:
        ValueError: for an id the policy does not have: a misspelt tag stops the start, it does not lose a clause.
    """
    unknown = [clause_id for clause_id in clause_ids if clause_id not in CLAUSE_IDS]
    if unknown or not clause_ids:
        raise ValueError(
            f"@carries_out needs clause ids of the policy, not: {', '.join(unknown) or 'nothing'}"
        )

    def tag(function: Tagged) -> Tagged:
        for clause_id in clause_ids:
            _registry.setdefault(clause_id, set()).add(f"{function.__module__}:{function.__qualname__}")
        return function

    return tag


def carried_out() -> Mapping[str, tuple[str, ...]]:
    """Give every tagged clause with its functions (``"module:function"``, sorted).

    Only modules already imported have tagged anything; only ``chaperone.config.registry`` imports them all.
    """
    return {
        clause_id: tuple(sorted(_registry[clause_id])) for clause_id in CLAUSE_IDS if clause_id in _registry
    }
