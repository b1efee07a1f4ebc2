"""Who may be sent what was told in confidence, recomputed from the plan alone and not with the machine's own rule."""

from __future__ import annotations

from chaperone.room import events as e
from chaperone.room.state import State
from chaperone.room.views import Shown, may_see_frame, shown_for


def in_confidence(state: State, event: e.Routed) -> list[str]:
    """Who is sent what was told in confidence, by the plan alone: no seat, no screen before a class, no other school's adult."""
    schools = {seat.ref: seat.school for seat in state.plan.seats}
    schools |= {adult.ref: adult.school for adult in state.plan.adults}
    school = schools.get(event.who, "")
    wrong = []
    for shown in shown_for(state, state, event, state.last_seq):
        for held in state.connections.values():
            if may_see_frame(state, held.who, held.shows_class, shown, state.last_seq):
                wrong += _reads_too_much(state, event, shown, (held.who, held.shows_class, school))
    return wrong


def _reads_too_much(state: State, event: e.Routed, shown: Shown, reader: tuple[str, str, str]) -> list[str]:
    who, shows_class, school = reader
    if event.text not in str(shown.frame):
        return [] if event.who in {who, shows_class} else [f"{who} was told what is for {event.who}"]
    adult = next((x for x in state.plan.adults if x.ref == who), None)
    if adult is None or shows_class:
        return [f"{who} was shown what was told in confidence"]
    if adult.role in {"facilitator", "safeguarding_lead"} or (
        adult.role == "teacher" and adult.school == school
    ):
        return []
    return [f"{who} does not look after {event.who}, and was shown it"]
