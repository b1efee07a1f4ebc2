"""One clause of a pack: its words, how strongly it is carried out, and how it is read from the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import yaml

from chaperone.policy.parameters import parameters_of
from chaperone.policy.source import Source
from chaperone.policy.words import placeholders

TEXT_LENGTH_LIMIT = 600


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
        strength_outside: the same for what happens outside it; ``None`` where no such line is drawn.
        people_see: where somebody can see it working.
        parameters: names of the parameters it rests on, its own first.
    """

    id: str
    area: str
    text: str
    for_pupils: str
    strength: Strength
    strength_outside: Strength | None
    people_see: str
    parameters: tuple[str, ...]


class WrittenClause(NamedTuple):
    """A clause as its file writes it: the texts still say ``{door_lead_seconds}``."""

    id: str
    text: str
    for_pupils: str
    strength: Strength
    strength_outside: Strength | None
    people_see: str


def read_clause(source: Source, clause_id: str, found: dict[str, yaml.Node]) -> WrittenClause:
    """Read a clause's words and strength from its mapping; problems are noted in the source.

    Args:
        source: the file.
        clause_id: which clause.
        found: its known keys with their nodes; missing ones are already noted.
    """
    what = f"clause {clause_id}"
    texts = {
        key: source.words(found.get(key), f"{what}: {key}") for key in ("text", "for_pupils", "people_see")
    }
    for key, text in texts.items():
        if len(text) > TEXT_LENGTH_LIMIT:
            source.add(found[key], f"{what}: {key} is longer than {TEXT_LENGTH_LIMIT} characters")
        for name in placeholders(text):
            if name not in parameters_of(clause_id):
                source.add(found[key], f"{what}: {key} mentions {{{name}}}, which is not a parameter of it")
    inside, outside = _strengths(source, what, found.get("strength"))
    return WrittenClause(clause_id, texts["text"], texts["for_pupils"], inside, outside, texts["people_see"])


def _strengths(source: Source, what: str, node: yaml.Node | None) -> tuple[Strength, Strength | None]:
    """Read ``strength: gated`` or ``strength: {inside: gated, outside: recorded}``."""
    if isinstance(node, yaml.MappingNode):
        found = source.keys(node, f"{what}: strength", ("inside", "outside"))
        return (
            _strength(source, what, found.get("inside")),
            _strength(source, what, found.get("outside")) if "outside" in found else None,
        )
    return _strength(source, what, node), None


def _strength(source: Source, what: str, node: yaml.Node | None) -> Strength:
    word = source.words(node, f"{what}: strength")
    if word in tuple(Strength):
        return Strength(word)
    if node is not None and word:
        source.add(node, f"{what}: there is no strength {word!r}; it is one of {', '.join(Strength)}")
    return Strength.RECORDED
