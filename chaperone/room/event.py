"""What every event of a room has."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="event"):
    """Something that happened. ``at`` is seconds since 1970 UTC by the room's own clock, which never goes back."""

    at: float
