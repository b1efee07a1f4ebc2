"""What a parameter may be: its clauses, its meaning in plain words, its unit and its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "",
    "seconds",
    "minutes",
    "hours",
    "days",
    "months",
    "years",
    "people",
    "characters",
    "percent",
    "month",
    "times",
]

ROLES = (
    "safeguarding_lead",
    "deputy_lead",
    "online_presence_lead",
    "supervisor",
    "facilitator",
    "speaker",
    "trustee",
    "administrator",
    "teacher",
)
DOCUMENTS = ("teacher-terms", "pupil-rules", "staff-policy")
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Spec:
    """The row of one parameter in the table that ``Parameters`` is.

    Attributes:
        clauses: ids separated by spaces; the pack writes the value under the first of them.
        explains: what the value means, as the end of the sentence "This is …".
        unit: what is counted; ``""`` for words and yes or no. A ``month`` is 1 to 12.
        lowest: smallest number that makes sense, itself included; for a list of numbers, of each.
        highest: largest number that makes sense, itself included.
        choices: the only words allowed; empty where any words are.
        items_minimum: how many items a list must have.
        only: for a yes or no that the product cannot do otherwise: the only answer allowed.
    """

    clauses: str
    explains: str
    unit: Unit = ""
    lowest: float = 1
    highest: float = 10_000
    choices: tuple[str, ...] = ()
    items_minimum: int = 1
    only: bool | None = None

    @property
    def clause_ids(self) -> tuple[str, ...]:
        """The clauses that rest on this parameter; the first is where the pack writes it."""
        return tuple(self.clauses.split())
