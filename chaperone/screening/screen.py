"""The one screen: ``screen(utterance, context)`` gives findings; every channel that carries words passes through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.screening.building import nothing_to_collect
from chaperone.screening.engine import Engine
from chaperone.screening.recent import joined_with_recent
from chaperone.screening.rules import RULES
from chaperone.screening.types import Context, Finding, Said, Utterance

with nothing_to_collect():
    ENGINE: Final = Engine(RULES)

    # A rule of every label once, now: lists are read and automata begun on the first use, and a server's first message
    # must not be held because that took longer than a message may.
    for _rule in {rule.label: rule for rule in reversed(RULES)}.values():
        ENGINE.findings(Utterance(_rule.channels[0], _rule.catches[0]), Context())


@carries_out("Y5", "Y6", "Y7", "Y8", "Y9", "Y10", "M1", "S6", "S7", "S11", "S14", "P8")
def screen(utterance: Utterance, context: Context, recent: Sequence[Said] = ()) -> tuple[Finding, ...]:
    """Look through one utterance.

    Args:
        utterance: what is about to be said, and where.
        context: what is known about the organisation and the room.
        recent: what was said just before (see ``recent.remember``), so that a detail split over messages is seen.

    Returns:
        Findings in the order of their place in the text; ``()`` for the great majority. Two of different labels may
        share a place. It is pure: it writes nothing, logs nothing and knows nobody. The time is linear in the length
        of the text.
    """
    found = ENGINE.findings(utterance, context)
    if not recent:
        return found
    return joined_with_recent(ENGINE, utterance, context, recent, found)
