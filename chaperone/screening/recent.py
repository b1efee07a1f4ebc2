"""A small memory of what was said a moment ago, so that a detail split over several messages or two seats is seen.

It lives in the room's memory for two minutes at most and is never written down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from chaperone.screening.types import Finding, Said, Utterance
from chaperone.screening.words import ranks

if TYPE_CHECKING:
    from chaperone.screening.engine import Engine
    from chaperone.screening.types import Context

REMEMBERED_SECONDS: Final = 120.0
REMEMBERED_MESSAGES: Final = 6
TAIL_CHARACTERS: Final = 80
"""Of each message only so much of its end is kept."""

SPLIT_MESSAGE_LIMIT: Final = 120
"""A longer message carries its details in itself; joining it with others costs time and finds nothing more."""

PIECE_LIMIT: Final = 60
"""Of a message longer than this only digits are read on from what was said before: as a sentence it stands for itself."""

LEAD_CHARACTERS: Final = 120
"""A message is read after so much of what was said before: pieces are short, and what stands further back is no piece of it."""

_PIECE: Final = re.compile(
    r"\d|[@＠]|\b(?:at|dot|com|co|uk|org|net|gmail|hotmail|outlook|icloud|yahoo"
    r"|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)\b",
    re.IGNORECASE,
)
"""What a message must hold to end a number or an address that another seat began."""

FEWEST_DIGITS: Final = 2
FEWEST_DIGITS_IN_A_SENTENCE: Final = 4
"""A sentence says how many and how old; a piece of a number in one is longer."""

_DIGITS: Final = re.compile(r"\d+")

LONGEST_LINK: Final = 12
_LINKS: Final = frozenset(
    [
        "then",
        "and",
        "and then",
        "n then",
        "next",
        "next bit",
        "then its",
        "now",
        "and",
        "with",
        "plus",
        "ok then",
    ]
)
"""Said between two pieces of one thing."""

_WORD_BROKEN_OFF: Final = re.compile(r"[^\W_]$")
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]{2,}$")
_FIRST_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")

ACROSS_SEATS: Final = frozenset({"phone", "email_address"})
"""Between two seats only these are pieced together: anything else two people say in turn is a conversation."""


def remember(
    recent: Sequence[Said], text: str, at_seconds: float, *, same_seat: bool = True
) -> tuple[Said, ...]:
    """Give the memory with one more message in it, old ones dropped.

    Args:
        recent: the memory so far, oldest first.
        text: what was said, as typed; only its tail is kept.
        at_seconds: when, on the room's clock.
        same_seat: whether the seat this memory belongs to said it.
    """
    kept = [said for said in recent if at_seconds - said.at_seconds <= REMEMBERED_SECONDS]
    return (*kept, Said(text[-TAIL_CHARACTERS:], at_seconds, same_seat))[-REMEMBERED_MESSAGES:]


def joined_with_recent(
    engine: Engine, utterance: Utterance, context: Context, recent: Sequence[Said], found: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Give ``found`` and what only shows when the message is read after the ones before it.

    A finding in the joined text counts if it begins before this message and ends in it; its span is then what lies in
    this message.
    """
    if len(utterance.text) > SPLIT_MESSAGE_LIMIT:
        return found
    labels = {finding.label for finding in found}
    more: list[Finding] = []
    of_all = [said.text for said in recent]
    ways: list[tuple[list[str], frozenset[str] | None]] = []
    if len(utterance.text) <= PIECE_LIMIT:
        own = _nearest([said.text for said in recent if said.same_seat and not _says_nothing(said.text)])
        ways.append((own, None))
    if _PIECE.search(utterance.text) or any(map(str.isnumeric, utterance.text)):
        # A number is pieced together past whatever was said between its parts.
        digits = [text for text in of_all if any(map(str.isdigit, text))]
        ways += [(_nearest(of_all), ACROSS_SEATS), (_nearest(digits), ACROSS_SEATS)]
    for number, (before, allowed) in enumerate(ways):
        if not before or any(before == earlier for earlier, _ in ways[:number]):
            continue
        lead = _run_on([*before, utterance.text])[: -len(utterance.text)]
        joined = engine.findings(replace(utterance, text=lead + utterance.text, subject=""), context)
        for finding in joined:
            crosses = finding.start < len(lead.rstrip()) and finding.end > len(lead)
            if crosses and finding.label not in labels and (allowed is None or finding.label in allowed):
                labels.add(finding.label)
                more.append(replace(finding, start=0, end=finding.end - len(lead), fixed_text=""))
    fewest = FEWEST_DIGITS if len(utterance.text) <= PIECE_LIMIT else FEWEST_DIGITS_IN_A_SENTENCE
    if "phone" not in labels and len("".join(_DIGITS.findall(utterance.text))) >= fewest:
        more += _digits_only(engine, utterance, context, of_all)
    return tuple(sorted((*found, *more), key=lambda finding: (finding.start, finding.end, finding.label)))


def _says_nothing(text: str) -> bool:
    """Say whether a message only leads to the next one."""
    return len(text) < LONGEST_LINK and text.strip(" .,:").lower() in _LINKS


def _run_on(texts: list[str]) -> str:
    """Join messages by spaces, or without one where a word was broken off in the middle: ``thir``, ``teen``."""
    whole = texts[0]
    for text in texts[1:]:
        gap = "" if _WORD_BROKEN_OFF.search(whole) and _is_rest_of_word(whole, text) else " "
        whole += gap + text
    return whole


def _is_rest_of_word(before: str, text: str) -> bool:
    if text[:1] in "._":
        return True
    first, rest = _LAST_LETTERS.search(before), _FIRST_LETTERS.match(text)
    if first is None or rest is None:
        return False
    one, two = first[0].lower(), rest[0].lower()
    known = ranks()
    return one + two in known and (one not in known or two not in known or two == "teen")


def _nearest(texts: list[str]) -> list[str]:
    """Give the newest of these texts, as many as the lead has room for; always the last one."""
    room = LEAD_CHARACTERS
    for number, text in enumerate(reversed(texts)):
        room -= len(text) + 1
        if room < 0 and number > 0:
            return texts[len(texts) - number :]
    return texts


def _digits_only(engine: Engine, utterance: Utterance, context: Context, before: list[str]) -> list[Finding]:
    """``first bit 07700``, ``then 900``, ``last bit 123``: the digits alone make a number."""
    last = _DIGITS.findall(utterance.text)
    parts = [part for text in before for part in _DIGITS.findall(text)]
    if not parts:
        return []
    alone = replace(utterance, text=" ".join((*parts, *last)), subject="")
    earlier = len(" ".join(parts))
    return [
        replace(finding, start=0, end=len(utterance.text), fixed_text="")
        for finding in engine.findings(alone, context)
        if finding.label == "phone" and finding.start < earlier < finding.end
    ][:1]
