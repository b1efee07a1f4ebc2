"""Finds the named school of a participant or of a child in a post; schools in the news, in stories and in general are left (Y7, P8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from chaperone.screening.cues import EDGE
from chaperone.screening.folding import fold
from chaperone.screening.linear import Expression
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.school_names import core_of, cores, run_together, single_cores
from chaperone.screening.views import View
from chaperone.screening.words import in_words, ranks

_KIND_WORD: Final = re.compile(
    r"(?<![\w#])(?:school|academy|acad|college|high|primary|grammar|comprehensive|comp|sixth form|6th form|secondary|juniors?|infants|sch)(?![a-z])"
)
_KIND_BEFORE: Final = frozenset(
    "catholic cofe rc community comprehensive grammar girls boys primary secondary junior infant infants high upper middle technology form prep "
    "independent free jewish islamic muslim lower college".split()
)
_WHERE_TO: Final = Expression(
    r"\b(?:go to|goes to|attend|attends|pupils? (?:at|from|of)|students? (?:at|from|of)|(?:year|yr|y) ?[0-9]{1,2} (?:at|from|in)|school (?:is|called|name)|my schools?|our school|"
    r"(?:im|were|are|am|here|us) at|(?:im|were|team|hello|hi) from)\b"
)
_WELSH: Final = re.compile(r"\bysgol (?P<name>(?:[a-z]{2,12} ){0,3}[a-z]{3,14})")
_OWN: Final = re.compile(
    r"(?:\b(?:im|i am|were|we are|we re|i go|we go|goes|go|went|attend|attends|attending|pupils?|students?|study|studying|learn|teach|my school|our school|"
    r"school|year [0-9]{1,2}|yr ?[0-9]{1,2}|y[0-9]{1,2}|class|form|[0-9]{1,2}[a-z]|shes|hes|she|he|they|mates|friends?|brother|sister|cousin|lads|girls|people|kids|"
    r"from|here|us|me|team|all)(?: is| are| was|s)?(?: (?:to|at|from|in|with|over at|called|named|=|is|the|up at|here at|now at|currently at))+ ?|"
    r"\b(?:from|at|attend|attends|represent|representing|repping|school is|school = ?|school: ?|hello from|hi from|sincerely from|we're|were|im) )$"
)
_NOT_OURS: Final = re.compile(
    r"\b(?:gaza|jabalia|khan younis|rafah|jenin|nablus|hebron|jerusalem|tel aviv|haifa|sderot|ramallah|unrwa|bombed|shelled|air ?strike|news|film|movie|book|"
    r"series|netflix|hogwarts|musical|show|football|united|park|street|road|war|hospital|documentary|tv|drama|educating)\b"
)
_GENERAL: Final = """
hows whats wheres whens whos wheres todays yesterdays tomorrows everyones somebodys nobodys someones anyones mums dads brothers sisters friends a an the my your our his her their this that these those any some every each which what whose no one all most many few other another same different
old new good bad best worst nice great big small local nearby public private state boarding day single mixed primary secondary high junior infant nursery
grammar comprehensive free independent faith church religious christian catholic jewish muslim islamic hebrew arab israeli palestinian british english
american french german international normal special summer sunday saturday night evening weekend art music drama dance stage film law medical med
business graduate driving language riding ski cooking culinary acting military police naval flying theatre acting football sports sport science tech
technology online virtual home after before during at in to from of for with on by and or but is was are were be been go goes went going back left
leave like love hate miss skip finish finished start started whole entire rival posh rough poor rich former current previous next last first second
third middle upper lower sixth form junior elite strict girls boys mixed our we you they he she it i me us so not just only really very too also even
than then when while because if how why where who do does did have has had get got can will would should could may might must need want make made
bombed destroyed closed opened empty full ruined blew hit attacked rebuilt refugee village city town country rural urban american jewish unrwa un
think thought quite pretty far way up down out about into pre super mega ultra moving moved change changing royal national open central year
said says asked say pupil pupils student students teacher teachers kid kids people everyone children child head school schools college academy
doing does during throughout between around near outside inside past modern free secondary traditional typical regular average actual thats its im
"""
_GENERAL_WORDS: Final = frozenset(_GENERAL.split())
_WELL_KNOWN: Final = frozenset(
    {
        "hogwarts",
        "eton",
        "harrow",
        "starfleet",
        "xavier",
        "malory",
        "waterloo road",
        "royal",
        "police",
        "trinity",
        "kings",
        "academy",
        "khan",
        "st trinians",
    }
)
_HASHTAG: Final = re.compile(r"#([a-z0-9_]{5,40})")
_ENDS_IN_KIND: Final = re.compile(
    r"(?:school|academy|high|college|primary|grammar|sixthform|ysgol\w+|juniors|infants)(?:for(?:girls|boys))?$"
)
_SAINT_OR_KING: Final = re.compile(
    r"^(?:st|saint|our lady|holy|sacred heart|king|queen|sir|bishop|archbishop|cardinal|blessed|all saints|christ|corpus|immaculate)\b"
)
_SCHOOL_TALK: Final = re.compile(
    r"school|\b(?:year|yr|y) ?[0-9]{1,2}\b|\b(?:class|pupils?|students?|teachers?|tutor) "
)
_AT_SCHOOL: Final = re.compile(
    r"\b(?:(?:year|yr|y) ?[0-9]{1,2} (?:at|from|in)|i attend|we attend|my school is|our school is|school is called|my schools called|pupils? at|students? at) "
    r"(?:the )?(?P<name>[a-z][a-z-]{2,}(?: [a-z][a-z-]{2,}){0,2})"
)
_SAINTS: Final = Expression(r"\bst [a-z]{3}")
_SAINT: Final = re.compile(r"(?<![a-z])st [a-z]{3,14}(?![a-z])")
_NO_SCHOOL_AFTER: Final = re.compile(
    r" (?:park|hospital|church|station|street|road|square|ward|cathedral|hall|ambulance|hospice|day)\b"
)
_GOES_TO: Final = re.compile(
    r"\b(?:i go to|we go to|goes to|go to|i attend|we attend|attends|pupils? (?:at|from|of)|students? (?:at|from|of)|year [0-9]{1,2} (?:at|from)|yr ?[0-9]{1,2} (?:at|from)|"
    r"my school(?: is|s)?(?: called)?|our school(?: is|s)?(?: called)?|school (?:is|called|name is|name)|im at|were at|we are at|i am at|im from|were from|here at|us at|team from|hello from|hi from) (?:the )?"
    r"(?P<rest>[a-z][a-z ]{3,50})"
)
_CUES: Final = (
    "school", "academy", "acad", "college", "high", "primary", "grammar", "sixth form", "6th form", "ysgol", "comp", "juniors", "junior", "infants", "#", "go to",
    "goes to", "attend", "pupil", "student", "year ", "yr", "im at", "were at", "am at", "are at", "were from", "im from", "here at", "us at", f"{EDGE}st ", f"{EDGE}sch{EDGE}", "secondary",
    "hello from", "hi from", "team from",
)  # fmt: skip


def find_school_names(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of named schools."""
    here = _here(situation.context.schools_here)
    for view in situation.views:
        if view.name == "stretched":
            continue
        for start, end in (
            *_typed_out(situation, view),
            *_welsh(view),
            *_hashtags(situation, view),
            *_without_kind(view),
            *_of_session(view, here),
        ):
            yield view.as_typed(start, end)


