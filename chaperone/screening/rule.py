"""The shape of a screening rule: a small object that names its clause and proves itself by its own examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chaperone.screening.types import Context

Find = Callable[[str, Context], Iterator[tuple[int, int]]]
"""Reads folded text (see ``folding.py``) and gives spans in it, in order. Must be linear in the text's length."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked for.

    Attributes:
        label: what it finds, such as ``"phone"``.
        clause: the clause it carries out when a pupil speaks.
        staff_clause: the clause it carries out when an adult speaks.
        trigger: a cheap pattern (folded text) without which the rule cannot find anything; most messages meet
            the triggers only, so keep them plain.
        find: the search itself.
        sentence: one plain sentence for the sender, never with the found text.
        next_step: what the sender can do now.
        catches: examples it must find; run as tests.
        leaves: examples it must leave alone; run as tests.
    """

    label: str
    clause: str
    staff_clause: str
    trigger: str
    find: Find
    sentence: str
    next_step: str
    catches: tuple[str, ...]
    leaves: tuple[str, ...]
