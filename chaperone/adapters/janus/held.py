"""What we have asked one Janus to hold: rooms, the feeds sent into them and the listeners in them."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Final

from chaperone.adapters.media import Kind, Wanted

NO_HANDLE: Final = 0


@dataclass(slots=True, eq=False)
class Feed:
    """One sender's connection; ``handle`` is ours on Janus, ``mids`` its media lines."""

    handle: int
    mids: dict[Kind, str]
    ready: bool = False
    """Muted and answered."""
    flows: bool = False
    """Its connection is up; Janus knows nothing to listen to before."""
    two_sizes: bool = False
    """A browser names the sizes of a picture in its first packets alone, and Janus reads no packet of what is muted."""
    muted: bool = True
    nameless: bool = False
    """Its connection came up muted and in two sizes: Janus will never know them, so nothing of the picture can be shown."""
    whole_picture: asyncio.Task[None] | None = None
    """Is to ask its sender for one, for listeners that changed to another size."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Muting and letting flow go one after the other, so that the last word is the last."""


@dataclass(slots=True, eq=False)
class Listener:
    """One receiver's connection, and what has been agreed with it."""

    handle: int = NO_HANDLE
    lines: dict[Wanted, str] = field(default_factory=dict)
    """What each of its media lines (``mid``) carries."""
    small: set[str] = field(default_factory=set)
    """Lines for which Janus was told to send the small picture."""
    silenced: set[str] = field(default_factory=set)
    """Lines that carry nothing although they are agreed, because an offer waits for its answer."""
    unanswered: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True, eq=False)
class Room:
    """One room; its name on Janus and its secrets are made here and known to nobody else."""

    id: str = field(default_factory=lambda: secrets.token_hex(12))
    keeper: int = NO_HANDLE
    private_id: int = 0
    """The keeper's; VideoRoom lets nobody listen without one. 0 until the room has been made."""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    feeds: dict[str, Feed] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def handles(self) -> list[int]:
        """Return every handle that must be ended with the room."""
        ours = [self.keeper, *(feed.handle for feed in self.feeds.values())]
        return [handle for handle in (*ours, *(one.handle for one in self.listeners.values())) if handle]

    def obtainable(self, wanted: Wanted) -> bool:
        """Say whether there is such a line to listen to."""
        feed = self.feeds.get(wanted.feed)
        return feed is not None and feed.ready and feed.flows and wanted.kind in feed.mids

    def kind_of(self, feed: str, mid: str) -> Kind | None:
        """Return what a feed's media line carries; ``None`` when there is no such line any more."""
        held = self.feeds.get(feed)
        return next((kind for kind, one in held.mids.items() if one == mid), None) if held else None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a handle is: a feed's, a listener's, or (both empty) the room's keeper's."""

    room: str
    feed: str = ""
    listener: str = ""
