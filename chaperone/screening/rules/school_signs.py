"""What stands around the name of a school, and the words that are no part of one."""

from __future__ import annotations

import re
from typing import Final

from chaperone.screening.cues import EDGE
from chaperone.screening.linear import Expression

_KIND: Final = (
    r"(?:school|academy|acad|college|high|primary|grammar|comprehensive|comp|sixth form|6th form|6th|gs|hs|"
    r"secondary|juniors?|infants|sch)"
)
KIND_WORD: Final = re.compile(rf"(?<![\w#]){_KIND}(?![a-z])")
KIND_BEFORE: Final = frozenset(
    [
        "catholic",
        "cofe",
        "rc",
        "community",
        "comprehensive",
        "grammar",
        "girls",
        "boys",
        "primary",
        "secondary",
        "junior",
        "infant",
        "infants",
        "high",
        "upper",
        "middle",
        "technology",
        "form",
        "sixth",
        "6th",
        "prep",
        "independent",
        "free",
        "jewish",
        "islamic",
        "muslim",
        "lower",
        "college",
    ]
)
_WHERE_TO: Final = (
    r"\b(?:go to|goes to|attend|attends|pupils? (?:at|from|of)|students? (?:at|from|of)|(?:year|yr|y) ?[0-9]{1,2} (?:at|from|"
    r"in)|school (?:is|called|name)|my schools?|our school|"
    r"(?:im|were|are|am|here|us) at|(?:im|were|team|hello|hi) from)\b"
)
WHERE_TO: Final = Expression(_WHERE_TO)
WELSH: Final = re.compile(r"\bysgol (?P<name>(?:[a-z]{2,12} ){0,3}[a-z]{3,14})")
OWN: Final = re.compile(
    r"(?:\b(?:im|i am|were|we are|we re|i go|we go|goes|go|went|attend|attends|attending|pupils?|students?|study|studying|"
    r"learn|teach|my school|our school|"
    r"school|year [0-9]{1,2}|yr ?[0-9]{1,2}|y[0-9]{1,2}|class|form|[0-9]{1,2}[a-z]|shes|hes|she|he|they|mates|friends?|brother|"
    r"sister|cousin|lads|girls|people|kids|"
    r"from|here|us|me|team|all)(?: is| are| was|s)?(?: (?:to|at|from|in|with|over at|called|named|=|is|the|up at|here at|"
    r"now at|currently at))+ ?|"
    r"\b(?:from|at|attend|attends|represent|representing|repping|school is|school = ?|school: ?|hello from|hi from|"
    r"sincerely from|we're|were|im) )$"
)
NOT_OURS: Final = re.compile(
    r"\b(?:gaza|jabalia|khan younis|rafah|jenin|nablus|hebron|jerusalem|tel aviv|haifa|sderot|ramallah|unrwa|bombed|shelled|"
    r"air ?strike|news|film|movie|book|"
    r"series|netflix|hogwarts|musical|show|football|united|park|street|road|war|hospital|documentary|tv|drama|educating)\b"
)
GENERAL: Final = """
hows whats wheres whens whos wheres todays yesterdays tomorrows everyones somebodys nobodys someones anyones mums dads
brothers sisters friends a an the my your our his her their this that these those any some every each which what whose
no one all most many few other another same different old new good bad best worst nice great big small local nearby
public private state boarding day single mixed primary secondary high junior infant nursery grammar comprehensive free
independent faith church religious christian catholic jewish muslim islamic hebrew arab israeli palestinian british
english american french german international normal special summer sunday saturday night evening weekend art music drama
dance stage film law medical med business graduate driving language riding ski cooking culinary acting military police
naval flying theatre acting football sports sport science tech technology online virtual home after before during at in
to from of for with on by and or but is was are were be been go goes went going back left leave like love hate miss skip
finish finished start started whole entire rival posh rough poor rich former current previous next last first second
third middle upper lower sixth form junior elite strict girls boys mixed our we you they he she it i me us so not just
only really very too also even than then when while because if how why where who do does did have has had get got can
will would should could may might must need want make made bombed destroyed closed opened empty full ruined blew hit
attacked rebuilt refugee village city town country rural urban american jewish unrwa un think thought quite pretty far
way up down out about into pre super mega ultra moving moved change changing royal national open central year said says
asked say pupil pupils student students teacher teachers kid kids people everyone children child head school schools
college academy doing does during throughout between around near outside inside past modern free secondary traditional
typical regular average actual thats its im
"""
GENERAL_WORDS: Final = frozenset(GENERAL.split())
WELL_KNOWN: Final = frozenset(
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
HASHTAG: Final = re.compile(r"#([a-z0-9_]{5,40})")
ENDS_IN_KIND: Final = re.compile(
    r"(?:school|academy|high|college|primary|grammar|sixthform|ysgol\w+|juniors|infants)(?:for(?:girls|boys))?$"
)
SAINT_OR_KING: Final = re.compile(
    r"^(?:st|saint|our lady|holy|sacred heart|king|queen|sir|bishop|archbishop|cardinal|blessed|all saints|christ|corpus|"
    r"immaculate)\b"
)
SCHOOL_TALK: Final = re.compile(
    r"school|\b(?:year|yr|y) ?[0-9]{1,2}\b|\b(?:class|pupils?|students?|teachers?|tutor) "
)
AT_SCHOOL: Final = re.compile(
    r"\b(?:(?:year|yr|y) ?[0-9]{1,2} (?:at|from|in)|i attend|we attend|my school is|our school is|school is called|"
    r"my schools called|pupils? at|students? at) "
    r"(?:the )?(?P<name>[a-z][a-z-]{2,}(?: [a-z][a-z-]{2,}){0,2})"
)
SAINTS: Final = Expression(r"\bst [a-z]{3}")
NAMES_MAY_STAND: Final = Expression(
    rf"(?:^|[^a-z0-9_#]){_KIND}(?:[^a-z]|$)|\bysgol |#[a-z0-9_]{{5}}|\bst [a-z]{{3}}|{_WHERE_TO}"
)
"""Without any of these no name is found but that of a school that is here."""
SAINT: Final = re.compile(r"(?<![a-z])st [a-z]{3,14}(?![a-z])")
NO_SCHOOL_AFTER: Final = re.compile(
    r" (?:park|hospital|church|station|street|road|square|ward|cathedral|hall|ambulance|hospice|day|beach|on holiday|for (?:a |"
    r"the )?(?:holiday|weekend|day)|museum|gallery|art gallery|council|library|university|airport|centre|fc|united)\b"
)
GOES_TO: Final = re.compile(
    r"\b(?:i go to|we go to|goes to|go to|i attend|we attend|attends|pupils? (?:at|from|of)|students? (?:at|from|of)|"
    r"year [0-9]{1,2} (?:at|from)|yr ?[0-9]{1,2} (?:at|from)|"
    r"my school(?: is|s)?(?: called)?|our school(?: is|s)?(?: called)?|school (?:is|called|name is|name)|im at|were at|"
    r"we are at|i am at|im from|were from|here at|us at|team from|hello from|hi from) (?:the )?"
    r"(?P<rest>[a-z][a-z ]{3,50})"
)
CUE_WORDS: Final = (
    "school,academy,acad,college,high,primary,grammar,sixth form,6th form,ysgol,comp,juniors,junior,infants,#,"
    "go to,goes to,attend,pupil,student,year ,yr,im at,were at,am at,are at,were from,im from,here at,us at,"
    "secondary,hello from,hi from,team from"
)
CUES: Final = (*CUE_WORDS.split(","), f"{EDGE}st ", f"{EDGE}sch{EDGE}")
