"""The ways in which one text may be meant to be read: plainly, and with each disguise that its shape gives away undone.

Ordinary text has one view, the plain one. A further view is made only if something in the text asks for it: digits
among letters, letters typed apart, words back to front or upside down. Every view leads back to what was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

from chaperone.screening import folding
from chaperone.screening.linear import Cues
from chaperone.screening.look_alikes import as_latin
from chaperone.screening.names import nothing_but_names
from chaperone.screening.pieces import words_of
from chaperone.screening.word_lists import vocabulary
from chaperone.screening.words import common, how_common, in_words, ranks

Origins = Callable[[], list[int]]

PARTED_LIMIT: Final = 400
"""So many letters typed apart are parted into words where gaps do not tell; more of them are only joined."""

SHORTEST_REVERSED: Final = 3
"""Longer words are known back to front."""

_SHORT_AND_TELLING: Final = ("the", "you", "and", "for", "her", "him", "our", "kys", "kms")
"""And these, which nearly every sentence holds."""

_SPACES: Final = re.compile(r"\s{2,}|[^\S ]")
_APART: Final = re.compile(
    r"(?<![a-z0-9@$])[a-z0-9@$](?:[ .\-_*~,/|+]{1,5}[a-z0-9@$](?![a-z0-9@$])){2,}", re.ASCII
)
_LEET_SIGNS: Final = re.compile(
    r"(?<=[a-z0-9$@])[!|@+](?=[a-z0-9$@])|(?<![^\s])[@!](?=[a-z0-9$])|(?<=[a-z0-9$])@(?![^\s])|(?<![^\s])!(?=\s)",
    re.ASCII,
)
_LEET_DIGITS: Final = str.maketrans("0134578$9", "oieastbsg")
_LEET_WORD: Final = re.compile(r"(?<![a-z0-9$])(?:[0-9$]*[a-z][a-z0-9$]*|1(?![0-9.,:/%-]))", re.ASCII)
_MIXED: Final = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[0-9$@])\S+", re.ASCII)
_FIGURE_WORD: Final = re.compile(
    r"(?<!\S)(?:15|17|47|70|45|50|60|84|4|7175|455|80085|8008|0v3r|717)(?!\S)", re.ASCII
)
_SIGN_LETTERS: Final = {"!": "i", "|": "i", "@": "a", "+": "t"}
_SIGNS_INSIDE: Final = frozenset("._")
"""Where letters are typed apart otherwise, these belong to a word: ``m o . r e e d``."""
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}", re.ASCII)
_TURNED_LETTERS: Final = "ɐqɔpǝɟƃɥᴉɾʞןɯuodbɹsʇnʌʍxʎz"
_TURNED: Final = str.maketrans(
    _TURNED_LETTERS + "ıәɓɡǃ¿⅄∀ƎℲ⅁ſ", "abcdefghijklmnopqrstuvwxyz" + "iegg!?yaefgj"
)
# The shapes that ask for a further reading, as expressions; their bits stand in the order of this list.
SHAPES: Final = (
    r"[a-z][0-9@$|!+][a-z]|[0-9@$|][a-z]|[a-z][0-9$]",
    r"(?:^|[^a-z0-9@$])[a-z0-9@$](?:[ .\-_*~,/|+]{1,5}[a-z0-9@$]){2}(?:[^a-z0-9@$]|$)",
    "|".join(letter * 3 for letter in "abcdefghijklmnopqrstuvwxyz"),
    "[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ]",
    r"[a-z][*]{1,3}[a-z]",
)
_LEET, _APART_TYPED, _STRETCHED_OUT, _UPSIDE_DOWN, _STARRED_OUT = (
    1 << number for number in range(len(SHAPES))
)
_SHAPES: Final = Cues((), ((shape, number) for number, shape in enumerate(SHAPES)))


@dataclass(eq=False)
class View:
    """One reading of a text.

    Attributes:
        name: ``plain``, ``leet``, ``leet_l``, ``joined``, ``reversed`` or ``turned``.
        text: the reading, lower-case, no apostrophes, single spaces.
        origins: gives, for every character of ``text``, its place in the text as typed.
    """

    name: str
    text: str
    origins: Origins

    def as_typed(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of this view, not empty, to the text as typed."""
        places = self.places[start:end]
        return min(places), max(places) + 1

    @cached_property
    def places(self) -> list[int]:
        """For every character of the reading, its place in the text as typed."""
        return self.origins()

    @cached_property
    def tokens(self) -> list[str]:
        """Its words and numbers, without punctuation, in order."""
        return words_of(self.text)


