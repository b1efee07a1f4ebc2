"""Finds full UK postcodes, spaced out or not, and leaves areas, rooms, maths and text-speak alone (Y7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chaperone.screening.rule import Rule, in_plain
from chaperone.screening.types import Context

# The 124 areas of the Royal Mail and the Channel Islands and Man; without this list half of algebra is a postcode.
_AREA_LIST: Final = (
    "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk fy "
    "g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw "
    "ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc "
    "wd wf wn wr ws wv yo ze"
)
_AREAS: Final = frozenset(_AREA_LIST.split())
_GAP: Final = r"[ .,_\-]{1,2}"
# Either written as usual, or every character apart from the next; a gap here and there is text-speak ("m33t u").
_CANDIDATE: Final = re.compile(
    r"(?<![^\W_])(?:"
    r"(?P<area>[a-pr-uwyz][a-hk-y]?)(?P<district>\d[a-z\d]?)[ .,_\-]{0,2}(?P<inward>\d[abd-hjlnp-uw-z]{2})"
    rf"|(?P<apart>[a-pr-uwyz](?:{_GAP}[a-hk-y])?){_GAP}\d(?:{_GAP}[a-z\d])?{_GAP}\d"
    rf"(?:{_GAP}[abd-hjlnp-uw-z]){{2}}"
    r")(?![^\W_])"
)
_NOT_LETTERS: Final = re.compile(r"[^a-z]")
_WORDS_WITH_DIGITS: Final = frozenset(
    {"1st", "2nd", "3rd", "4us", "4ur", "2ur"} | {f"{digit}th" for digit in "0456789"}
)
_TEXT_SPEAK: Final = frozenset({"m8", "l8", "w8", "b4", "h8", "s1", "n1", "e1"})


def find_postcodes(folded: str, _context: Context) -> Iterator[tuple[int, int]]:
    """Give the places of full UK postcodes in folded text."""
    for match in _CANDIDATE.finditer(folded):
        if _NOT_LETTERS.sub("", match["area"] or match["apart"]) not in _AREAS:
            continue
        if match["inward"] in _WORDS_WITH_DIGITS and f"{match['area']}{match['district']}" in _TEXT_SPEAK:
            continue
        yield match.span()


POSTCODE: Final = Rule(
    id="postcode",
    label="postcode",
    clause="Y7",
    staff_clause="Y7",
    find=in_plain(find_postcodes),
    yields_to=("email_address", "link", "phone"),
    cues=tuple("0123456789"),
    sentence="That looks like a postcode. Not sent.",
    next_step="Say it again without it. Nobody here needs to know where you live.",
    catches=(
        "we're L17 9QX",
        "bs5 9xz is me",
        "L 1 7 9 Q X",
        "ＢＳ５ ９ＸＺ",
        "post it to 3 Elderflower Mews, Norwich NR3 9ZY",
        "SW1A1AA",
        "EC1A-1BB",
    ),
    leaves=(
        "E1 area",
        "im in room 9 not room 6",
        "m8 1st of all",
        "l8 4us",
        "b4 2nd lesson",
        "Q7 4TH",
        "y = 5x2 + 3ab",
        "year 9 3rd set",
        "m33t u @ gr3ggs",
        "Look at Box 4 on page 21",
        "U.N. resolution 242 was in 1967",
    ),
)
