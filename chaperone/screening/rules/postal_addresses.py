"""Finds house and street of somebody's home, in figures or words; famous addresses and streets in the news are left (Y7, P8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chaperone.screening.cues import EDGE
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.views import View
from chaperone.screening.words import ranks

# These end a street's name and little else; the second list needs a sign that somebody's home is meant.
_SURE: Final = (
    "street|road|rd|lane|avenue|ave|crescent|cresc|cres|gardens|gdns|grove|terrace|mews|parade|close|walk|drive|"
    r"court|wharf|quay|"
    "croft|cottages|villas|estate|boulevard|blvd|heol|stryd|ffordd|ulica|ul"
)
_UNSURE: Final = (
    "st|ln|dr|cl|ct|sq|way|square|place|hill|row|rise|view|park|green|heath|vale|mount|gate|fields?|"
    r"meadows?|path|"
    "yard|paddocks?|barns|maltings|oaks|elms|willows|pines|beeches|firs|limes|poplars|cedars|laurels|spinney|"
    "dell|hollow|ridge|leys|leas|garth|fold|sidings|moorings|hawthorns|house|towers?|heights|bank|"
    r"side|end|top|common|drove|dene|brow|chase|glade|orchard|loan|wynd|brae|"
    "broadway|circus|av|tce|terr|gdn|pl|crt"
)
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_UNITS: Final = "one|two|three|four|five|six|seven|eight|nine"
_WORDED: Final = (
    rf"(?:(?:(?:{_UNITS}|a) hundred(?: and)? )?(?:(?:{_TENS})[ -](?:{_UNITS})|{_TENS}|{_TEENS}|{_UNITS})|"
    rf"(?:{_UNITS}) hundred)"
)
_NUMBER: Final = rf"(?:[1-9][0-9]{{0,3}}(?:[ /-]?[a-f](?![a-z])|/[0-9]{{1,2}})?|{_WORDED})"
_ADDRESS: Final = re.compile(
    rf"(?<![\w.£$:/-])(?:(?P<flat>(?:flat|apartment|apt|unit|block) ?[0-9a-z]{{1,3}})[, ]{{1,3}}(?:[a-z]+ (?:house|court|tower|"
    rf"point|lodge|heights)[, ]{{1,3}})?)?"
    rf"(?P<number>{_NUMBER})[, ]{{1,2}}(?P<name>(?:(?:st|saint|old|new|upper|lower|great|little|the|north|south|east|west|"
    rf"mount) )?[a-z][a-z-]{{2,15}}(?:,? [a-z][a-z-]{{2,15}}){{0,2}}?) "
    rf"(?:(?P<sure>{_SURE})|(?P<unsure>{_UNSURE}))(?![a-z])"
)
_NAMED_HOUSE: Final = re.compile(
    rf"\b(?:i live|we live|my house is|my home is|my address is|my address|im) (?:at|in|on|"
    rf"is)? ?(?:flat [0-9a-z]{{1,3}},? )?(?P<name>[a-z][a-z-]{{2,15}}(?: [a-z][a-z-]{{2,15}}){{0,2}} (?:{_SURE}|cottage|farm|"
    rf"lodge|house|towers?))(?![a-z])"
)
_FLAT: Final = re.compile(
    r"\b(?:flat|apartment|apt) ?(?:number |no )?[0-9]{1,3}[a-f]?,? (?:in |at |"
    r"on )?(?:the )?[a-z][a-z-]{2,15} (?:house|court|"
    r"tower|towers|point|lodge|heights|mansions|block|building|flats)\b"
)
_ABROAD: Final = re.compile(
    r"\b(?:(?:flat|apartment|apt) ?[0-9]{1,3}[a-f]?,? [0-9]{1,3}[a-f]? [a-z][a-z-]{3,15}|"
    r"[0-9]{1,3}[a-f]?,? (?:heol|stryd|ffordd|rhodfa|clos|rue|calle|via)(?: (?:y|yr|de|del|la|las|los|du|"
    r"des|di)){0,2} "
    r"[a-z-]{3,15}|(?:ul\.?|ulicy|ulica|calle|rue) [a-z-]{3,15} [0-9]{1,3})\b"
)
_NUMBER_LAST: Final = re.compile(
    rf"\b(?P<name>[a-z][a-z-]{{2,15}}(?: [a-z][a-z-]{{2,15}}){{0,1}} (?:{_SURE})),? (?:number|no|nr|"
    rf"num) ?\.? ?(?:[0-9]{{1,3}}[a-f]?|{_WORDED})\b"
)
_NUMBER_ABROAD: Final = re.compile(
    rf"\b(?:mieszkam|mieszkamy|moj adres|wohne|wohnen|habite|vivo|vivimos|abito|moro|locuiesc|oturuyorum|address(?: is)?|"
    rf"i live|we live|come to|home is)\b[: ]{{1,2}}(?:na |przy |w |in |der |en |au |a |on |at |to |ul\.? ){{0,2}}"
    rf"(?P<name>[a-z][a-z-]{{2,15}}(?: [a-z][a-z-]{{2,15}})?) (?:{_SURE}),? [0-9]{{1,3}}[a-f]?\b"
)
"""The number after the street, as most of Europe writes it."""
_HOME: Final = re.compile(
    r"\b(?:knock (?:at|on)|visit|drop by|i live|we live|lives? (?:at|in|on)|living at|my house|my home|"
    r"my address|address|home|"
    r"mine|my place|my flat|round mine|post (?:it|them|the)|"
    r"send (?:it|them|the)|deliver|parcel|come to|come over|come round|door|gate|(?:top|ground|"
    r"first|second) floor|its|im at|were at|"
    r"house is|moved to|next door|"
    r"nans|dads|mums|"
    r"pick (?:me|you|him|her) up|drop (?:me|you|him|her|it)|staying at|number|collect|mieszkam|vivo en)\b"
)
_FAMOUS: Final = re.compile(
    r"\b(?:(?:10|11|ten|number ten|number 10|eleven) downing|221b? baker|baker street|wall street|"
    r"sesame street|ramsay street|"
    r"coronation street|albert square|"
    r"grange hill|privet drive|4 privet|cable street|savile row|abbey road|penny lane|electric avenue|"
    r"elm street|jump street|"
    r"jubilee street|"
    r"1600 pennsylvania|cherry tree lane|grimmauld place|seven sisters|7 sisters|the high street|paddington green|"
    r"10 rillington|rillington place|fleet street|"
    r"carnaby street|"
    r"oxford street|regent street|bond street|bourbon street|ben yehuda|dizengoff|king george street|"
    r"salah al din)\b"
)
_NOT_STREET_NAMES_WORDS: Final = """
way lane the a an of in on at to for and or but is are was per by my your his her our their minutes minute mins min
hours hour days day weeks week months years year percent miles mile metres people times points goals pages page
questions pounds quid from with this that these those it its you we they i he she step steps inch foot feet yard second
seconds more less men women kids boys girls different other big main lanes ways car cars houses shops schools very
really long short quick slow dual one two three four five six seven eight nine ten all no not whole same wide narrow
busy nice great good bad way out over under into down up each every st nd rd th million billion thousand hundred lots
most half walk drive close gaza israeli palestinian jewish muslim refugee settler apart together away off around along
right left wrong far
"""
_NOT_STREET_NAMES: Final = frozenset(_NOT_STREET_NAMES_WORDS.split())
_TOLD_OF: Final = re.compile(
    r"\b(?:on the news|monopoly|news|bombed|attacked|shelled|protest|march|riot|battle|filmed|famous|"
    r"prime minister|president|"
    r"museum|album|beatles|"
    r"theatre|film|movie|minutes?|line|station|embassy|hotel|charity shop|office hours|our (?:new |main |"
    r"old )?(?:office|venue|workshop|shop)|head office|visit us|join us|held at|takes place|tours?|hq|"
    r"headquarters|venue|doors open)\b"
    r"|\| ?(?:is|was|has|runs|got) (?:so |really |very )?(?:long|busy|closed|shut|famous|near|named|"
    r"bombed|blocked|full|boring)\b"
)


def find_postal_addresses(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of homes' addresses."""
    for view in situation.views:
        if view.name not in ("leet_l",):
            for start, end in _in_view(view):
                yield view.as_typed(start, end)


