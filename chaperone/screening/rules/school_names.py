"""Finds the named school of a participant or a child in a post; schools in the news and in stories are left (Y7, P8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from chaperone.screening.folding import fold
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.rules.school_signs import (
    AT_SCHOOL,
    CUES,
    ENDS_IN_KIND,
    GENERAL_WORDS,
    GOES_TO,
    HASHTAG,
    KIND_BEFORE,
    KIND_WORD,
    NAMES_MAY_STAND,
    NO_SCHOOL_AFTER,
    NOT_OURS,
    OWN,
    SAINT,
    SAINT_OR_KING,
    SAINTS,
    SCHOOL_TALK,
    WELL_KNOWN,
    WELSH,
    WHERE_TO,
)
from chaperone.screening.school_names import core_of, cores, run_together, single_cores
from chaperone.screening.views import View
from chaperone.screening.words import in_words, ranks


def find_school_names(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of named schools."""
    here = _here(situation.context.schools_here)
    for view in situation.views:
        if view.name == "stretched" or not (here or NAMES_MAY_STAND.found(view.text)):
            continue
        for start, end in (
            *_typed_out(situation, view),
            *_welsh(view),
            *_hashtags(view),
            *_without_kind(view),
            *_of_session(view, here),
        ):
            yield view.as_typed(start, end)


def _typed_out(situation: Situation, view: View) -> Iterator[tuple[int, int]]:
    for match in KIND_WORD.finditer(view.text):
        words, start = _name_before(view.text, match.start())
        if not words or " ".join(words) in WELL_KNOWN or words[0] in WELL_KNOWN:
            continue
        before = view.text[max(0, start - 40) : start]
        after = view.text[match.end() : match.end() + 30]
        if NOT_OURS.search(before[-25:] + "|" + after) or re.match(r" (?:street|road|musical|of )", after):
            continue
        alone = len(words) > 1 and start == 0 and not after.strip(" .!?") and match[0] in _NEVER_ELSE
        if alone or _is_a_name(situation, view, words, start, before):
            yield start, match.end()


def _name_before(text: str, end: int) -> tuple[list[str], int]:
    """Read back from the word that says "school": up to four words that are no part of the sentence around."""
    words: list[str] = []
    start = end
    for word in reversed(text[max(0, end - 70) : end].split(" ")[:-1]):
        bare = word.removesuffix(".") if word in ("st.", "no.") else word.lstrip('("“‘[#')
        if words or bare not in KIND_BEFORE:
            if (
                not bare.replace("-", "").isalpha()
                or bare in GENERAL_WORDS
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
        if (
            view.name != "leet_l"
            and words[0] not in ranks()
            and len(words[0]) > 5
            and (view.name != "plain" or len(view.tokens) <= 6)
        ):
            return True
        return (words[0] in single_cores() or bool(strange)) and (
            _capital(situation, view, start) or bool(OWN.search(before))
        )
    if view.name == "plain" and _capital(situation, view, start):
        return True
    return bool(strange) or bool(OWN.search(before))


def _capital(situation: Situation, view: View, start: int) -> bool:
    return view.name == "plain" and situation.text[view.places[start]].isupper()


def _welsh(view: View) -> Iterator[tuple[int, int]]:
    for match in WELSH.finditer(view.text):
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


def _hashtags(view: View) -> Iterator[tuple[int, int]]:
    for match in HASHTAG.finditer(view.text):
        tag = match[1].replace("_", "")
        if len(tag) > 5 and tag in run_together() and tag not in ranks():
            yield match.span()
        elif place := _ENDS_LIKE_A_SCHOOL.search(tag):
            first = tag[: place.start()]
            if len(first) > 5 and ranks().get(first, 5) >= 4 and not NOT_OURS.search(view.text):
                yield match.span()
        elif kind := ENDS_IN_KIND.search(tag):
            parts = in_words(tag[: kind.start()]) if kind.start() else []
            if parts and parts[0] not in GENERAL_WORDS and len(tag[: kind.start()]) > 4:
                yield match.span()


_NEVER_ELSE: Final = frozenset(["academy", "acad", "grammar", "primary", "infants", "juniors"])
"""A message that is two words and one of these is a school's name, however common the words are."""

_ENDS_LIKE_A_SCHOOL: Final = re.compile(r"(?:lodge|manor|grange|vale|meads|copse|towers)$")


def _without_kind(view: View) -> Iterator[tuple[int, int]]:
    """``i go to st marys``: a name of the register after words that say whose school it is."""
    if SAINTS.found(view.text) and SCHOOL_TALK.search(view.text):
        for match in SAINT.finditer(view.text):
            if match[0] in cores() and not NO_SCHOOL_AFTER.match(view.text, match.end()):
                yield match.span()
    if not WHERE_TO.found(view.text):
        return
    for match in AT_SCHOOL.finditer(view.text):
        named = _leading_name(match["name"].split())
        if named and not NOT_OURS.search(match[0].removesuffix(" park").removesuffix(" road")):
            yield match.start("name"), match.start("name") + len(named)
    for match in GOES_TO.finditer(view.text):
        if named := _registered(match):
            yield match.start("rest"), match.start("rest") + len(named)


def _registered(match: re.Match[str]) -> str:
    """Give the longest name of the register at the start of what follows ``go to``; ``""`` if there is none."""
    words = match["rest"].split()[:5]
    a_place_too = match[0].startswith(("im from", "were from", "go to", "im at"))
    for count in range(len(words), 1, -1):
        name = " ".join(words[:count])
        if NO_SCHOOL_AFTER.match(match["rest"], len(name)):
            return ""
        if name in cores() and (SAINT_OR_KING.match(name) or not a_place_too):
            return name
    return ""


def _leading_name(words: list[str]) -> str:
    """Give the words up to the first that belongs to the sentence; at least two, or one that is no everyday word."""
    named: list[str] = []
    for word in words:
        if word in GENERAL_WORDS:
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
    cues=CUES,
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
        "#RavensbourneLodge",
        "im at harrowdene gs",
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
