"""A concern is read, taken on and written in; each is an entry of its case."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaperone.concerns.actions.words import words_to_keep
from chaperone.concerns.clocks import triage_by
from chaperone.concerns.models import Concern
from chaperone.concerns.opened import OpenedCase, opened_case
from chaperone.concerns.queries import concern_for, concern_to_change, lead_count, reader_of
from chaperone.concerns.rules import NO_SUCH_CONCERN, may_acknowledge_concern
from chaperone.ledger.actions import append
from chaperone.ledger.facts import fact
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.in_force import pack_in_force
from chaperone.policy.refusal import Refused


def read_concern(viewer: Person, ref: str, now: datetime) -> OpenedCase | None:
    """Give this viewer the concern with its words, and write in the case that they read it.

    Returns:
        The opened case, or None if there is none for this viewer.
    """
    with transaction.atomic():
        concern = concern_for(viewer, ref, now)
        if concern is None:
            return None
        append(concern.stream, [fact("concern.read", viewer.ref)], now)
        decides = may_acknowledge_concern(reader_of(viewer, concern, now), lead_count(now.date()))
        return opened_case(concern, is_whole=not isinstance(decides, Refused))


@carries_out("R2")
def acknowledge_concern(viewer: Person, ref: str, now: datetime) -> Concern | Refused:
    """Take a concern on: it is theirs, and the clock of triage runs. Taking on what is taken on already changes nothing.

    Returns:
        The concern; or ``Refused`` if there is none for this viewer, or they are not lead, deputy, standing in or on its list.
    """
    with transaction.atomic():
        # Two people may press at once: the row is held, so the first has it.
        concern = concern_to_change(viewer, ref, now)
        if isinstance(concern, Refused) or concern.status != Concern.Status.WAITING:
            return concern
        concern.status, concern.acknowledged_at, concern.acknowledged_by = (
            Concern.Status.ACKNOWLEDGED,
            now,
            viewer,
        )
        concern.owner, concern.unowned_since = viewer, None
        concern.clock_due_at = triage_by(now, pack_in_force(settings.CHAPERONE_PACK, now).parameters)
        concern.save()
        append(concern.stream, [fact("concern.acknowledged", viewer.ref, "R2")], now)
        return concern


def note_action(viewer: Person, ref: str, text: str, now: datetime) -> Concern | Refused:
    """Write in the case what was done; the words are sealed there.

    Args:
        text: what was done, at most ``ACTION_LENGTH_LIMIT`` characters.

    Returns:
        The concern; or ``Refused`` if there is none for this viewer, or the text cannot be kept.
    """
    with transaction.atomic():
        concern = concern_for(viewer, ref, now)
        if concern is None:
            return NO_SUCH_CONCERN
        cleaned = words_to_keep(text)
        if isinstance(cleaned, Refused):
            return cleaned
        append(concern.stream, [fact("action.noted", viewer.ref, text=cleaned)], now)
        return concern
