"""Finds full UK postcodes, spaced out or not, and leaves areas, rooms, maths and text-speak alone (Y7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chaperone.screening.rule import Rule, Situation
from chaperone.screening.types import Context
from chaperone.screening.word_lists import short_forms, vocabulary
from chaperone.screening.words import ranks

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


_SAID_LETTERS: Final = """
ay:a eh:a bee:b be:b cee:c see:c sea:c dee:d ee:e ef:f eff:f gee:g aitch:h haitch:h jay:j kay:k el:l ell:l em:m en:n
oh:o pee:p cue:q queue:q ar:r are:r ess:s es:s tee:t tea:t you:u yoo:u vee:v double_u:w double_you:w doubleyou:w
doubleu:w dubya:w ex:x why:y wye:y zed:z zee:z
"""
_WIRELESS: Final = """
alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec
romeo sierra tango uniform victor whiskey whisky xray x-ray yankee zulu
"""
_LETTER_NAMES: Final = {
    name.replace("_", " "): letter
    for name, _, letter in (pair.partition(":") for pair in _SAID_LETTERS.split())
} | {name: name[0] for name in _WIRELESS.split()}
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_DIGIT_NAMES: Final = {
    name: str(n)
    for n, name in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
}
_DIGIT_NAMES.update((name, str(n)) for n, name in enumerate(_TEENS.split(), 10))
_SPOKEN: Final = "|".join(sorted((*_LETTER_NAMES, *_DIGIT_NAMES), key=len, reverse=True))
_SPELLED: Final = re.compile(rf"(?<![a-z0-9])(?:(?:{_SPOKEN}|[a-z0-9])(?:[^\w]{{1,3}}|$)){{5,8}}+")
_SPOKEN_PIECE: Final = re.compile(rf"(?:{_SPOKEN})(?![a-z])|[a-z0-9]")
_WHOLE: Final = re.compile(r"([a-pr-uwyz][a-hk-y]?)\d[a-z\d]?\d[abd-hjlnp-uw-z]{2}")
_TYPED_AS_LETTERS: Final = re.compile(
    r"(?<![a-z0-9])([a-pr-uwyz][a-hk-y]?) ?([oilsz\d][a-z\d]?) ?([oilsz\d])([abd-hjlnp-uw-z]{2})(?![a-z0-9])"
)
_CONTEXT: Final = re.compile(
    r"\b(?:post ?code|live|address|home|house|postcode|post code|pc|zip|im in|area)\b"
)
_LEET: Final = str.maketrans("0134578", "oieastb")
_READ_AS_DIGITS: Final = str.maketrans("oilsz", "01152")


def _spelled(folded: str) -> Iterator[tuple[int, int]]:
    """``bee ess five, nine ex zed``, also in the alphabet of the wireless."""
    for match in _SPELLED.finditer(folded):
        pieces = _SPOKEN_PIECE.findall(match[0])
        code = "".join(_LETTER_NAMES.get(piece) or _DIGIT_NAMES.get(piece) or piece for piece in pieces)
        whole = _WHOLE.search(code)
        if whole and whole[1] in _AREAS and any(len(piece) > 1 for piece in pieces):
            yield match.span()


_AREA_IN_DIGITS: Final = re.compile(
    r"(?<![a-z0-9])([a-z0158]{2})(?:\d[a-z\d]?) ?\d[abd-hjlnp-uw-z]{2}(?![a-z0-9])"
)
_DIGITS_AS_LETTERS: Final = str.maketrans("0158", "olsb")
_MISPARTED: Final = re.compile(r"(?<![a-z0-9])([a-pr-uwyz][a-hk-y]?)\d{2,3} [abd-hjlnp-uw-z]{2}(?![a-z0-9])")


def _with_letters_for_digits(folded: str) -> Iterator[tuple[int, int]]:
    """``BSS 9XZ`` or ``L1O 4AB``, only where a postcode is spoken of or the text is little else."""
    if len(folded) > 9 and not _CONTEXT.search(folded):
        return
    for match in _AREA_IN_DIGITS.finditer(folded):
        if (
            match[1].translate(_DIGITS_AS_LETTERS) in _AREAS
            and not match[1].isalpha()
            and not match[1].isdigit()
        ):
            yield match.span()
    for match in _MISPARTED.finditer(folded):
        if match[1] in _AREAS:
            yield match.span()
    for match in _TYPED_AS_LETTERS.finditer(folded):
        area, district, inner, _ = match.groups()
        digits = (district + inner).translate(_READ_AS_DIGITS)
        if (
            area in _AREAS
            and digits[0].isdigit()
            and digits[-1].isdigit()
            and not (district + inner).isdigit()
            and any(map(str.isdigit, district + inner))
        ):
            yield match.span()


_VENUE: Final = re.compile(
    r"\b(?:our (?:new |main |old )?(?:office|offices|venue|shop)|head office|visit us|"
    r"find us|friends house|join us|held at|takes place|tours?|"
    r"registered|museum|library|theatre|town hall|headquarters|doors open|exhibition)\b"
)


def find_in_any_writing(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of full UK postcodes, however they are written; a public place may be told where adults announce it."""
    if situation.utterance.channel in ("post", "email_staff", "letter") and _VENUE.search(
        situation.plain.text
    ):
        return
    plain = situation.plain
    found = (
        *find_postcodes(plain.text, situation.context),
        *_spelled(plain.text),
        *_with_letters_for_digits(plain.text),
    )
    for start, end in found:
        place = plain.as_typed(start, end)
        word = plain.text[start:end].translate(_LEET)
        if word in ranks() or word in short_forms() or word in vocabulary():
            continue  # "m0v1ng"
        if (
            plain.text[end - 3 : end] in _WORDS_WITH_DIGITS
            and situation.text[place[0] : place[1]].upper() != situation.text[place[0] : place[1]]
        ):
            continue  # "M25 4th lane"
        yield place
    for view in situation.views[1:]:
        if view.name in ("joined", "reversed"):
            for start, end in find_postcodes(view.text, situation.context):
                yield view.as_typed(start, end)


POSTCODE: Final = Rule(
    id="postcode",
    label="postcode",
    clause="Y7",
    staff_clause="Y7",
    find=find_in_any_writing,
    looks_for=(
        r"[a-z][^a-z0-9]{0,2}[0-9](?:[^a-z0-9]{0,2}[a-z0-9])?[^a-z0-9]{0,2}[0-9][^a-z0-9]{0,2}[a-z][^a-z0-9]{0,2}[a-z](?:[^a-z]|$)",
        r"[a-z][0-9][a-z0-9]? ?[oilsz][a-z]{2}(?:[^a-z]|$)",
        r"[a-z] ?[oilsz][0-9a-z]? ?[0-9][a-z]{2}(?:[^a-z]|$)",
        r"[0-9]{2}[a-z]{1,2}(?:[^a-z0-9]|$)",
        (
            rf"\b(?:{'|'.join(_LETTER_NAMES)}|[a-z0-9])[^a-z0-9]{{1,3}}(?:(?:{_SPOKEN}|[a-z0-9])[^a-z0-9]{{1,3}}){{3}}(?:{_SPOKEN}|"
            rf"[a-z0-9])\b"
        ),
    ),
    yields_to=("email_address", "link", "phone"),
    cues=(*"0123456789", *(word for word in _DIGIT_NAMES if word != "zero")),
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
        "bee ess five, nine ex zed",
        "bravo sierra five nine x-ray zulu",
        "my postcode is BS5 9XZ",
        "postcode L1O 4AB",
        "M I4 5RQ",
        "B.S.5.9.X.Z",
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
