"""Everybody of a walk tries to speak in every state: nothing may pass that the witness would not bear, and nothing be kept out."""

from __future__ import annotations

from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.machine import apply, decide
from chaperone.room.state import State
from tests.room import rooms as r
from tests.room.invariants import Witness
from tests.room.invariants_confiding import in_confidence


def wrong_words(state: State, witness: Witness) -> list[str]:
    """Let everybody connected try to speak, ask and write to the adults; nothing may pass that the witness would not bear."""
    wrong: list[str] = []
    for ref, held in state.connections.items():
        seat = held.shows_class or held.who
        for word in (
            c.Say(ref, id="x", text="x", screened=r.DELIVER),
            c.Ask(ref, id="x", text="x", screened=r.DELIVER),
            c.SayToAdults(ref, id="x", text="x"),
            c.Say(ref, id="x", text="in confidence", screened=r.ROUTE),
            c.Ask(ref, id="x", text="in confidence", screened=r.ROUTE),
        ):
            answer = decide(state, word, state.clock)
            if isinstance(answer, tuple):
                wrong += [each for event in answer for each in witness.judge_words(event)]
                wrong += not_in_confidence(state, word, answer)
                if isinstance(word, c.SayToAdults) and held.shows_class:
                    wrong.append("a screen before the class wrote to the adults")
            elif isinstance(word, c.Say) and isinstance(answer, Refused):
                whole = not witness.ended and not witness.lacks_quorum()
                if whole and (seat in witness.inside or held.who in witness.adults()):
                    wrong.append(f"{held.who} may not speak for no reason: {answer.sentence}")
    return wrong


def not_in_confidence(state: State, word: c.Command, answer: tuple[e.Event, ...]) -> list[str]:
    """What is told in confidence becomes one thing only, and only those who look after its sender are sent it."""
    if not isinstance(word, c.Say | c.Ask) or word.screened is not r.ROUTE:
        return []
    if len(answer) != 1 or not isinstance(answer[0], e.Routed):
        return [f"what was told in confidence became {[type(event).__name__ for event in answer]}"]
    return in_confidence(apply(state, answer[0]), answer[0])
