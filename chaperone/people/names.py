"""What can be told from an adult's written name: the first name that is shown, and whether two names are the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chaperone.people.school_words import plain

_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "sir", "dame"}
)


def _without_title(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and plain(words[0]) in _TITLES else words


def first_name_of(full_name: str) -> str:
    """Return the first word of a name after its title; the whole of a name that is one word."""
    return _without_title(full_name.split())[0][:60]


def same_name(name: str, others: Iterable[str]) -> bool:
    """Say whether ``name`` is among ``others``, whatever the case, accents, punctuation and title."""
    wanted = _without_title(plain(name).split())
    return any(_without_title(plain(other).split()) == wanted for other in others)
