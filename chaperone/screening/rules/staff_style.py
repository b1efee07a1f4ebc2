"""Finds what does not belong into a staff e-mail: emoji, kisses, an unprofessional end (S11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from chaperone.screening.rule import Find, Situation
from chaperone.screening.rules.staff_closes import unprofessional_close

Span = tuple[int, int]

# Characters shown as pictures without being asked to, and hearts and smileys that are text; not © ™ ✓ ★ • or arrows.
_PICTURES: Final = (
    "\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2600-\u2604\u2614\u2615\u2618\u261d\u2620\u262e\u262f\u2639-\u263b"
    "\u2648-\u2653\u2661\u2665\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u2708"
    "\u270a-\u270d\u2728\u2744\u274c\u274e\u2753-\u2755\u2757\u2763-\u2765\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_EMOJI: Final = re.compile(
    rf"(?:[{_PICTURES}]|[0-9#*]\ufe0f?\u20e3|[^\s\w\u00a9\u00ae\u2122\u2190-\u21ff\u2022]\ufe0f)[{_PICTURES}\ufe0f\u200d\u20e3]{{0,20}}"
)
_EMOTICON: Final = re.compile(
    r"(?:(?<=[\s.!?,])|^)(?:[:;=]['‘’]?[-o^]?[)(\]\[DPpO3*|/\\}{]{1,5}|\(-?[:;=]|[xX]D+|[B8]-[)D]|[oO0]_[oO0]|\^[_.]?\^|>[._]<|T_T|-_-|\\o/|¯\\_\(ツ\)_/¯|</?3+)(?=[\s.!?,]|$)"
    r"|(?<=\w)[:;]['‘’]?-?[)D](?=[\s.!?,]|$)|[(ʕヽ(][^\w\s()]{1,3}[‿ω▽ᴥ﹏_д][^\w\s()]{1,3}[)ʔ)]|ツ",
    re.MULTILINE,
)
_SHORT_CODE: Final = re.compile(r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w/:])")
_COMPARED: Final = re.compile(r"(?:^|\s)(?:[a-zA-Z]|[0-9.]+|is|are|be|than|if|when|or|and|where)\s?$")

_RUN_OF_KISSES: Final = re.compile(
    r"(?<![\w/@.£$\[-])(?:[xX×хХΧχｘＸ]{2,12}|[xX](?:[oO][xX]){1,8}[oO]?|[oO](?:[xX][oO]){1,8}[xX]?)(?![\w/@\]-])(?!\.\w)"
)
_SPACED_KISSES: Final = re.compile(r"(?<!\S)[xX×хХｘＸ](?: [xX×хХｘＸ]){1,8}(?=[\s.!?]|$)")
_ONE_KISS: Final = re.compile(
    r"(?<![\w\]\[(])[xX×хХΧχｘＸ](?=[ \t]*[.!?]?[ \t]*$)|(?<=[a-z!?.,] )x(?=[.!?] )", re.MULTILINE
)
_KISS_WORDS: Final = re.compile(
    r"\b(?:m+wah+(?: m+wah+)*|mwa+h*|(?:hugs?|love|lots of hugs|big hugs?)(?: and| &| n)? kiss(?:es)?|(?:big"
    r"|lots of|blowing|sending|many) kisses|kisses(?=[,!\s]*$)|(?:hugs and )?kisses (?:to|from|for) "
    r"|kiss kiss|smooches)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED: Final = re.compile(
    r"(?:\b(?:chapter|part|vol(?:ume)?|louis|century|psalm|book|act|super bowl|war|size|pius|leo|charles"
    r"|section|appendix|phase|round|page|grade|type|article|class|legion|title)\s)$",
    re.IGNORECASE,
)
_NOT_A_KISS_AFTER: Final = re.compile(
    r"(?:\b(?:malcolm|generation|gen|platform|on|axis|by|to|for|find|of|letter|value|charles|pius|leo|louis"
    r"|alfonso|mr|brand|ward|chapter|section|appendix|twitter"
    r"|formerly|called|as|and|or|with|solve|let|where|is|variable|marked|times|an|the|a|item|box|form|room"
    r"|group|option|part|point|planet|space|project|initial|professor|model"
    r"|american history|series|xbox|using|via|from|see|column|row|act|henry|benedict|gregory|version|factor"
    r"|unknown|given|equals|plus|minus)|[0-9=+*/÷<>().-]|\b[a-zA-Z])\s?$",
    re.IGNORECASE,
)


def find_emoji(situation: Situation) -> Iterator[Span]:
    """Give the places of emoji, emoticons, hearts and ``:short_codes:``."""
    text = situation.text
    found = [match.span() for match in _EMOJI.finditer(text)]
    found += [match.span() for match in _SHORT_CODE.finditer(text)]
    for match in _EMOTICON.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if match[0][-1] == ")" and line.count("(") > line.count(")"):
            continue  # it closes a bracket
        if match[0].startswith("<") and _COMPARED.search(line):
            continue
        found.append(match.span())
    yield from sorted(found)


def find_kisses(situation: Situation) -> Iterator[Span]:
    """Give the places of x, xx, xoxo, × and "mwah" that are meant as kisses."""
    text = situation.text
    found = [match.span() for match in _KISS_WORDS.finditer(text)]
    found += [match.span() for match in _SPACED_KISSES.finditer(text)]
    for match in _RUN_OF_KISSES.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if _NUMBERED.search(before) or re.match(r"\s?(?:century|[0-9])", text[match.end() : match.end() + 9]):
            continue
        if not re.search(r"[0-9]\s?$", before):
            found.append(match.span())
    for match in _ONE_KISS.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()].rpartition("\n")[2]
        if not _NOT_A_KISS_AFTER.search(before):
            found.append(match.span())
    yield from sorted(found)


def find_unprofessional_close(situation: Situation) -> Iterator[Span]:
    """Give the place of an end without valediction and name, or of a slangy, intimate or joking one."""
    if situation.part == "text" and (span := unprofessional_close(situation.text)) is not None:
        yield span


STAFF_STYLE_FINDS: Final[Mapping[str, Find]] = {
    "emoji": find_emoji,
    "kisses": find_kisses,
    "unprofessional_close": find_unprofessional_close,
}
"""The searches that ``emoji.yaml``, ``kisses.yaml`` and ``unprofessional_signoff.yaml`` may name as ``find``."""
