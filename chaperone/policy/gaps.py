"""What a clause asks and no code does yet: it can only lower what ``chaperone clauses`` says of a clause, never raise it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GAPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "M2": "Only verified teachers of the school can be written to, but letters for pupils cannot be written here yet.",
        "M4": "A young person who writes to one of us directly cannot be answered here yet.",
        "M5": "Another time with another adult cannot be offered from here yet.",
        "M6": "A card with somebody to turn to cannot be sent from here yet.",
        "M7": "Our own rooms have one locked profile; the settings of a platform outside are not read and compared yet.",
        "P1": "No register of our accounts and their secrets is kept here yet.",
        "P2": "A leaver is noticed, but no account's secret is kept here yet.",
        "P3": "That our accounts are watched is not noted here yet.",
        "P4": "The safeguarding lead's advice is not attached to accounts and campaigns yet.",
        "P5": "Posts are not written or taken down here yet.",
        "P6": "Posts are not written or taken down here yet.",
        "P7": "Posts are not written or taken down here yet.",
        "P8": "Words for a post can be screened, but posts are not written or released here yet.",
        "P9": "Sessions have a purpose, but posts are not written here yet.",
        "P10": "The card is made afresh whenever it is shown or printed, but a change of role does not send it out again yet.",
        "P11": "Pictures of young people and the permission for them are not kept here at all yet.",
        "P12": "Mailboxes that are not an organisation's own are refused, but no register of accounts is kept yet.",
        "S2": "Worries reach the safeguarding lead, but staff cannot ask for advice here yet.",
        "S3": "Letters for pupils cannot be written here yet.",
        "S5": "Posts are not written or released here yet.",
        "S9": "Every letter about a session to its teacher is copied; letters for pupils cannot be written here yet.",
        "S10": "Office hours are known and screening asks for them, but letters for pupils cannot be written here yet.",
        "S11": "Letters' words can be screened, but letters for pupils cannot be written here yet.",
        "S12": "What is told us on social media does not reach the queue of concerns yet.",
        "S14": "Nobody can send a picture in a room, but an incident outside it has no path of its own yet.",
        "U4": "Worries from the room reach the one queue; those from mail and social media do not yet.",
        "Y2": "Nobody can send a picture in a room, but an incident outside it has no path of its own yet.",
    }
)
"""Clause id to one sentence. A clause leaves this table when the code has caught up with it."""
