"""Finds e-mail addresses, also with "at" and "dot" spelled out, and leaves the organisation's own alone (Y7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chaperone.screening.linear import Expression
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.types import Context

LOCAL_PART_LIMIT: Final = 64
"""Characters before the @, as the mail standard has it; no search looks back further."""

_LABEL: Final = r"[^\W_][\w-]{0,62}"
_SIGN: Final = rf"@(?:{_LABEL}\.){{1,6}}[^\W\d_]{{2,24}}"
_AT: Final = (
    r"\s{0,2}(?:[\[({<_*-]{1,2}\s?(?:at|@|a)\s?[\])}>_*-]{1,2}|(?<=\s)(?:(?:the )?(?:at|a)[ -](?:sign|symbol)|at|"
    r"arroba|malpa|@)(?=\s)|@)\s{0,2}"
)
_DOT: Final = (
    r"\s{0,2}(?:[\[({<_*-]{1,2}\s?(?:dot|\.|d0t)\s?[\])}>_*-]{1,2}|(?<=\s)(?:dot|d0t|full ?stop|point|period|kropka|"
    r"punto)(?=\s)|\.|,)\s{0,2}"
)
_ENDING: Final = r"(?:com|co|org|net|uk|me|io|edu|gov|info|live|ac|sch|email)"
_PROVIDER: Final = (
    r"(?:g(?:ee)?[ -]?mail|google[ -]?mail|hot[ -]?mail|outlook|yahoo|i[ -]?cloud|proton(?:mail)?|ymail|aol"
    r"|live|msn|gmx|btinternet|fastmail)"
)
# Spelled out, only a known mail house with its ending, or a spelled "dot" before an ending, makes an address:
# "look at that.me too" is none.
_SPELLED: Final = (
    rf"{_AT}(?:{_PROVIDER}{_DOT}{_ENDING}"
    rf"|{_LABEL}\s{{0,2}}(?:[\[({{<]\s?(?:dot|\.)\s?[\])}}>]|(?<=\s)dot(?=\s))\s{{0,2}}{_ENDING})"
    rf"(?:{_DOT}{_ENDING})?\b"
)
_AFTER_LOCAL_PART: Final = re.compile(rf"(?<=[\w.+%'-])(?:{_SIGN}|{_SPELLED})")
_LOCAL_PART: Final = re.compile(r"(?:[\w+%'-]|[.](?=[\w+%'-])|\s(?:dot|underscore)\s)+\.?$")


def _start_of_local_part(folded: str, end: int) -> int:
    """Walk back over the mailbox name that ends at ``end``, at most its limit."""
    left = max(0, end - LOCAL_PART_LIMIT)
    match = _LOCAL_PART.search(folded[left:end])
    return left + match.start() if match else end - 1


# Without an ending, or with one run together: only beside the word e-mail, or where the mailbox looks like one.
_WITHOUT_ENDING: Final = Expression(
    rf"\b(?:e-?mail|mail|gmail|inbox)(?: me)?(?: addy| address)? ?(?:is|at|on|:|=|-|to) ?[\w.+-]{{3,64}} ?(?:@|at|"
    rf"on) ?{_PROVIDER}\b"
    rf"|[\w+-]{{1,30}}(?:[._]|[a-z]\d)[\w.+-]{{1,30}} ?(?:@| at ) ?{_PROVIDER}\b"
    rf"|[\w.+-]{{3,64}} ?@ ?{_PROVIDER}\b"
    rf"|[\w.+-]{{3,64}}at{_PROVIDER}dot(?:com|co|net|me)"
    r"|\b(?:gmail|hotmail|icloud|outlook|yahoo|e-?mail) is [\w+-]*[._\d][\w.+-]*[\w]"
)
_JOINED: Final = Expression(
    rf"[\w.+-]{{1,30}}(?: [\w.+-]{{1,20}}){{0,3}} ?(?:@|at) ?{_PROVIDER} ?(?:dot|\.)? ?(?:com|co ?(?:dot|\.)? ?uk|net|org|me)\b"
)


# Letters for digits, the @ left what it is: ``m1a@gm41l.c0m``.
_LEET: Final = str.maketrans("01345", "oieas")


def _in_plain(folded: str, context: Context) -> Iterator[tuple[int, int]]:
    official = {address.lower() for address in context.official_emails}
    for match in _AFTER_LOCAL_PART.finditer(folded):
        start = _start_of_local_part(folded, match.start())
        if folded[start : match.end()] not in official:
            yield start, match.end()
    yield from _WITHOUT_ENDING.spans(folded)


def find_email_addresses(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of e-mail addresses in any writing, the organisation's official ones left out."""
    for view in situation.views:
        if view.name == "plain" and "@" in view.text:
            for start, end in _in_plain(view.text.translate(_LEET), situation.context):
                yield view.as_typed(start, end)
        if view.name in ("plain", "reversed", "turned", "leet"):
            for start, end in _in_plain(view.text, situation.context):
                yield view.as_typed(start, end)
        elif view.name == "joined":
            for start, end in _JOINED.spans(view.text):
                yield view.as_typed(start, end)


