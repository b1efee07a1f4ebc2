"""Finds telephone numbers, however spaced, and leaves helplines, dates, scores, decimals and lists alone (Y7, M1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from chaperone.screening.linear import Expression
from chaperone.screening.numerals import WORDS, runs
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.types import Context

# What people put between the digits of a number; at most three in a row.
_GAP: Final = r"[\s().,;:\-‐‑–—~_*/|·•]{0,3}"

FEWEST_DIGITS: Final = 9
"""Digits below which nothing is taken for a telephone number."""

CANDIDATES_LIMIT: Final = 1000
"""So many near-numbers in one text are looked at closely; any further one counts as a number, so that time is bounded."""

_CANDIDATE: Final = re.compile(
    rf"(?<![\d+])(?:"
    rf"\+{_GAP}[1-9](?:{_GAP}\d){{8,13}}"  # +44 7700 900123, and other countries
    rf"|00{_GAP}[1-9](?:{_GAP}\d){{9,13}}"  # 0044 7700 900123
    rf"|0{_GAP}[1-9](?:{_GAP}\d){{8,9}}"  # 07700 900123, 020 7946 0958, and one digit short
    rf"|7{_GAP}[1-9](?:{_GAP}\d){{8}}"  # 7700 900123: the nought forgotten
    rf")(?!\d)"
)

_DATE: Final = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
)
_TIME: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)")
_LONGEST_DATE: Final = 10  # characters
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+(?<=000)")
_DECIMAL: Final = re.compile(r"0\.(?!7[1-9]\d{8}\b)\d+|[1-9]\d*\.\d+")
_SCORES: Final = re.compile(
    r"(?:0|[1-9]\d?)[-–:](?:0|[1-9]\d?)(?:[\s,;]{1,3}(?:0|[1-9]\d?)[-–:](?:0|[1-9]\d?))+"
)
READ_FOR_WORDS: Final = frozenset({"joined", "leet", "reversed", "turned", "stretched"})
_NUMBER_IN_DIGITS: Final = re.compile(
    r"(?:\+|00)44(?:0?)[1-9]\d{8,9}|\+\d{10,13}|0[1-37-9]\d{8,9}(?!\d{3})|(?<!\d)7[1-9]\d{8}(?!\d)"
)
_WHOLE_NUMBER: Final = re.compile(r"07\d{9}|7[1-9]\d{8}")
_ELEVEN: Final = re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{8}}{_GAP}7{_GAP}0(?!\d)")
_MOBILE: Final = re.compile(r"07[1-9]\d{8}")
_COUNTING: Final = "01234567890123456789"
_BOOK_NUMBER: Final = re.compile(r"isbn\W{0,4}$")


@lru_cache(maxsize=256)
def _known_numbers(context: Context) -> re.Pattern[str]:
    known = {
        _national(re.sub(r"\D", "", number)) for number in (*context.helplines, *context.official_numbers)
    }
    known.discard("")
    # One after another counts too: "0800 1111, 999 or 101" runs together into one candidate.
    return re.compile(
        "(?:" + "|".join(sorted(map(re.escape, known), key=len, reverse=True) or ["(?!)"]) + ")+"
    )


def _national(digits: str) -> str:
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) >= 11:
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


def _is_a_rising_or_falling_list(raw: str) -> bool:
    """Tell ``0, 2, 4, 6, 8, 10, 12, 14`` from a number typed digit by digit."""
    groups = re.findall(r"\d+", raw)
    if len(groups) < 4 or any(len(group) > 1 and group[0] == "0" for group in groups):
        return False
    values = [int(group) for group in groups]
    steps = [later - earlier for earlier, later in pairwise(values)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _is_mostly_dates(folded: str, start: int, end: int) -> bool:
    """Tell ``19.01.2025 09:30`` from a number: without its dates and times too few digits are left."""
    window = folded[max(0, start - _LONGEST_DATE) : end + _LONGEST_DATE]
    if not _DATE.search(window):
        return False
    rest = _TIME.sub("", _DATE.sub("", window))
    return sum(character.isdigit() for character in rest) < FEWEST_DIGITS


def _reads_as_something_else(raw: str, digits: str) -> bool:
    return (
        any(shape.fullmatch(raw) for shape in (_THOUSANDS, _DECIMAL, _SCORES))
        or digits in _COUNTING
        or digits in _COUNTING[::-1]
        or _is_a_rising_or_falling_list(raw)
    )


def _is_harmless(match: re.Match[str], known: re.Pattern[str]) -> bool:
    raw = match.group()
    digits = re.sub(r"\D", "", raw)
    return (
        known.fullmatch(_national(digits)) is not None
        or _reads_as_something_else(raw, digits)
        or _is_mostly_dates(match.string, *match.span())
        or _BOOK_NUMBER.search(match.string, max(0, match.start() - 12), match.start()) is not None
    )


REACH: Final = 90
_WORD: Final = rf"(?:{'|'.join(word for word in WORDS if word != 'o')}|\bo|double|triple|treble|dbl)"
_AND: Final = r"(?:[^a-z0-9]{0,3}|[, ]{1,2}(?:and|then|hundred)[, ]{0,2})"

_MIXED: Final = (
    rf"(?:{_WORD}{_AND}(?:{_WORD}|[0-9]+)|[0-9]{_AND}{_WORD}){_AND}(?:{_WORD}|[0-9])",
    r"[0-9][oilszbg]{1,3}[^a-z]{1,9}[0-9oilszbg]",
    r"[oilszbg]{1,2}[0-9][^a-z]{0,9}[0-9oilszbg]",
    r"[0-9] (?:and|then|dash|space|comma|next) [0-9]",
)
_SIGNS: Final = tuple(map(Expression, _MIXED))


def _in_figures(folded: str, context: Context) -> Iterator[tuple[int, int]]:
    known = _known_numbers(context)
    for count, match in enumerate(_CANDIDATE.finditer(folded)):
        if count >= CANDIDATES_LIMIT or not _is_harmless(match, known):
            yield match.span()


def _spelled(folded: str, context: Context) -> Iterator[tuple[int, int]]:
    """Numbers with words or letters among their figures: "oh double seven", "O77OO"; sought where a few of them are together."""
    known = _known_numbers(context)
    for left, right in _around(sorted(span for sign in _SIGNS for span in sign.spans(folded)), len(folded)):
        for run in runs(folded[left:right]):
            found = (
                _NUMBER_IN_DIGITS.search(run.digits) if run.worded else _WHOLE_NUMBER.fullmatch(run.digits)
            )
            if found and not known.fullmatch(_national(found[0].lstrip("+"))) and found[0] not in _COUNTING:
                yield left + run.start, left + run.end


def _around(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Widen the places by the length of a number in words, and join those that meet."""
    wide: list[tuple[int, int]] = []
    for start, end in spans:
        left, right = max(0, start - REACH), min(length, end + REACH)
        if wide and left <= wide[-1][1]:
            wide[-1] = (wide[-1][0], max(right, wide[-1][1]))
        else:
            wide.append((left, right))
    return wide


