"""Finds forename and surname of a private person; public and invented figures, staff and signatures may be named (Y7, P8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from chaperone.screening.cues import cues_of
from chaperone.screening.folding import fold
from chaperone.screening.linear import Expression
from chaperone.screening.names import (
    MOSTLY_NAMES,
    as_forename,
    as_surname,
    forenames,
    known_names,
    nothing_but_names,
    public_figures,
    sure_forenames,
)
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.rules.full_name_signs import (
    AGE_AFTER,
    INTRODUCTION,
    NEVER_SURNAMES,
    OF_THIS_ROOM,
    PLACE_AFTER,
    PUBLIC_OFFICE,
    PUBLIC_TALK,
    SELF,
    SELF_NAMES_LIMIT,
    SHORT_MESSAGE_WORDS,
    SPOKEN_TO,
    SURNAME_LIKE,
    SURNAME_TOLD,
    TITLE,
    TITLES,
    VALEDICTION,
    WEEK,
    stands_in_capitals,
)
from chaperone.screening.views import View
from chaperone.screening.words import common, ranks

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ASCII_TOKEN: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool


def find_full_names(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of full names of private persons."""
    plain = situation.plain
    for match in SURNAME_TOLD.finditer(plain.text):
        if match["name"] not in common() and match["name"] not in NEVER_SURNAMES:
            yield plain.as_typed(*match.span())
    if _holds_a_pair(plain) or _is_introduced(situation, plain):
        yield from _in_view(situation, plain)
    for view in situation.views[1:]:
        if view.name in READ_UNDISGUISED and _holds_a_pair(view):
            yield from _in_view(situation, view)


def _holds_a_pair(view: View) -> bool:
    """Say whether two words stand side by side that may be a full name; nearly every message ends here."""
    if nothing_but_names().isdisjoint(view.tokens):
        return False
    tokens = view.tokens
    strange = nothing_but_names().intersection(tokens)
    return any(
        (
            one in strange
            and two not in NEVER_SURNAMES
            and one in sure_forenames()
            and (two in known_names() or two not in ranks())
        )
        or (two in strange and as_forename(one))
        for one, two in pairwise(tokens)
        if one in strange or two in strange
    )


def _is_introduced(situation: Situation, plain: View) -> bool:
    """Say whether somebody is introduced, and perhaps by a name made of words: by its capitals, or as ``Harry Field's``."""
    if plain.text == situation.text or not _INTRODUCED.found(plain.text):
        return False  # where nothing was folded there are no capitals
    return (
        stands_in_capitals(situation.text)
        or not MOSTLY_NAMES.isdisjoint(plain.tokens)
        or any(word[-1] == "s" and word[:-1] in known_names() for word in plain.tokens)
    )


READ_UNDISGUISED: Final = frozenset({"joined", "reversed", "turned", "leet"})
_INTRODUCED_PATTERN: Final = (
    r"\b(?:my (?:full |real )?names?|im|i am|this is|full name|nazywam sie|me llamo)\b"
)
_INTRODUCED: Final = Expression(_INTRODUCED_PATTERN)


def _in_view(situation: Situation, view: View) -> Iterator[tuple[int, int]]:
    shouting = situation.text.isupper()
    allowed = _allowed(situation.context.staff_names, situation.utterance.from_)
    settled = 0  # words before this place belong to a name that was looked at
    for one, two in islice(_pairs(situation, view), SELF_NAMES_LIMIT):
        if one.start < settled or not _is_full_name(situation, view, (one, two), shouting):
            continue
        settled = two.end
        if _is_private(situation, view, one, two) and not _may_be_named(situation, view, one, two, allowed):
            yield view.as_typed(one.start, two.end)


def _pairs(situation: Situation, view: View) -> Iterator[tuple[_Word, _Word]]:
    """Give neighbours that could be a full name: a forename with what is no word, or two with capitals that are no words."""
    known, sure, words = forenames(), sure_forenames(), ranks()
    capitals_count = view.name == "plain" and stands_in_capitals(situation.text)
    two = ""
    token = _ASCII_TOKEN if view.text.isascii() else _TOKEN
    for first, second in pairwise(token.finditer(view.text)):
        one = two or first[0]
        two = second[0]
        is_forename = one in known
        if not is_forename and not (capitals_count and one not in words and len(one) > 2):
            continue
        is_likely = is_forename and (one in sure or two not in words or two[-1] == "s")
        if not is_likely and not (
            capitals_count and _is_capital(situation, view, first) and _is_capital(situation, view, second)
        ):
            continue
        if view.text[first.end() : second.start()] in _SIDE_BY_SIDE:
            yield _word(situation, view, first), _word(situation, view, second)


_SIDE_BY_SIDE: Final = frozenset([" ", "  ", "_"])


def _is_capital(situation: Situation, view: View, match: re.Match[str]) -> bool:
    return view.name == "plain" and situation.text[view.places[match.start()]].isupper()


def _word(situation: Situation, view: View, match: re.Match[str]) -> _Word:
    return _Word(match[0], match.start(), match.end(), _is_capital(situation, view, match))


def _is_full_name(situation: Situation, view: View, pair: tuple[_Word, _Word], shouting: bool) -> bool:
    one, two = pair
    if (
        one.folded in TITLES
        or one.folded in NEVER_SURNAMES
        or PLACE_AFTER.match(two.folded)
        or not WEEK.isdisjoint((one.folded, two.folded))
    ):
        return False
    before = view.text[max(0, one.start - 40) : one.start]
    if one.capital and two.capital and not shouting and not _is_a_headline(situation.text):
        return _with_capitals(one.folded, two.folded, before)
    return two.folded not in NEVER_SURNAMES and _in_small_letters(one.folded, two.folded, before)


