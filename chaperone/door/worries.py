""" "I'm worried": from a seat's page to the safeguarding lead's queue, in every phase of a session and without the live room."""

from __future__ import annotations

from datetime import datetime

from chaperone.concerns.actions import raise_concern
from chaperone.door.rooms import current_rooms
from chaperone.policy.clauses import carries_out
from chaperone.sessions.models import Seat


@carries_out("U4", "Y11")
def raise_worry(seat: Seat, words: str, now: datetime) -> str:
    """Put a young person's worry before the safeguarding lead and their own school's teachers, never one adult alone.

    Args:
        seat: where it came from; no name is known or asked.
        words: what they wrote; may be empty, because pressing the button is enough.
        now: the time, UTC.

    Returns:
        The concern's reference. It is durable when this returns; an error is raised otherwise, so that nobody is told that it
        worked when it did not.
    """
    concern = raise_concern("room", seat.school.ref, seat.session.ref, seat.ref, words, now)
    rooms = current_rooms()
    if rooms is not None:
        rooms.note_worry(seat.session.ref, seat.ref, concern.ref)
    return concern.ref