def _in_view(view: View) -> Iterator[tuple[int, int]]:
    text = view.text
    for match in _ADDRESS.finditer(text):
        around = text[max(0, match.start() - 60) : match.start()] + "|" + text[match.end() : match.end() + 40]
        if text[: match.start()].endswith(" the ") or text.startswith("the ", match.start() - 4):
            continue
        if _FAMOUS.search(match[0]) or _TOLD_OF.search(around) or not _is_a_name(match["name"]):
            continue
        if (
            match["sure"]
            or match["flat"]
            or _HOME.search(around)
            or _strange(match["name"])
            or _nothing_else(text, match[0])
        ):
            yield match.span()
    for pattern in (_NAMED_HOUSE, _FLAT, _ABROAD, _NUMBER_LAST, _NUMBER_ABROAD):
        for match in pattern.finditer(text):
            name = match.groupdict().get("name") or ""
            if not _FAMOUS.search(match[0]) and (not name or _is_a_name(name.rsplit(" ", 1)[0])):
                yield match.span()


def _nothing_else(text: str, address: str) -> bool:
    return len(text.split()) <= len(address.split()) + 1


def _is_a_name(name: str) -> bool:
    words = [word.rstrip(",") for word in name.split()]
    return not any(
        word in _NOT_STREET_NAMES
        for word in (words if words[0] not in ("the", "little", "great", "st") else words[1:])
    )


