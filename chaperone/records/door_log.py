"""Writes the door log of a room: what happened at the doors, when, why and by which clause (M8, M9, S7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chaperone.records.dossier import DoorLine, RefusalCount
from chaperone.records.plain_words import labels_in_words
from chaperone.records.register import Register
from chaperone.room import events as e
from chaperone.room.appealing import NOT_SHOWN, OVER
from chaperone.room.media import PICTURE_ONLY
from chaperone.room.state import State
from chaperone.sessions.plan import Plan


def moment(seconds: float) -> datetime:
    """Return the room's seconds since 1970 as a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def span_in_words(seconds: float) -> str:
    """Return a length of time in words: seconds up to two minutes, then minutes and the seconds left over."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60) if whole > 120 or whole in (60, 120) else (0, whole)
    parts = [(number, unit) for number, unit in ((minutes, "minute"), (rest, "second")) if number]
    return " ".join(f"{number:,} {unit}{'' if number == 1 else 's'}" for number, unit in parts) or "0 seconds"


class DoorLog:
    """The door log in the making: tell it every event in order, after the register has heard of it."""

    def __init__(self, register: Register) -> None:
        self.lines: list[DoorLine] = []
        self._register = register
        self._refusals: Counter[tuple[str, str, tuple[str, ...], str]] = Counter()
        self._again: Counter[tuple[str, str, tuple[str, ...], str]] = Counter()
        self._prints: set[str] = set()  # keyed hashes of refused details: the same one is the same detail
        self._plan: Plan | None = None
        self._before: State | None = None
        self._was_empty = True
        self._faces: dict[str, str] = {}  # whose camera a feed is, while a pupil shows themself

    def happened(self, before: State | None, event: e.Event) -> None:
        """Write down the next event, if it is one for the log; ``before`` is the room before it."""
        write = _WRITE.get(type(event))
        if write is not None:
            self._before = before
            self._plan = None if before is None else before.plan
            self._was_empty = before is None or not before.connections
            write(self, moment(event.at), event)

    def refusals(self) -> tuple[RefusalCount, ...]:
        """Return how often which rule said no to what."""
        return tuple(
            RefusalCount(clause, tried, labels, times, school, self._again[clause, tried, labels, school])
            for (clause, tried, labels, school), times in sorted(self._refusals.items())
        )

    def _line(
        self, at: datetime, sentence: str, school: str = "", clause: str = "", reason: str = ""
    ) -> None:
        self.lines.append(DoorLine(at, sentence, school, clause, reason))

    def _name(self, ref: str) -> str:
        return self._register.name_of(ref)

    def _school(self, ref: str) -> str:
        return self._register.school_name(ref)

    # --- the room itself ------------------------------------------------------------------------------------------
    def _opening(self, at: datetime, event: e.RoomOpened) -> None:
        pupils = sum(seat.pupil_count for seat in event.plan.seats)
        self._line(at, f"The room was made ready for {pupils} {'pupil' if pupils == 1 else 'pupils'}.")

    def _plan_changed(self, at: datetime, event: e.PlanChanged) -> None:
        if self._plan is not None:
            for sentence, school in _differences(self._plan, event.plan):
                self._line(at, sentence, school)

    def _restarted(self, at: datetime, event: e.RoomRestarted) -> None:
        gap = span_in_words(event.at - event.unheard_since)
        if self._was_empty:
            self._line(at, f"Nobody had been in the room for {gap}; it was made ready again.")
            return
        self._line(at, f"The server was started again after {gap}; everybody had to come in anew.")

    def _clock_jumped(self, at: datetime, event: e.ClockJumped) -> None:
        by = span_in_words(abs(event.seconds))
        self._line(at, f"The server's clock moved by {by}; the room kept its own time.")

    def _paused(self, at: datetime, event: e.Paused) -> None:
        self._line(at, f"The room paused. {event.sentence}", clause=event.clause)

    def _resumed(self, at: datetime, _event: e.Resumed) -> None:
        self._line(at, "The room went on.")

    def _ended(self, at: datetime, event: e.Ended) -> None:
        self._line(at, f"{self._name(event.by)} ended the session.")

    # --- doors ----------------------------------------------------------------------------------------------------
    def _signed_in(self, at: datetime, event: e.TeacherSignedIn) -> None:
        sentence = f"{self._name(event.who)} signed in for {self._school(event.school)}."
        if self._plan is not None:
            sentence += f" The door waits {span_in_words(self._plan.rules.door_lead_seconds)} from now."
            late = _lateness_seconds(self._plan, at)
            if late > 0:
                sentence += f" That was {span_in_words(late)} later than asked."
        self._line(at, sentence, event.school, "M8")

    def _gone(self, at: datetime, event: e.TeacherGone) -> None:
        self._line(at, f"No teacher of {self._school(event.school)} was here any more.", event.school, "M9")

    def _back(self, at: datetime, event: e.TeacherBack) -> None:
        self._line(at, f"{self._name(event.who)} was back in time.", event.school, "M8")

    def _door_opened(self, at: datetime, event: e.DoorOpened) -> None:
        how = "by a waiver" if event.why == "waiver" else "the wait was over"
        self._line(at, f"The door opened for {self._school(event.school)}: {how}.", event.school, "M8")

    def _door_shut(self, at: datetime, event: e.DoorShut) -> None:
        school = self._school(event.school)
        self._line(at, f"The door shut for {school}: their teacher was away too long.", event.school, "M8")

    def _waiver(self, at: datetime, event: e.WaiverProposed) -> None:
        sentence = f"{self._name(event.by)} asked to open the door for {self._school(event.school)} early."
        self._line(at, sentence, event.school, "M8", event.reason)

    def _waiver_confirmed(self, at: datetime, event: e.WaiverConfirmed) -> None:
        self._line(at, f"{self._name(event.by)} agreed to it as a second adult.", event.school, "M8")

    # --- seats and people -----------------------------------------------------------------------------------------
    def _returned(self, at: datetime, event: e.SeatReturned) -> None:
        sentence = f"{self._name(event.by)} sent {self._name(event.seat)} back to waiting."
        self._line(at, sentence, self._register.school_of(event.seat), "Y10", event.reason)

    def _called(self, at: datetime, event: e.SeatCalled) -> None:
        sentence = f"{self._name(event.by)} let {self._name(event.seat)} in again."
        self._line(at, sentence, self._register.school_of(event.seat))

    def _muted(self, at: datetime, event: e.SeatMuted) -> None:
        by, seat = self._name(event.by), self._name(event.seat)
        sentence = f"{by} stopped {seat}’s chat." if event.muted else f"{by} let {seat} write again."
        self._line(at, sentence, self._register.school_of(event.seat), "Y10" if event.muted else "")

    def _removed(self, at: datetime, event: e.PersonRemoved) -> None:
        sentence = f"{self._name(event.by)} removed {self._name(event.who)} from the session."
        self._line(at, sentence, self._register.school_of(event.who), "Y10", event.reason)

    # --- appeals ----------------------------------------------------------------------------------------------------
    def _appealed(self, at: datetime, event: e.Appealed) -> None:
        what = (
            "that was held" if event.message else f"refused for {labels_in_words(sorted(set(event.labels)))}"
        )
        sentence = f"{self._name(event.who)} asked an adult to look again at a message {what}."
        self._line(at, sentence, self._register.school_of(event.who), event.clause)

    def _appeal_answered(self, at: datetime, event: e.AppealAnswered) -> None:
        by, (name, school) = self._name(event.by), self._who_asked(event.appeal)
        if not event.fine:
            self._line(at, f"{by} answered {name}. {NOT_SHOWN[event.why][0]}", school)
        elif event.shown:
            self._line(at, f"{by} looked at what {name} had asked about and showed it to everybody.", school)
        else:
            self._line(
                at, f"{by} found that {name} had done nothing wrong; such a detail is never shown.", school
            )

    def _appeal_over(self, at: datetime, event: e.AppealOver) -> None:
        name, school = self._who_asked(event.appeal)
        self._line(at, f"Nobody answered {name}. {OVER[event.why][0]}", school)

    def _who_asked(self, appeal: int) -> tuple[str, str]:
        """The name of the seat that had asked, and its school."""
        asked = None if self._before is None else self._before.appeals.get(appeal)
        return (self._name(asked.who), self._register.school_of(asked.who)) if asked else ("a seat", "")

    # --- sound, picture and the recording -------------------------------------------------------------------------
    def _asked_to_speak(self, at: datetime, event: e.InvitedToSpeak) -> None:
        sentence = f"{self._name(event.by)} asked {self._name(event.seat)} to answer aloud."
        self._line(at, sentence, self._register.school_of(event.seat), "M13")

    def _speaks(self, at: datetime, event: e.SpeakingAccepted) -> None:
        sentence = f"{self._name(event.seat)} agreed; the microphone could be heard."
        self._line(at, sentence, self._register.school_of(event.seat), "M13")

    def _spoke(self, at: datetime, event: e.SpeakingEnded) -> None:
        sentence = f"{self._name(event.seat)} could not be heard any more."
        self._line(at, sentence, self._register.school_of(event.seat))

    def _shows_face(self, at: datetime, event: e.FeedOpened) -> None:
        if event.who.startswith("seat:") and event.kinds == PICTURE_ONLY:
            self._faces[event.feed] = event.who
            sentence = f"{self._name(event.who)} turned a camera on; only adults could see it."
            self._line(at, sentence, self._register.school_of(event.who), "M13")

    def _hides_face(self, at: datetime, event: e.FeedClosed) -> None:
        who = self._faces.pop(event.feed, "")
        if who:
            sentence = f"The camera of {self._name(who)} was off again."
            self._line(at, sentence, self._register.school_of(who))

    def _media_off(self, at: datetime, event: e.MediaTurnedOff) -> None:
        self._line(at, f"There was no sound and picture. {event.why}")

    def _media_on(self, at: datetime, _event: e.MediaTurnedOn) -> None:
        self._line(at, "There was sound and picture.")

    def _recording(self, at: datetime, _event: e.RecordingStarted) -> None:
        self._line(at, "The recording began.", clause="M13")

    def _not_recording(self, at: datetime, event: e.RecordingStopped | e.RecordingAbsent) -> None:
        self._line(at, f"Nothing was recorded from now on. {event.why}", clause="M13")

    def _explained(self, at: datetime, event: e.RecordingExplained) -> None:
        sentence = f"{self._name(event.by)} said why there was no recording."
        self._line(at, sentence, clause="M13", reason=event.reason)

    def _refused(self, _at: datetime, event: e.CommandRefused) -> None:
        # Counted and not listed: whoever keeps trying would fill the log.
        school = self._register.school_of(event.who)
        kind = (event.clause, event.command, tuple(event.labels), school)
        self._refusals[kind] += 1
        self._again[kind] += not self._prints.isdisjoint(event.prints)
        self._prints.update(event.prints)


def _lateness_seconds(plan: Plan, signed_in_at: datetime) -> int:
    """Return by how much a teacher signed in later than the lead before the start asks for; 0 or less if in time."""
    if not plan.starts_at:
        return 0
    asked_for = datetime.fromisoformat(plan.starts_at) - timedelta(seconds=plan.rules.door_lead_seconds)
    return round((signed_in_at - asked_for).total_seconds())


def _differences(old: Plan, new: Plan) -> list[tuple[str, str]]:
    """Say what the room could notice of a new plan: a sentence and whose part of the record it is, for each change."""
    found: list[tuple[str, str]] = []
    old_schools, new_schools = ({school.ref: school.name for school in plan.schools} for plan in (old, new))
    found += [(f"{name} joined the session.", ref) for ref, name in new_schools.items() - old_schools.items()]
    old_adults, new_adults = ({adult.ref: adult for adult in plan.adults} for plan in (old, new))
    for ref in sorted(new_adults.keys() - old_adults.keys()):
        found.append((f"{new_adults[ref].name} may come in from now on.", new_adults[ref].school))
    for ref in sorted(old_adults.keys() - new_adults.keys()):
        found.append((f"{old_adults[ref].name} may no longer come in.", old_adults[ref].school))
    old_seats, new_seats = ({seat.ref: seat for seat in plan.seats} for plan in (old, new))
    for ref, seat in new_seats.items():
        if ref not in old_seats:
            found.append((f"A seat was added: {seat.join_name}.", seat.school))
        elif old_seats[ref].key != seat.key:
            found.append((f"The code of {seat.join_name} was replaced.", seat.school))
    for ref in sorted(old_seats.keys() - new_seats.keys()):
        found.append((f"The seat {old_seats[ref].join_name} was withdrawn.", old_seats[ref].school))
    if new.unready and not old.unready:
        found.append(("The session was no longer ready.", ""))
    if old.unready and not new.unready:
        found.append(("The session was ready.", ""))
    return found


_WRITE: dict[type[e.Event], Callable[[DoorLog, datetime, Any], None]] = {
    e.RoomOpened: DoorLog._opening,
    e.PlanChanged: DoorLog._plan_changed,
    e.RoomRestarted: DoorLog._restarted,
    e.ClockJumped: DoorLog._clock_jumped,
    e.TeacherSignedIn: DoorLog._signed_in,
    e.TeacherGone: DoorLog._gone,
    e.TeacherBack: DoorLog._back,
    e.DoorOpened: DoorLog._door_opened,
    e.DoorShut: DoorLog._door_shut,
    e.WaiverProposed: DoorLog._waiver,
    e.WaiverConfirmed: DoorLog._waiver_confirmed,
    e.Paused: DoorLog._paused,
    e.Resumed: DoorLog._resumed,
    e.SeatReturned: DoorLog._returned,
    e.SeatCalled: DoorLog._called,
    e.SeatMuted: DoorLog._muted,
    e.PersonRemoved: DoorLog._removed,
    e.InvitedToSpeak: DoorLog._asked_to_speak,
    e.SpeakingAccepted: DoorLog._speaks,
    e.SpeakingEnded: DoorLog._spoke,
    e.FeedOpened: DoorLog._shows_face,
    e.FeedClosed: DoorLog._hides_face,
    e.MediaTurnedOn: DoorLog._media_on,
    e.MediaTurnedOff: DoorLog._media_off,
    e.RecordingStarted: DoorLog._recording,
    e.RecordingStopped: DoorLog._not_recording,
    e.RecordingAbsent: DoorLog._not_recording,
    e.Appealed: DoorLog._appealed,
    e.AppealAnswered: DoorLog._appeal_answered,
    e.AppealOver: DoorLog._appeal_over,
    e.RecordingExplained: DoorLog._explained,
    e.CommandRefused: DoorLog._refused,
    e.Ended: DoorLog._ended,
}
"""Which events the log is about. Connections, admissions, agreements and hands stand in the register or nowhere; worries
are nobody's but their case's."""
