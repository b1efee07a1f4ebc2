"""When an appeal is over although nobody answered: its seat is gone, it waited too long, the words are lost, the session ended."""

from __future__ import annotations

from chaperone.room import events as e
from chaperone.room.state import Appeal, Phase, State, is_inside


def appeals_over(state: State, now: float) -> list[e.Event]:
    """Close every appeal that nobody can answer any more, so that no words are kept for nothing and nobody waits in vain."""
    return [
        e.AppealOver(now, seq, why)
        for seq, asked in state.appeals.items()
        if (why := _why_over(state, asked, now))
    ]


def _why_over(state: State, asked: Appeal, now: float) -> str:
    if state.phase is Phase.CLOSED:
        return "ended"
    if asked.forgotten:
        return "restarted"
    if not is_inside(state, asked.who):
        return "gone"
    return "late" if now - asked.at > state.plan.rules.appeal_limit_seconds else ""
