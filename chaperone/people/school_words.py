"""Folds the names of schools and what people type for them into the same words, so that each finds the other."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final, NamedTuple

WORD_LENGTH_LIMIT: Final = 60
SEARCH_TEXT_LIMIT: Final = 600
_SAINTS: Final = frozenset({"saint", "sainte", "ste"})
# Typed or not, they say nothing about which school is meant.
_SMALL_WORDS: Final = frozenset({"and", "the", "of"})
# Ways to write one church; each finds every other.
_CHURCHES: Final = (
    (
        re.compile(r"\bchurch of england\b|\bc of e\b|\bcofe\b|\bc e\b|\bce\b"),
        "church of england cofe ce",
    ),
    (re.compile(r"\bchurch in wales\b|\bc in w\b|\bciw\b|\bc w\b"), "church in wales ciw"),
    (re.compile(r"\broman catholic\b|\br c\b|\brc\b"), "roman catholic rc"),
)
_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


class SchoolWords(NamedTuple):
    """A school's folded words: each once, in order; and its name as lists are sorted by."""

    words: tuple[str, ...]
    sort_name: str

    @property
    def search_text(self) -> str:
        """The words between blanks, so that ``" begin"`` finds every word that begins so."""
        return f" {' '.join(self.words)} "[:SEARCH_TEXT_LIMIT]


def plain(text: str) -> str:
    """Return ``text`` in lower case without accents, apostrophes and punctuation, words one blank apart."""
    without_apostrophes = _APOSTROPHES.sub("", text)
    decomposed = unicodedata.normalize("NFKD", without_apostrophes).casefold()
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", letters.replace("&", " and ")).strip()


def _fold(word: str) -> str:
    """Return the word without a plural or possessive s, so that ``mary``, ``marys`` and ``mary's`` are one."""
    word = "st" if word in _SAINTS else word
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:WORD_LENGTH_LIMIT] for word in words if word))


def words_of_school(name: str, town: str = "", postcode: str = "", urn: int | None = None) -> SchoolWords:
    """Return the words a school can be found by: its name, town, postcode (in parts and whole) and URN."""
    spoken = plain(name)
    sort_name = " ".join("st" if word in _SAINTS else word for word in spoken.split())
    for church, all_ways in _CHURCHES:
        if church.search(spoken):
            spoken += " " + all_ways
    words = [_fold(word) for word in spoken.split()]
    # "#StMarys" is how a school writes itself on social media: saint and name in one word.
    words += ["st" + after for before, after in pairwise(words) if before == "st"]
    if "st" in words:
        words.append("saint")
    words += [_fold(word) for word in plain(town).split()]
    outward_inward = plain(postcode).split()
    words += [*outward_inward, "".join(outward_inward)]
    if urn is not None:
        words.append(str(urn))
    return SchoolWords(_unique(words), sort_name[:200])


def words_typed(text: str) -> tuple[str, ...]:
    """Return the folded words of what somebody typed into the search, at most eight; ``()`` when there are none."""
    spoken = plain(text[:200])
    spoken = re.sub(r"\bc of e\b|\bc e\b", "cofe", spoken)
    spoken = re.sub(r"\bc in w\b", "ciw", spoken)
    spoken = re.sub(r"\br c\b", "rc", spoken)
    return _unique([_fold(word) for word in spoken.split() if word not in _SMALL_WORDS])[:8]
