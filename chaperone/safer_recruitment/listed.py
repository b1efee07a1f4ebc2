"""Finds in a row of a list the enhanced disclosure that it may name beside a colleague: number, day seen, day it runs out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from chaperone.people.candidates import Candidate
from chaperone.policy.refusal import Refused
from chaperone.safer_recruitment.rules import Kind, Seen

_WRITTEN: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%d.%m.%Y")
"""As spreadsheets write days: ISO (Excel's own come with a time), and as most of Europe does."""


def disclosure_in(candidate: Candidate) -> Seen | Refused | None:
    """Return the disclosure that a row names, None where it names none, or why it cannot be one."""
    cells = (candidate.check_number, candidate.check_seen, candidate.check_expires)
    if not any(cells):
        return None
    seen_on, expires_on = _day(candidate.check_seen), _day(candidate.check_expires)
    if not candidate.check_number or seen_on is None or expires_on is None:
        return Refused(
            "A3",
            "Its check is not complete, or a day in it is none.",
            "Write number, day seen and day it expires, the days like 2026-11-20; or leave all three empty.",
        )
    return Seen(Kind.DISCLOSURE, candidate.check_number, seen_on, expires_on)


def _day(text: str) -> date | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    return None
