"""The words of the access table: what a visitor can be, what a row says of a page, and how fresh a second step must be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Who(StrEnum):
    """What a visitor can be towards the thing a page is about. One visitor is usually several of these at once."""

    ANYONE = "anyone"
    ANYONE_IN_THE_DEMO = "anyone, while this is the demo"
    ANYONE_BEFORE_SET_UP = "anyone, until the first set-up is over"
    SETS_UP = "whoever opened the first set-up with the secret from the console, until it is over"
    SEAT = "any seat that came in by its code"
    SEAT_ONCE = "any seat, even one whose code was replaced since"
    SEAT_OF_SESSION = "a seat of this session"
    SEAT_ONCE_OF_SESSION = "a seat of this session, even one whose code was replaced since"
    SIGNED_IN = "any adult who signed in"
    OWES_STEP = "an adult who opened their link and still has to show their second step"
    OWES_SET_UP = "an adult of the organisation who opened their link and still has to set a second step up"
    OWES_CODE = "an adult who opened their link and still has to type the code from our letter"
    STAFF = "any member of staff"
    FACILITATOR = "a facilitator"
    ADMINISTRATOR = "an administrator"
    TRUSTEE = "a trustee"
    PRESENCE = "the online-presence lead or a supervisor"
    SAFEGUARDING = "the safeguarding lead or a deputy"
    READS_CONCERNS = "whoever reads concerns: lead and deputy, who stands in while one is missing, who is on a concern's list"
    STAFF_OF_SESSION = "staff of this session"
    FACILITATOR_OF_SESSION = "a facilitator of this session"
    MAY_CHANGE_SESSION = "its facilitator, an administrator, the safeguarding lead or a deputy"
    TEACHER = "any teacher"
    TEACHER_OF_SESSION = "a teacher of this session"


READ = ("GET",)
WRITE = ("POST",)
FORM = ("GET", "POST")

# Pages that exist for a time or in one place only: whoever may not is told nothing, not even where to sign in.
GONE_WITHOUT_A_WORD = frozenset({Who.ANYONE_IN_THE_DEMO, Who.ANYONE_BEFORE_SET_UP, Who.SETS_UP})


@dataclass(frozen=True, slots=True)
class Row:
    """One page and who may ask for it.

    Attributes:
        route: the name of the page in ``urls.py``.
        methods: what it answers to; ``GET`` never changes anything that matters.
        who: whoever is one of these may.
        clause: the policy clause that says so, where one does.
        sees: what the page is for, in a few words.
        fresh_minutes: the second step must have been shown within so many minutes; 0 where the sign-in is enough. Who has no
            second step, and need not have one (a teacher), is not asked.
    """

    route: str
    methods: tuple[str, ...]
    who: frozenset[Who]
    clause: str
    sees: str
    fresh_minutes: int = 0


def row(
    route: str, methods: tuple[str, ...], who: tuple[Who, ...], clause: str, sees: str, fresh: int = 0
) -> Row:
    """Return a row; ``fresh`` is its ``fresh_minutes``."""
    return Row(route, methods, frozenset(who), clause, sees, fresh)


# What is sealed about young people, what they worry about, and who is who: not for whoever finds a laptop open.
FRESH: Final = 30
# A recording is watched for longer than that; the page around it has asked.
WATCHING: Final = 240
