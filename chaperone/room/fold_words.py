"""What events about words make of the room: messages and questions, and how often somebody spoke."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chaperone.room import events as e
from chaperone.room.state import Message, MessageStatus, State

_RECENT_SECONDS = 10.0


def spoke(state: State, who: str, at: float, frame_id: str) -> State:
    """Count that somebody spoke, and remember the frame so that it is not said twice."""
    times = (*(t for t in state.recent.get(who, ()) if at - t < _RECENT_SECONDS), at)
    return replace(
        state,
        recent=state.recent.set(who, times[-state.plan.rules.messages_per_10_seconds :]),
        said=state.said.set((who, frame_id), state.last_seq + 1),
    )


def keep_message(state: State, seq: int, message: Message) -> State:
    """Keep what became of a message."""
    return replace(state, messages=state.messages.set(seq, message))


def said(state: State, event: e.Said) -> State:
    """A message is shown."""
    after = spoke(state, event.who, event.at, event.id)
    return keep_message(after, state.last_seq + 1, Message(event.who, MessageStatus.SHOWN))


def adults_said(state: State, event: e.AdultsSaid) -> State:
    """A message went to the adults."""
    return spoke(state, event.who, event.at, event.id)


def held(state: State, event: e.Held) -> State:
    """A message waits; its text is kept until an adult decides."""
    after = spoke(state, event.who, event.at, event.id)
    held = Message(event.who, MessageStatus.HELD, event.text, event.question)
    return keep_message(after, state.last_seq + 1, held)


def routed(state: State, event: e.Routed) -> State:
    """A message told in confidence; its text is not kept here, so that nothing can show it to the room."""
    after = spoke(state, event.who, event.at, event.id)
    return keep_message(after, state.last_seq + 1, Message(event.who, MessageStatus.ROUTED))


def released(state: State, event: e.Released) -> State:
    """A held message is shown, or a held question joins the queue."""
    held = state.messages[event.message]
    if held.question:
        question = Message(held.who, MessageStatus.HELD, held.text, question=True)
        state = replace(state, questions=state.questions.set(event.message, question))
    return keep_message(state, event.message, replace(held, status=MessageStatus.SHOWN, text=""))


def withheld(state: State, event: e.Withheld) -> State:
    """A held message will not be shown; its text is forgotten here (the record keeps it)."""
    return keep_message(
        state, event.message, replace(state.messages[event.message], status=MessageStatus.WITHHELD, text="")
    )


def message_removed(state: State, event: e.MessageRemoved) -> State:
    """A shown message is off the screens."""
    return keep_message(
        state, event.message, replace(state.messages[event.message], status=MessageStatus.REMOVED)
    )


def asked(state: State, event: e.Asked) -> State:
    """A question joins the queue."""
    after = spoke(state, event.who, event.at, event.id)
    question = Message(event.who, MessageStatus.HELD, event.text, question=True)
    return replace(after, questions=after.questions.set(state.last_seq + 1, question))


def question_taken(state: State, event: e.QuestionTaken) -> State:
    """A question leaves the queue and becomes a message of its own seq, which an adult may remove."""
    asked = state.questions[event.question]
    shown = Message(asked.who, MessageStatus.SHOWN)
    after = keep_message(state, state.last_seq + 1, shown)
    return replace(after, questions=after.questions.delete(event.question))


def question_set_aside(state: State, event: e.QuestionSetAside) -> State:
    """A question leaves the queue."""
    return replace(state, questions=state.questions.delete(event.question))


HOW: dict[type[e.Event], Callable[[State, Any], State]] = {
    e.Said: said,
    e.AdultsSaid: adults_said,
    e.Held: held,
    e.Routed: routed,
    e.Released: released,
    e.Withheld: withheld,
    e.MessageRemoved: message_removed,
    e.Asked: asked,
    e.QuestionTaken: question_taken,
    e.QuestionSetAside: question_set_aside,
}