def _typed_out(situation: Situation, view: View) -> Iterator[tuple[int, int]]:
    for match in _KIND_WORD.finditer(view.text):
        words, start = _name_before(view.text, match.start())
        if not words or " ".join(words) in _WELL_KNOWN or words[0] in _WELL_KNOWN:
            continue
        before = view.text[max(0, start - 40) : start]
        after = view.text[match.end() : match.end() + 30]
        if _NOT_OURS.search(before[-25:] + "|" + after) or re.match(r" (?:street|road|musical|of )", after):
            continue
        if _is_a_name(situation, view, words, start, before):
            yield start, match.end()


def _name_before(text: str, end: int) -> tuple[list[str], int]:
    """Read back from the word that says "school": up to four words that are no part of the sentence around."""
    words: list[str] = []
    start = end
    for word in reversed(text[max(0, end - 70) : end].split(" ")[:-1]):
        bare = word.removesuffix(".") if word in ("st.", "no.") else word.lstrip('("“‘[#')
        if words or bare not in _KIND_BEFORE:
            if (
                not bare.replace("-", "").isalpha()
                or bare in _GENERAL_WORDS
                or len(words) == 4
                or len(bare) < 2
            ):
                break
            words.insert(0, bare)
        start -= len(word) + 1
        if bare != word.rstrip("."):
            start += len(word) - len(bare)
            break
    return words, start


def _is_a_name(situation: Situation, view: View, words: list[str], start: int, before: str) -> bool:
    core = " ".join(core_of(words)) or " ".join(words)
    with_saint = " ".join(word for word in words if word in ("st", "saint") or word in core.split())
    if with_saint in cores() or core in cores() or with_saint.startswith(("st ", "saint ")):
        return True
    strange = [word for word in words if ranks().get(word, 5) >= 4]
    if len(words) == 1:
        return (words[0] in single_cores() or bool(strange)) and (
            _capital(situation, view, start) or bool(_OWN.search(before))
        )
    if view.name == "plain" and _capital(situation, view, start):
        return True
    return bool(strange) or bool(_OWN.search(before))


