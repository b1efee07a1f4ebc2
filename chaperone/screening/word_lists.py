"""The words rules are made of: lists of people, verbs and insults, short forms of chat, slips of chosen words; all data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from chaperone.screening.folding import fold
from chaperone.screening.words import ranks
from chaperone.screening.yaml_files import read_yaml

_DATA: Final = Path(__file__).parent / "data"
_ENDINGS: Final = re.compile(r"[^aeiou]y$")
_HISSING: Final = ("s", "x", "z", "sh", "ch")


ARABIC: Final = str.maketrans("ةىٱ", "هيا")
"""Arabic letters that are typed one for the other."""


class WordListUnsound(ValueError):
    """A word list holds an entry that cannot be read."""


def inflected(entry: str) -> tuple[str, ...]:
    """Give the forms of an entry: ``kill:v`` is kill, kills, killed, killing, killin; ``stab:vv`` doubles; ``rat:n`` adds s."""
    word, _, kind = entry.partition(":")
    if not kind:
        return (entry,)
    if kind == "n":
        return (word, _with_s(word))
    first, gap, rest = word.partition(" ")
    ending_in_y = _ENDINGS.search(first) is not None
    third = _with_s(first)
    if kind not in ("v", "vv"):
        raise WordListUnsound(entry)
    stem = first + first[-1] if kind == "vv" else first[:-1] if first.endswith("e") else first
    past = first[:-1] + "ied" if ending_in_y else stem + "ed"
    return tuple(form + gap + rest for form in (first, third, past, stem + "ing", stem + "in"))


def _with_s(word: str) -> str:
    return word[:-1] + "ies" if _ENDINGS.search(word) else word + ("es" if word.endswith(_HISSING) else "s")


def entries(listed: str | Iterable[str]) -> tuple[str, ...]:
    """Read a word list: entries parted by commas, inflected where they say so, folded as texts are."""
    parts = re.split(r"\s*[,\n]\s*", listed.strip()) if isinstance(listed, str) else map(str, listed)
    return tuple(dict.fromkeys(chain.from_iterable(written_entry(part) for part in parts if part)))


def written_entry(entry: str) -> tuple[str, ...]:
    """Give the forms of one entry as texts are written out."""
    if entry.isascii() and ":" not in entry:
        return (_as_written_out(fold(entry)),)
    forms = inflected(" ".join(entry.split()))
    return tuple(_as_written_out(fold(form).translate(ARABIC)) for form in forms)


def _as_written_out(entry: str) -> str:
    known, words = short_forms(), entry.split()
    if not known.keys().isdisjoint(words):
        words = list(chain.from_iterable(known.get(word, (word,)) for word in words))
    return " ".join(words)


@cache
def _short_forms_data() -> dict[str, dict[Any, str]]:
    read: dict[str, dict[Any, str]] = read_yaml(_DATA / "short_forms.yaml")
    return read


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """Give every short form and emoji with the words it stands for."""
    data = _short_forms_data()
    forms: dict[str, tuple[str, ...]] = {}
    for meant, written in chain(data["short_forms"].items(), data["emoji"].items()):
        forms.update(dict.fromkeys(str(written).split(), tuple(str(meant).split())))
    return forms


@cache
def written_ways(word: str) -> frozenset[str]:
    """Give every way of typing a word that is written out as it, itself included."""
    return frozenset({word} | {form for form, words in short_forms().items() if word in words})


@cache
def lists() -> Mapping[str, tuple[str, ...]]:
    """Give every word list by name; a list may include others as ``{name}``, or hold ``{one} {another}`` in a row."""
    raw: dict[str, Any] = {}
    for path in sorted((_DATA / "lists").glob("*.yaml")):
        raw.update(read_yaml(path))
    done: dict[str, tuple[str, ...]] = {}
    for name, listed in raw.items():  # in the order of the files: a list includes only earlier ones
        found: list[str] = []
        for entry in entries(listed):
            found += done.get(entry[1:-1], (entry,))
        done[name] = tuple(dict.fromkeys(found))
    return done


@cache
def vocabulary() -> frozenset[str]:
    """Give every word of every list: none of them is taken for a slip of another."""
    return frozenset(
        word.rstrip("*") for listed in lists().values() for entry in listed for word in entry.split()
    )


@cache
def slips() -> Mapping[str, str]:
    """Give slips and masks of the words in ``often_masked`` (a letter left out, two swapped, stars), with the word meant."""
    meant: dict[str, str] = {}
    known, forms, words = ranks(), short_forms(), vocabulary()
    for word in lists()["often_masked"]:
        for variant in _variants(word):
            if variant not in known and variant not in forms and variant not in words:
                meant.setdefault(variant, word)
    return meant


def _variants(word: str) -> set[str]:
    length = len(word)
    masked = {word[:n] + "*" + word[n + 1 :] for n in range(1, length)}
    masked |= {word[:1] + "*" * (length - 1), word[:1] + "*" * (length - 2) + word[-1:]}
    if length < 4:
        return masked
    left_out = {word[:n] + word[n + 1 :] for n in range(1, length)} if length > 4 else set()
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(length - 1)}
    return (masked | left_out | swapped) - {word}
