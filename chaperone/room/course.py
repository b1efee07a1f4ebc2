"""How a room went, in a few numbers that can be compared: who came in when, pauses, refused words, answers, cameras, recording."""

from __future__ import annotations

import msgspec

from chaperone.room import events as e
from chaperone.room.media import PICTURE_ONLY


class Course(msgspec.Struct):
    """How a room went, seen event by event.

    Attributes:
        first_in: when each seat was first let in, in seconds since 1970 UTC.
        pauses: how often all was paused; ``paused_seconds`` how long.
        words_refused: messages that were not taken, of those that the record holds.
        cut_off: answers aloud that were ended by their time.
        cameras: seats whose picture was sent.
        recorded_seconds: how long was recorded.
    """

    first_in: dict[str, float] = {}
    pauses: int = 0
    paused_seconds: float = 0.0
    words_refused: int = 0
    cut_off: int = 0
    cameras: set[str] = set()
    recorded_seconds: float = 0.0
    paused_since: float | None = None
    recorded_since: float | None = None
    answering: set[str] = set()

    def saw(self, event: e.Event) -> None:
        """Take the next event in."""
        match event:
            case e.SeatAdmitted():
                self.first_in.setdefault(event.seat, event.at)
            case e.Paused() if self.paused_since is None:
                self.pauses, self.paused_since = self.pauses + 1, event.at
            case e.Resumed() | e.Ended() if self.paused_since is not None:
                self.paused_seconds += event.at - self.paused_since
                self.paused_since = None
            case _:
                self._saw_media(event)

    def _saw_media(self, event: e.Event) -> None:
        match event:
            case e.SpeakingAccepted():
                self.answering.add(event.seat)
            case e.SpeakingEnded():
                self.cut_off += event.why == "time" and event.seat in self.answering
                self.answering.discard(event.seat)
            case e.FeedOpened() if event.kinds == PICTURE_ONLY and event.who.startswith("seat:"):
                self.cameras.add(event.who)
            case e.RecordingStarted():
                self.recorded_since = event.at
            case e.RecordingStopped() if self.recorded_since is not None:
                self.recorded_seconds += event.at - self.recorded_since
                self.recorded_since = None
            case _:
                pass
