"""Says which version of the policy holds on a day: the newest one published for it, or the file where nothing was published yet."""

from __future__ import annotations

from datetime import UTC, date, datetime

from chaperone.policy.clauses import carries_out
from chaperone.policy.pack import Pack, pack_named
from chaperone.policy.shelf import shelf


@carries_out("R3")
def pack_in_force(pack_id: str, at: datetime) -> Pack:
    """Give the version of a pack that holds at a moment; a version holds from midnight UTC of the day it was published for.

    Args:
        pack_id: of the pack the organisation lives by.
        at: the moment, with a time zone.
    """
    return pack_on(pack_id, at.astimezone(UTC).date())


def pack_on(pack_id: str, day: date) -> Pack:
    """Give the version of a pack that holds on a day (UTC)."""
    return pack_named(pack_id, shelf().version_on(pack_id, day))


def pack_today() -> Pack:
    """Give the version of the organisation's own pack that holds now: whose numbers the texts people agree to speak of."""
    return pack_on(*shelf().ours_today())
