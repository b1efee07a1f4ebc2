"""What a walk's cast may try with sound and picture, and what of it makes two states different."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chaperone.room import commands as c
from chaperone.room.state import State
from tests.room import rooms as r


def media_moves(acts: frozenset[str], state: State) -> Iterator[tuple[c.Command, ...]]:
    """``media``: it comes and goes, the facilitator and seats try to send; ``answers``: seats are asked to speak."""
    if "media" not in acts:
        return
    yield (c.MediaTurned(on=not state.media_on),)
    for feed in state.feeds.values():
        yield (c.CloseFeed(feed.connection, feed=feed.feed),)
    for ref, held in state.connections.items():
        if held.who == r.FACILITATOR:
            yield (_open(ref, ("microphone", "camera")),)
        if held.who in state.seats:
            yield (_open(ref, ("microphone",)),)
            yield (_open(ref, ("camera",)),)
        if "answers" in acts:
            yield from _answers(state, ref, held.who)


def _open(device: str, kinds: tuple[str, ...]) -> c.OpenFeed:
    return c.OpenFeed(device, feed=r.token(device, "camera", kinds), peer="camera", kinds=kinds)


def _answers(state: State, device: str, who: str) -> Iterator[tuple[c.Command, ...]]:
    yield (c.AcceptToSpeak(device),)
    yield (c.EndSpeaking(device),)
    if who not in state.seats:
        for seat in state.seats:
            yield (c.InviteToSpeak(device, seat=seat),)
            yield (c.EndSpeaking(device, seat=seat),)


def media_key(acts: frozenset[str], state: State) -> Any:
    """Whether there is sound and picture, and how far the recording is; of a walk without them, nothing."""
    return (state.media_on, state.recording.state) if "media" in acts else ()


def media_part(state: State, ref: str) -> Any:
    """What one adult or seat sends, and how long it may still speak."""
    if not state.feeds and not state.speaking:
        return ()
    asked = state.speaking.get(ref)
    answer = () if asked is None else (asked.accepted, asked.until - state.clock)
    return tuple(sorted(feed.kinds for feed in state.feeds.values() if feed.who == ref)), answer
