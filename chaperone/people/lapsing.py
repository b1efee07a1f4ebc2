"""Until which day what somebody agreed to counts, when another text has followed it: plain rules, no database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from chaperone.people.periods import in_words
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

LAPSE_DAYS_MAXIMUM: Final = 92
NOT_AT_ALL: Final = date.min
WITHOUT_END: Final = date.max


class Words(NamedTuple):
    """One exact text: its version and the hash of its words."""

    version: str
    text_hash: str


class Asked(NamedTuple):
    """That everybody is asked for one exact text: the day it holds from, and the day from which no earlier text counts."""

    words: Words
    from_on: date
    lapses_on: date


@carries_out("S1", "Y1", "R3")
def counts_until(agreed: Collection[Words], asked: Sequence[Asked], in_force: Words, day: date) -> date:
    """Return the first day on which what somebody agreed to counts no more.

    An agreement counts while its text is in force. Once others have followed, it counts until the first of their days; a text of
    which nobody noted such a day yet ends it at once. Words we never asked for stand before all others.

    Args:
        agreed: every text this person has agreed to, in any order.
        asked: what people have been asked for under that name, the earliest first.
        in_force: the text that holds on ``day``.
        day: that is asked about (UTC); what holds later is no matter yet.

    Returns:
        ``WITHOUT_END`` while it is the text in force; ``NOT_AT_ALL`` for whoever agreed to nothing.
    """
    if in_force in agreed:
        return WITHOUT_END
    held = [one for one in asked if one.from_on <= day]
    places = {one.words: place for place, one in enumerate(held)}
    if not agreed or in_force not in places:
        return NOT_AT_ALL
    newest = max(places.get(words, -1) for words in agreed)
    return min((one.lapses_on for one in held[newest + 1 :]), default=NOT_AT_ALL)


def counts(agreed: Collection[Words], asked: Sequence[Asked], in_force: Words, day: date) -> bool:
    """Say whether what somebody agreed to counts on a day."""
    return day < counts_until(agreed, asked, in_force, day)


@carries_out("S1", "Y1", "R3")
def may_lapse_on(lapses_on: date, from_on: date, today: date) -> Verdict:
    """Say whether agreements to earlier texts may lapse on a day: not before the new text holds, not on a day that is over.

    Args:
        lapses_on: the first day on which only the new text counts.
        from_on: the day the new text holds from.
        today: the day it is (UTC).
    """
    if lapses_on < from_on:
        return Refused(
            "S1",
            f"The new text holds from {in_words(from_on)}, and nobody can agree to it before.",
            "Choose that day or a later one.",
        )
    if lapses_on < today:
        return Refused("S1", "That day is over.", "Choose today or a later day.")
    if lapses_on > max(from_on, today) + timedelta(days=LAPSE_DAYS_MAXIMUM):
        return Refused(
            "S1",
            f"That is more than {LAPSE_DAYS_MAXIMUM} days after it holds: people would act by an old text for too long.",
            "Choose an earlier day.",
        )
    return ALLOWED
