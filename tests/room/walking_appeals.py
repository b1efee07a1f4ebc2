"""What a walk's cast may try with words that are refused, held or told in confidence, and with asking an adult about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chaperone.room import commands as c
from chaperone.room.state import State
from tests.room import rooms as r

# One of each kind, as a cast names them: a name an adult may let through, a number no adult may, what is held, what is confided.
SENT = {"name": r.REFUSE_NAME, "number": r.REFUSE_NUMBER, "held": r.HOLD, "told": r.ROUTE}


def appeal_moves(acts: frozenset[str], state: State) -> Iterator[tuple[c.Command, ...]]:
    """``appeals``: seats say what is not shown (those of ``SENT`` that the cast names) and ask about it; everybody answers."""
    sent = {name: SENT[name] for name in SENT if name in acts}
    if "appeals" not in acts:
        return
    for ref, held in state.connections.items():
        if held.who in state.seats:
            for name, screened in sent.items():
                yield (c.Say(ref, id=name, text="words", screened=screened),)
        for name in sent:
            yield (c.Appeal(ref, id=f"ask {name}", of=name, words_kept=True),)
        for seq in state.appeals:
            yield (c.AnswerAppeal(ref, appeal=seq, fine=True, text="words"),)
            yield (c.AnswerAppeal(ref, appeal=seq, fine=False, why="personal"),)


def appeal_part(acts: frozenset[str], state: State, ref: str) -> Any:
    """What of one seat's words its future depends on; of a walk without them, nothing."""
    if "appeals" not in acts or ref not in state.seats:
        return ()
    seqs = {name: seq for (who, name), seq in state.said.items() if who == ref}
    said = sorted((name, state.messages[seq].status) for name, seq in seqs.items() if seq in state.messages)
    limit = state.plan.rules.appeal_limit_seconds + 1
    waits = [
        (asked.of, min(state.clock - asked.at, limit)) for asked in state.appeals.values() if asked.who == ref
    ]
    asked = frozenset(of for who, of in state.appealed if who == ref)
    refused = frozenset(each.id for each in state.refused.get(ref, ()))
    return tuple(said), refused, tuple(waits), asked, state.turned_down.get(ref, 0)
