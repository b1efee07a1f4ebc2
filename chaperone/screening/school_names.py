"""Recognises the names of schools: the national register, with nicknames, hashtags and lower case, and names that are like one."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data"

_KINDS_WORDS: Final = """
school schools sch academy acad college high primary infant infants junior juniors grammar comprehensive comp secondary
sixth nursery ysgol gymnasium prep preparatory upper lower middle first community catholic cofe rc voluntary controlled
aided boys girls technology specialist free foundation special
"""
KINDS: Final = frozenset(_KINDS_WORDS.split())
"""Words that say what a school is, not which."""

_FILLERS_WORDS: Final = """
the of for and church england roman in st a an at c e ce cofe va vc trust federation early years centre
"""
_FILLERS: Final = frozenset(_FILLERS_WORDS.split())
_SHORTEST_CORE: Final = 5


def core_of(words: list[str]) -> tuple[str, ...]:
    """Give what is left of a school's name without the words that say what kind it is: ``("ashdown", "vale")``."""
    return tuple(word for word in words if word not in KINDS and word not in _FILLERS)


@cache
def register() -> frozenset[str]:
    """Give every name of the register, folded, without its kind where something distinctive is left."""
    names = gzip.decompress((_DATA / "schools.txt.gz").read_bytes()).decode().splitlines()
    return frozenset(names) | cores()


@cache
def cores() -> frozenset[str]:
    """Give the distinctive parts of two words or more, such as ``"ashdown vale"``, and ``"st winifreds"``."""
    names = gzip.decompress((_DATA / "schools.txt.gz").read_bytes()).decode().splitlines()
    found = set()
    for name in names:
        words = name.split()
        kept = [word for word in words if word not in KINDS and (word not in _FILLERS or word == "st")]
        if len(kept) >= 2 and len("".join(kept)) > _SHORTEST_CORE:
            found.add(" ".join(kept))
    return frozenset(found)


@cache
def single_cores() -> frozenset[str]:
    """Give the distinctive words of schools that are named by one, such as ``"batchwood"``."""
    names = gzip.decompress((_DATA / "schools.txt.gz").read_bytes()).decode().splitlines()
    found = set()
    for name in names:
        kept = core_of(name.split())
        if len(kept) == 1 and len(kept[0]) > _SHORTEST_CORE:
            found.add(kept[0])
    return frozenset(found)


@cache
def run_together() -> frozenset[str]:
    """Give names as hashtags write them: ``stmarys``, ``ashdownvalehigh``."""
    names = gzip.decompress((_DATA / "schools.txt.gz").read_bytes()).decode().splitlines()
    whole = {name.replace(" ", "") for name in names}
    return frozenset(whole | {core.replace(" ", "") for core in cores()})
