"""What stands around a name: signs that somebody private is meant, or somebody known to all."""

from __future__ import annotations

import re
from typing import Final

# Straight before a name: somebody says who they or others are.
INTRODUCTION: Final = re.compile(
    r"(?:\b(?:my (?:full |real |actual |whole )?name(?:s| is)|my names|im|i am|this is|its|it is|called|"
    r"name is|names|known as|"
    r"me is|"
    r"name|full name|real name|surname|here is|heres|meet|well played|well done|congrats|congratulations|"
    r"congratulations to|"
    r"congrats to|winner|thanks to|thank you|thanks|thank you to|our (?:\w+ ){0,2}(?:winner|host|pupil|"
    r"student|speaker|volunteer|member|poet|artist|star|captain|participant|"
    r"ambassador)s?|"
    r"came from|down as|award goes to|prize goes to|goes to pupil|led by|sketched by|signed|hi|hey|hiya|hello|"
    r"yo|i go by|ask|tell|tell (?:them|him|her|sir|miss|everyone)|its me|"
    r"(?:point|question|comment|answer|idea|thought|essay|poem|drawing|hand) (?:from|by)|"
    r"bravo|bravo to|hats off to|shout ?out to|shoutout|proud of|big up|starring|say hi to|text|message|"
    r"dm|find|add|friend|mate|bestie|sister|brother|cousin|mum|dad|pupil|"
    r"student|host|ambassador|featuring|pictured|photo|left|right|jestem|nazywam sie|me llamo|je mappelle|"
    r"fy enw i yw|fy enw llawn yw|fy enw yw|mi nombre es|mein name ist|ich heisse|ich heiss|il mio nome e|"
    r"mi chiamo|benim adim|adim|moje imie i nazwisko|hogwarts)"
    r"[ ,:;=!\"(-]{1,3})$"
)
SELF: Final = re.compile(
    r"(?:\b(?:my (?:full |real |actual |whole )?name(?:s| is)|my names|im|i am|this is|its|me is|"
    r"full name|real name|i go by|"
    r"name|jestem|nazywam sie|me llamo|je mappelle|fy enw i yw|fy enw llawn yw|fy enw yw|mi nombre es|"
    r"mein name ist|ich heisse|mi chiamo|benim adim|adim|je suis|called|dear|cc) ?[ ,:;=\"(-]{0,2})$"
)
SURNAME_LIKE: Final = re.compile(
    r"[a-z]{3}(?:ska|ski|wicz|czyk|enko|ova|oglu|zadeh|wala|escu|idis|ian|sson|owski|owska|shaw|worth|thwaite|croft|stead|hurst|bottom|combe|brook|bury|wright|ington|field)$"
)
SURNAME_TOLD: Final = re.compile(
    r"\b(?:my|his|her|first name \w+,?(?: and)?) ?(?:second|last|sur|family) ?name(?:s| is)?:? (?P<name>[a-z]{4,20})\b"
)
# Straight before a name: an office, a title or a place.
TITLE: Final = re.compile(
    r"\b(?:president|prime minister|pm|king|queen|prince|princess|lord|lady|sir|dame|saint|st|pope|"
    r"general|colonel|captain|"
    r"emperor|tsar|"
    r"chancellor|senator|secretary|minister|ambassador to|professor|prof|dr|rabbi|imam|sheikh|ayatollah|"
    r"mp|mr|mrs|ms|miss|mx|"
    r"mount|lake|"
    r"port|fort|cape|river|author|singer|actor|actress|poet|novelist|footballer|historian|philosopher|"
    r"character|detective|"
    r"uncle|auntie|aunt|"
    r"director|playwright|painter|composer|artist|journalist|activist|writer|leader|founder|scientist|"
    r"inventor|explorer)s? ?$"
)
# Straight after a name: a place or a thing called after somebody.
PLACE_AFTER: Final = re.compile(
    r"^ ?(?:s )?(?:street|st|road|rd|lane|avenue|ave|close|drive|way|park|square|house|hall|school|"
    r"academy|college|primary|"
    r"high|university|"
    r"hospital|library|museum|gallery|station|stadium|theatre|centre|center|bridge|airport|cup|award|"
    r"prize|trophy|foundation|"
    r"trust|charity|"
    r"institute|day|act|law|declaration|agreement|plan|report|commission|county|city|town|united|fc|afc|"
    r"rovers|wanderers|"
    r"albion|hotspur|"
    r"villa|palace|film|movie|book|song|album|quote|novel|meme|biopic|documentary|speech|era|doctrine|"
    r"theorem)\b"
)
# Anywhere near: talk of public life, art or the past.
PUBLIC_TALK: Final = re.compile(
    r"\b(?:1[0-9]{3}|president|prime minister|nobel|treaty|declaration|wrote|written by|author of|actor|"
    r"actress|singer|rapper|"
    r"footballer|"
    r"player|scored|goals?|premier league|world cup|film|movie|novel|poem|album|song|speech|famous|"
    r"historical|history|"
    r"biography|documentary|"
    r"invented|discovered|assassinated|elected|minister|politician|government|parliament|knesset|"
    r"revolution|war|battle|"
    r"campaigned|character|"
    r"plays?|played|starring|directed|quote|quoted|said that|once said|tweeted|interview|celebrity|oscar|"
    r"grammy|led the|"
    r"founded|signed the|"
    r"netflix|podcast|youtuber|tiktoker|king of|queen of|born in [0-9]{4}|died in|peace process|"
    r"suffrag\w+|civil rights|"
    r"boycott|arrested|"
    r"same energy|legend|icon|hero of|statue|museum|painting|painted|theory|chapter|in the book|"
    r"in the story|in the film|"
    r"in the play|act [0-9])\b"
)
# In a draft post a pupil may have written a poem or played a part; only this much says that somebody is known to all.
PUBLIC_OFFICE: Final = re.compile(
    r"\b(?:1[0-9]{3}|president|prime minister|nobel|minister|politician|government|parliament|knesset|"
    r"historian|author of|mp|"
    r"novel|film|once said)\b"
    r"|[\"”’'] ?[-–—] ?$|[-–—] ?$"
)
# Near a name: somebody of this room, class or home is meant, and nobody known to all.
OF_THIS_ROOM: Final = re.compile(
    r"\b(?:(?:in|from) (?:my|our|this|the|ur|your) (?:class|school|year|form|group|set|tutor|team|maths|"
    r"english|history)|"
    r"next to (?:me|us)|sits?|sitting|sat|"
    r"behind (?:me|us)|at the back|back table|my (?:\w+ )?(?:mate|friend|bestie|bff|bf|gf|boyfriend|"
    r"girlfriend|sister|brother|"
    r"sis|bro|cousin|twin|partner|"
    r"neighbour|group|class|crush|ex)|our (?:\w+ ){0,2}(?:class|group|host|winner|pupil|student|"
    r"ambassador|quiz|essay|poster|"
    r"competition)s?|"
    r"(?:7|8|9|10|11|12|13) ?[a-f]\b|year (?:7|8|9|10|11|12|13)|yr ?(?:7|8|9|10|11)|y(?:7|8|9|10|11)|"
    r"unmute|muted?|mic|camera|"
    r"hand up|hand is up|wants to (?:ask|say|speak|know|talk)|has a question|asked that|"
    r"said that already|already asked|hurry up|is (?:late|away|absent|ill|off sick|off today|crying|"
    r"annoying|copying|typing|"
    r"being|in here|laughing|sleeping)|"
    r"me and|and me|did (?:the|this|our|all the) (?:poster|homework|slides|work|project|drawing)|fancies|"
    r"has a crush|"
    r"bullie[sd]|picks on|hit me|pushed me|"
    r"stop it|shut up|pupils?|won (?:our|the quiz|the prize|first|a place|second)|certificate|her form|"
    r"his form|ambassadors?|one of (?:our|the|my) (?:\\w+ )?(?:students|pupils|volunteers|ambassadors|participants|members)|"
    r"question from|asked by|question there|turn (?:his|her|their|your)|your friend|well played|well done|"
    r"congratulations|"
    r"congrats|haiku|prize|winner|pictured|"
    r"winning|(?:drew|designed|made|wrote|drawing|artwork by) (?:our|this|the)|drawing our|my (?:sur|"
    r"last |second |first |"
    r"full )?name|keeps? (?:laughing|talking|shouting|copying|muting|saying|on|trying|looking|interrupting)|"
    r"(?:and|my|the) (?:boy|girl|kid|lad|person) (?:next|behind|called|from)|and i both|in the room|"
    r"on my table|on our table|"
    r"register|has joined|cant hear|told me|lives (?:near|by|on|next)|goes to my|everyone calls)\b"
)
SPOKEN_TO: Final = re.compile(
    r"(?:,| -|:) ?(?:could|would|can|please|you|your|what|do|have|thank|go|lovely|great|good|well|over)\b"
)
AGE_AFTER: Final = re.compile(r",? \(?1[0-8](?:[^0-9]|$)")
TITLES: Final = frozenset(
    ["miss", "mr", "mrs", "ms", "mx", "sir", "dr", "prof", "lord", "lady", "king", "queen", "saint"]
)
SHORT_MESSAGE_WORDS: Final = 4
VALEDICTION: Final = re.compile(
    r"(?:regards|wishes|sincerely|faithfully|thanks|thank you|cheers|cofion|yours|gofion|pozdrawiam|"
    r"respectfully|love|bye)\W*$",
    re.IGNORECASE,
)
SELF_NAMES_LIMIT: Final = 60
"""So many pairs in one view are looked at; more of them are a list, found long before."""

