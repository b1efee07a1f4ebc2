"""What events about sound and picture make of the room: what is sent, who may speak, and whether it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from immutables import Map
from msgspec.structs import replace

from chaperone.room import events as e
from chaperone.room.state import Feed, Phase, Recording, RecordingState, Speaking, State

RESTARTED = "The server began again."


def silenced(state: State) -> State:
    """The room whose process ended: whatever carried sound and picture ended with it."""
    kept = replace(state.recording, cannot="")  # the next process looks for itself
    return replace(state, feeds=Map(), speaking=Map(), media_on=False, media_why=RESTARTED, recording=kept)


def _feed_opened(state: State, event: e.FeedOpened) -> State:
    feed = Feed(event.feed, event.connection, event.who, event.peer, event.kinds)
    return replace(state, feeds=state.feeds.set(event.feed, feed))


def _feed_closed(state: State, event: e.FeedClosed) -> State:
    return replace(state, feeds=state.feeds.delete(event.feed)) if event.feed in state.feeds else state


def _invited(state: State, event: e.InvitedToSpeak) -> State:
    asked = Speaking(event.by, accepted=False, until=event.at + state.plan.rules.answer_limit_seconds)
    return replace(state, speaking=state.speaking.set(event.seat, asked))


def _accepted(state: State, event: e.SpeakingAccepted) -> State:
    asked = state.speaking.get(event.seat)
    if asked is None:
        return state
    answering = replace(asked, accepted=True, until=event.until)
    return replace(state, speaking=state.speaking.set(event.seat, answering))


def _speaking_ended(state: State, event: e.SpeakingEnded) -> State:
    return (
        replace(state, speaking=state.speaking.delete(event.seat)) if event.seat in state.speaking else state
    )


def _media_on(state: State, _event: e.MediaTurnedOn) -> State:
    return replace(state, media_on=True, media_why="")


def _media_off(state: State, event: e.MediaTurnedOff) -> State:
    return replace(state, media_on=False, media_why=event.why)


def _recording(room: State, **change: Any) -> State:
    changed: Recording = replace(room.recording, **change)
    return replace(room, recording=changed)


def _turned(state: State, event: e.RecordingTurned) -> State:
    return _recording(state, cannot="" if event.on else event.why)


def _started(state: State, _event: e.RecordingStarted) -> State:
    return _recording(state, state=RecordingState.RUNNING, why="")


def _stopped(state: State, event: e.RecordingStopped) -> State:
    if state.phase is Phase.CLOSED:
        return _recording(state, state=RecordingState.ENDED)
    return _recording(state, state=RecordingState.ABSENT, why=event.why, reason="", missing=True)


def _absent(state: State, event: e.RecordingAbsent) -> State:
    return _recording(state, state=RecordingState.ABSENT, why=event.why, reason="", missing=True)


def _explained(state: State, event: e.RecordingExplained) -> State:
    return _recording(state, reason=event.reason)


HOW: dict[type[e.Event], Callable[[State, Any], State]] = {
    e.FeedOpened: _feed_opened,
    e.FeedClosed: _feed_closed,
    e.InvitedToSpeak: _invited,
    e.SpeakingAccepted: _accepted,
    e.SpeakingEnded: _speaking_ended,
    e.MediaTurnedOn: _media_on,
    e.MediaTurnedOff: _media_off,
    e.RecordingTurned: _turned,
    e.RecordingStarted: _started,
    e.RecordingStopped: _stopped,
    e.RecordingAbsent: _absent,
    e.RecordingExplained: _explained,
}
