"""What a clause asks and no code does yet: it can only lower what ``chaperone clauses`` says of a clause, never raise it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GAPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A2": "The incident card is in every room, but nobody is asked to pass a response drill yet.",
        "P10": "The card is made afresh each time it is shown, but a change of role does not send it out again.",
        "S6": "No private message exists here, but staff do not declare yet that they use none elsewhere.",
        "S13": "There is no button to capture and the room says what it cannot prevent, but nothing can be replayed yet.",
        "U4": "Only the room's \"I'm worried\" reaches the queue; mail, social media and notes do not yet.",
        "Y5": "Pupils have no file, link or picture to send, but words of hatred or cruelty are not recognised yet.",
        "Y7": "Common ways to write personal details are caught; disguised ones, names and ages are not yet.",
        "Y9": "Words that arrange to meet are not recognised yet.",
    }
)
"""Clause id to one sentence. A clause leaves this table when the code has caught up with it."""
