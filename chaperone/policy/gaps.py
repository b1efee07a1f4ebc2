"""What a clause asks and no code does yet: it can only lower what ``chaperone clauses`` says of a clause, never raise it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GAPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A1": "Every clause reports how it stands, but no register of channels is kept yet.",
        "A2": "The incident card is in every room, but nobody is asked to pass a response drill yet.",
        "M1": "There is no place for a number, and common ways to write one are caught; disguised ones are not yet.",
        "M2": "Only verified teachers of the school can be written to, but letters for pupils cannot be written here yet.",
        "M7": "Our own rooms have one locked profile; the settings of a platform outside are not read and compared yet.",
        "P2": "A leaver is noticed, but no account's secret is kept here yet.",
        "P10": "The card is made afresh whenever it is shown or printed, but a change of role does not send it out again yet.",
        "P12": "Mailboxes that are not an organisation's own are refused, but no register of accounts is kept yet.",
        "R2": "A concern reaches people at once and shows its clock, but nobody else is called yet when it runs out.",
        "S6": "No private message exists here, but staff do not declare yet that they use none elsewhere.",
        "S9": "Every letter about a session to its teacher is copied; letters for pupils cannot be written here yet.",
        "U1": "Everyone agrees to the rules of their role, but nobody is asked scenario questions yet.",
        "U4": "Worries from the room reach the one queue; those from mail and social media do not yet.",
        "U6": "A greyed name says why, but training is not on record yet.",
        "Y5": "Pupils have no file, link or picture to send, but words of hatred or cruelty are not recognised yet.",
        "Y7": "Common ways to write personal details are caught; disguised ones, names and ages are not yet.",
        "Y9": "Words that arrange to meet are not recognised yet.",
    }
)
"""Clause id to one sentence. A clause leaves this table when the code has caught up with it."""
