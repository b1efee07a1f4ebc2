"""Finds personal accounts and requests to add somebody; the official account and people in the room may be named (Y6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chaperone.screening.rule import Rule, in_plain
from chaperone.screening.types import Context

_PLATFORM: Final = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|tt|discord|twitter|whatsapp|telegram|kik|roblox|psn|gamertag|steam"
    r"|facebook|fb|messenger|bereal|threads|twitch|wizz|yubo|signal|ghost app)"
)
_LOOKS_LIKE_A_HANDLE: Final = (
    r"(?=[^\s\d]{0,29}[\d_]|[^\s.]{1,29}\.[^\W_])(?=[^a-z]{0,29}[a-z])[\w.]{3,30}(?<!\.)"
)
_JOINED: Final = r"\s{0,2}(?:name|user(?:name)?|handle|id)?\s{0,2}(?:[:=]|is|-)\s{0,2}@?"

_PATTERN: Final = re.compile(
    rf"(?<![\w@/.])@(?P<at>[^\W\d][\w.]{{1,29}})"
    rf"|\b{_PLATFORM}{_JOINED}{_LOOKS_LIKE_A_HANDLE}"
    rf"|\b{_PLATFORM}\s{{0,2}}[:=]\s{{0,2}}(?P<named>[^\W\d][\w.]{{3,29}})\s{{0,3}}$"
    rf"|\b(?:username|gamertag|handle){_JOINED}{_LOOKS_LIKE_A_HANDLE}"
    rf"|\b(?:add|follow|find|dm|pm|msg|message|friend|hmu)(?:\sme)?\son\s(?:my\s)?{_PLATFORM}\b"
    rf"(?:(?:{_JOINED}|\s){_LOOKS_LIKE_A_HANDLE})?"
    rf"|\b(?:i['’]?m|i am|its|my {_PLATFORM} is)\s{_LOOKS_LIKE_A_HANDLE}\son\s{_PLATFORM}\b"
)

# Words that follow an @ without being anybody's account: the at of a place, or a way to address the room.
_AFTER_AN_AT: Final = (
    "all here everyone everybody anyone teacher teachers miss sir facilitator speaker speakers staff school home lunch "
    "least last first work church mosque synagogue college uni the that this"
)
_SAID_OF_A_PLATFORM: Final = (
    "good great best better fine down dead banned blocked boring toxic broken over rubbish trash fake private deleted "
    "cool weird scary addictive free mid done that this there what nothing everything yours mine ours theirs"
)
_NOT_ACCOUNTS: Final = frozenset(_AFTER_AN_AT.split())
_NOT_HANDLES: Final = frozenset(_SAID_OF_A_PLATFORM.split())


def _may_be_named(name: str, context: Context) -> bool:
    name = name.rstrip(".")
    if name in _NOT_ACCOUNTS:
        return True
    if any(name == handle.lower().lstrip("@") for handle in context.official_handles):
        return True
    return any(
        name in (word := here.lower()).split() or name == word.replace(" ", "") for here in context.names_here
    )


def find_handles(folded: str, context: Context) -> Iterator[tuple[int, int]]:
    """Give the places of personal accounts, and of requests to add one, in folded text."""
    for match in _PATTERN.finditer(folded):
        name = match["at"] or match["named"]
        if match["at"] and _may_be_named(name, context):
            continue
        if match["named"] and (name in _NOT_HANDLES or _may_be_named(name, context)):
            continue
        yield match.span()


_CUES: Final = (
    "snap insta ig tik tt discord twit whatsapp tele kik roblox psn gamertag steam facebook fb messenger bereal threads "
    "twitch wizz yubo signal username handle ghost"
)

SOCIAL_HANDLE: Final = Rule(
    id="social_handle",
    label="social_handle",
    clause="Y6",
    staff_clause="S6",
    find=in_plain(find_handles),
    yields_to=("email_address", "link", "phone", "postcode"),
    cues=("@", *_CUES.split()),
    sentence="That looks like somebody's own account. Not sent.",
    next_step="Talk here, or through the official channels on your card.",
    catches=(
        "@mosfan7 is me",
        "add me on snap: mosfan",
        "snap = mo_salahfan7",
        "tt: mosfan7",
        "ghost app: mo_salahfan7",
        "find me on insta bella.doodlez",
        "I'm noga.draws on Instagram, give me a follow",
        "add me on snapchat",
        "my insta is bella.doodlez",
        "gamertag: xx_mo_xx",
    ),
    leaves=(
        "Official updates come only from @charity_official",
        "@Amber i agree with you",
        "@AmberOtter same",
        "@everyone listen",
        "meet @ the start",
        "insta is down",
        "i saw it on tiktok in 2023",
        "part2 is on youtube",
        "snap! i thought that too",
        "tiktok is addictive",
        "add me to the list of people confused",
        "a signal is sent",
    ),
)
