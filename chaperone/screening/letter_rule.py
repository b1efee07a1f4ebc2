"""The rule of staff letters and e-mails to young people: style put right, personal detail refused, harm held, envelope checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.screening.decision import (
    HELD_BECAUSE_SCREENING_FAILED,
    PERSONAL_DETAIL,
    Decision,
    safest,
)
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Finding, Utterance

STYLE: Final = frozenset({"emoji", "kisses", "unprofessional_signoff"})
NO_STAFF_CC: Final = "no_staff_cc"
OUT_OF_HOURS: Final = "out_of_hours"
ENVELOPE: Final = frozenset({NO_STAFF_CC, OUT_OF_HOURS})
TELLS_LEAD: Final = frozenset(
    {"meet_up", "private_contact", "personal_number_request", "sexual", "threat", "hate", "bullying"}
)

_TAKEN_OUT: Final = frozenset({"emoji", "kisses"})
_GAPS: Final = re.compile(r"[ \t]{2,}")
_LOOSE_ENDS: Final = re.compile(r"[ \t]+$", re.MULTILINE)


def decide_letter(utterance: Utterance, context: Context) -> Decision:
    """Screen one letter or e-mail and decide; never raises. Where only emoji or kisses are wrong, the text is offered put right."""
    try:
        findings = screen(utterance, context)
    except Exception:  # fails shut, as in the chat
        return HELD_BECAUSE_SCREENING_FAILED
    decision = safest(
        (*findings, *envelope(utterance, context)), PERSONAL_DETAIL | STYLE | ENVELOPE, TELLS_LEAD
    )
    if findings and all(finding.label in _TAKEN_OUT for finding in findings):
        return replace(decision, fixed_text=put_right(utterance.text, findings))
    return decision


@carries_out("S9", "S10")
def envelope(utterance: Utterance, context: Context) -> tuple[Finding, ...]:
    """Find what is wrong around the words: no other member of staff in copy, or outside office hours."""
    found: list[Finding] = []
    if not any(_is_staff(address, context) and address != utterance.from_ for address in utterance.cc):
        sentence = "No other member of staff is in copy."
        found.append(Finding(NO_STAFF_CC, "S9", 0, 0, sentence, "Add a colleague before it is sent."))
    hours, at = context.office_hours, utterance.sent_at
    if at is not None and not (at.weekday() in hours.days and hours.from_hour <= at.hour < hours.to_hour):
        sentence = "It would go outside office hours."
        found.append(Finding(OUT_OF_HOURS, "S10", 0, 0, sentence, "It goes when the office next opens."))
    return tuple(found)


def _is_staff(address: str, context: Context) -> bool:
    domain = address.lower().rpartition("@")[2]
    return bool(context.staff_domain) and domain == context.staff_domain.lower()


@carries_out("S11")
def put_right(text: str, findings: Iterable[Finding]) -> str:
    """Give the text without its emoji and kisses, gaps closed."""
    for finding in sorted(findings, key=lambda one: one.start, reverse=True):
        if finding.part == "text" and finding.label in _TAKEN_OUT:
            text = text[: finding.start] + text[finding.end :]
    return _LOOSE_ENDS.sub("", _GAPS.sub(" ", text))