def plain_view(text: str) -> View:
    """Give the plain reading: folded, look-alike letters of other scripts made Latin, one space at a time."""
    folded = folding.fold(text)
    if not folded.isascii():
        folded = as_latin(folded)
    if not ("  " in folded or "\n" in folded or not folded.isascii() or "\t" in folded) or not _SPACES.search(
        folded
    ):
        return View("plain", folded, lambda: folding.origins(text))
    return View("plain", _SPACES.sub(" ", folded), lambda: _without_spaces(text, folded))


def _without_spaces(text: str, folded: str) -> list[int]:
    places = folding.origins(text)
    kept: list[int] = []
    end = 0
    for match in _SPACES.finditer(folded):
        kept += places[end : match.start() + 1]
        end = match.end()
    return kept + places[end:]


def views_of(text: str) -> tuple[View, ...]:
    """Give every reading the shape of the text asks for, the plain one first. Linear in the text's length."""
    plain = plain_view(text)
    backwards = not backwards_words().isdisjoint(plain.tokens)
    return (plain, *further_views(text, plain, _SHAPES.pointed_to(plain.text.encode()), backwards=backwards))


def further_views(text: str, plain: View, shapes: int, *, backwards: bool) -> tuple[View, ...]:
    """Give the readings of a text besides the plain one.

    Args:
        text: the text as typed.
        plain: its plain reading.
        shapes: the bits of those of ``SHAPES`` that occur in it.
        backwards: whether one of ``backwards_words`` does.
    """
    if not shapes and not backwards:
        return ()
    views = []
    if shapes & _APART_TYPED and (joined := _joined(text)):
        views.append(joined)
    if backwards:
        views += [_back_to_front(plain), _words_back_to_front(plain)]
    if shapes & _UPSIDE_DOWN:
        views.append(_turned(plain))
    undisguised = [more for view in (plain, *views) for more in _undisguised_letters(view)]
    return (*views, *undisguised)


def _undisguised_letters(view: View) -> list[View]:
    """Read digits and signs as the letters they resemble, and stretched letters once."""
    more: list[View] = []
    seen = _SHAPES.pointed_to(view.text.encode())
    if seen & _LEET:
        more.append(_leet("leet", view, view.text))
        if "1" in view.text or "|" in view.text:
            more.append(_leet("leet_l", view, view.text.replace("1", "l").replace("|", "l")))
        spoken = _figures_as_words(view.text)
        if spoken != view.text:
            more.append(_leet("leet", view, spoken))
    if seen & _STRETCHED_OUT:
        more.append(_unstretched(view))
    if seen & _STARRED_OUT:
        more.append(_leet("leet", view, _STARRED.sub(_unstarred, view.text)))
    return more


_STARRED: Final = re.compile(r"(?<![a-z*])[a-z]+[*]{1,3}[a-z]+(?![a-z*])", re.ASCII)


def _unstarred(match: re.Match[str]) -> str:
    """Read ``k*ll`` as the rarest word the rules know that fits; as it is where none does."""
    word = match[0]
    fits = re.compile(word.replace("*", "[a-z]"))
    known = _by_ends().get((len(word), word[0], word[-1]), ()) if len(word) > SHORTEST_REVERSED else ()
    return min((one for one in known if fits.fullmatch(one)), key=how_common, default=word)


@cache
def _by_ends() -> dict[tuple[int, str, str], tuple[str, ...]]:
    found: dict[tuple[int, str, str], tuple[str, ...]] = {}
    for word in sorted(vocabulary()):
        if word.isascii() and word.isalpha() and len(word) > SHORTEST_REVERSED:
            key = len(word), word[0], word[-1]
            found[key] = (*found.get(key, ()), word)
    return found


