"""What each viewer is shown of an appeal: the seat what becomes of it, the adults who look after it that there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chaperone.room import events as e
from chaperone.room.appealing import FINE_BUT_NEVER_SHOWN, LOOKING, NOT_SHOWN, OVER, SHOWN
from chaperone.room.clock import clock_text
from chaperone.room.confiding import carers_of
from chaperone.room.seen import ADULTS, Frame, Shown, sender
from chaperone.room.state import State
from chaperone.screening.appealing import may_be_let_through


def _appealed(_before: State, after: State, event: e.Appealed, seq: int) -> list[Shown]:
    frame: Frame = {
        "is": "appeal",
        "seq": seq,
        "at": clock_text(event.at),
        "from": sender(after, event.who),
        "message": event.message,
        "clause": event.clause,
        "labels": event.labels,
        "may_be_shown": may_be_let_through(event.labels),
    }
    to = (ADULTS,) if event.message else (carers_of(after, event.who),)
    return [
        Shown(to, frame),
        Shown((event.who,), {"is": "appealed", "seq": seq, "of": event.of, "sentence": LOOKING}),
    ]


def _answered(before: State, _after: State, event: e.AppealAnswered, seq: int) -> list[Shown]:
    if not event.fine:
        return _end(before, event.appeal, seq, NOT_SHOWN[event.why])
    return _end(before, event.appeal, seq, SHOWN if event.shown else FINE_BUT_NEVER_SHOWN)


def _over(before: State, _after: State, event: e.AppealOver, seq: int) -> list[Shown]:
    return _end(before, event.appeal, seq, OVER[event.why])


def _end(before: State, appeal: int, seq: int, told: tuple[str, str]) -> list[Shown]:
    """Those who have the card are told, though the plan may have withdrawn its seat by this very event."""
    asked = before.appeals[appeal]
    answer = {"is": "appeal_answered", "seq": seq, "of": asked.of, "sentence": told[0], "next_step": told[1]}
    return [
        Shown((carers_of(before, asked.who),), {"is": "appeal_over", "seq": seq, "appeal": appeal}),
        Shown((asked.who,), answer),
    ]


FRAMES: dict[type[e.Event], Callable[[State, State, Any, int], list[Shown]]] = {
    e.Appealed: _appealed,
    e.AppealAnswered: _answered,
    e.AppealOver: _over,
}
