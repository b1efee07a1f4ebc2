"""What all live rooms of a process share: the record, the clock, screening, and what carries sound and picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from chaperone.adapters.media import MediaServer
from chaperone.door.media.nothing import NoMediaServer
from chaperone.door.words import Words
from chaperone.room.clock import RoomClock
from chaperone.room.recorder import Book
from chaperone.room.state import Phase


class House(NamedTuple):
    """What all rooms of a process share.

    Attributes:
        book: the ledger, which answers in the rooms' event loop.
        clock: the rooms' time.
        words: screening.
        turned: called with the session's ref, the new phase and the time when a change of phase is on record.
        media: what carries sound and picture.
        ice_servers: what a browser may use to get through a strict network, made anew for each who comes.
        tell_lead: called with the session's ref and a message's number once a message is on record that the lead must hear of.
    """

    book: Book
    clock: RoomClock
    words: Words
    turned: Callable[[str, Phase, float], None]
    media: MediaServer = NoMediaServer()
    ice_servers: Callable[[], list[dict[str, Any]]] = list
    tell_lead: Callable[[str, int], None] = lambda _ref, _message: None
