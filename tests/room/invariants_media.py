"""What must hold of sound and picture in every room, in the witness's own eyes: who sends, who receives, what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from chaperone.room import events as e
from chaperone.room.media import feeds_flowing, may_receive, recorded_feeds
from chaperone.room.state import State
from chaperone.sessions.plan import Plan

IN_CHARGE, HOSTS = {"facilitator", "safeguarding_lead"}, {"facilitator", "safeguarding_lead", "speaker"}
ADULTS_SEND = {
    "camera": [{"microphone"}, {"camera"}, {"microphone", "camera"}],
    "screen": [{"screen"}, {"screen", "screen_sound"}],
}
Sent = tuple[str, str, str, tuple[str, ...]]  # connection, who, peer, kinds


class Around(Protocol):
    """What this witness needs of the one who watches the people."""

    plan: Plan
    devices: dict[str, tuple[str, str]]
    inside: set[str]
    paused: bool
    ended: bool
    clock: float

    def adults(self) -> set[str]:
        """The distinct adults here now."""

    def lacks_quorum(self) -> str:
        """A sentence when some seat inside is without its adults."""


@dataclass
class MediaWitness:
    """An independent account of sound and picture, kept from the events only."""

    on: bool = False
    writes: bool = True  # whether a recording can be written
    running: bool = False
    missing: bool = False
    said_why: bool = False  # since pupils were let in, the record says whether it is recorded
    pupils_came: bool = False
    feeds: dict[str, Sent] = field(default_factory=dict)
    asked: dict[str, tuple[bool, float]] = field(default_factory=dict)  # seat -> accepted, until
    muted: set[str] = field(
        default_factory=set
    )  # seats whose chat, and with it the camera, an adult switched off

    def copy(self) -> MediaWitness:
        """Another witness who has seen the same."""
        return MediaWitness(
            self.on,
            self.writes,
            self.running,
            self.missing,
            self.said_why,
            self.pupils_came,
            dict(self.feeds),
            dict(self.asked),
            set(self.muted),
        )

    # --- as it happens --------------------------------------------------------------------------------------------
    def judge(self, around: Around, event: e.Event) -> list[str]:
        """What is wrong with this happening now."""
        match event:
            case e.FeedOpened():
                return self._judge_feed(around, event)
            case e.InvitedToSpeak() | e.SpeakingAccepted() | e.SpeakingEnded():
                return self._judge_answer(around, event)
            case e.RecordingStarted() | e.RecordingStopped() | e.RecordingAbsent() | e.RecordingExplained():
                return self._judge_recording(around, event)
            case e.FeedClosed() if event.feed not in self.feeds:
                return [f"{event.feed} closed without having been open"]
            case _:
                return []

    def _judge_feed(self, around: Around, event: e.FeedOpened) -> list[str]:
        sent = (event.connection, event.who, event.peer, event.kinds)
        wrong = (
            [] if self.may_send(around, sent, event.at) else [f"{event.who} sends {event.kinds} unallowed"]
        )
        if any(other[1:3] == sent[1:3] for other in self.feeds.values()):
            wrong.append(f"{event.who} sends twice as {event.peer}")
        if event.feed in self.feeds or len(event.feed) != 16 or not event.feed.isalnum():
            wrong.append(f"{event.feed!r} is no new token")
        return wrong

    def may_send(self, around: Around, sent: Sent, at: float) -> bool:
        """Whether this may be sent at all, flowing or not."""
        connection, who, peer, kinds = sent
        if around.ended or not self.on or around.devices.get(connection, ("", ""))[0] != who:
            return False
        if who in around.adults():
            return set(kinds) in ADULTS_SEND.get(peer, []) and len(kinds) == len(set(kinds))
        if who not in around.inside or peer != "camera":
            return False
        if kinds == ("camera",):
            return around.plan.rules.pupil_cameras and not around.paused and who not in self.muted
        accepted, until = self.asked.get(who, (False, 0.0))
        return kinds == ("microphone",) and accepted and at < until

    def _judge_answer(
        self, around: Around, event: e.InvitedToSpeak | e.SpeakingAccepted | e.SpeakingEnded
    ) -> list[str]:
        seat = event.seat
        asked = self.asked.get(seat)
        if isinstance(event, e.SpeakingEnded):
            return [] if asked is not None else [f"{seat} stopped though nobody had asked it"]
        wrong = [] if seat in around.inside else [f"{seat} is to speak from outside"]
        if around.paused or around.ended or not self.on:
            wrong.append(f"{seat} is to speak while nobody may")
        if isinstance(event, e.SpeakingAccepted):
            if asked is None or asked[0] or event.at >= asked[1]:
                wrong.append(f"{seat} accepts what nobody asks")
            if event.until - event.at > around.plan.rules.answer_limit_seconds:
                wrong.append(f"{seat} may speak too long")
            return wrong
        school = next(
            (s.school for s in around.plan.seats if s.ref == seat and s.kind != "teacher_screen"), ""
        )
        by = next((a for a in around.plan.adults if a.ref == event.by and a.ref in around.adults()), None)
        if not school or by is None or not (by.role in HOSTS or by.school == school):
            wrong.append(f"{event.by} may not ask {seat} to speak")
        if asked is not None or len(self.asked) > 2:
            wrong.append("too many are asked to speak")
        return wrong

    def _judge_recording(self, around: Around, event: e.Event) -> list[str]:
        may = self.on and self.writes and around.plan.rules.recording
        match event:
            case e.RecordingStarted() if self.running or not may or not self.pupils_came:
                return ["recording began out of turn"]
            case e.RecordingStopped() if not self.running or (self.on and self.writes and not around.ended):
                return ["recording stopped while it could have gone on"]
            case e.RecordingAbsent() if may or self.running or not self.pupils_came or not event.why:
                return ["recording is said to be absent for no reason"]
            case e.RecordingExplained():
                role = {a.ref: a.role for a in around.plan.adults if a.ref in around.adults()}.get(
                    event.by, ""
                )
                if role not in IN_CHARGE or not event.reason.strip() or not self.missing:
                    return [f"{event.by} explains what is not theirs to explain"]
        return []

    def note(self, around: Around, event: e.Event) -> None:
        """Take it in."""
        match event:
            case e.FeedOpened():
                self.feeds[event.feed] = (event.connection, event.who, event.peer, event.kinds)
            case e.FeedClosed():
                self.feeds.pop(event.feed, None)
            case e.MediaTurnedOn() | e.MediaTurnedOff():
                self.on = isinstance(event, e.MediaTurnedOn)
            case e.RecordingTurned():
                self.writes = event.on
            case e.RoomRestarted():
                self.on, self.writes = False, True
                self.feeds.clear()
                self.asked.clear()
            case e.SeatAdmitted():
                self.pupils_came = True
            case e.SeatMuted():
                (self.muted.add if event.muted else self.muted.discard)(event.seat)
            case e.RecordingStarted() | e.RecordingStopped() | e.RecordingAbsent():
                self.running, self.said_why = isinstance(event, e.RecordingStarted), True
                self.missing = self.missing or not self.running
            case _:
                self._note_answers(around, event)

    def _note_answers(self, around: Around, event: e.Event) -> None:
        match event:
            case e.InvitedToSpeak():
                self.asked[event.seat] = (False, event.at + around.plan.rules.answer_limit_seconds)
            case e.SpeakingAccepted():
                self.asked[event.seat] = (True, event.until)
            case e.SpeakingEnded():
                self.asked.pop(event.seat, None)

    # --- once everything is dealt with ----------------------------------------------------------------------------
    def broken_after(self, around: Around, state: State) -> list[str]:
        """What is wrong with sound and picture once a command is dealt with, its consequences included."""
        wrong = self._broken_feeds(around, state) if self.feeds or state.feeds else []
        wrong += self._broken_answers(around, state) if self.asked or state.speaking else []
        if around.ended:
            return wrong + (["recording after the end"] if self.running else [])
        if self.pupils_came and not self.said_why:
            wrong.append("pupils came in and nobody knows whether it is recorded")
        if self.pupils_came and self.on and self.writes and around.plan.rules.recording and not self.running:
            wrong.append("not recorded though it could be")
        if self.running and not (self.on and self.writes):
            wrong.append("said to be recorded though nothing can be")
        return wrong

    def _broken_feeds(self, around: Around, state: State) -> list[str]:
        held = {t: (f.connection, f.who, f.peer, f.kinds) for t, f in state.feeds.items()}
        wrong = [] if held == self.feeds else ["feeds differ"]
        for token, sent in self.feeds.items():
            if not self.may_send(around, sent, around.clock):
                wrong.append(f"{token} of {sent[1]} is still open")
        flowing = set() if around.paused or around.ended or not self.on else set(self.feeds)
        if feeds_flowing(state) != flowing:
            wrong.append(f"flowing differs: {sorted(flowing ^ feeds_flowing(state))}")
        recorded = {t for t in flowing if self.running and not self._is_pupils_picture(around, t)}
        if recorded_feeds(state) != recorded:
            wrong.append(f"recorded differs: {sorted(recorded ^ recorded_feeds(state))}")
        return wrong + self._broken_receiving(around, state, flowing)

    def _is_pupils_picture(self, around: Around, token: str) -> bool:
        _, who, _, kinds = self.feeds[token]
        return "camera" in kinds and any(seat.ref == who for seat in around.plan.seats)

    def _broken_receiving(self, around: Around, state: State, flowing: set[str]) -> list[str]:
        known = {adult.ref for adult in around.plan.adults} | {seat.ref for seat in around.plan.seats}
        viewers = {(who, "") for who in known} | set(around.devices.values())
        wrong: list[str] = []
        for who, shows in viewers:
            for token in self.feeds:
                may = token in flowing and self._may_receive(around, who, shows, token)
                if may_receive(state, who, shows, token) != may:
                    much = "not receive" if may else "receive"
                    wrong.append(f"{who} {shows} may {much} {self.feeds[token]}")
        return wrong

    def _may_receive(self, around: Around, who: str, shows: str, token: str) -> bool:
        if self.feeds[token][1] in {who, shows}:
            return False
        there = {name for pair in around.devices.values() for name in pair}
        if who in around.adults() and not shows:
            return True
        seat = shows or who
        if seat not in around.inside or seat not in there or around.lacks_quorum():
            return False
        return not self._is_pupils_picture(around, token)

    def _broken_answers(self, around: Around, state: State) -> list[str]:
        held = {seat: (asked.accepted, asked.until) for seat, asked in state.speaking.items()}
        wrong = [] if held == self.asked else ["answers differ"]
        there = {name for pair in around.devices.values() for name in pair}
        for seat, (accepted, until) in self.asked.items():
            if seat not in around.inside & there or around.ended or not self.on or around.clock >= until:
                wrong.append(f"{seat} is still asked to speak")
            if accepted and around.paused:
                wrong.append(f"{seat} would come back with an open microphone")
        return wrong
