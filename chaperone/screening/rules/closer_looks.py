"""The functions that rules written as data may name as their last question about a match."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chaperone.screening.names import as_forename
from chaperone.screening.rule import CloserLook, Situation
from chaperone.screening.views import View
from chaperone.screening.words import ranks

# What people say of a password without telling it.
_SAID_OF_IT: Final = """
wrong broken expired incorrect invalid needed required secret private safe stolen important changed case lost gone down weak
strong never only your something always good being meant supposed rubbish annoying hard easy long short stupid written taped
saved stored what there here that this from like with about automatically back okay fine sent asking under known unknown
please password passcode very really correct right same different shared public just still working blocked locked reset used
written usually normally probably mine ours yours theirs hidden encrypted protected anything everything nothing because when
where which than more less enough case-sensitive coming going too another also always boring basic old new better worse
terrible awful funny
"""
_TELLS_NOTHING: Final = frozenset(_SAID_OF_IT.split())


def ends_in_a_secret(_situation: Situation, view: View, start: int, end: int) -> bool:
    """Tell ``my password is sunflower`` from ``my password is wrong``."""
    return view.text[start:end].split()[-1].lstrip(':="(') not in _TELLS_NOTHING


# What may be so and so many years old without being a child.
_NOT_YOUNG_PEOPLE: Final = """
line lines poem poems charity column verse platform bus route table war wars law laws rule rules building buildings house
houses country countries state states conflict conflicts treaty book books film films movie song songs school schools charity
organisation programme project company phone phones laptop tree trees wall walls church mosque synagogue camp camps
occupation blockade siege peace ceasefire deal city town village story stories dog dogs cat cats hamster horse car cars bike
debate tradition record records video videos article articles problem dispute question chapter section page room group year
week number lesson part episode season channel army soldiers soldier israel palestine gaza britain it this that there which
what over or to can must should limit restriction average age minimum population people anyone everyone children kids pupils
students girls boys teenagers teens youngsters adults those voters vote votes act team teams queue article january february
march april may june july august september october november december
"""
_NOT_YOUNG: Final = frozenset(_NOT_YOUNG_PEOPLE.split())
_OTHER_COUNTS_WORDS: Final = """
percent minutes points pages marks out metres miles weeks months days hours goals people pounds
"""
_OTHER_COUNTS: Final = frozenset(_OTHER_COUNTS_WORDS.split())


_OWN_CHILD: Final = re.compile(
    r"\bmy (?:own |little |eldest |youngest |younger |older )?(?:daughter|son|boy|girl|child|niece|"
    r"nephew|grandson|granddaughter|eldest|youngest)\b"
)
"""An adult's family is not in the room."""


def about_a_young_person(situation: Situation, view: View, start: int, end: int) -> bool:
    """Tell ``12-year-old Dafydd`` from ``a 15-year-old law``: no thing, crowd or law stands beside the age."""
    before = view.text[max(0, start - 12) : start].split()[-1:]
    if situation.utterance.channel == "chat_pupil" and before and before[0] in ("a", "an", "the", "average"):
        return False
    if situation.utterance.channel == "chat_staff" and _OWN_CHILD.search(view.text[max(0, start - 24) : end]):
        return False
    after = view.text[end : end + 14].split()[:1]
    words = {word.strip('(),.!?:;"') for word in (*before, *view.text[start:end].split())}
    counted = {word.strip(".,!?") for word in after}
    return words.isdisjoint(_NOT_YOUNG) and (words | counted).isdisjoint(_OTHER_COUNTS)


# Words that follow an @ or an app's name without being anybody's account.
_AFTER_AN_AT: Final = """
all here everyone everybody anyone teacher teachers miss sir facilitator facilitators speaker speakers staff school home
lunch least last first work church mosque synagogue college uni the that this host hosts mod mods admin class group team
guys lads girls you me him her them us
"""
_SAID_OF_AN_APP: Final = """
good great best better fine down dead banned blocked boring toxic broken over rubbish trash fake private deleted cool
weird scary addictive free mid done that this there what nothing everything yours mine ours theirs public full slow
working gone hacked locked lagging bugged glitching annoying really very just about where when which only also still
like literally actually always never because from with your their more news saying showing posting video videos story
stories post posts people full stuff live chat group call owned made called named based used using open closed getting
"""
_NOT_ACCOUNTS: Final = frozenset(_AFTER_AN_AT.split())
_NOT_HANDLES: Final = frozenset(_SAID_OF_AN_APP.split())
_UNITS: Final = re.compile(
    r"^@?(?:[0-9.]+(?:am|pm|st|nd|rd|th|k|m|s|x|ish|min|mins|hrs?|d|p|gb|mb|percent)?|[a-z]{1,3}[0-9]{1,2}|[a-z][0-9]|[0-9][a-z])$"
)


def to_a_person(situation: Situation, view: View, start: int, end: int) -> bool:
    """Leave an invitation to follow the organisation itself."""
    whole = view.text[start : end + 40]
    return not any(handle.lower().lstrip("@") in whole for handle in situation.context.official_handles)


def no_official_account(situation: Situation, view: View, start: int, end: int) -> bool:
    """Leave the organisation's own account, people in the room, times and what is said of an app."""
    last = view.text[start:end].split()[-1].rstrip(".,!?:;") if view.text[start:end].split() else ""
    name = last.lstrip("@:=->~")
    context = situation.context
    if (
        not name
        or name in _NOT_HANDLES
        or (last.startswith("@") and name in _NOT_ACCOUNTS)
        or _UNITS.match(name)
    ):
        return False
    return to_a_person(situation, view, start, end) and not any(
        name in (word := here.lower()).split() or name == word.replace(" ", "") for here in context.names_here
    )


def an_account_after_an_at(situation: Situation, view: View, start: int, end: int) -> bool:
    """Tell ``@mosfan7`` from ``@amber``: people in the room are spoken to by a name or a word."""
    name = view.text[start:end].split("@")[-1].rstrip(".")
    looks_made_up = not name.isalpha() or (len(name) >= 8 and name not in ranks() and not as_forename(name))
    claimed = (
        view.text[end : end + 14].lstrip(" .,:").startswith(("is me", "thats me", "add me", "follow", "on "))
    )
    follow = (
        view.text[max(0, start - 12) : start]
        .rstrip()
        .endswith(("follow", "add", "follow me", "add me", "insta", "snap", "is"))
    )
    return (looks_made_up or claimed or follow) and no_official_account(situation, view, start, end)


def not_an_adult_speaking(situation: Situation, view: View, start: int, end: int) -> bool:
    """An adult's "I" is an adult: from them only "you are 13" and the like says how old a young person is."""
    if situation.utterance.channel in ("chat_pupil", "post"):
        return True
    return view.text[start:end].startswith(("she", "he", "you", "since", "my ", "his ", "her "))


CLOSER_LOOKS: Final[Mapping[str, CloserLook]] = {
    "ends_in_a_secret": ends_in_a_secret,
    "no_official_account": no_official_account,
    "an_account_after_an_at": an_account_after_an_at,
    "not_an_adult_speaking": not_an_adult_speaking,
    "to_a_person": to_a_person,
    "about_a_young_person": about_a_young_person,
}
