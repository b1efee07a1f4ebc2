"""Stands where there is no media server: the session goes on by text, and everybody who asks is told why."""

from __future__ import annotations

from typing import Any, Final

from chaperone.adapters.media import MediaLost, MediaWatch

NOT_SET_UP: Final = "Sound and picture are not set up on this server."


async def _away(*_asked: Any, **_more: Any) -> Any:
    raise MediaLost(NOT_SET_UP)


async def _already(*_asked: Any) -> None:
    """What is to be ended is not there."""


class NoMediaServer:
    """A ``MediaServer`` that is never there."""

    is_up = False
    why_not_recording = NOT_SET_UP
    publish = set_muted = record = listen = answer = staticmethod(_away)
    unpublish = unlisten = stop_recording = close_room = staticmethod(_already)

    def watched_by(self, watch: MediaWatch) -> None:
        """See ``MediaServer``."""
        watch.media_lost(NOT_SET_UP)

    def drop(self) -> None:
        """See ``MediaServer``: there is nothing to give up."""
