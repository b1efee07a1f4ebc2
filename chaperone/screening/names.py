"""Which words are forenames and surnames, how surely, and whom anybody may name."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from chaperone.screening.folding import fold
from chaperone.screening.words import ranks

_DATA: Final = Path(__file__).parent / "data"

# So common as words, or as names of places, that only capitals or an introduction make them names.
_RARELY_NAMES_LISTED: Final = """
israel palestine gaza jordan china india paris london france america asia sydney georgia holland england ireland wales
york
"""
_RARELY_NAMES: Final = frozenset(_RARELY_NAMES_LISTED.split())


@cache
def _kinds() -> dict[str, str]:
    packed = gzip.decompress((_DATA / "names.txt.gz").read_bytes()).decode()
    kinds = dict(map(str.split, packed.splitlines()))
    for line in (_DATA / "more_names.txt").read_text(encoding="utf-8").splitlines()[1:]:
        kind, *names = line.split()
        for name in map(fold, names):
            kinds[name] = "fs" if kinds.get(name, kind) != kind else kind
    return kinds


def as_forename(word: str) -> int:
    """Say how surely a folded word is a forename: 2 it is nothing else, 1 it is a word as well, 0 it is none."""
    return _strength(word, "f")


def as_surname(word: str) -> int:
    """Say how surely a folded word is a surname; any forename may be one."""
    owner = word[:-1] if word.endswith("s") else word  # "marlowe's" has lost its apostrophe
    return _strength(word, "s") or min(1, _strength(word, "f")) or _strength(owner, "s")


# Words too, but hardly ever said as words in a lesson.
_MOSTLY_NAMES_LISTED: Final = """
harry jack tom tim jim rob dan ben ken ron sam max leo jay kay amy eve lily ruby rosie poppy molly jenny penny sally
jess josh zac toby barry terry larry jerry kitty polly jimmy bobby johnny billy freddy daisy jade rory marty danny
archie alfie dean kieran lewis
"""
MOSTLY_NAMES: Final = frozenset(_MOSTLY_NAMES_LISTED.split())


def _strength(word: str, kind: str) -> int:
    if kind not in _kinds().get(word, ""):
        return 0
    if word in MOSTLY_NAMES and kind == "f":
        return 2
    return 1 if word in ranks() or word in _RARELY_NAMES else 2


@cache
def forenames() -> frozenset[str]:
    """Give all forenames, folded."""
    return frozenset(name for name, kind in _kinds().items() if "f" in kind)


@cache
def nothing_but_names() -> frozenset[str]:
    """Give forenames and surnames that are no words: without one of them no full name is likely."""
    return frozenset(name for name in known_names().difference(ranks(), _RARELY_NAMES) if len(name) > 2)


@cache
def sure_forenames() -> frozenset[str]:
    """Give the forenames that are nothing else, or hardly ever."""
    return forenames().difference(ranks(), _RARELY_NAMES) | (forenames() & MOSTLY_NAMES)


@cache
def known_names() -> frozenset[str]:
    """Give all names."""
    return frozenset(_kinds())


@cache
def public_figures() -> frozenset[str]:
    """Give the names anybody may name, folded, words parted by one space."""
    return frozenset(_listed())


def _listed() -> Iterator[str]:
    lines = (_DATA / "public_figures.txt").read_text(encoding="utf-8").splitlines()[1:]
    for name in re.split(r"[,\n]", fold("\n".join(lines))):
        if words := name.split():
            yield " ".join(words)
