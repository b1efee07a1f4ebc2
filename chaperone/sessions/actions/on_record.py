"""What every action on a session does: take hold of it, write what happened to its stream, tell the live room to look again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import F

from chaperone.ledger.actions import append
from chaperone.ledger.facts import Fact, fact
from chaperone.people.actions.on_record import actor_of, asker_of
from chaperone.people.models import Person
from chaperone.sessions.models import REF_LENGTH, Session

__all__ = ["actor_of", "asker_of", "new_ref", "put_on_record", "take_hold", "tell_room", "told"]

# 31 signs, no 0 O 1 l i: ten of them are 49 bits, and they can be read out on the telephone.
_REF_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def new_ref(length: int = REF_LENGTH) -> str:
    """Return a new name that nobody can guess, for addresses."""
    return "".join(secrets.choice(_REF_SIGNS) for _ in range(length))


def take_hold(session: Session) -> Session:
    """Return the session as it is now, held until the transaction ends, so that two changes never cross.

    On SQLite the transaction itself is the hold: only one writes at a time.
    """
    return (
        Session.objects.select_for_update(of=("self",), no_key=True).select_related("host").get(pk=session.pk)
    )


def told(kind: str, by: Person | None, clause: str = "", **body: object) -> Fact:
    """Return a fact about a session; the body holds ids, numbers and our own texts, never a pupil's detail."""
    return fact(kind, actor_of(by), clause, **body)


def put_on_record(session: Session, facts: Sequence[Fact], now: datetime) -> int:
    """Append to the session's stream in the caller's transaction and return the last seq."""
    return append(session.stream, facts, now)


def tell_room(session: Session) -> None:
    """Raise the plan's version in the caller's transaction: the process that holds the room looks at it twice a second."""
    Session.objects.filter(pk=session.pk).update(plan_version=F("plan_version") + 1)
