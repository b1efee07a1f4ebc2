"""How a clause stands: worked out from what was found and never typed; a counter-example always comes before everything else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

EXAMPLES_KEPT: Final = 5
"""How many counter-examples are kept to be opened; all are counted."""


class Standing(StrEnum):
    """How a clause stands in the period that was judged."""

    KEPT = "kept"
    BREACHED = "breached"
    AT_RISK = "at risk"
    NO_EVIDENCE = "no evidence"
    NOT_YET = "not yet carried out"


@dataclass(frozen=True, slots=True)
class Example:
    """One case that somebody who may can open.

    Attributes:
        kind: what ``ref`` is of: ``"session"``, ``"concern"``, ``"person"`` or ``"school"``; ``""`` where there is nothing to open.
        ref: its reference; never a name.
        sentence: what is wrong there, one plain sentence without anybody's name.
        at: when it happened or fell due, if that is known.
    """

    kind: str
    ref: str
    sentence: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How many cases there are, and the first few of them."""

    count: int = 0
    examples: tuple[Example, ...] = ()


def found(examples: Iterable[Example]) -> Found:
    """Count cases, and keep the latest few."""
    everything = list(examples)
    latest = sorted(everything, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True)
    return Found(len(everything), tuple(latest[:EXAMPLES_KEPT]))


def both(first: Found, second: Found) -> Found:
    """Put two kinds of cases together."""
    few = found((*first.examples, *second.examples)).examples
    return Found(first.count + second.count, few)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a status query found; what follows from it is not the query's to say.

    Attributes:
        judged: how many things were looked at that could have broken the clause; with none there is no evidence.
        of: what they are, in words after a number, such as ``"sessions with pupils"``.
        breaches: where the clause was broken.
        risks: where it will be, unless somebody acts; or where it was in danger.
        waivers: where named adults set it aside with a reason, in force or in the period.
        numbers: more that was counted, in words and in order.
    """

    judged: int
    of: str
    breaches: Found = Found()
    risks: Found = Found()
    waivers: Found = Found()
    numbers: tuple[tuple[str, int], ...] = ()


NOTHING_FOUND: Final = Evidence(judged=0, of="")


@dataclass(frozen=True, slots=True)
class Lack:
    """What a clause asks and the product does not do: one sentence; ``whole`` when it does none of it."""

    sentence: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How one clause stands. ``standing`` has no place of its own: it follows from the evidence and the lack every time.

    Attributes:
        clause_id: such as ``"M9"``.
        evidence: what was found.
        lack: what is not carried out, or None.
        judges: what is judged and how, in plain words; ``""`` where no query judges it.
        since: beginning of the period.
        until: its end: the moment up to which everything that happened has been looked at.
    """

    clause_id: str
    evidence: Evidence
    lack: Lack | None
    judges: str
    since: datetime
    until: datetime

    @property
    def standing(self) -> Standing:
        """Say how the clause stands: a lack lowers what would be kept, and hides nothing that is broken or at risk."""
        if self.evidence.breaches.count or self.evidence.breaches.examples:
            return Standing.BREACHED
        if self.evidence.risks.count or self.evidence.risks.examples:
            return Standing.AT_RISK
        if self.lack is not None:
            return Standing.NOT_YET
        return Standing.KEPT if self.evidence.judged > 0 else Standing.NO_EVIDENCE

    @property
    def sentence(self) -> str:
        """Say in one or two sentences why it stands so, with the numbers."""
        of = self.evidence.of
        looked_at = f"{of[:1].upper()}{of[1:]}: {self.evidence.judged:,} looked at."
        lack = f" {self.lack.sentence}" if self.lack else ""
        match self.standing:
            case Standing.BREACHED:
                return f"{looked_at} Broken {times(self.evidence.breaches.count)}.{lack}"
            case Standing.AT_RISK:
                return f"{looked_at} At risk {times(self.evidence.risks.count)}.{lack}"
            case Standing.KEPT:
                return f"{looked_at} Nothing broke it."
            case Standing.NO_EVIDENCE:
                return "Nothing has happened in this time that it could be judged by."
            case _:
                part = f" {looked_at} Nothing broke it." if self.evidence.judged else ""
                return f"{self.lack.sentence if self.lack else ''}{part}"

    @property
    def counter_example(self) -> str:
        """Say what stands against it, one case if there is one; ``""`` when it is kept."""
        if self.standing is Standing.KEPT:
            return ""
        first = (*self.evidence.breaches.examples, *self.evidence.risks.examples)[:1]
        if not first:
            return self.sentence
        where = f" ({first[0].kind} {first[0].ref})" if first[0].kind else ""
        return f"{first[0].sentence}{where}"


def times(count: int) -> str:
    """Say how often, in words for once and twice."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
