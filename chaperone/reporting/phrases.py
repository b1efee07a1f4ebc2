"""The words a receipt phrase is made of, how one is read when it is typed, and which word somebody may have meant; no Django.

The list is our own (``data/words.txt``, lower-case letters, one a line): words a Year 9 pupil can spell from hearing, none of them
about harm. No slip of one letter (left out, put in, changed, or swapped with the next) makes one of them of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from chaperone.policy.refusal import Refused

WORDS_IN_A_PHRASE: Final = 5
TYPED_LENGTH_LIMIT: Final = 200
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_WORD: Final = re.compile(r"[^\W\d_]+")

Phrase = tuple[str, ...]


@cache
def words() -> tuple[str, ...]:
    """Return the list, in the order of the alphabet."""
    text = (Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


@cache
def _known() -> frozenset[str]:
    return frozenset(words())


def phrase_from(number: int) -> Phrase:
    """Return the phrase that a large random number stands for; every phrase is as likely as every other."""
    chosen = []
    for _ in range(WORDS_IN_A_PHRASE):
        number, place = divmod(number, len(words()))
        chosen.append(words()[place])
    return tuple(chosen)


def phrase_typed(typed: str) -> Phrase | Refused:
    """Read a phrase as people type it: capitals, commas, hyphens and line ends do not matter; the order does.

    Whatever is said here is worked out from the list alone, which anybody may read, and never from the phrases that exist.

    Args:
        typed: what was typed; ``TYPED_LENGTH_LIMIT`` characters count.

    Returns:
        The phrase; or ``Refused`` with what may have been meant, when a word is none of ours or there are not five.
    """
    found = [word.lower() for word in _WORD.findall(typed[:TYPED_LENGTH_LIMIT])]
    if len(found) != WORDS_IN_A_PHRASE:
        counted = {0: "no words", 1: "one word"}.get(len(found), f"{len(found)} words")
        return Refused(
            "",
            f"The phrase we gave you has five words, and there are {counted} here.",
            "Type all five, in the same order, with a space between them.",
        )
    strange = [word for word in found if word not in _known()]
    if strange:
        return Refused("", "Something is spelled differently from our words.", _may_have_meant(strange))
    return tuple(found)


def _may_have_meant(strange: list[str]) -> str:
    sentences = []
    for word in strange:
        meant = sorted(set(_one_letter_off(word)) & _known())[:3]
        if meant:
            sentences.append(f"For “{word[:30]}”, did you mean {' or '.join(f'“{each}”' for each in meant)}?")
        else:
            sentences.append(f"“{word[:30]}” is none of our words.")
    return " ".join([*sentences, "Look at what you wrote down, and type it again."])


def _one_letter_off(word: str) -> Iterator[str]:
    """Yield what this word could have been before one slip of a finger."""
    if len(word) > 20:
        return
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)
