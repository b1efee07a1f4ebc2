"""How many seats there may be, and when a code opens one: plain rules, no database, in words young people understand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.plan import SeatKind
from chaperone.sessions.rules import SessionFacts
from chaperone.sessions.school_time import moment_in_words

SEATS_HIGHEST: Final = 1200
CLASS_HIGHEST: Final = 300
# A seat's code still opens it this long after the planned end, for a session that runs over.
LATE_MINUTES: Final = 60
# One browser may try this many codes in a window; a whole school shares an address, so addresses are never counted.
TRIES_PER_BROWSER: Final = 8
BROWSER_WINDOW_SECONDS: Final = 300
# All browsers together may be wrong this often in a window: far above a school hall of clumsy fingers, and so few that guessing
# one of 1,200 live codes (40 bits) would take more than three years of nothing else. A guesser who throws cookies away meets it.
WRONG_CODES_TOGETHER: Final = 600
# Above it, only a browser that has opened the page and tried nothing yet may try, once: a flood must not keep honest pupils out.
# Each guess then costs two requests, and above this number the door is shut to all: guessing takes two months of nothing else.
WRONG_CODES_IN_A_FLOOD: Final = 6000
TOGETHER_WINDOW_SECONDS: Final = 60

UNKNOWN_CODE: Final = Refused(
    "Y8", "We don't know that code.", "Check the letters and numbers, or ask your teacher."
)
USED_CODE: Final = Refused("Y8", "That code has been used.", "Ask your teacher for a new one.")


@dataclass(frozen=True, slots=True)
class SeatsAsked:
    """So many seats of one kind; ``pupils`` is how many pupils sit behind each (1 for individual seats)."""

    kind: SeatKind
    count: int = 1
    pupils: int = 1


@carries_out("Y8", "M1")
def may_add_seats(asked: Sequence[SeatsAsked], made: int, teacher_screens: int) -> Verdict:
    """Say whether a school may get these seats: pupils hold seats, so a number is all that is asked for.

    Args:
        asked: kinds and numbers.
        made: seats the session has had so far.
        teacher_screens: teacher's own screens this school has now.
    """
    if not asked:
        return Refused("Y8", "No seats were asked for.", "Say how many.")
    for seats in asked:
        if seats.count < 1 or made + sum(s.count for s in asked) > SEATS_HIGHEST:
            return Refused("Y8", f"A session has from 1 to {SEATS_HIGHEST} seats.", "Ask for fewer.")
        if seats.kind is SeatKind.INDIVIDUAL and seats.pupils != 1:
            return Refused(
                "Y8", "One pupil sits at an individual seat.", "Choose a classroom screen for a class."
            )
        if not 1 <= seats.pupils <= CLASS_HIGHEST:
            return Refused("Y8", f"From 1 to {CLASS_HIGHEST} pupils can share a screen.", "Check the number.")
    if teacher_screens + sum(s.count for s in asked if s.kind is SeatKind.TEACHER_SCREEN) > 1:
        return Refused("Y8", "A school has one teacher's own screen.", "Add a classroom screen instead.")
    return ALLOWED


@carries_out("Y8")
def may_replace_code(kind: SeatKind, is_withdrawn: bool) -> Verdict:
    """Say whether a seat can get a new code: the teacher's own screen has none, and a withdrawn seat needs none."""
    if is_withdrawn:
        return Refused("Y8", "That seat has been taken away.", "Add a seat instead.")
    if kind is SeatKind.TEACHER_SCREEN:
        return Refused(
            "Y8", "The teacher's own screen has no code.", "The teacher opens it after signing in."
        )
    return ALLOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """What is known of the seat that a code belongs, or belonged, to."""

    session: SessionFacts
    zone: str
    is_claimed: bool
    is_withdrawn: bool
    is_replaced: bool  # the code was the seat's once, and a newer one took its place


@carries_out("Y8")
def may_claim_seat(code: CodeFacts | None, opens_minutes: int, now: datetime) -> Verdict:
    """Say whether a code opens its seat at ``now``: once, for its own session, from shortly before until its end.

    Args:
        code: what is known of it; None when no seat ever had that code.
        opens_minutes: how long before the start codes begin to work.
    """
    if code is None:
        return UNKNOWN_CODE
    session = code.session
    if session.status == "cancelled":
        return Refused("Y8", "This session has been cancelled.", "Ask your teacher what happens instead.")
    if (
        session.status == "closed"
        or session.ended_at
        or now > session.ends_at + timedelta(minutes=LATE_MINUTES)
    ):
        return Refused("Y8", "This session is over, so its codes no longer work.", "Ask your teacher.")
    if code.is_replaced:
        return Refused("Y8", "That code was replaced by a new one.", "Ask your teacher for the new one.")
    if code.is_withdrawn:
        return Refused("Y8", "That seat has been taken away.", "Ask your teacher for another code.")
    if code.is_claimed:
        return USED_CODE
    opens_at = session.starts_at - timedelta(minutes=opens_minutes)
    if now < opens_at:
        return Refused(
            "Y8", "It is too early for that code.", f"Come back on {moment_in_words(opens_at, code.zone)}."
        )
    return ALLOWED


def too_many_tries(now: datetime) -> Refused:
    """Return the answer to a browser that has tried too many codes in this window."""
    left = BROWSER_WINDOW_SECONDS - int(now.timestamp()) % BROWSER_WINDOW_SECONDS
    wait = "a minute" if left <= 60 else f"{-(-left // 60)} minutes"
    return Refused(
        "Y8",
        f"That was a lot of codes. Please wait {wait}.",
        "Ask your teacher to look at the code with you.",
    )


def too_many_together() -> Refused:
    """Return the answer to everybody while somebody, somewhere, is guessing codes by the hundred."""
    return Refused(
        "Y8", "Too many wrong codes are coming in just now.", "Wait a minute, then type your code again."
    )
