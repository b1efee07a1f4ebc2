"""Tells of a room's recording: when it ran, when it did not and why, and what an adult said about that; never silent (M13)."""

from __future__ import annotations

from datetime import datetime

from chaperone.policy.clauses import carries_out
from chaperone.records.door_log import moment
from chaperone.records.dossier import Stay, WhyNotRecorded, WhyRecorded
from chaperone.records.register import Register
from chaperone.room import events as e

NEVER_IN = "No pupil was let in, so nothing was recorded."
NOT_SAID = "Nothing was recorded. The room’s record does not say why."


class RecordingStory:
    """The story in the making: tell it every event in order, after the register has heard of it."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._since: datetime | None = None
        self._ran: list[Stay] = []
        self._missing: list[WhyNotRecorded] = []
        self._explained: list[WhyNotRecorded] = []
        self._anybody_in = False
        self._ended = False

    def happened(self, event: e.Event) -> None:
        """Take note of the next event, if it is about the recording."""
        at = moment(event.at)
        match event:
            case e.SeatAdmitted():
                self._anybody_in = True
            case e.RecordingStarted():
                self._since = self._since or at
            case e.RecordingStopped():
                self._stop(at)
                if not self._ended:
                    self._missing.append(WhyNotRecorded(at, event.why))
            case e.RecordingAbsent():
                self._missing.append(WhyNotRecorded(at, event.why))
            case e.RecordingExplained():
                self._explained.append(WhyNotRecorded(at, event.reason, self._register.name_of(event.by)))
            case e.Ended():
                self._ended = True
            case _:
                pass

    def _stop(self, at: datetime) -> None:
        if self._since is not None:
            self._ran.append(Stay(self._since, at))
            self._since = None

    @carries_out("M13")
    def told(self) -> WhyRecorded:
        """Return the story; where nothing ran, ``nothing`` is a sentence that says so."""
        ran = (*self._ran, *([] if self._since is None else [Stay(self._since, None)]))
        nothing = ""
        if not ran:
            nothing = NOT_SAID if self._anybody_in and not self._missing else NEVER_IN
            nothing = "" if self._missing else nothing
        return WhyRecorded(ran, tuple(self._missing), tuple(self._explained), nothing)