def _figures_as_words(text: str) -> str:
    """Read ``15`` as "is" and ``47`` as "at" where at least half of the words are written with figures for letters."""
    words = text.split()
    if 2 * len(_MIXED.findall(text)) < len(words):
        return text
    return _FIGURE_WORD.sub(lambda match: match[0].translate(_LEET_DIGITS), text)


def _leet(name: str, view: View, text: str) -> View:
    """Numbers by themselves stay numbers, except 1 for "I"."""
    read = _LEET_SIGNS.sub(lambda match: _SIGN_LETTERS[match[0]], text)
    read = _LEET_WORD.sub(lambda match: match[0].translate(_LEET_DIGITS), read)
    return View(name, read, lambda: view.places)


def _unstretched(view: View) -> View:
    def places() -> list[int]:
        before, kept, end = view.places, [], 0
        for match in _STRETCHED.finditer(view.text):
            kept += before[end : match.start() + 1]
            end = match.end()
        return kept + before[end:]

    return View("stretched", _STRETCHED.sub(r"\1", view.text), places)


def _joined(text: str) -> View | None:
    """Read letters typed one by one as the words they make; a wider gap parts words."""
    folded = folding.fold(text)
    folded = folded if folded.isascii() else as_latin(folded)
    pieces: list[str] = []
    places: list[int] = []
    end = 0
    for match in _APART.finditer(folded):
        pieces.append(folded[end : match.start()])
        places += range(end, match.start())
        words, at = _words_apart(match[0], len(places) < PARTED_LIMIT and len(match[0]) < 2 * PARTED_LIMIT)
        pieces.append(words)
        places += [match.start() + place for place in at]
        end = match.end()
    if not pieces:
        return None
    pieces.append(folded[end:])
    places += range(end, len(folded))

    def as_typed() -> list[int]:
        before = folding.origins(text)
        return [before[place] for place in places]

    return View("joined", "".join(pieces), as_typed)


def _words_apart(run: str, may_part: bool) -> tuple[str, list[int]]:
    """Join one run of single letters; give it with the place of each character in the run."""
    letters = [(match[0], match.start()) for match in re.finditer(r"[a-z0-9@$]", run)]
    gaps = [run[before[1] + 1 : after[1]] for before, after in pairwise(letters)]
    count = Counter(gaps)
    usual = min(count, key=lambda gap: (len(gap), -count[gap]))
    groups: list[list[tuple[str, int]]] = [[letters[0]]]
    for number, (gap, letter) in enumerate(zip(gaps, letters[1:], strict=True)):
        if gap != usual and gap.strip() in _SIGNS_INSIDE:
            groups[-1].append((gap.strip(), letters[number][1] + 1 + gap.index(gap.strip())))
        elif len(gap) > len(usual) or (gap == " " != usual):
            groups.append([])
        groups[-1].append(letter)
    text: list[str] = []
    places: list[int] = []
    for group in groups:
        word = "".join(letter for letter, _ in group)
        unparted = not may_part or len(groups) > 1 or len(word) < 4 or word in ranks() or word in vocabulary()
        parts = [word] if unparted else in_words(word, nothing_but_names())
        index = 0
        for part in parts:
            if places:
                text.append(" ")
                places.append(places[-1])
            text.append(part)
            places += [place for _, place in group[index : index + len(part)]]
            index += len(part)
    return "".join(text), places


@cache
def backwards_words() -> frozenset[str]:
    """Give everyday words, and those the rules look for, back to front, where that is no word."""
    longer = (word for word in common() | vocabulary() if len(word) > SHORTEST_REVERSED)
    return frozenset(word[::-1] for word in (*longer, *_SHORT_AND_TELLING)).difference(ranks())


def _back_to_front(plain: View) -> View:
    return View("reversed", plain.text[::-1], lambda: plain.places[::-1])


def _words_back_to_front(plain: View) -> View:
    parts = re.split(r"( )", plain.text)

    def places() -> list[int]:
        before, kept, at = plain.places, [], 0
        for part in parts:
            kept += before[at : at + len(part)][::-1]
            at += len(part)
        return kept

    return View("reversed", "".join(part[::-1] for part in parts), places)


def _turned(plain: View) -> View:
    read = plain.text.translate(_TURNED)[::-1]
    return View("turned", read, lambda: plain.places[::-1])
