"""Letters that do not go after all: what they were about has changed, or their reader has left."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaperone.outbox.models import Enclosure, Letter
from chaperone.outbox.queries import WAITING
from chaperone.outbox.rules import without_sign_in_tokens


def cancel_due(about: str, kind: str, now: datetime) -> int:
    """Cancel the letters about one thing that have not left, and return how many; one being sent right now will go.

    Args:
        about: such as ``"session/ab12cd34ef"``.
        kind: only letters of this kind; ``""`` for all kinds.
    """
    waiting = Letter.objects.filter(WAITING, about=about).exclude(claimed_until__gt=now)
    if kind:
        waiting = waiting.filter(kind=kind)
    with transaction.atomic():
        letters = list(waiting.select_for_update())
        for letter in letters:
            close(letter, cancelled_at=now)
    return len(letters)


def cancel_letter(letter: Letter, now: datetime) -> bool:
    """Cancel one letter unless it has left or is leaving; return whether it was cancelled."""
    with transaction.atomic():
        free = (
            Letter.objects.select_for_update()
            .filter(WAITING, pk=letter.pk)
            .exclude(claimed_until__gt=now)
            .first()
        )
        if free is not None:
            close(free, cancelled_at=now)
    return free is not None


def cancel_letters_to(address: str, now: datetime) -> int:
    """Cancel every letter that waits for this reader alone, as when somebody has left, and take them off those for several.

    A letter that waits for others too goes to those others; one being sent right now will go.

    Returns:
        How many letters were cancelled or changed.
    """
    gone, changed = address.lower(), 0
    with transaction.atomic():
        for letter in Letter.objects.select_for_update().filter(WAITING).exclude(claimed_until__gt=now):
            if gone not in {reader.lower() for reader in letter.envelope}:
                continue
            others = [reader for reader in letter.envelope if reader.lower() != gone]
            if others:
                field = "to" if letter.copy_of_id is None else "copied_to"
                Letter.objects.filter(pk=letter.pk).update(**{field: others})
            else:
                close(letter, cancelled_at=now)
            changed += 1
    return changed


def close(letter: Letter, **ending: object) -> None:
    """Write how the letter ended, and drop what nobody needs any more: its files, and the secrets in its links."""
    Letter.objects.filter(pk=letter.pk).update(
        claim="",
        claimed_until=None,
        text=without_sign_in_tokens(letter.text),
        html=without_sign_in_tokens(letter.html),
        **{"last_error": "", **ending},
    )
    Enclosure.objects.filter(letter=letter.pk).update(content=b"")
