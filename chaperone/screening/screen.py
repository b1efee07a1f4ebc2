"""The one screen: ``screen(utterance, context)`` gives findings; every channel that carries words passes through it."""

from __future__ import annotations

import re
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.screening.folding import fold, spans_as_typed
from chaperone.screening.rule import Rule
from chaperone.screening.rules import RULES
from chaperone.screening.types import Context, Finding, Utterance

FINDINGS_LIMIT: Final = 20
"""Findings of one rule beyond this number are not listed: they would change no decision, only cost time."""

# Asked one by one: each is a plain pattern the engine scans fast, and together they take less time than their union.
_TRIGGERS: Final[tuple[tuple[Rule, re.Pattern[str]], ...]] = tuple(
    (rule, re.compile(rule.trigger)) for rule in RULES
)


@carries_out("Y5", "Y6", "Y7", "M1")
def screen(utterance: Utterance, context: Context) -> tuple[Finding, ...]:
    """Look through one utterance.

    Args:
        utterance: what is about to be said, and where.
        context: what is known about the organisation and the room.

    Returns:
        Findings in the order of their place in the text, not overlapping; ``()`` for the great majority. It is pure:
        it writes nothing, logs nothing and knows nobody. The time is linear in the length of the text.
    """
    folded = fold(utterance.text)
    found = _search(folded, context)
    if not found:
        return ()
    spans = spans_as_typed(utterance.text, [span for _, span in found])
    return tuple(_finding(rule, utterance, span) for (rule, _), span in zip(found, spans, strict=True))


def _search(folded: str, context: Context) -> list[tuple[Rule, tuple[int, int]]]:
    found: list[tuple[Rule, tuple[int, int]]] = []
    for rule, trigger in _TRIGGERS:
        if trigger.search(folded) is None:
            continue
        of_this_rule = 0
        for start, end in rule.find(folded, context):
            # An address contains a host name, a link may contain a number: the earlier rule names it best.
            if any(start < other_end and other_start < end for _, (other_start, other_end) in found):
                continue
            found.append((rule, (start, end)))
            of_this_rule += 1
            if of_this_rule == FINDINGS_LIMIT:
                break
    found.sort(key=lambda item: item[1])
    return found


def _finding(rule: Rule, utterance: Utterance, span: tuple[int, int]) -> Finding:
    clause = rule.clause if utterance.channel == "chat_pupil" else rule.staff_clause
    return Finding(rule.label, clause, span[0], span[1], rule.sentence, rule.next_step)
