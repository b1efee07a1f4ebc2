"""What somebody who leaves hands over: the sessions to come that they are planned for, and the notes they owe."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from chaperone.people.models import Person
from chaperone.sessions.models import Session


class HandedOver(NamedTuple):
    """Sessions that somebody else must take on."""

    to_come: tuple[Session, ...]
    notes_owed: tuple[Session, ...]


def sessions_to_hand_over(person: Person, now: datetime) -> HandedOver:
    """Return the sessions of this person, staff or teacher, that somebody else must take on when they leave."""
    serves = Q(staff__person=person)
    teaches = Q(teachers__teacher__person=person, teachers__replaced_at=None)
    planned = Session.objects.filter(status=Session.Status.PLANNED)
    to_come = planned.filter(serves | teaches, ended_at=None).order_by("starts_at", "pk").distinct()
    owed = planned.filter(host=person, notes_written_at=None).filter(
        Q(ended_at__isnull=False) | Q(starts_at__lt=now)
    )
    to_come_now = tuple(session for session in to_come if session.ends_at > now)
    return HandedOver(to_come_now, tuple(owed.order_by("starts_at", "pk")))