def _back_to_front(folded: str) -> Iterator[tuple[int, int]]:
    """A mobile number typed from its end: ``321009 00770``."""
    for match in _ELEVEN.finditer(folded):
        digits = re.sub(r"\D", "", match[0])
        if _MOBILE.fullmatch(digits[::-1]) and not digits.startswith("0"):
            yield match.span()


def find_phone_numbers(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of telephone numbers in any writing, known helplines and official numbers left out."""
    plain = situation.plain
    for start, end in (*_in_figures(plain.text, situation.context), *_back_to_front(plain.text)):
        yield plain.as_typed(start, end)
    for view in situation.views:
        if view is plain or view.name in READ_FOR_WORDS:
            for start, end in _spelled(view.text, situation.context):
                yield view.as_typed(start, end)


PHONE: Final = Rule(
    id="phone",
    label="phone",
    clause="Y7",
    staff_clause="S6",
    find=find_phone_numbers,
    looks_for=(r"[0-9](?:[^a-z0-9]{0,3}[0-9]){8}", *_MIXED),
    yields_to=("email_address", "link"),
    cues=(
        *"0123456789",
        *(word for word in WORDS if len(word) > 3),
        "oh",
        "dbl",
        "double",
        "treble",
        "triple",
        "hundred",
    ),
    sentence="That looks like a phone number. Not sent.",
    next_step="Say it again without the number. We cannot keep it.",
    catches=(
        "my number is 07700 900123",
        "07700900612 pls dont prank call",
        "07700.900.123",
        "0 77 00 90 06 56",
        "0~7~7~0~0~9~0~0~6~6~7",
        "0, 7, 7, 0, 0, 9, 0, 0, 1, 2, 3",
        "whatsapp +447700900623",
        "+44 (0)7700 900123",
        "0044 7700 900 123",
        "grandads house phone 0131 496 0733",
        "(020) 7946 0958",
        "7700 900123 with a 0 in front",
        "+972 50 555 0123",
        "at 09.15 07700 900123",
        "on 07/10/2023 ring 07700 900123",
        "07/10/2023 07700 900123",
        "0️⃣7️⃣7️⃣0️⃣0️⃣ 9️⃣0️⃣0️⃣ 6️⃣1️⃣4️⃣",
        "۰۷۷۰۰۹۰۰۶۰۳",
        "０７７００９００６９０",
        "0800 1111 or mine 07700 900123",
        "zero seven, seven zero zero, nine zero zero, six three four",
        "o double seven double o then nine hundred then six four five",
        "o7seven00 900 6eight9",
        "O77O0 9O0 67B",
        "plus four four seven seven hundred nine hundred one two three",
        "zero siedem siedem zero zero dziewiec zero zero jeden dwa trzy",
        "z3ro s3ven s3ven z3ro z3ro n1ne z3ro z3ro one two three",
        "backwards its 321009 00770",
    ),
    leaves=(
        "Childline is 0800 1111, or 999",
        "0800 1111, 999 or 101",
        "0800 1111, 999",
        "nspcc is 0808 800 5000 its on the poster",
        "its 5-4 on penalties",
        "0-1, 2-1, 3-0, 0-0, 1-1",
        "1917 1922 1939 1948",
        "from 07/10/2023 to 19.01.2025 09:30",
        "01.02.2023 09.15",
        "trains at 17:42 and 18:12",
        "2,300,000 people in that tiny place",
        "8 000 000 000 people",
        "7,800,000,000 people",
        "pi to ten digits 3.1415926535",
        "0.3333333333",
        "0, 2, 4, 6, 8, 10, 12, 14",
        "0123456789",
        "isbn 978-1-4088-5565-2",
        "isbn 0-14-103614-4",
        "Booking 07700 is confirmed",
        "resolution 338 and 1701 came later",
        "2^10 = 1024 and 2^20 = 1048576",
        "1️⃣ yes ❌ no",
        "one two three four five six seven eight nine ten",
        "zero one two three four five six seven eight nine",
        "nineteen forty eight then nineteen sixty seven then nineteen seventy three",
        "my nan had seven kids, nine cats, two dogs, one goat, six hens and zero money",
    ),
)