def _capital(situation: Situation, view: View, start: int) -> bool:
    return view.name == "plain" and situation.text[view.places[start]].isupper()


def _welsh(view: View) -> Iterator[tuple[int, int]]:
    for match in _WELSH.finditer(view.text):
        if match["name"].split()[0] not in (
            "yn",
            "yw",
            "ydy",
            "fi",
            "ni",
            "heddiw",
            "da",
            "newydd",
            "mae",
            "is",
            "was",
            "means",
            "in",
        ):
            yield match.span()


def _hashtags(situation: Situation, view: View) -> Iterator[tuple[int, int]]:
    for match in _HASHTAG.finditer(view.text):
        tag = match[1].replace("_", "")
        if len(tag) > 5 and tag in run_together() and tag not in ranks():
            yield match.span()
        elif kind := _ENDS_IN_KIND.search(tag):
            parts = in_words(tag[: kind.start()]) if kind.start() else []
            if parts and parts[0] not in _GENERAL_WORDS and len(tag[: kind.start()]) > 4:
                yield match.span()


def _without_kind(view: View) -> Iterator[tuple[int, int]]:
    """``i go to st marys``: a name of the register after words that say whose school it is."""
    if _SAINTS.found(view.text) and _SCHOOL_TALK.search(view.text):
        for match in _SAINT.finditer(view.text):
            if match[0] in cores() and not _NO_SCHOOL_AFTER.match(view.text, match.end()):
                yield match.span()
    if not _WHERE_TO.found(view.text):
        return
    for match in _AT_SCHOOL.finditer(view.text):
        named = _leading_name(match["name"].split())
        if named and not _NOT_OURS.search(match[0]):
            yield match.start("name"), match.start("name") + len(named)
    for match in _GOES_TO.finditer(view.text):
        words = match["rest"].split()[:5]
        for count in range(len(words), 1, -1):
            name = " ".join(words[:count])
            if _NO_SCHOOL_AFTER.match(match["rest"], len(name)):
                break
            if name in cores() and (
                _SAINT_OR_KING.match(name)
                or not match[0].startswith(("im from", "were from", "go to", "im at"))
            ):
                yield match.start("rest"), match.start("rest") + len(name)
                break


def _leading_name(words: list[str]) -> str:
    """Give the words up to the first that belongs to the sentence; at least two, or one that is no everyday word."""
    named: list[str] = []
    for word in words:
        if word in _GENERAL_WORDS:
            break
        named.append(word)
    strange = any(ranks().get(word, 5) >= 3 for word in named)
    return " ".join(named) if strange else ""


@lru_cache(maxsize=64)
def _here(names: tuple[str, ...]) -> tuple[str, ...]:
    found = set()
    for name in names:
        words = fold(name).replace(",", " ").replace(".", " ").split()
        core = " ".join(word for word in words if word in core_of(words) or word == "st")
        if len(core) > 5 and " " in core:
            found.add(core)
    return tuple(sorted(found))


def _of_session(view: View, here: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for core in here:
        at = view.text.find(core)
        if at >= 0:
            yield at, at + len(core)


SCHOOL_NAME: Final = Rule(
    id="school_name",
    label="school_name",
    clause="Y7",
    staff_clause="P8",
    sentence="That names a school. Not sent.",
    next_step="Say it again without the name. “My school” is enough.",
    find=find_school_names,
    cues=_CUES,
    channels=("chat_pupil", "chat_staff", "post", "note"),
    yields_to=("postal_address",),
    catches=(
        "im from St Winifred's Academy in Hull",
        "we're Ashdown Vale High School",
        "A s h d o w n   V a l e   H i g h",
        "4shd0wn V4le H1gh",
        "I'm 16 and at Ashdown Vale High and honestly nobody told us",
        "Here is Bella from Ravensbourne Lodge School with her prize",
        "a haiku from Ysgol Maes Glas",
        "#StMarys is the best",
        "i go to st marys",
        "my school is called batchwood school",
        "#ashdownvalehigh",
    ),
    leaves=(
        "what school of art is this",
        "a school in jabalia became a hospital",
        "primary school me would be shook",
        "school dinners are rank today",
        "the school in Gaza was bombed",
        "that is old school",
        "Our spring programme reached 84 schools",
        "high school musical is a classic",
        "sunday school was boring",
        "i go to the park with st johns ambulance",
        "my primary school was nice",
        "is it hogwarts school or what",
        "the stakes are high",
    ),
)
