"""What follows by itself for sound and picture: answers end, feeds close, and the recording begins; ``consequences`` calls them."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.room import events as e
from chaperone.room.media import NO_MEDIA, may_send
from chaperone.room.state import Feed, Phase, RecordingState, Speaking, State, is_inside

PACK_FORBIDS = "The policy in force for this session keeps no recording."
SESSION_OVER = "The session ended."


@carries_out("Y5", "M9")
def answers_over(state: State, now: float) -> list[e.Event]:
    """End every asking and answer whose time is over, or whose seat or room is not as it was.

    A pause ends an answer that is being given: nobody comes back to an open microphone. An asking outlasts it.
    """
    ended = ((seat, _why_over(state, seat, asked, now)) for seat, asked in state.speaking.items())
    return [e.SpeakingEnded(now, seat, why) for seat, why in sorted(ended) if why]


def _why_over(state: State, seat: str, asked: Speaking, now: float) -> str:
    if state.phase is Phase.CLOSED:
        return "ended"
    if not state.media_on:
        return "off"
    if not is_inside(state, seat) or seat not in state.present:
        return "left"
    if now >= asked.until:
        return "time"
    return "paused" if asked.accepted and state.paused is not None else ""


@carries_out("M7", "M9", "M13")
def feeds_over(state: State, now: float) -> list[e.Event]:
    """Close every feed whose device is gone or whose sender may no longer send."""
    ended = ((token, _why_closed(state, feed, now)) for token, feed in state.feeds.items())
    return [e.FeedClosed(now, token, why) for token, why in sorted(ended) if why]


def _why_closed(state: State, feed: Feed, now: float) -> str:
    if state.phase is Phase.CLOSED:
        return "ended"
    if feed.connection not in state.connections:
        return "gone"
    if not state.media_on:
        return "off"
    return "" if may_send(state, feed.connection, feed.who, feed.peer, feed.kinds, now) else "not_allowed"


@carries_out("M13")
def recording_follows(state: State, now: float) -> list[e.Event]:
    """Begin to record with the first pupil inside, go on to the end, and say so whenever it is not so.

    Only the loss of sound and picture, or of the room to write it, interrupts it, and it goes on when they are back; nobody's
    wish does either.
    """
    kept = state.recording.state
    cannot = state.recording.cannot
    if state.phase is Phase.CLOSED:
        return [e.RecordingStopped(now, SESSION_OVER)] if kept is RecordingState.RUNNING else []
    can = state.plan.rules.recording and state.media_on and not cannot
    if kept is RecordingState.WAITING and any(state.inside.values()):
        return [e.RecordingStarted(now) if can else e.RecordingAbsent(now, _why_absent(state))]
    if kept is RecordingState.RUNNING and (cannot or not state.media_on):
        return [e.RecordingStopped(now, _why_not(state))]
    if kept is RecordingState.ABSENT and can:
        return [e.RecordingStarted(now)]
    return []


def _why_absent(state: State) -> str:
    return _why_not(state) if state.plan.rules.recording else PACK_FORBIDS


def _why_not(state: State) -> str:
    return state.recording.cannot if state.media_on else state.media_why or NO_MEDIA