# One of these is in every text the search finds something in: an @, a mail house after "at" or before its ending, or a
# spelled dot before an ending.
_ANY_DOT: Final = r"(?:[\[({<_*-]{1,2}\s?(?:dot|\.|d0t)\s?[\])}>_*-]{1,2}|dot|d0t|full ?stop|point|period|kropka|punto|\.|,)"
_WORTH_A_LOOK: Final = (
    "@",
    rf"(?:@|at|on|malpa|arroba|symbol|sign)[^a-z0-9]{{0,6}}{_PROVIDER}",
    rf"{_PROVIDER}\s{{0,2}}{_ANY_DOT}\s{{0,2}}{_ENDING}",
    rf"(?:[\[({{<]\s?(?:dot|\.)\s?[\])}}>]|\sdot\s)\s{{0,2}}{_ENDING}",
    r"\b(?:gmail|hotmail|icloud|outlook|yahoo|e-?mail) is [\w+-]*[._0-9]",
)
_HOUSES: Final = ("cloud", "yahoo", "outlook", "proton", "aol", "msn", "gmx", "btinternet")
_SPELLED_DOTS: Final = (
    " dot ",
    *(f"{bracket}{gap}{dot}" for bracket in "[({<" for gap in ("", " ") for dot in ("dot", ".")),
)

EMAIL_ADDRESS: Final = Rule(
    id="email_address",
    label="email_address",
    clause="Y7",
    staff_clause="S6",
    find=find_email_addresses,
    looks_for=_WORTH_A_LOOK,
    cues=("@", "mail", "live", *_HOUSES, *_SPELLED_DOTS),
    sentence="That looks like an e-mail address. Not sent.",
    next_step="Say it again without the address. Your teacher can pass things on.",
    catches=(
        "im on harper.dinsdale@gmail.com",
        "h.ismail11@yahoo.co.uk if the doc wont share",
        "hismail11 [at] yahoo [dot] co [dot] uk",
        "harper dot dinsdale at gee mail dot com",
        "hismail11 at yahoo.com",
        "harper @ gmail.com",
        "hismail(at)pupils(dot)org",
        "hаrper@gmаil.com",
        "h a r p e r @ g m a i l . c o m",
        "my email is jayden.p the at sign gmail dot com",
        "h4rper at gm4il dot c0m",
        "email me at harper on gmail",
        "Write to me at noga.writes@proton.me, it's my own inbox",
    ),
    leaves=(
        "look at that.me too",
        "we were at school. com on",
        "see you @ 5.30pm",
        "look at the dot on the map",
        "Please write to info@charity.example",
        "meet at outlook point",
        "laugh at me",
    ),
)
