"""Finds links and web addresses; only the organisation's own sites may be named in a room (Y5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chaperone.screening.rule import Rule, in_plain
from chaperone.screening.types import Context

_LABEL: Final = r"[^\W_][\w-]{0,62}"
_SURE_ENDING: Final = (
    r"(?:com|org|net|co|uk|gg|ly|tv|xyz|app|link|info|ru|biz|online|site|dev|io|edu|gov|example)"
)
# These are also words; after a full stop typed without a space only a path makes them an address.
_WORD_ENDING: Final = r"(?:me|it|is|so|to|us|in|be|no|am|id|at|my|eu|de|fr|es)"
_PATTERN: Final = re.compile(
    rf"\b(?:https?|ftp|hxxps?) ?: ?/{{1,2}} ?(?P<after_scheme>[^\s/?#]{{1,255}})[^\s]{{0,2000}}"
    rf"|(?<![\w.@])(?P<host>www\.[^\s/?#]{{1,255}}"
    rf"|(?:{_LABEL}\.){{1,6}}{_SURE_ENDING}(?![\w-])(?!\.[a-z])"
    rf"|(?:{_LABEL}\.){{1,6}}{_WORD_ENDING}(?=/[^\s]))(?:[/?#][^\s]{{0,2000}})?"
    rf"|\b(?!(?:the|a|this|that)\s){_LABEL} dot (?:com|co|org|net|gg|ly|tv)\b(?: dot uk\b| slash \w{{1,64}})?"
)

_WELL_KNOWN_NAMES: Final = """
wikipedia.org wikipedia.com bbc.co.uk bbc.com youtube.com google.com google.co.uk amazon.co.uk amazon.com
change.org gov.uk parliament.uk nhs.uk who.int un.org itv.com channel4.com theguardian.com guardian.co.uk
sky.com cnn.com aljazeera.com haaretz.com timesofisrael.com reuters.com netflix.com ebay.co.uk ebay.com
booking.com ticketmaster.co.uk nspcc.org.uk childline.org.uk samaritans.org britannica.com savemyexams.com
"""
_WELL_KNOWN: Final = frozenset(_WELL_KNOWN_NAMES.split())
"""Sites that are talked about by their names; with a path, or a scheme before them, they are links like any other."""


def _is_official(host: str, context: Context) -> bool:
    # What stands before an @ in a link is no host: https://official@elsewhere goes elsewhere.
    bare = host.rpartition("@")[2].split(":")[0].rstrip(".,;!)").removeprefix("www.")
    return any(
        bare == (site := official.lower().removeprefix("www.")) or bare.endswith("." + site)
        for official in context.official_sites
    )


def find_links(folded: str, context: Context) -> Iterator[tuple[int, int]]:
    """Give the places of links and web addresses in folded text, the organisation's own sites left out."""
    for match in _PATTERN.finditer(folded):
        host = match["after_scheme"] or match["host"]
        if host and _is_official(host, context):
            continue
        if match["host"] and match.group().removeprefix("www.") in _WELL_KNOWN:
            continue
        yield match.span()


LINK: Final = Rule(
    id="link",
    label="link",
    clause="Y5",
    staff_clause="S5",
    find=in_plain(find_links),
    yields_to=("email_address",),
    cues=("www.", ".com", ".co", ".org", "/", " dot ", ".gg", ".net", ".be", ".me", ".ly", ".tv"),
    sentence="That looks like a link. Not sent.",
    next_step="Say in words what it is about. Links are not shared in this room.",
    catches=(
        "look https://pictures.example/cat",
        "www.somewhere.example",
        "its on cats.co.uk",
        "discord.gg/abc123",
        "youtu.be/abc123",
        "cats dot com",
        "https://elsewhere.example/charity.example",
        "change.org/p/sign-this",
        "wikipedia.org.badsite.com",
    ),
    leaves=(
        "the U.N. and the E.U. both said that",
        "read it on https://www.charity.example/rules",
        "our site is charity.example",
        "yes.no maybe",
        "look at that.it is mad",
        "the dot com bubble",
        "0.5 x 0.5 is 0.25",
        "wait...what",
        "e.g. this one",
        "fans started a petition on change.org for it",
    ),
)
