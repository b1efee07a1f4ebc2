"""Common English words with how common they are: tells a word from a disguise, and letters typed apart into words again."""

from __future__ import annotations

import gzip
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data"
LONGEST_WORD: Final = 16
_COST_OF_RANK: Final = {1: 1.0, 2: 1.15, 3: 1.5, 4: 1.9}
_COST_OF_A_LETTER: Final = 2.2

# Words young people write that no dictionary holds; a disguised message is made of these too.
_CHAT: Final = """
im ur u r n m8 pls plz thx ty idk idc tbh ngl lol lmao omg wtf kys kms bruv bro fam sis mum dad nan grandad insta snap snapchat
whatsapp tiktok discord tmrw tmr gonna wanna gotta dont cant wont ive ill id youre theyre whats thats hes shes pic pics nudes nude
sexy slag loser fat ugly stupid retard muslim muslims jew jews arab arabs israeli israelis paki terrorist terrorists phone number
password passcode mobile email address postcode gmail hotmail kill yourself myself suicide unalive stab meet private secret alone
teacher school academy high college primary st marys
"""


@cache
def ranks() -> dict[str, int]:
    """Give every known word with its rank: 1 the most common, 4 the rarest."""
    packed = (_DATA / "words.txt.gz").read_bytes()
    known = {word: int(rank) for word, rank in map(str.split, gzip.decompress(packed).decode().splitlines())}
    known.update(dict.fromkeys(_CHAT.split(), 1))
    return known


@cache
def common() -> frozenset[str]:
    """Give the words everybody knows (ranks 1 to 3)."""
    return frozenset(word for word, rank in ranks().items() if rank <= 3)


_SHARE_OF_RANK: Final = {1: 0.006, 2: 0.0005, 3: 0.0001}
_SHARE_OF_A_SENTENCE_END: Final = 1.0
_SHARE_OF_OTHERS: Final = 0.00005


@cache
def _shares() -> dict[str, float]:
    lines = (_DATA / "how_common.txt").read_text(encoding="utf-8").splitlines()[1:]
    pairs = (pair.split(":") for line in lines for pair in line.split())
    return {word: int(share) / 1000 for word, share in pairs} | {".": _SHARE_OF_A_SENTENCE_END}


@cache
def how_common(word: str) -> float:
    """Give the share of ordinary messages that hold a word, measured where it is common and guessed by rank elsewhere."""
    share = _shares().get(word)
    return _SHARE_OF_RANK.get(ranks().get(word, 4), _SHARE_OF_OTHERS) if share is None else share


def in_words(letters: str, names: Container[str] = ()) -> list[str]:
    """Part letters typed without gaps into the likeliest words, linear in their number.

    Args:
        letters: lower-case letters and digits without spaces.
        names: names to know, which are dearer than words.

    Returns:
        The parts, in order; joined they are the letters again.
    """
    known = ranks()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(letters) + 1):
        choice = (best[end - 1][0] + _COST_OF_A_LETTER, end - 1)
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            word = letters[start:end]
            cost = _COST_OF_RANK.get(known.get(word, 0), 1.6 if len(word) > 3 and word in names else 99.0)
            choice = min(choice, (best[start][0] + cost, start))
        if letters[end - 1] in "aiu":
            choice = min(choice, (best[end - 1][0] + 1.2, end - 1))
        best.append(choice)
    return _walk_back(letters, best)


def _walk_back(letters: str, best: list[tuple[float, int]]) -> list[str]:
    words: list[str] = []
    end, loose = len(letters), ""
    while end > 0:
        start = best[end][1]
        if end - start == 1 and letters[start] not in "aiu":
            loose = letters[start] + loose
        else:
            words += [loose] * bool(loose) + [letters[start:end]]
            loose = ""
        end = start
    words += [loose] * bool(loose)
    return words[::-1]
