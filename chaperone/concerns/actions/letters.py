"""The letters about a concern: they say that there is something to read, and nothing of what."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from chaperone.concerns.models import Concern
from chaperone.outbox.actions import LetterUnsound, post
from chaperone.people.models import Person

LETTER_KIND: Final = "concern"
RAISED: Final = "A concern has been raised"
CALLED: Final = "A concern is waiting too long"
HANDED: Final = "A concern has been given to you"
_TEXTS: Final = {
    RAISED: "A concern has been raised. Sign in to read it:\n\n{address}\n",
    CALLED: "The time for a concern has run out, and you are asked to step in. Sign in to read it:\n\n{address}\n",
    HANDED: "A concern has been given to you. Sign in to read it:\n\n{address}\n",
}


def write_to(person: Person, concern: Concern, subject: str, now: datetime) -> bool:
    """Queue a letter without content; an unsound address must not undo what happened to the concern itself.

    Args:
        subject: one of ``RAISED``, ``CALLED``, ``HANDED``.

    Returns:
        Whether there will be a letter.
    """
    text = _TEXTS[subject].format(address=settings.CHAPERONE_PUBLIC_URL)
    try:
        post([person.email], subject, text, now=now, about=concern.stream, kind=LETTER_KIND)
    except LetterUnsound:
        return False
    return True
