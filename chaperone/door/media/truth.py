"""What may flow and who may receive it at this moment: the machine's word, taken from the room as decided and as recorded."""

from __future__ import annotations

from chaperone.door.hub import Device
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.room.media import feeds_flowing, may_receive, recorded_feeds
from chaperone.room.state import Feed, RecordingState, State
from chaperone.room.views import may_see_now

NOT_INSIDE = Refused("M9", "You are in the waiting room.", "You see and hear the others once you are inside.")


class Truth:
    """A moment of one room.

    What stops, stops when it is decided, without waiting for the record; what starts, starts when it is recorded. So only what
    both rooms allow may be. While nothing can be recorded, nothing flows: a pause could not be recorded either.

    Attributes:
        feeds: the feeds that may be there.
        flowing: those that may flow.
        recorded: those that are written down.
        may_write: whether anything may be written down at all.
    """

    def __init__(self, decided: State, durable: State, *, can_record: bool = True) -> None:
        self._rooms = (durable,) if decided is durable else (durable, decided)
        self.feeds: dict[str, Feed] = {
            token: feed for token, feed in durable.feeds.items() if token in decided.feeds
        }
        running = RecordingState.RUNNING
        self.may_write = all(room.recording.state is running for room in self._rooms)
        self.flowing: frozenset[str] = frozenset()
        self.recorded: frozenset[str] = frozenset()
        if can_record and self.feeds:
            self.flowing = frozenset.intersection(*(feeds_flowing(room) for room in self._rooms))
            self.recorded = self.flowing.intersection(*(recorded_feeds(room) for room in self._rooms))

    def is_connected(self, connection: str) -> bool:
        """Whether the room still knows this connection."""
        return all(connection in room.connections for room in self._rooms)

    @carries_out("M9", "U2")
    def may_listen(self, device: Device) -> Verdict:
        """May this connection have a way to receive at all? A room that is paused takes nobody's way."""
        inside = self.is_connected(device.ref) and all(
            may_see_now(room, device.who, device.shows_class)[0] for room in self._rooms
        )
        return ALLOWED if inside else NOT_INSIDE

    @carries_out("M9", "M13")
    def may_hear(self, device: Device, feed: str) -> bool:
        """May this connection be sent this feed now?"""
        return feed in self.flowing and all(
            may_receive(room, device.who, device.shows_class, feed) for room in self._rooms
        )
