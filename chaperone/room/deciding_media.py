"""Decisions about sound and picture: feeds, answers aloud, and why there is no recording; ``machine`` calls them."""

from __future__ import annotations

import re

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room import rules
from chaperone.room.asking import NEEDS_REASON, NOT_THERE, Answer, who_asks
from chaperone.room.media import NO_MEDIA, PICTURE_ONLY, may_send, pupils_seen
from chaperone.room.state import Phase, State, is_inside
from chaperone.sessions.plan import SeatKind

ASKED_AT_ONCE = 3  # seats; more voices than that are nobody's answer
SEEN_AT_ONCE = 32  # seats; a class, and what an adult's line and the media server bear
NOT_WRITTEN = "The recording cannot be written just now."
TOKEN = re.compile(r"[a-z0-9]{16}")


@carries_out("M7", "M13", "Y5")
def open_feed(state: State, command: c.OpenFeed, now: float) -> Answer:
    """Begin to send; what the same person sent on the same kind of connection before, from whatever device, is over."""
    who = who_asks(state, command)
    verdict = may_send(state, command.connection, who, command.peer, command.kinds, now)
    if isinstance(verdict, Refused):
        return verdict
    if who in state.seats and command.kinds == PICTURE_ONLY and pupils_seen(state, who) >= SEEN_AT_ONCE:
        return Refused(
            "", "Enough cameras are on just now.", "Try again when somebody has turned theirs off."
        )
    if TOKEN.fullmatch(command.feed) is None or command.feed in state.feeds:
        return Refused("", "That cannot be sent.", "Open the page again.")
    moved = tuple(
        e.FeedClosed(now, feed.feed, "moved")
        for feed in state.feeds.values()
        if feed.who == who and feed.peer == command.peer
    )
    return (
        *moved,
        e.FeedOpened(now, command.feed, command.connection, who, command.peer, command.kinds),
    )


def close_feed(state: State, command: c.CloseFeed, now: float) -> Answer:
    """Stop sending: the device's own wish, or the process's word that its connection broke."""
    feed = state.feeds.get(command.feed)
    if feed is None:
        return ()
    if command.connection not in {"", feed.connection}:
        return NOT_THERE
    return (e.FeedClosed(now, command.feed, command.why),)


# --- one answer aloud ---
@carries_out("M9", "Y5")
def invite_to_speak(state: State, command: c.InviteToSpeak, now: float) -> Answer:
    """Ask a seat inside to say one thing aloud; those who may switch its chat off may also ask it to speak."""
    who, seat = who_asks(state, command), command.seat
    verdict = rules.may_mute(state, who, seat)
    if isinstance(verdict, Refused):
        return verdict
    if (refused := _no_voice_now(state)) is not None:
        return refused
    plan = state.seat_plans.get(seat)
    if plan is None or not is_inside(state, seat) or seat not in state.present:
        return Refused("M9", "Only a seat that is inside and connected can be asked to speak.")
    if plan.kind is SeatKind.TEACHER_SCREEN:
        return Refused(
            "", "That screen is a teacher's own.", "The class is heard by the teacher's microphone."
        )
    if seat in state.speaking:
        return Refused("", "That seat has been asked already.")
    if len(state.speaking) >= ASKED_AT_ONCE:
        return Refused("", "Enough seats have been asked to speak.", "Wait for one of them to finish.")
    return (e.InvitedToSpeak(now, seat, who),)


def _no_voice_now(state: State) -> Refused | None:
    if state.paused is not None:
        return Refused(state.paused.clause, f"The room is paused. {state.paused.sentence}")
    return None if state.media_on else Refused("", NO_MEDIA, "Everybody can still write.")


@carries_out("Y5")
def accept_to_speak(state: State, command: c.AcceptToSpeak, now: float) -> Answer:
    """Agree to speak, each seat for itself; the time of the answer begins now."""
    seat = who_asks(state, command)
    verdict = rules.may_act(state, seat)
    if isinstance(verdict, Refused):
        return verdict
    if (refused := _no_voice_now(state)) is not None:
        return refused
    asked = state.speaking.get(seat)
    if asked is None or now >= asked.until:
        return Refused(
            "Y5", "Nobody is asking you to speak just now.", "Raise your hand if you have an answer."
        )
    if asked.accepted:
        return ()
    return (e.SpeakingAccepted(now, seat, now + state.plan.rules.answer_limit_seconds),)


def end_speaking(state: State, command: c.EndSpeaking, now: float) -> Answer:
    """Say no, or enough: the seat about itself, or whoever may ask it."""
    who = who_asks(state, command)
    seat = command.seat or who
    verdict = rules.may_act(state, who) if seat == who else rules.may_mute(state, who, seat)
    if isinstance(verdict, Refused):
        return verdict
    asked = state.speaking.get(seat)
    if asked is None:
        return NOT_THERE
    own = "said" if asked.accepted else "declined"
    return (e.SpeakingEnded(now, seat, own if seat == who else "adult"),)


# --- what carries it all, and the recording ---
@carries_out("M7")
def media_turned(state: State, command: c.MediaTurned, now: float) -> Answer:
    """Note that sound and picture came or went; only the process knows, and nobody in the room can say so."""
    if command.connection:
        return Refused("M7", "Nobody in the room can switch that.")
    if state.phase is Phase.CLOSED:
        return ()
    if command.on:
        return () if state.media_on else (e.MediaTurnedOn(now),)
    why = command.why.strip() or NO_MEDIA
    return () if not state.media_on and state.media_why == why else (e.MediaTurnedOff(now, why),)


@carries_out("M13")
def recording_turned(state: State, command: c.RecordingTurned, now: float) -> Answer:
    """Note that a recording can be written, or cannot: a full disk is no decision of anybody's."""
    if command.connection:
        return Refused("M13", "Nobody in the room can switch that.")
    why = "" if command.on else command.why.strip() or NOT_WRITTEN
    if state.phase is Phase.CLOSED or state.recording.cannot == why:
        return ()
    return (e.RecordingTurned(now, command.on, why),)


@carries_out("M13")
def explain_no_recording(state: State, command: c.ExplainNoRecording, now: float) -> Answer:
    """Write down why this session, or a part of it, is not recorded. Nothing here stops a recording, for anybody."""
    who = who_asks(state, command)
    verdict = rules.may_moderate(state, who)
    if isinstance(verdict, Refused):
        return verdict
    if state.adults[who].role not in rules.MODERATORS:
        return Refused("M13", "Only a facilitator can say why there is no recording.")
    if not state.recording.missing:
        return Refused(
            "M13", "Nothing is missing from the recording.", "It starts by itself and cannot be stopped."
        )
    if not command.reason.strip():
        return NEEDS_REASON
    return (e.RecordingExplained(now, who, command.reason.strip()),)
