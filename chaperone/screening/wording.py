"""What somebody writes who asks for a screening rule of the organisation's own: known without loading any rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PATTERN_LENGTH_LIMIT: Final = 300
SENTENCE_LENGTH_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody asks for.

    Attributes:
        ref, version: its name among our own rules; a change is a new version.
        label: what it finds, one of screening's own labels: the outcome follows from it.
        clause: the clause it carries out.
        whose: whose words it reads, a key of ``CHANNELS``.
        is_expression: whether ``pattern`` is an expression; otherwise words and phrases, parted by commas or lines.
        pattern: what it looks for.
        sentence: what the sender is told.
    """

    ref: str
    version: int
    label: str
    clause: str
    whose: str
    is_expression: bool
    pattern: str
    sentence: str
