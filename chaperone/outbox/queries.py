"""What may be seen of letters: which wait, which went, and what was posted about one thing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from chaperone.outbox.models import Letter

WAITING = Q(sent_at=None, cancelled_at=None, gave_up_at=None)


def letters_about(about: str) -> QuerySet[Letter]:
    """Return the letters about one thing (``"session/ab12cd34ef"``), oldest first; the caller has checked who asks."""
    return Letter.objects.filter(about=about).order_by("created_at", "pk")


def letters_to_try(now: datetime) -> QuerySet[Letter]:
    """Return the letters that are due and that nobody is sending at this moment, longest due first."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return Letter.objects.filter(WAITING, free, next_try_at__lte=now).order_by("next_try_at", "pk")


def letters_given_up() -> QuerySet[Letter]:
    """Return the letters that could not be sent in all their tries: somebody must look at them."""
    return Letter.objects.filter(gave_up_at__isnull=False).order_by("-gave_up_at", "-pk")
