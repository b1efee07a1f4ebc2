"""Has somebody of staff checked as safer recruitment asks, for tests whose people serve in sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from chaperone.people.models import Person
from chaperone.policy.refusal import Refused
from chaperone.safer_recruitment.actions import write_down
from chaperone.safer_recruitment.rules import Kind, Seen

A_LONG_TIME = timedelta(days=1090)


def checked(person: Person, now: datetime) -> Person:
    """Write down made-up checks that have been in date for a while and stay so, and return the person."""
    seen_on = now.date() - timedelta(days=1)
    for seen in (
        Seen(Kind.DISCLOSURE, "TEST 000", seen_on, seen_on + A_LONG_TIME),
        Seen(Kind.REFERENCE, "a former line manager", seen_on),
        Seen(Kind.REFERENCE, "a former colleague", seen_on),
        Seen(Kind.INDUCTION, "a morning with the lead", seen_on),
    ):
        written = write_down(person, seen, None, now)
        assert not isinstance(written, Refused), written
    return person
