"""What can happen with sound and picture in a room; the rest of what can happen is in ``events.py``, which has these too."""

from __future__ import annotations

from chaperone.room.event import Event

__all__ = [
    "FeedClosed",
    "FeedOpened",
    "InvitedToSpeak",
    "MediaTurnedOff",
    "MediaTurnedOn",
    "RecordingAbsent",
    "RecordingExplained",
    "RecordingStarted",
    "RecordingStopped",
    "RecordingTurned",
    "SpeakingAccepted",
    "SpeakingEnded",
]


class FeedOpened(Event, frozen=True, tag="feed.opened"):
    """A device of ``who`` begins to send; ``peer`` is ``camera`` or ``screen``, ``kinds`` names its media lines in order."""

    feed: str
    connection: str
    who: str
    peer: str
    kinds: tuple[str, ...]


class FeedClosed(Event, frozen=True, tag="feed.closed"):
    """A feed is over: ``stopped`` or ``lost`` by the door's word, ``moved``, ``gone``, ``not_allowed``, ``off`` or ``ended``."""

    feed: str
    why: str


class InvitedToSpeak(Event, frozen=True, tag="speaking.invited"):
    """An adult asks a seat to say one thing aloud; the asking stands as long as an answer may last."""

    seat: str
    by: str


class SpeakingAccepted(Event, frozen=True, tag="speaking.accepted"):
    """The seat agreed; its microphone may be heard until ``until``, in the room's seconds."""

    seat: str
    until: float


class SpeakingEnded(Event, frozen=True, tag="speaking.ended"):
    """No more: ``declined`` or ``said`` by the seat, ``adult``, ``time``, ``paused``, ``left``, ``off`` or ``ended``."""

    seat: str
    why: str


class MediaTurnedOn(Event, frozen=True, tag="media.on"):
    """Sound and picture can be had."""


class MediaTurnedOff(Event, frozen=True, tag="media.off"):
    """Sound and picture cannot be had; ``why`` is one plain sentence."""

    why: str


class RecordingTurned(Event, frozen=True, tag="recording.turned"):
    """From here on a recording can be written, or cannot, and ``why`` is one plain sentence; there may be none just now."""

    on: bool
    why: str


class RecordingStarted(Event, frozen=True, tag="recording.started"):
    """From here on what flows is recorded (M13)."""


class RecordingStopped(Event, frozen=True, tag="recording.stopped"):
    """Nothing is recorded any more, for a reason that nobody in the room chose, or because the session ended."""

    why: str


class RecordingAbsent(Event, frozen=True, tag="recording.absent"):
    """Pupils came in and nothing is recorded; ``why`` is what the room itself knows about the reason."""

    why: str


class RecordingExplained(Event, frozen=True, tag="recording.explained"):
    """An adult in charge wrote down why this session is not recorded, or not all of it."""

    by: str
    reason: str
