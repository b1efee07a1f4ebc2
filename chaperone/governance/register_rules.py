"""Who keeps the registers of linked policies and of the law, and what an entry must say; plain rules, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from chaperone.governance.rules import WRITES
from chaperone.people.rules import Asker, is_plain_line, may_be_called
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

LINE_LENGTH_LIMIT: Final = 300
NOTE_LENGTH_LIMIT: Final = 500
AHEAD_DAYS_MAXIMUM: Final = 3 * 366
NO_SUCH_ENTRY: Final = Refused("U3", "There is no such entry.", "Go back to the list.")


@dataclass(frozen=True, slots=True)
class LinkedWords:
    """What an entry of the register of linked policies says."""

    name: str
    where_covered: str
    place: str
    next_review_on: date


def may_keep_registers(asker: Asker) -> Verdict:
    """Say whether the asker may write into the registers: the lead, the deputy or an administrator."""
    if asker.roles is None or asker.roles & WRITES:
        return ALLOWED
    return Refused(
        "U3", "These lists are not yours to keep.", "Ask the safeguarding lead or an administrator."
    )


@carries_out("U3")
def is_whole_entry(words: LinkedWords, today: date) -> Verdict:
    """Say whether an entry says all it must: its name, where online safety is covered, where it lies, and a day to come."""
    verdict = may_be_called(words.name)
    if not verdict:
        return verdict
    if not is_plain_line(words.where_covered, LINE_LENGTH_LIMIT):
        return Refused(
            "U3", "Say where it covers online safety.", "Such as “section 4, page 7”, on one line."
        )
    if not is_plain_line(words.place, LINE_LENGTH_LIMIT):
        return Refused("U3", "Say where the policy is.", "A link, or a place, on one line.")
    if not 0 <= (words.next_review_on - today).days <= AHEAD_DAYS_MAXIMUM:
        return Refused(
            "U3", "The next review is on a day to come, within three years.", "Choose another day."
        )
    return ALLOWED


@carries_out("U3")
def may_confirm(asker: Asker, owner_id: int) -> Verdict:
    """Say whether the asker may confirm a linked policy: its owner, or whoever keeps the register."""
    return ALLOWED if asker.person_id == owner_id else may_keep_registers(asker)


@carries_out("A3")
def may_note_check(asker: Asker, note: str) -> Verdict:
    """Say whether the asker may note that a source of law was looked at, with these words."""
    verdict = may_keep_registers(asker)
    if verdict and note.strip() and not is_plain_line(note, NOTE_LENGTH_LIMIT):
        return Refused(
            "A3", "The note is one line of ordinary characters.", f"At most {NOTE_LENGTH_LIMIT} of them."
        )
    return verdict
