"""Asking an adult to look again: when a seat may, who may answer, and what the young person is told, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.room import rules
from chaperone.room.state import State

REFUSED_KEPT: Final = 3
"""So many refused messages of a seat can still be asked about; older ones are too long ago."""

LOOKING: Final = (
    "An adult is looking at it. Only the adults who look after you see it; you can go on meanwhile."
)

NOT_SHOWN: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "personal": (
            "An adult looked. It has something personal in it, and that stays private here.",
            "Say it without that part. Keeping it private keeps you and others safe.",
        ),
        "hurtful": (
            "An adult looked. It could hurt somebody who reads it.",
            "You can say what you think in other words. If somebody hurt you first, press “I’m worried”.",
        ),
        "elsewhere": (
            "An adult looked. It is not for this session.",
            "Your teacher is happy to talk about it with you afterwards.",
        ),
        "reworded": (
            "An adult looked. You are nearly there.",
            "Say the same thing in other words, and it can go.",
        ),
    }
)
"""Why words are not shown after all: sentence and next step. An adult chooses one and writes none (S6)."""

SHOWN: Final = ("An adult looked. It was fine, and everybody sees it now.", "")
FINE_BUT_NEVER_SHOWN: Final = (
    "An adult looked, and you did nothing wrong.",
    "We still never show what looks like a number, an address, an account or a password. Please say it another way.",
)
OVER: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "late": ("No adult could look in time.", "Say it another way, or raise your hand."),
        "gone": ("You were not inside any more when an adult could look.", "You can send it again."),
        "restarted": (
            "The room had to start again, and we kept nothing of those words.",
            "Send them again, and then ask an adult.",
        ),
        "ended": ("The session ended before an adult could look.", "You can ask your teacher about it."),
    }
)


@carries_out("Y7", "Y10")
def may_appeal(state: State, who: str, of: str, now: float) -> Verdict:
    """May this seat ask an adult about what it sent as ``of``? Once for each message, one at a time, and not without end.

    An adult may not: another adult looks at their words anyway, and none of them is refused for a lesson's sake.
    """
    if who not in state.seats:
        return Refused("S5", "Only pupils ask this here.", "Another adult looks at what is held of yours.")
    if not (verdict := rules.may_speak(state, who, now)):
        return verdict
    if (who, of) in state.appealed:
        return Refused("", "You have asked about this already.", "You can go on meanwhile.")
    if any(asked.who == who for asked in state.appeals.values()):
        return Refused("Y4", "An adult is still looking at your last one.", "You can go on meanwhile.")
    if state.turned_down.get(who, 0) >= state.plan.rules.appeals_turned_down_limit:
        return Refused(
            "Y4",
            "Adults have looked at several of your messages and could not show them.",
            "Say it in other words, raise your hand, or ask your teacher.",
        )
    return ALLOWED


@carries_out("Y5", "S5")
def may_answer(state: State, connection: str, seat: str) -> Verdict:
    """May whoever is behind this connection answer: a facilitator, or a teacher of the seat's school, where no pupil looks on?"""
    held = state.connections.get(connection)
    verdict = rules.may_moderate(state, "" if held is None else held.who, seat)
    if verdict and held is not None and held.shows_class:
        return Refused("S6", "This screen is in front of the class.", "Use another device for that.")
    return verdict


@carries_out("M9", "Y10")
def may_be_shown(state: State, seat: str) -> Verdict:
    """May words of this seat be shown now: is the room whole, and the seat's chat on? (Seats outside wait for nothing.)"""
    if state.seats[seat].muted:
        return Refused("Y10", "Their chat is switched off.", "Switch it on first.")
    return rules.is_whole(state)
