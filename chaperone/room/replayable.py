"""Names the policy's numbers that decide in a room: which can be replayed, which only one way, and which cannot and why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REPLAYED: Final = (
    "door_lead_seconds",
    "absence_limit_seconds",
    "responsible_adults_minimum",
    "messages_per_10_seconds",
    "message_length_limit",
    "answer_limit_seconds",
    "recording",
    "pupil_cameras",
)
"""The policy's numbers that decide in a room and can be replayed."""

ONE_WAY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "messages_per_10_seconds": "Only fewer can be replayed: messages that were refused then are in no record.",
        "message_length_limit": "Only a shorter limit can be replayed: messages that were too long then are in no record.",
        "answer_limit_seconds": "Only a shorter time can be replayed: how long somebody cut off would have gone on, nobody knows.",
        "recording": (
            "Whether a recording would have been made is replayed; whether there had been room to write it, nobody knows."
        ),
        "pupil_cameras": (
            "Only switching them off can be replayed: who would have turned a camera on that was not allowed, nobody knows."
        ),
    }
)
"""What of a number the record does not hold, in a sentence for whoever replays it."""

NOT_REPLAYED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "presence_limit_seconds": (
            "The record says when a device was gone, not when it was last heard, so another limit could not be told from a"
            " line that broke."
        ),
        "waiver_adults_minimum": "It can be nothing but two: the room asks for a first name and a second one.",
    }
)
"""The policy's numbers that decide in a room and cannot be replayed, each with the reason."""

OF_MEDIA: Final = frozenset({"answer_limit_seconds", "recording", "pupil_cameras"})
"""Those of them that decide about sound and picture."""
