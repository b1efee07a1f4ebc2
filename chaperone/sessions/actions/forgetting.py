"""Forgets a session when its records' time is over (M11, M12): what it was about and who sat where go; that it was stays."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import RetiredCode, Session

FORGOTTEN_TITLE: Final = "Records destroyed"
FORGOTTEN_PURPOSE: Final = "The records of this session were destroyed when their time was over."


@carries_out("M11", "M12")
def forget_session(session: Session, now: datetime) -> None:
    """Remove all that is kept of a session beside the ledger, in the caller's transaction.

    Seats with their codes and join names, schools, staff and teachers of the session are deleted, title and purpose replaced. The
    row itself stays, so that its ref is never given again and the ledger's streams still belong to something. A session that nobody
    closed is at its end too: without notes it is closed now, and if nobody ever came, it is written down as cancelled.

    Whether its time is over is not asked here: ``records.actions`` asks, and puts it on record.
    """
    RetiredCode.objects.filter(seat__session=session).delete()
    for kept in (session.rules_told, session.seats, session.teachers, session.staff, session.schools):
        kept.all().delete()
    session.title, session.purpose = FORGOTTEN_TITLE, FORGOTTEN_PURPOSE
    if session.status == Session.Status.PLANNED:
        if session.opened_at is None and session.ended_at is None and session.notes_written_at is None:
            session.status, session.cancelled_at = Session.Status.CANCELLED, now
        else:
            session.status, session.closed_at = Session.Status.CLOSED, now
            session.notes_written_at = session.notes_written_at or now
    session.save()
