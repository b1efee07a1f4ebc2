"""Finds forename and surname of a private person; public and invented figures, staff and signatures may be named (Y7, P8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from chaperone.screening.folding import fold
from chaperone.screening.linear import Expression
from chaperone.screening.names import (
    as_forename,
    as_surname,
    known_names,
    nothing_but_names,
    public_figures,
    sure_forenames,
)
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.views import View
from chaperone.screening.words import common, ranks

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

# Straight before a name: somebody says who they or others are.
_INTRODUCTION: Final = re.compile(
    r"(?:\b(?:my (?:full |real |actual |whole )?name(?:s| is)|my names|im|i am|this is|its|it is|called|name is|names|known as|me is|"
    r"name|full name|real name|surname|here is|heres|meet|well played|well done|congrats|congratulations|congratulations to|"
    r"congrats to|winner|thanks to|thank you|thanks|thank you to|our (?:\w+ ){0,2}(?:winner|host|pupil|student|speaker|ambassador)s?|"
    r"signed|hi|hey|hiya|hello|yo|i go by|ask|tell|text|message|dm|find|add|friend|mate|bestie|sister|brother|cousin|mum|dad|pupil|"
    r"student|host|ambassador|featuring|pictured|photo|left|right|jestem|nazywam sie|me llamo|je mappelle|fy enw i yw|hogwarts)"
    r"[ ,:;=!\"(-]{1,3})$"
)
_SELF: Final = re.compile(
    r"(?:\b(?:my (?:full |real |actual |whole )?name(?:s| is)|my names|im|i am|this is|its|me is|full name|real name|i go by|"
    r"name|jestem|nazywam sie|me llamo|je mappelle|fy enw i yw|called|dear|cc) ?[ ,:;=\"(-]{0,2})$"
)
# Straight before a name: an office, a title or a place.
_TITLE: Final = re.compile(
    r"\b(?:president|prime minister|pm|king|queen|prince|princess|lord|lady|sir|dame|saint|st|pope|general|colonel|captain|emperor|tsar|"
    r"chancellor|senator|secretary|minister|ambassador to|professor|prof|dr|rabbi|imam|sheikh|ayatollah|mp|mr|mrs|ms|miss|mx|mount|lake|"
    r"port|fort|cape|river|author|singer|actor|actress|poet|novelist|footballer|historian|philosopher|character|detective|uncle|auntie|aunt|"
    r"director|playwright|painter|composer|artist|journalist|activist|writer|leader|founder|scientist|inventor|explorer)s? ?$"
)
# Straight after a name: a place or a thing called after somebody.
_PLACE_AFTER: Final = re.compile(
    r"^ ?(?:s )?(?:street|st|road|rd|lane|avenue|ave|close|drive|way|park|square|house|hall|school|academy|college|primary|high|university|"
    r"hospital|library|museum|gallery|station|stadium|theatre|centre|center|bridge|airport|cup|award|prize|trophy|foundation|trust|charity|"
    r"institute|day|act|law|declaration|agreement|plan|report|commission|county|city|town|united|fc|afc|rovers|wanderers|albion|hotspur|"
    r"villa|palace|film|movie|book|song|album|quote|novel|meme|biopic|documentary|speech|era|doctrine|theorem)\b"
)
# Anywhere near: talk of public life, art or the past.
_PUBLIC_TALK: Final = re.compile(
    r"\b(?:1[0-9]{3}|president|prime minister|nobel|treaty|declaration|wrote|written by|author of|actor|actress|singer|rapper|footballer|"
    r"player|scored|goals?|premier league|world cup|film|movie|novel|poem|album|song|speech|famous|historical|history|biography|documentary|"
    r"invented|discovered|assassinated|elected|minister|politician|government|parliament|knesset|revolution|war|battle|campaigned|character|"
    r"plays?|played|starring|directed|quote|quoted|said that|once said|tweeted|interview|celebrity|oscar|grammy|led the|founded|signed the|"
    r"netflix|podcast|youtuber|tiktoker|king of|queen of|born in [0-9]{4}|died in|peace process|suffrag\w+|civil rights|boycott|arrested|"
    r"same energy|legend|icon|hero of|statue|museum|painting|painted|theory|chapter|in the book|in the story|in the film|in the play|act [0-9])\b"
)
# In a draft post a pupil may have written a poem or played a part; only this much says that somebody is known to all.
_PUBLIC_OFFICE: Final = re.compile(
    r"\b(?:1[0-9]{3}|president|prime minister|nobel|minister|politician|government|parliament|knesset|historian|author of|mp|novel|film|once said)\b"
    r"|[\"”’'] ?[-–—] ?$|[-–—] ?$"
)
# Near a name: somebody of this room, class or home is meant, and nobody known to all.
_OF_THIS_ROOM: Final = re.compile(
    r"\b(?:(?:in|from) (?:my|our|this|the|ur|your) (?:class|school|year|form|group|set|tutor|team|maths|english|history)|next to (?:me|us)|sits?|sitting|sat|"
    r"behind (?:me|us)|at the back|back table|my (?:\w+ )?(?:mate|friend|bestie|bff|bf|gf|boyfriend|girlfriend|sister|brother|sis|bro|cousin|twin|partner|"
    r"neighbour|group|class|crush|ex)|our (?:\w+ ){0,2}(?:class|group|host|winner|pupil|student|ambassador|quiz|essay|poster|competition)s?|"
    r"(?:7|8|9|10|11|12|13) ?[a-f]\b|year (?:7|8|9|10|11|12|13)|yr ?(?:7|8|9|10|11)|y(?:7|8|9|10|11)|unmute|muted?|mic|camera|hand up|hand is up|asked that|"
    r"said that already|already asked|hurry up|is (?:late|away|absent|ill|off sick|off today|crying|annoying|copying|typing|being|in here|laughing|sleeping)|"
    r"me and|and me|did (?:the|this|our|all the) (?:poster|homework|slides|work|project|drawing)|fancies|has a crush|bullie[sd]|picks on|hit me|pushed me|"
    r"stop it|shut up|pupils?|won (?:our|the quiz|the prize|first|a place|second)|certificate|her form|his form|ambassadors?|"
    r"question from|asked by|question there|turn (?:his|her|their|your)|your friend|well played|well done|congratulations|congrats|haiku|prize|winner|pictured|"
    r"winning|(?:drew|designed|made|wrote|drawing|artwork by) (?:our|this|the)|drawing our|my (?:sur|last |second |first |full )?name|keeps? (?:laughing|talking|shouting|copying|muting|saying|on|trying|looking|interrupting)|"
    r"(?:and|my|the) (?:boy|girl|kid|lad|person) (?:next|behind|called|from)|and i both|in the room|on my table|on our table|register|has joined|cant hear|told me|lives (?:near|by|on|next)|goes to my|everyone calls)\b"
)
_SPOKEN_TO: Final = re.compile(
    r"(?:,| -|:) ?(?:could|would|can|please|you|your|what|do|have|thank|go|lovely|great|good|well|over)\b"
)
SHORT_MESSAGE_WORDS: Final = 4
_VALEDICTION: Final = re.compile(
    r"(?:regards|wishes|sincerely|faithfully|thanks|thank you|cheers|cofion|yours|gofion|pozdrawiam|respectfully|love|bye)\W*$",
    re.IGNORECASE,
)
_SELF_NAMES_LIMIT: Final = 60
"""So many pairs in one view are looked at; more of them are a list, found long before."""


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool


def find_full_names(situation: Situation) -> Iterator[tuple[int, int]]:
    """Give the places of full names of private persons."""
    plain = situation.plain
    capitals = plain.text != situation.text
    if _holds_a_pair(plain.tokens) or (capitals and _INTRODUCED.found(plain.text)):
        yield from _in_view(situation, plain)
    for view in situation.views[1:]:
        if view.name in READ_UNDISGUISED and _holds_a_pair(view.tokens):
            yield from _in_view(situation, view)


def _holds_a_pair(tokens: list[str]) -> bool:
    """Say whether two words stand side by side that may be a full name; nearly every message ends here."""
    strange = nothing_but_names().intersection(tokens)
    if not strange:
        return False
    return any(
        (
            one in strange
            and two not in _NEVER_SURNAMES
            and one in sure_forenames()
            and (two in known_names() or two not in ranks())
        )
        or (two in strange and as_forename(one))
        for one, two in pairwise(tokens)
        if one in strange or two in strange
    )


READ_UNDISGUISED: Final = frozenset({"joined", "reversed", "turned", "leet"})
_INTRODUCED: Final = Expression(
    r"\b(?:my (?:full |real )?names?|im|i am|this is|full name|nazywam sie|me llamo)\b"
)


def _in_view(situation: Situation, view: View) -> Iterator[tuple[int, int]]:
    words = _words(situation, view)
    shouting = situation.text.isupper()
    allowed = _allowed(situation.context.staff_names, situation.utterance.from_)
    index = looked_at = 0
    while index < len(words) - 1 and looked_at < _SELF_NAMES_LIMIT:
        one, two = words[index], words[index + 1]
        index += 1
        if not _side_by_side(view.text, one, two) or not (as_forename(one.folded) or one.capital):
            continue
        looked_at += 1
        if not _is_full_name(situation, view, (one, two), shouting):
            continue
        if not _is_private(situation, view, one, two) or _may_be_named(situation, view, one, two, allowed):
            index += 1
            continue
        yield view.as_typed(one.start, two.end)
        index += 1


def _words(situation: Situation, view: View) -> list[_Word]:
    capitals_known = view.name == "plain"
    typed = situation.text
    found: list[_Word] = []
    for match in _TOKEN.finditer(view.text):
        capital = capitals_known and typed[view.places[match.start()]].isupper()
        found.append(_Word(match[0], match.start(), match.end(), capital))
    return found


def _side_by_side(text: str, one: _Word, two: _Word) -> bool:
    return text[one.end : two.start] in (" ", "  ", "_", ", ") and (text[one.end] != "," or False)


def _is_full_name(situation: Situation, view: View, pair: tuple[_Word, _Word], shouting: bool) -> bool:
    one, two = pair
    before = view.text[max(0, one.start - 40) : one.start]
    first, last = as_forename(one.folded), as_surname(two.folded)
    unknown_last = two.folded not in ranks() and len(two.folded) > 2
    introduced, himself = bool(_INTRODUCTION.search(before)), bool(_SELF.search(before))
    capitals = one.capital and two.capital and not shouting
    if _PLACE_AFTER.search(two.folded) or not _WEEK.isdisjoint((one.folded, two.folded)):
        return False
    if capitals and not _is_a_headline(situation.text):
        if first == 2 and (last or unknown_last):
            return True
        if first == 1 and (last == 2 or (unknown_last and (introduced or himself))):
            return True
        if first == 1 and last == 1:
            return himself or (introduced and one.folded not in common())
        return bool(himself and unknown_last and one.folded not in ranks() and len(one.folded) > 2)
    if two.folded in _NEVER_SURNAMES:
        return False
    if first == 2 and not last and _SURNAME_LIKE.search(two.folded):
        return True
    if first == 2 and last == 2:
        return len(one.folded) > 2 and len(two.folded) > 2
    if himself:
        return bool(
            (first == 2 and (last == 1 or unknown_last) and len(two.folded) > 3) or (first == 1 and last == 2)
        )
    return bool(introduced and ((first == 2 and unknown_last) or (first == 1 and last == 2)))


_NEVER_SURNAMES: Final = frozenset(
    """
    and or but is was are were has had have will would can could should said says say went goes go got gets in on at to from with for by of
    the a an my your his her our their you u me he she we they it this that here there not too also just really so very please thanks
    who what when where why how if as x xx lol pls plz omg miss sir ok okay yes no yeah nah did does do like likes love loves hate hates
    thinks think knows know sits asked ask wants want cant dont didnt isnt wasnt never always only now then again today tomorrow
    stop shut come look wait tell told give gave take took keep let make made mate bro bruh man dude guys about after before because
    back down up out over off under around even still ever both all some any many much more most less than into onto lives live
    """.split()
)


_SURNAME_LIKE: Final = re.compile(
    r"[a-z]{3}(?:ska|ski|wicz|czyk|enko|ova|oglu|zadeh|wala|escu|idis|ian|sson|owski|owska)$"
)
_WEEK: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november "
    "december germany german nazi american british arab israeli palestinian russian soviet ottoman roman yisrael chai puerto rico "
    "reich empire kareem mubarak chag shana hamas hezbollah west bank middle east south north gaza strip spring summer autumn winter christmas easter eid ramadan hanukkah passover year".split()
)


@lru_cache(maxsize=8)
def _is_a_headline(text: str) -> bool:
    """Tell a headline, where every word has a capital, from a sentence with a name in it."""
    words = [word for word in text.split() if word[:1].isalpha()]
    return len(words) > 6 and sum(word[:1].isupper() for word in words) > 0.8 * len(words)


def _is_private(situation: Situation, view: View, one: _Word, two: _Word) -> bool:
    """Say whether anything shows that a private person is meant: people talk about well-known ones all the time."""
    if view.name != "plain" or len(view.tokens) <= SHORT_MESSAGE_WORDS:
        return True
    before, after = view.text[max(0, one.start - 60) : one.start], view.text[two.end : two.end + 60]
    if situation.utterance.channel == "chat_staff" and _SPOKEN_TO.match(after):
        return True
    return bool(
        _INTRODUCTION.search(before) or _SELF.search(before) or _OF_THIS_ROOM.search(before + " | " + after)
    )


@lru_cache(maxsize=256)
def _allowed(staff_names: tuple[str, ...], sender: str) -> frozenset[str]:
    """Names that may stand anywhere: staff, and the sender of an e-mail."""
    own = fold(sender.split("@")[0]).replace(".", " ").replace("_", " ")
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
    if _TITLE.search(before) or _PLACE_AFTER.search(after):
        return True
    himself = _SELF.search(before)
    talk = _PUBLIC_OFFICE if situation.utterance.channel == "post" else _PUBLIC_TALK
    if not himself and talk.search(before + "|" + after):
        return True
    return _signs(situation, view, one)


def _signs(situation: Situation, view: View, one: _Word) -> bool:
    """A name on its own line after the close of an e-mail is the sender's signature."""
    if situation.utterance.channel not in ("email_staff", "letter"):
        return False
    start, _ = view.as_typed(one.start, one.start + 1)
    lines = situation.text[:start].rstrip().splitlines()
    return bool(lines) and _VALEDICTION.search(lines[-1]) is not None


FULL_NAME: Final = Rule(
    id="full_name",
    label="full_name",
    clause="Y7",
    staff_clause="Y7",
    sentence="That looks like somebody's full name. Not sent.",
    next_step="Use the name on the screen, or a first name only.",
    find=find_full_names,
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
    ),
    leaves=(
        "ben gurion was first pm",
        "harriet tubman, rosa parks, same energy",
        "yasser arafat had a nobel prize",
        "jk rowling tweeted about it",
        "will you mark my answer please",
        "i go to the park with ellie and sam",
        "Ellie said Sam was right",
        "Mrs Cox will bring your class at nine",
        "mark said hi",
        "Oxford Street and Victoria Park",
        "thanks ellie",
        "Good morning Year Nine",
    ),
)
