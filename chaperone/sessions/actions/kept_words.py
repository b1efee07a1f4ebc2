"""Says whether words that an adult wrote about a session can be kept: no number, address or account to reach somebody at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.screening.screen import screen
from chaperone.screening.types import Context, Utterance
from chaperone.sessions.actions.invitations import sender

# What screening must not find in them.
NEVER_KEPT: Final = frozenset({"phone", "email_address", "social_handle"})


def holds_contact_details(texts: Iterable[str]) -> bool:
    """Say whether screening sees a number, an address or an account in these texts that is not the organisation's own."""
    ours = sender()
    context = Context(official_numbers=(ours.phone,) if ours.phone else (), official_emails=(ours.email,))
    return any(
        finding.label in NEVER_KEPT for text in texts for finding in screen(Utterance("note", text), context)
    )


@carries_out("M1")
def may_hold_notes(parts: Iterable[str]) -> Verdict:
    """Say whether notes can be kept: a number or an address in them may be a young person's (M1)."""
    if holds_contact_details(parts):
        return Refused(
            "M1",
            "The notes seem to hold a telephone number, an e-mail address or somebody's account. We cannot keep it.",
            "Take it out, and save the notes again.",
        )
    return ALLOWED


@carries_out("S6")
def may_give_reason(reason: str) -> Verdict:
    """Say whether the reason of a cancellation can be sent: letters carry it to everybody, and it stays on record."""
    if holds_contact_details((reason,)):
        return Refused(
            "S6",
            "The reason seems to hold a telephone number, an e-mail address or somebody's account.",
            "Take it out: everybody who was coming reads it.",
        )
    return ALLOWED


@carries_out("S6")
def may_show_words(title: str, purpose: str) -> Verdict:
    """Say whether a title and a purpose can be shown: pupils, code sheets and letters would carry a private number on."""
    if holds_contact_details((title, purpose)):
        return Refused(
            "S6",
            "The title or the purpose seems to hold a telephone number, an e-mail address or somebody's account.",
            "Take it out: pupils see these words.",
        )
    return ALLOWED
