"""How this folder's actions write to the ledger: one stream for the organisation, actors by their ref, never by name."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.people.queries import asker
from chaperone.people.rules import SYSTEM, Asker

ORGANISATION: Final = "organisation"


def actor_of(by: Person | None) -> str:
    """Return the ledger's word for who did it; None is the operator at the command line."""
    return by.ref if by else "system"


def asker_of(by: Person | None, now: datetime) -> Asker:
    """Return what the rules need to know of who asks; None is the operator at the command line."""
    return asker(by, now) if by else SYSTEM


def put_on_record(kind: str, by: Person | None, now: datetime, clause: str = "", **body: object) -> int:
    """Append one fact to the organisation's stream in the caller's transaction, as its last write; return its seq.

    The body holds ids and never names or addresses: this stream is never destroyed, and people have a right to be
    forgotten.
    """
    return append(ORGANISATION, [fact(kind, actor_of(by), clause, **body)], now)


def stream_of_link(session_ref: str) -> str:
    """Return the stream that tells of a sign-in link: its session's, or the organisation's."""
    return f"session/{session_ref}" if session_ref else ORGANISATION
