"""Reads a room's stream back into a story: register, door log and messages. The one place here that parses room events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chaperone.ledger.queries import Opened
from chaperone.policy.clauses import carries_out
from chaperone.records.conversation import Conversation
from chaperone.records.door_log import DoorLog, moment
from chaperone.records.dossier import RoomStory, WhyRecorded
from chaperone.records.recording_story import RecordingStory
from chaperone.records.register import Register
from chaperone.records.rule_outcomes import RuleOutcomes
from chaperone.room import events as e
from chaperone.room.fold import apply, opened
from chaperone.room.state import State


@carries_out("M12")
def room_story(entries: Iterable[Opened]) -> RoomStory:
    """Tell what happened in a room. Where everybody was is what the room's own ``apply`` says, and nothing else.

    Args:
        entries: the room's stream from its first entry on, opened; entries whose key is destroyed tell nothing.

    Raises:
        msgspec.ValidationError: an entry is no event of a room.
    """
    register = Register()
    door_log, conversation = DoorLog(register), Conversation(register)
    recording, outcomes = RecordingStory(register), RuleOutcomes()
    state: State | None = None
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    for entry in entries:
        if entry.body is None:
            continue
        event = e.from_builtins(entry.body)
        before, state = state, _next(state, event)
        register.happened(before, state, event)
        door_log.happened(before, event)
        conversation.happened(entry.seq, event)
        recording.happened(event)
        outcomes.happened(entry.seq, event)
        if isinstance(event, e.DoorOpened) and opened_at is None:
            opened_at = moment(event.at)
        if isinstance(event, e.Ended):
            ended_at = moment(event.at)
    return RoomStory(
        register=register.parts(ended_at),
        door_log=tuple(door_log.lines),
        messages=conversation.messages(),
        refusals=door_log.refusals(),
        opened_at=opened_at,
        ended_at=ended_at,
        judged=tuple(sorted(outcomes.counts.items())),
        recording=WhyRecorded() if state is None else recording.told(),
    )


def _next(state: State | None, event: e.Event) -> State | None:
    if isinstance(event, e.RoomOpened):
        return opened(event)
    return None if state is None else apply(state, event)
