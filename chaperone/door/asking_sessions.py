"""What rooms tell the database of their sessions, and ask of it, so that trouble with one is neither lost nor everybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from django.db import Error

from chaperone.door.rebuilding import Rebuilt, load_room
from chaperone.door.words import Words
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.sessions.plan import Plan
from chaperone.sessions.queries import plan_of_room

log = structlog.get_logger()

AGAIN_AFTER_SECONDS = (1.0, 5.0, 30.0, 120.0, 600.0)


@carries_out("M10", "M13")
async def tell_session(
    ask: Callable[..., Awaitable[None]], news: Callable[[str, datetime], None], ref: str, at: float
) -> None:
    """Tell a session what its room did, again and again while the database will not have it.

    By this alone its notes fall due and its recording is sealed. What fails all six times is told when the room is next taken up.

    Args:
        ask: runs something in the database's thread.
        news: what is told, with the session's ref and the time.
        ref: whose session it is.
        at: when it happened, in seconds since 1970 UTC.
    """
    when = datetime.fromtimestamp(at, UTC)
    for wait in AGAIN_AFTER_SECONDS:
        try:
            return await ask(news, ref, when)
        except Error:
            log.exception("room.session_not_told", room=ref)
            await asyncio.sleep(wait)
    return await ask(news, ref, when)


def room_from_record(words: Words, ref: str, now: float) -> tuple[Rebuilt, Plan] | Refused:
    """Read again what screening may know of the organisation, and rebuild a room; see ``rebuilding.load_room``."""
    words.read_again()
    return load_room(ref, now)


@carries_out("S7")
def plan_if_readable(words: Words, ref: str, now: datetime) -> Plan | None:
    """Read again what screening may know, and return a room's plan as it is now, or None where it cannot be read.

    One that cannot be read keeps no other room from hearing who has left.
    """
    try:
        words.read_again()
        return plan_of_room(ref, now)
    except Exception:
        log.exception("room.plan_not_read", room=ref)
        return None
