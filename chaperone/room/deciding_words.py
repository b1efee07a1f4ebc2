"""Decisions about words: to the room, to the adults, questions, and what adults do about messages; ``machine`` calls them."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room import rules
from chaperone.room.asking import NEEDS_REASON, NOT_THERE, Answer, seat_behind, who_asks
from chaperone.room.state import MessageStatus, State


@carries_out("Y9")
def _kept(now: float, who: str, command: c.Say | c.Ask) -> e.Event:
    """Words that are not shown: told in confidence they are never the room's; all others wait for an adult."""
    screened, asked = command.screened, isinstance(command, c.Ask)
    if screened.outcome == "route":
        return e.Routed(
            now,
            who,
            command.text,
            command.id,
            screened.findings,
            asked,
            screened.sentence,
            screened.next_step,
        )
    return e.Held(now, who, command.text, command.id, screened.findings, asked, screened.tells_lead)


@carries_out("Y7", "S6")
def say(state: State, command: c.Say, now: float) -> Answer:
    """Say something to the whole room; there is no narrower audience to choose (S6)."""
    who = who_asks(state, command)
    verdict = rules.may_speak(state, who, now)
    if isinstance(verdict, Refused):
        return verdict
    screened = command.screened
    if screened.outcome == "deliver":
        return (e.Said(now, who, command.text, command.id),)
    if screened.outcome == "refuse":
        return Refused(screened.clause, screened.sentence, screened.next_step)
    return (_kept(now, who, command),)


def say_to_adults(state: State, command: c.SayToAdults, now: float) -> Answer:
    """Say something in the adults' channel; it stays open while the room is paused, because that is when adults must talk."""
    who = who_asks(state, command)
    verdict = rules.may_speak_to_adults(state, who)
    if isinstance(verdict, Refused):
        return verdict
    if state.connections[command.connection].shows_class:
        return Refused(
            "S6", "This screen is in front of the class.", "Use another device for the adults' channel."
        )
    return (e.AdultsSaid(now, who, command.text, command.id),)


def ask(state: State, command: c.Ask, now: float) -> Answer:
    """Put a question into the queue; it passes the same screen as chat, and waits unseen by other pupils."""
    seat = seat_behind(state, command)
    if seat not in state.seats:
        return Refused("", "Questions come from pupils.", "Write in the chat instead.")
    verdict = rules.may_speak(state, seat, now)
    if isinstance(verdict, Refused):
        return verdict
    screened = command.screened
    if screened.outcome == "deliver":
        return (e.Asked(now, seat, command.text, command.id),)
    if screened.outcome == "refuse":
        return Refused(screened.clause, screened.sentence, screened.next_step)
    return (_kept(now, seat, command),)


def take_question(state: State, command: c.TakeQuestion, now: float) -> Answer:
    """Show a question to the room; words shown need the room whole, like any others."""
    who = who_asks(state, command)
    verdict = rules.may_host(state, who)
    if not isinstance(verdict, Refused):
        verdict = rules.may_speak(state, who, now)
    if isinstance(verdict, Refused):
        return verdict
    return (
        (e.QuestionTaken(now, command.question, who),) if command.question in state.questions else NOT_THERE
    )


def set_question_aside(state: State, command: c.SetQuestionAside, now: float) -> Answer:
    """Take a question out of the queue."""
    who = who_asks(state, command)
    verdict = rules.may_host(state, who)
    if isinstance(verdict, Refused):
        return verdict
    return (
        (e.QuestionSetAside(now, command.question, who),)
        if command.question in state.questions
        else NOT_THERE
    )


# --- adults decide about messages ---
def release(state: State, command: c.ReleaseMessage, now: float) -> Answer:
    """Show a held message: never one's own, and never into a paused room."""
    who = who_asks(state, command)
    refused = _may_judge(state, who, command.message, MessageStatus.HELD)
    if refused is not None:
        return refused
    if state.messages[command.message].who == who:
        return Refused("S5", "Another adult must look at your message.")
    verdict = rules.may_speak(state, who, now)
    if isinstance(verdict, Refused):
        return verdict
    return (e.Released(now, command.message, who, command.reason),)


def withhold(state: State, command: c.WithholdMessage, now: float) -> Answer:
    """Never show a held message."""
    who = who_asks(state, command)
    refused = _may_judge(state, who, command.message, MessageStatus.HELD)
    return refused if refused is not None else (e.Withheld(now, command.message, who, command.reason),)


@carries_out("M12")
def remove_message(state: State, command: c.RemoveMessage, now: float) -> Answer:
    """Take a shown message off the screens; the record keeps the words and gains who removed them and why (M12)."""
    who = who_asks(state, command)
    refused = _may_judge(state, who, command.message, MessageStatus.SHOWN)
    if refused is not None:
        return refused
    if not command.reason.strip():
        return NEEDS_REASON
    return (e.MessageRemoved(now, command.message, who, command.reason),)


def _may_judge(state: State, who: str, message: int, status: MessageStatus) -> Refused | None:
    verdict = rules.may_moderate(state, who)
    if isinstance(verdict, Refused):
        return verdict
    held = state.messages.get(message)
    return NOT_THERE if held is None or held.status is not status else None
