"""That whoever reported a concern was answered, by a human being; without it no case is closed (S12, R2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaperone.concerns.models import Concern
from chaperone.concerns.queries import concern_to_change
from chaperone.concerns.rules import ACTION_LENGTH_LIMIT
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.screening.cleaning import clean_text


@carries_out("S12", "R2")
def note_answer_given(viewer: Person, ref: str, text: str, now: datetime) -> Concern | Refused:
    """Write in the case that the reporter was answered, and with what: on the report page, through the teacher, face to face.

    Args:
        viewer: who answered: whoever may decide in the case.
        text: what they were told, and by what way, at most ``ACTION_LENGTH_LIMIT`` characters; sealed in the case.

    Returns:
        The concern; or ``Refused`` if there is none for this viewer, they may not decide in it, or the text cannot be kept.
    """
    with transaction.atomic():
        concern = concern_to_change(viewer, ref, now)
        if isinstance(concern, Refused):
            return concern
        cleaned = clean_text(text, ACTION_LENGTH_LIMIT)
        if isinstance(cleaned, Refused):
            return cleaned
        concern.answered_at = now
        concern.save(update_fields=["answered_at"])
        append(concern.stream, [fact("reporter.answered", viewer.ref, "S12", text=cleaned)], now)
        return concern
