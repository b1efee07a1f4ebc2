"""What appeals make of the room: which refused words can be asked about, and which wait for an adult's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from immutables import Map
from msgspec.structs import replace

from chaperone.room import events as e
from chaperone.room.appealing import REFUSED_KEPT
from chaperone.room.fold_words import spoke
from chaperone.room.state import Appeal, RefusedWords, State


def command_refused(state: State, event: e.CommandRefused) -> State:
    """Words of a seat that screening refused can be asked about for a while."""
    if event.who not in state.seats or not event.id or not event.labels:
        return state
    refused = RefusedWords(event.id, event.clause, event.labels, event.rules)
    before = tuple(each for each in state.refused.get(event.who, ()) if each.id != event.id)
    return replace(state, refused=state.refused.set(event.who, (*before, refused)[-REFUSED_KEPT:]))


def appealed(state: State, event: e.Appealed) -> State:
    """An adult is asked; what is held waits for one already."""
    seq = state.last_seq + 1
    after = spoke(state, event.who, event.at, event.id)
    after = replace(after, appealed=after.appealed.set((event.who, event.of), seq))
    if event.message:
        return after
    asked = Appeal(event.who, event.of, event.labels, event.at)
    return replace(after, appeals=after.appeals.set(seq, asked))


def appeal_answered(state: State, event: e.AppealAnswered) -> State:
    """An adult has answered."""
    who = state.appeals[event.appeal].who
    after = replace(state, appeals=state.appeals.delete(event.appeal))
    if event.fine:
        return after
    return replace(after, turned_down=after.turned_down.set(who, after.turned_down.get(who, 0) + 1))


def appeal_over(state: State, event: e.AppealOver) -> State:
    """Nobody can answer any more."""
    return replace(state, appeals=state.appeals.delete(event.appeal))


def forgotten(state: State) -> State:
    """The process that kept the words is gone, so no open appeal can be answered any more."""
    lost = {seq: replace(asked, forgotten=True) for seq, asked in state.appeals.items()}
    return replace(state, appeals=Map(lost))


HOW: dict[type[e.Event], Callable[[State, Any], State]] = {
    e.CommandRefused: command_refused,
    e.Appealed: appealed,
    e.AppealAnswered: appeal_answered,
    e.AppealOver: appeal_over,
}
