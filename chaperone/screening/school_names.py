"""Recognises the names of schools: the national register, with nicknames, hashtags and lower case, and names that are like one."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

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


class _Register(NamedTuple):
    """What is kept of the register's names."""

    cores: frozenset[str]
    single_cores: frozenset[str]
    run_together: frozenset[str]


@cache
def _register() -> _Register:
    """Read the register, once."""
    names = gzip.decompress((_DATA / "schools.txt.gz").read_bytes()).decode().splitlines()
    several, single, dropped = set(), set(), (KINDS | _FILLERS) - {"st"}
    for name in names:
        kept = [word for word in name.split() if word not in dropped]
        core = " ".join(kept)
        if len(kept) > 1 and len(core.replace(" ", "")) > _SHORTEST_CORE:
            several.add(core)
        alone = core.removeprefix("st ").removesuffix(" st")
        if " " not in alone and len(alone) > _SHORTEST_CORE:
            single.add(alone)
    together = frozenset(name.replace(" ", "") for name in (*names, *several))
    return _Register(frozenset(several), frozenset(single), together)


def cores() -> frozenset[str]:
    """Give the distinctive parts of two words or more, such as ``"ashdown vale"``, and ``"st winifreds"``."""
    return _register().cores


def single_cores() -> frozenset[str]:
    """Give the distinctive words of schools that are named by one, such as ``"batchwood"``."""
    return _register().single_cores


def run_together() -> frozenset[str]:
    """Give names as hashtags write them: ``stmarys``, ``ashdownvalehigh``."""
    return _register().run_together
