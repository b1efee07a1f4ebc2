"""Knows how a letter ends properly: an ordinary valediction in one of several languages, and a name below or beside it (S11)."""

from __future__ import annotations

import re
from typing import Final

LINES_LOOKED_AT: Final = 9
"""So many lines from the end may hold the close: after it come name, role, organisation, telephone, notice."""

_ENGLISH: Final = (
    r"(?:with |and )?(?:(?:very|our|my|many|all|every|again|much|sincere|continued) )*(?:kind(?:est)?|best|warm(?:est)?|good|fond)?(?: and (?:best|kind|warm))?\s?(?:personal )?"
    r"(?:regards|wishes|thanks)(?: (?:again|and (?:best|kind|warm) (?:wishes|regards)|for (?:now|everything|your \w+(?: \w+)?)|to you(?: all)?|as (?:ever|always)))?"
    r"|yours(?: (?:very|most))?(?: (?:sincerely|faithfully|truly|respectfully))|(?:very )?(?:sincerely|respectfully|faithfully)(?: yours)?|yours"
    r"|thank you(?: (?:very much|so much|again|all|in advance|for \w+(?: \w+){0,3}))?|thanks(?: (?:very much|so much|again|in advance))?|(?:all the )?best|(?:with )?(?:gratitude|thanks|respect|appreciation)"
    r"|warmly|cordially|kindly|in appreciation|shalom|salaam|peace and best wishes|season'?s greetings|good wishes"
)
_OTHER: Final = (
    r"(?:gyda |â |efo )?(?:(?:fy|ein|pob) )?(?:cofion(?: (?:cynnes|gorau|caredig|cu))?|chofion(?: (?:cynnes|gorau))?|dymuniadau gorau|dymuniad da|phob dymuniad da|diolch(?: (?:yn fawr|o galon))?|phob hwyl)"
    r"|yn gywir(?: iawn)?|yr eiddoch(?: yn (?:gywir|ddiffuant|bur))?|yn ddiffuant|pob hwyl|llawer o ddiolch"
    r"|z (?:powa[zż]aniem|wyrazami szacunku|serdecznymi pozdrowieniami|szacunkiem|pozdrowieniami|najlepszymi [zż]yczeniami)|(?:serdecznie )?pozdrawiam(?: serdecznie)?|[lł][aą]cz[eę] pozdrowienia|serdeczne pozdrowienia"
    r"|(?:bien |tr[eè]s )?cordialement|bien [aà] (?:vous|toi)|(?:meilleures |sinc[eè]res )?salutations(?: distingu[eé]es)?|mit (?:freundlichen|besten|herzlichen) gr[uü](?:ß|ss)en"
    r"|(?:freundliche|beste|viele|herzliche) gr[uü](?:ß|ss)e|hochachtungsvoll|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|cordiali saluti|distinti saluti|(?:com os melhores )?cumprimentos|atenciosamente"
    r"|met vriendelijke groet(?:en)?|hoogachtend|is mise,? le meas|le (?:gach dea-?ghu[ií]|meas|d[uù]rachdan)|sayg[ıi]lar[ıi]m(?:la|[ıi]zla)|cu (?:stim[aă]|respect)|з повагою|с уважением"
    r"|(?:و?تفضلوا|و?تقبلوا|مع|و?لكم)[\w ]{0,40}(?:التحي(?:ات|ة)|تحيات(?:ي|نا)?|الاحترام|الشكر|التقدير|تقديري|شكري|احترامي)|تحياتي|تحية طيبة|بברכה|בברכה(?: חמה)?|בכבוד רב|בתודה|תודה(?: רבה)?|בהוקרה|(?:والسلام|السلام) عليكم[\w ]{0,30}"
)
_VALEDICTION: Final = re.compile(rf"(?:{_ENGLISH}|{_OTHER})", re.IGNORECASE)
_ENDED: Final = re.compile(r"\s*[,.:!–—-]*\s*")
_KISSES_OR_PICTURES: Final = re.compile(r"(?:\s+[xX×]+|[^\w\s.,'’()&/|-]+|\s+xoxo)+\s*$")
_NAME: Final = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Mx|Rabbi|Imam|Rev|Prof|Sir|Dame|Canon|Father|Sister)\.? )?[^\W\d_a-z][\w'’.-]+(?: (?:[^\W\d_a-z][\w'’.-]*|de|van|von|der|al|ap|ab|ferch|ibn|ben|bin|bint|el|la|da|O’)){0,4}"
    r"(?: ?\([^)]{2,20}\))?(?:[,|–—-] ?.{2,60})?(?: (?:and|&|a|i) [^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’.-]*){0,3})?"
)
_NO_NAME: Final = re.compile(
    r"(?:your|ur|yours|the|me|love|lots|hugs|xx?|bye|see|later|laters|cheers|ta|guess|big|bestie|mate|pal|boss|peace|stay|take|catch|keep|toodle|tatty|ciao|over|miss|sent|not|anon|yo|big|chief|captain|legend|team mum)\b",
    re.IGNORECASE,
)
_JOKING: Final = re.compile(
    r"\b(?:love|lots of love|all my love|much love|big love|hugs|cheers|ta|ta ta|laters?|l8rs?|cya|see ya|see you l8r|tatty bye|toodle[- ]?(?:pip|oo|s)?|toodles|ttfn|ttyl|peace out|over and out|ciao|yours? (?:till|til|until|favou?rite|bestie|mate|pal|friend)"
    r"|bestie|bff|your mate|your pal|stay (?:cool|awesome|gorgeous|fab|classy|weird)|keep it real|catch (?:you|ya) later|bye bye|bye for now|byeee*|nighty? night|sweet dreams|cuddles|snuggles|sleep tight|fist bump|high five|rock on|later gator|in a while crocodile"
    r"|adios amigos?|hasta la vista|smell ya|don'?t let the bedbugs|missing you|thinking of you|yours forever|forever yours|the one and only|live long and prosper|may the force|cheerio|tara|chin chin|pip pip)\b",
    re.IGNORECASE,
)


