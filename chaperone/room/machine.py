"""The gate: ``decide(state, command, now)`` says what follows from a command, and nothing else in the product may.

Pure: no I/O, no Django, time passed in. The same object runs in production, in the exhaustive walk and in the property tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import deciding_appeals as appeals
from chaperone.room import deciding_media as media
from chaperone.room import deciding_places as places
from chaperone.room import deciding_words as words
from chaperone.room.asking import Answer, seat_behind, who_asks
from chaperone.room.consequences import consequences
from chaperone.room.events import CommandRefused, Event, RoomOpened
from chaperone.room.fold import apply, fold, opened
from chaperone.room.state import State
from chaperone.sessions.plan import Plan

__all__ = ["Already", "apply", "decide", "fold", "open_room", "opened", "refusal_on_record"]


class Already(msgspec.Struct, frozen=True):
    """The same words were recorded before, under this seq; nothing happens a second time."""

    seq: int


def open_room(plan: Plan, now: float) -> RoomOpened:
    """The first event of a room's stream."""
    return RoomOpened(now, plan)


def decide(state: State, command: c.Command, now: float) -> tuple[Event, ...] | Refused | Already:
    """Say what follows from a command.

    Args:
        state: the room, with every earlier event applied.
        command: what is asked; its ``connection`` was set by the door, so nobody can speak for another.
        now: seconds since 1970 UTC. An earlier time than the room's clock counts as the room's clock: time never goes back.

    Returns:
        The events to record, in order: first what was asked, then what follows from it (doors, admissions, pause). Or
        ``Refused`` with the clause and a sentence. Or ``Already`` for a frame sent twice.
    """
    now = max(now, state.clock)
    repeated = _already_said(state, command)
    if repeated is not None:
        return repeated
    answer = _HOW[type(command)](state, command, now)
    if isinstance(answer, Refused):
        return answer
    if type(command) in _CHANGES_NOBODYS_PLACE:
        return answer
    return (*answer, *consequences(_after(state, answer), now))


@carries_out("M1", "M12")
def refusal_on_record(state: State, command: c.Command, refused: Refused, now: float) -> CommandRefused:
    """What the record keeps of a refusal: who, what kind of command, which clause, what screening saw; never the words."""
    held = state.connections.get(command.connection)
    no = CommandRefused(
        max(now, state.clock),
        held.who if held is not None else "system",
        type(command).__name__,
        refused.clause,
    )
    if not isinstance(command, c.Say | c.Ask) or command.screened.outcome != "refuse":
        return no
    seen = command.screened.findings
    return replace(
        no,
        labels=tuple(found.label for found in seen),
        id=command.id,
        rules=tuple(dict.fromkeys(found.rule for found in seen if found.rule)),
        prints=command.screened.prints,
    )


def _after(state: State, events: tuple[Event, ...]) -> State:
    for event in events:
        state = apply(state, event)
    return state


def _already_said(state: State, command: c.Command) -> Already | None:
    if not isinstance(command, c.Say | c.Ask | c.SayToAdults | c.Appeal):
        return None
    who = seat_behind(state, command) if isinstance(command, c.Ask) else who_asks(state, command)
    seq = state.said.get((who, command.id))
    return None if seq is None else Already(seq)


# Words move nobody; skipping the search for consequences keeps a message's cost free of the number of seats.
_CHANGES_NOBODYS_PLACE = frozenset({c.Say, c.SayToAdults, c.Ask, c.NoteWorry, c.Appeal, c.AnswerAppeal})

_HOW: dict[type[c.Command], Callable[[State, Any, float], Answer]] = {
    c.Join: places.join,
    c.Leave: places.leave,
    c.Agree: places.agree,
    c.Say: words.say,
    c.SayToAdults: words.say_to_adults,
    c.Ask: words.ask,
    c.MoveHand: places.move_hand,
    c.TakeQuestion: words.take_question,
    c.SetQuestionAside: words.set_question_aside,
    c.ReleaseMessage: words.release,
    c.WithholdMessage: words.withhold,
    c.RemoveMessage: words.remove_message,
    c.Appeal: appeals.appeal,
    c.AnswerAppeal: appeals.answer_appeal,
    c.MuteSeat: places.mute,
    c.ReturnSeat: places.return_seat,
    c.CallSeat: places.call_seat,
    c.Remove: places.remove,
    c.ProposeWaiver: places.propose_waiver,
    c.ConfirmWaiver: places.confirm_waiver,
    c.End: places.end,
    c.Tick: places.tick,
    c.ChangePlan: places.change_plan,
    c.NoteWorry: places.note_worry,
    c.OpenFeed: media.open_feed,
    c.CloseFeed: media.close_feed,
    c.InviteToSpeak: media.invite_to_speak,
    c.AcceptToSpeak: media.accept_to_speak,
    c.EndSpeaking: media.end_speaking,
    c.MediaTurned: media.media_turned,
    c.RecordingTurned: media.recording_turned,
    c.ExplainNoRecording: media.explain_no_recording,
}