def _with_capitals(one: str, two: str, before: str) -> bool:
    first, last = as_forename(one), as_surname(two)
    unknown_last = two not in ranks() and len(two) > 2
    if first == 2:
        return bool(last or unknown_last)
    if first == 1 and last != 1:
        return last == 2 or (
            unknown_last
            and bool(SURNAME_LIKE.search(two) or INTRODUCTION.search(before) or SELF.search(before))
        )
    if first == 1:
        return bool(SELF.search(before) or (one not in common() and INTRODUCTION.search(before)))
    return unknown_last and one not in ranks() and len(one) > 2 and SELF.search(before) is not None


def _in_small_letters(one: str, two: str, before: str) -> bool:
    first, last = as_forename(one), as_surname(two)
    unknown_last = two not in ranks() and len(two) > 2
    if first == 2 and (
        (last == 2 and len(one) > 2 and len(two) > 2) or (not last and SURNAME_LIKE.search(two))
    ):
        return True
    if not first:
        return False  # whoever introduces it: no forename stands here
    himself = SELF.search(before) is not None
    if first == 1 and (last == 2 or (himself and not last and SURNAME_LIKE.search(two))):
        return himself or INTRODUCTION.search(before) is not None
    if himself:
        return first == 2 and (last == 1 or unknown_last) and len(two) > 3
    return first == 2 and unknown_last and INTRODUCTION.search(before) is not None


@lru_cache(maxsize=8)
def _is_a_headline(text: str) -> bool:
    """Tell a headline, where every word has a capital, from a sentence with a name in it."""
    initials = [word[0] for word in text.split() if word[0].isalpha()]
    return len(initials) > 6 and sum(map(str.isupper, initials)) > 0.8 * len(initials)


def _is_private(situation: Situation, view: View, one: _Word, two: _Word) -> bool:
    """Say whether anything shows that a private person is meant: people talk about well-known ones all the time."""
    if view.name != "plain" or len(view.tokens) <= SHORT_MESSAGE_WORDS:
        return True
    before, after = view.text[max(0, one.start - 60) : one.start], view.text[two.end : two.end + 60]
    channel = situation.utterance.channel
    if (
        channel == "email_staff"
        or (channel == "chat_staff" and SPOKEN_TO.match(after))
        or AGE_AFTER.match(after)
    ):
        return True
    return bool(
        INTRODUCTION.search(before) or SELF.search(before) or OF_THIS_ROOM.search(before + " | " + after)
    )


@lru_cache(maxsize=256)
def _allowed(staff_names: tuple[str, ...], sender: str) -> frozenset[str]:
    """Names that may stand anywhere: staff, and the sender of an e-mail."""
    own = fold(sender.split("@", maxsplit=1)[0]).replace(".", " ").replace("_", " ")
    return frozenset({*(" ".join(fold(name).split()) for name in staff_names), own} - {""})


def _may_be_named(situation: Situation, view: View, one: _Word, two: _Word, allowed: frozenset[str]) -> bool:
    name = f"{one.folded} {two.folded}".replace("-", " ")
    text = view.text
    before, after = text[max(0, one.start - 60) : one.start], text[two.end : two.end + 60]
    nearby = {
        name,
        f"{name} {after.split()[0]}" if after.split() else name,
        f"{before.split()[-1]} {name}" if before.split() else name,
    }
    if not nearby.isdisjoint(public_figures()) or not nearby.isdisjoint(allowed):
        return True
    if TITLE.search(before) or PLACE_AFTER.match(after):
        return True
    himself = SELF.search(before)
    talk = PUBLIC_OFFICE if situation.utterance.channel == "post" else PUBLIC_TALK
    if not himself and talk.search(before + "|" + after):
        return True
    return _signs(situation, view, one)


def _signs(situation: Situation, view: View, one: _Word) -> bool:
    """A name on its own line after the close of an e-mail is the sender's signature."""
    if situation.utterance.channel not in ("email_staff", "letter"):
        return False
    start, _ = view.as_typed(one.start, one.start + 1)
    lines = situation.text[:start].rstrip().splitlines()
    return bool(lines) and VALEDICTION.search(lines[-1]) is not None


FULL_NAME: Final = Rule(
    id="full_name",
    label="full_name",
    clause="Y7",
    staff_clause="Y7",
    sentence="That looks like somebody's full name. Not sent.",
    next_step="Use the name on the screen, or a first name only.",
    find=find_full_names,
    cues=(*cues_of(_INTRODUCED_PATTERN), "second name", "last name", "surname"),
    cue_words=nothing_but_names(),
    channels=("chat_pupil", "chat_staff", "email_staff", "post"),
    yields_to=("email_address", "social_handle", "postal_address", "school_name"),
    catches=(
        "Hiya its Bronwen Maddox",
        "I'm Adebayo Ogunleye from the back table",
        "my name's Lucas Petrov and I'm thirteen",
        "b r o n w e n  m a d d o x",
        "ask dafydd llewellyn he knows",
        "my name is mia harrison btw",
        "Sumaira Hanif won the quiz",
        "my surname is Thistlewood",
    ),
    leaves=(
        "ben gurion was first pm",
        "harriet tubman, rosa parks, same energy",
        "yasser arafat had a nobel prize",
        "jk rowling tweeted about it",
        "will you mark my answer please",
        "i go to the park with ellie and sam",
        "Mrs Cox will bring your class at nine",
        "mark said hi",
        "Oxford Street and Victoria Park",
        "thanks ellie",
        "Good morning Year Nine",
    ),
)
