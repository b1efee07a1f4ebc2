"""The judge's own account of what was said, seen and recorded in a room, and of the alerts that were owed; it keeps no word."""

from __future__ import annotations

import math
from collections import Counter
from datetime import datetime
from typing import Final

from chaperone.room import events as e
from chaperone.room.judging_places import Note, Places
from chaperone.sessions.plan import Role

SHOWN: Final = (e.Said, e.Released, e.QuestionTaken)
TOLD_WITHIN_SECONDS: Final = 60.0
"""After this long an alert that nobody was told of is broken and not only late, whatever the pack says."""


class Words:
    """Counts what was said and shown, and judges it by where everybody was at that moment."""

    def __init__(self, places: Places, note: Note) -> None:
        self._places, self._note = places, note
        self._owed: dict[int, float] = {}  # number of a message the lead must be told of -> when it was said
        self._unexplained_since: float | None = None  # when the last of what is missing went missing
        self._asked: dict[str, float] = {}  # seat -> until when it may be heard
        self._slowest = 0.0  # seconds from an alert to the concern that tells of it

    def see(self, seq: int, event: e.Event) -> None:
        """Judge an event, before the places take it in."""
        match event:
            case e.Said() | e.Released() | e.QuestionTaken() | e.AdultsSaid() | e.Asked():
                self._said(event)
            case e.Held() | e.Routed() | e.WorryRaised():
                self._alert(seq, event)
            case e.FeedOpened() | e.SpeakingAccepted() | e.SpeakingEnded():
                self._feed(event)
            case (
                e.RecordingStarted()
                | e.RecordingStopped()
                | e.RecordingAbsent()
                | e.RecordingExplained()
                | e.Ended()
            ):
                self._record(event)
            case e.CommandRefused():
                self._refused(event)
            case e.Withheld() | e.MessageRemoved():
                self._note("withheld" if isinstance(event, e.Withheld) else "taken_off", event.at)
            case e.TeacherSignedIn():
                self._punctual(event)
            case _:
                pass

    def still_open(self, now: float) -> Counter[str]:
        """Count what is owed at ``now``: alerts that nobody was told of, and recordings without a reason."""
        untold = sum(1 for at in self._owed.values() if now - at > TOLD_WITHIN_SECONDS)
        return Counter(
            alert_untold=untold,
            recording_unexplained=int(self._unexplained_since is not None),
            slowest_alert_seconds=math.ceil(self._slowest),
        )

    def first_open(self, now: float) -> dict[str, float]:
        """Say since when what is owed at ``now`` has been."""
        owed = [at for at in self._owed.values() if now - at > TOLD_WITHIN_SECONDS]
        since = self._unexplained_since
        missing = {} if since is None else {"recording_unexplained": since}
        return missing | ({"alert_untold": min(owed)} if owed else {})

    def _said(self, event: e.Event) -> None:
        places = self._places
        if isinstance(event, e.AdultsSaid):
            if event.who not in places.adults():
                self._note("private_words", event.at)
            return
        if isinstance(event, SHOWN):
            self._note("shown", event.at)
            if places.paused or places.ended or places.lacking(places.inside):
                self._note("words_unguarded", event.at)
        if isinstance(event, e.Said | e.Asked):
            self._spoken(event)

    def _spoken(self, event: e.Said | e.Asked | e.Held | e.Routed) -> None:
        places = self._places
        if event.who not in places.inside | places.adults():
            self._note("spoke_from_outside", event.at)
        if event.who in places.inside and len(event.text) > places.plan.rules.message_length_limit:
            self._note("too_long", event.at)

    def _alert(self, seq: int, event: e.Held | e.Routed | e.WorryRaised) -> None:
        if isinstance(event, e.WorryRaised):
            self._note("worries", event.at)
            said_at = self._owed.pop(event.message, None)
            if said_at is not None:
                self._slowest = max(self._slowest, event.at - said_at)
            return
        self._spoken(event)
        self._note("routed" if isinstance(event, e.Routed) else "held", event.at)
        if e.tells_lead(event):
            self._note("alerts", event.at)
            self._owed[seq] = event.at

    def _feed(self, event: e.FeedOpened | e.SpeakingAccepted | e.SpeakingEnded) -> None:
        if isinstance(event, e.SpeakingAccepted):
            self._asked[event.seat] = event.until
        elif isinstance(event, e.SpeakingEnded):
            self._asked.pop(event.seat, None)
        elif event.who in self._places.school_of:
            self._note("pupil_feeds", event.at)
            pictures = set(event.kinds) - {"microphone"}
            if pictures and not (pictures == {"camera"} and self._places.plan.rules.pupil_cameras):
                self._note("pupil_picture", event.at)
            if "microphone" in event.kinds and event.who not in self._asked:
                self._note("pupil_unasked", event.at)

    def _record(self, event: e.Event) -> None:
        match event:
            case e.RecordingStarted():
                self._note("recorded", event.at)
            case e.RecordingExplained():
                self._unexplained_since = None
                self._note("recording_explained", event.at)
            case e.RecordingAbsent():
                self._lack_recording(event.at)
            case e.RecordingStopped() if not self._places.ended:
                self._lack_recording(event.at)
            case _:
                pass

    def _lack_recording(self, at: float) -> None:
        self._note("recording_gaps", at)
        if self._places.plan.rules.recording:
            self._unexplained_since = at

    def _refused(self, event: e.CommandRefused) -> None:
        self._note("refused", event.at)
        for label in event.labels:
            self._note(f"refused_{label}", event.at)

    def _punctual(self, event: e.TeacherSignedIn) -> None:
        """A teacher who signs in later than the lead before the start keeps their class waiting: in the record (M8)."""
        plan = self._places.plan
        roles = {adult.ref: adult.role for adult in plan.adults}
        if not plan.starts_at or roles.get(event.who) is not Role.TEACHER:
            return
        starts_at = datetime.fromisoformat(plan.starts_at).timestamp()
        if event.at > starts_at - plan.rules.door_lead_seconds:
            self._note("teacher_late", event.at)