def _strange(name: str) -> bool:
    """A street named with a word that is no everyday word needs no further sign."""
    return any(ranks().get(word, 5) >= 4 for word in name.split())


_STREETS: Final = tuple(
    f"{EDGE}{word}{EDGE}"
    for word in (*_SURE.split("|"), *_UNSURE.replace("?", "").split("|"))
    if len(word) > 2
)

POSTAL_ADDRESS: Final = Rule(
    id="postal_address",
    label="postal_address",
    clause="Y7",
    staff_clause="Y7",
    severity="high",
    sentence="That looks like somebody's address. Not sent.",
    next_step="Say it again without it. Nobody here needs to know where you live.",
    find=find_postal_addresses,
    looks_for=(
        rf"(?:[0-9][a-f]?|{_UNITS}|{_TEENS}|{_TENS}|hundred)[, ]{{1,2}}(?:[a-z-]+ ){{1,4}}(?:{_SURE}|{_UNSURE})(?:[^a-z]|$)",
        rf"\b(?:live|house is|home is|address|im)\b.{{1,60}} (?:{_SURE}|cottage|farm|lodge|house|towers?)(?:[^a-z]|$)",
        r"\b(?:flat|apartment|apt) ?(?:number |no )?[0-9]",
        rf"(?:{_SURE}),? (?:number|no|nr|num)\b",
        rf"(?:{_SURE}),? [0-9]",
    ),
    cues=(
        *_STREETS,
        *(
            f"{EDGE}{word}{EDGE}"
            for word in ("rd", "st", "ln", "dr", "cl", "ct", "av", "pl", "lodge", "towers")
        ),
        "flat ",
        "apartment ",
        "cottage",
        " farm",
    ),
    catches=(
        "its 55 Rowanberry Lane, blue gate",
        "fifty five rowanberry lane",
        "we live at Flat 4, 16 Station Parade",
        "post it to 3 Elderflower Mews, Norwich NR3 9ZY",
        "We will send the prize to 77 Bramble Walk, your home address on file.",
        "i live at 12 tern st",
        "im at number 9 hollow way come round",
        "55 r0w4nb3rry l4n3",
        "5 5  R o w a n b e r r y  L a n e",
        "8 pemberton av",
        "mieszkam na Holloway Crescent 41",
    ),
    leaves=(
        "bond street is on the jubilee line",
        "dizengoff street got attacked on the news",
        "10 Downing Street said no",
        "its a 5 minute walk",
        "there is only 1 way out of this",
        "a 4 lane road",
        "2 people walk in the park",
        "im in room 9 not room 6",
        "221b baker street is sherlock",
        "one close friend of mine",
    ),
)