def unprofessional_close(text: str) -> tuple[int, int] | None:
    """Say where a letter's end is not an ordinary close with a name.

    Args:
        text: the body as typed.

    Returns:
        The span of the last words when no valediction with a name is among the last lines, or of the joking or
        intimate words in the close; ``None`` when it ends as a letter should.
    """
    lines = [match.span() for match in re.finditer(r"\S[^\n]*", text)]
    if not lines:
        return None
    last = lines[-LINES_LOOKED_AT:]
    for number in range(len(last) - 1, -1, -1):
        start, end = last[number]
        match = _VALEDICTION.match(text, start, end)
        if match is None:
            continue
        rest = text[_ENDED.match(text, match.end(), end).end() : end].strip()  # type: ignore[union-attr]  # matches everywhere
        if rest and not _is_name(rest):
            if len(rest.split()) > 4 or not _JOKING.search(rest):
                continue  # a sentence that only begins like a close
            return start, end
        if rest or (number + 1 < len(last) and _is_name(text[slice(*last[number + 1])])):
            return _joking_before(text, last[max(0, number - 1) : number])
        return start, last[-1][1]
    return _last_words(text, last)


def _is_name(line: str) -> bool:
    bare = _KISSES_OR_PICTURES.sub("", line.strip()).strip(" ,.!")
    if len(bare) < 2 or _NO_NAME.match(bare):
        return False
    if not bare.isascii() and bare[:1].isalpha() and bare[:1].lower() == bare[:1].upper():
        return len(bare.split()) <= 4  # scripts without capitals
    return _NAME.fullmatch(bare) is not None and len(bare.split()) <= 12


def _joking_before(text: str, above: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Look at the line above a proper close: "Laters!" there is still an unprofessional end."""
    for start, end in above:
        if end - start <= 30 and _JOKING.match(text, start, end):
            return start, end
    return None


def _last_words(text: str, last: list[tuple[int, int]]) -> tuple[int, int]:
    for start, end in last[-3:]:
        if _JOKING.search(text, start, end) and end - start <= 60:
            return start, end
    return last[-1]
