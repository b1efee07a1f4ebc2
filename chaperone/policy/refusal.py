"""The answer of every rule: allowed, or refused with the clause and a plain sentence; never raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Allowed:
    """The rule has nothing against it. Truthy, so callers may write ``if may_open_door(...):``."""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """The rule says no.

    Attributes:
        clause: id of the clause that refuses, such as ``"M9"``; ``""`` where none speaks (a malformed frame).
        sentence: one plain sentence a Year 9 pupil understands, never containing what was refused.
        next_step: what the person can do now, one sentence; may be empty.
    """

    clause: str
    sentence: str
    next_step: str = ""

    def __bool__(self) -> Literal[False]:
        return False


Verdict = Allowed | Refused
ALLOWED = Allowed()