# Words that follow a forename and are no surname, and names of days, months, peoples and places that look like names.
_NEVER_SURNAMES_WORDS: Final = """
and or but is was are were has had have will would can could should said says say went goes go got gets in on at to from
with for by of the a an my your his her our their you u me he she we they it this that here there not too also just
really so very please thanks who what when where why how if as x xx lol pls plz omg miss sir ok okay yes no yeah nah did
does do like likes love loves hate hates thinks think knows know sits asked ask wants want cant dont didnt isnt wasnt
never always only now then again today tomorrow stop shut come look wait tell told give gave take took keep let make
made mate bro bruh man dude guys about after before because back down up out over off under around even still ever both
all some any many much more most less than into onto lives live ii iii iv vi vii viii ix xi xii xiii xiv xv xvi
"""
NEVER_SURNAMES: Final = frozenset(_NEVER_SURNAMES_WORDS.split())

_WEEK_WORDS: Final = """
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december germany german nazi american british arab israeli palestinian russian soviet ottoman roman yisrael
chai puerto rico reich empire kareem mubarak chag shana hamas hezbollah west bank middle east south north gaza strip
spring summer autumn winter christmas easter eid ramadan hanukkah passover year
"""
WEEK: Final = frozenset(_WEEK_WORDS.split())

# Two words with capitals side by side, apostrophes and, outside ASCII, invisible characters between their letters.
_CAPITALS: Final = re.compile(r"[A-Z][A-Za-z'`-]*[\s_]['`\s_]*[A-Z]['`]*[A-Za-z]")
_ANY_CAPITALS: Final = re.compile(r"[^\W\d_a-z][^\s_]*[\s_]['`’\s_]*[^\W\d_a-z]")


def stands_in_capitals(typed: str) -> bool:
    """Say whether two neighbours begin with capitals."""
    return (_CAPITALS if typed.isascii() else _ANY_CAPITALS).search(typed) is not None
