"""Frames: rules put as sentences with places to fill ("{i_will} <2> {hurt} {you}"), tried on text that was written out.

A frame is words parted by spaces. ``{name}`` is any entry of a word list, ``(a|b c|{name})`` one of several, ``word*`` any
word that begins so, ``?`` after one of these makes it optional. ``<3>`` allows up to three words between, ``<~3>`` also across
sentence ends; ``^`` and ``$`` are the beginning and end of a sentence, also as one of several. A frame is made into a
linear-time expression, tried only where a text holds a word for each of its places.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Final

from chaperone.screening.anchors import Key
from chaperone.screening.linear import Expression
from chaperone.screening.places import Beside, Link, beside
from chaperone.screening.word_lists import lists, written_entry
from chaperone.screening.words import how_common
from chaperone.screening.written_out import WrittenOut

_ELEMENT: Final = re.compile(
    r"<(?P<far>~)?(?P<gap>\d)>|(?P<edge>[\^$])|(?P<one>\([^()]*\)|\{[a-z_]+\}|[^\s(){}<>?]+)(?P<maybe>\?)?"
)
_PIECE: Final = re.compile(r"\{[a-z_]+\}|[^{}\s][^{}]*[^{}\s]|[^{}\s]")


class FrameUnsound(ValueError):
    """A frame names a word list that is not there, or holds nothing to look for."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame.

    Attributes:
        pattern: the expression it is made into.
        groups: for each place that must be filled, the words, or pairs of words, of which one must be there; the
            rarest group first.
        links: such places that follow each other, the rarest two first.
        beside: what must stand near the rarest group.
    """

    pattern: str
    groups: tuple[frozenset[Key], ...]
    links: tuple[Link, ...]
    beside: Beside

    @cached_property
    def expression(self) -> Expression:
        """The expression, compiled when it is first needed: most are seldom."""
        return Expression(self.pattern)

    def may_fit(self, keys: Set[Key]) -> bool:
        """Say whether a text with these words and pairs has something for every place."""
        return not any(group.isdisjoint(keys) for group in self.groups)

    def fits(self, text: str) -> bool:
        """Say whether it fits anywhere in a written-out text."""
        return self.expression.found(text)

    def spans(self, written: WrittenOut) -> Iterator[tuple[int, int]]:
        """Give ``(first, last)`` numbers of the words of each place where it fits."""
        for start, end in self.expression.spans(written.text):
            yield bisect_left(written.offsets, start), bisect_right(written.offsets, end - 2) - 1


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One thing that may stand in a place.

    Attributes:
        expression: what it is made into.
        anchors: its rarest words.
        weight: how common they are together.
        longest: so many words at most.
        lead: so many of them stand before the rarest, at most.
        rest: so many from the rarest on, itself included.
    """

    expression: str
    anchors: frozenset[Key]
    weight: float
    longest: int
    lead: int
    rest: int


@dataclass(frozen=True, slots=True)
class _Place:
    """One element of a frame.

    Attributes:
        expression: what it is made into.
        longest: so many words at most.
        anchors: of which one must be there; none where it may stay empty or begins only somehow.
        weight: how common they are together.
        lead: so many words stand before its anchor, at most.
        rest: so many from its anchor on.
    """

    expression: str
    longest: int
    anchors: frozenset[Key] = frozenset()
    weight: float = 0.0
    lead: int = 0
    rest: int = 1

    @property
    def may_end_a_sentence(self) -> bool:
        return r"\." in self.expression or self.expression.startswith(_ANY_WORDS)


_ANY_WORDS: Final = "(?: [^ ]+){0,"
_ANY_END: Final = "[^ ]*"
_WORDS_OF_A_SENTENCE: Final = "(?: [^ .]+){0,"


@cache
def compiled(frame: str) -> Frame:
    """Make an expression of a frame.

    Raises:
        FrameUnsound: an unknown word list, or only optional parts.
    """
    places = tuple(map(_place, _ELEMENT.finditer(frame)))
    certain = [number for number, place in enumerate(places) if place.anchors]
    if not certain:
        raise FrameUnsound(frame)
    end = "" if places[-1].expression.endswith("| $)") else " "
    rarest_first = sorted((places[number] for number in certain), key=attrgetter("weight"))
    pairs_of_places = (_link(places[first : second + 1]) for first, second in pairwise(certain))
    links = tuple(sorted(pairs_of_places, key=attrgetter("weight")))
    groups = tuple(place.anchors for place in rarest_first)
    return Frame("".join(place.expression for place in places) + end, groups, links, beside(groups, links))


def _place(element: re.Match[str]) -> _Place:
    """Read one element of a frame."""
    if element["gap"]:
        words = _ANY_WORDS if element["far"] else _WORDS_OF_A_SENTENCE
        return _Place(f"{words}{element['gap']}}}", int(element["gap"]))
    if element["edge"]:
        return _Place(r"(?:^| \.)" if element["edge"] == "^" else r"(?: \.| $)", 1)
    parts = element["one"].strip("()").split("|")
    options = [_alternative(part) for part in parts if part not in ("^", "$")]
    choice = f"(?: (?:{'|'.join(option.expression for option in options)}))"
    may_be_edge = len(options) < len(parts)
    if may_be_edge:
        choice = rf"(?:{choice}|^| \.)" if "^" in parts else rf"(?:{choice} | \.| $)"
    longest = max([option.longest for option in options])
    anchors = frozenset[Key]().union(*(option.anchors for option in options))
    # A word that only begins somehow cannot be looked up; the regular expression alone decides about its place.
    begins_somehow = _ANY_END in choice and any("*" in word for word in anchors if isinstance(word, str))
    if element["maybe"] or may_be_edge or begins_somehow:
        return _Place(choice + (element["maybe"] or ""), longest)
    weight = sum([option.weight for option in options])
    lead, rest = max([option.lead for option in options]), max([option.rest for option in options])
    return _Place(choice, longest, _once(anchors), weight, lead, rest)


@cache
def _once(keys: frozenset[Key]) -> frozenset[Key]:
    """Give equal groups of words as one: places that ask for the same words are then looked up once for each text."""
    return keys


def _link(places: tuple[_Place, ...]) -> Link:
    """Join the first and the last of these places, which must be filled."""
    first, last = places[0], places[-1]
    return Link(
        first.anchors,
        last.anchors,
        first.rest + sum(place.longest for place in places[1:-1]) + last.lead,
        not any(place.may_end_a_sentence for place in places),
        first.weight * last.weight,
    )


@cache
def _alternative(part: str) -> _Alternative:
    """Read one alternative: words and word lists one after another."""
    read = [_list(piece[1:-1]) if piece.startswith("{") else _phrase(piece) for piece in _PIECE.findall(part)]
    if not read:
        raise FrameUnsound(part)
    return _in_a_row(read) if len(read) > 1 else read[0]


def _in_a_row(read: list[_Alternative]) -> _Alternative:
    rarest = min(read, key=lambda piece: piece.weight)
    at = read.index(rarest)
    return _Alternative(
        " ".join(piece.expression for piece in read),
        rarest.anchors,
        rarest.weight,
        sum([piece.longest for piece in read]),
        sum([piece.longest for piece in read[:at]]) + rarest.lead,
        rarest.rest + sum([piece.longest for piece in read[at + 1 :]]),
    )


@cache
def _list(name: str) -> _Alternative:
    if name not in lists():
        raise FrameUnsound(name)
    listed = sorted(lists()[name], key=len, reverse=True)
    options = [_alternative(entry) if "{" in entry else _just(entry) for entry in listed]
    expression = "|".join(option.expression for option in options)
    anchors = frozenset().union(*(option.anchors for option in options))
    return _Alternative(
        f"(?:{expression})",
        anchors,
        sum([option.weight for option in options]),
        max([option.longest for option in options]),
        max([option.lead for option in options]),
        max([option.rest for option in options]),
    )


@cache
def _phrase(piece: str) -> _Alternative:
    forms = tuple(dict.fromkeys(written_entry(piece)))
    return _just(forms[0]) if len(forms) == 1 else _one_of(forms)


@cache
def _just(form: str) -> _Alternative:
    """Take a phrase of one form, as texts are written out; nearly all are."""
    weight, key, lead, rest = _rarest(form)
    return _Alternative(_as_expression(form), frozenset((key,)), weight, lead + rest, lead, rest)


def _one_of(forms: tuple[str, ...]) -> _Alternative:
    """Take the forms of one phrase."""
    rarest = [_rarest(form) for form in forms]
    expression = "|".join(map(_as_expression, forms))
    return _Alternative(
        f"(?:{expression})",
        frozenset(key for _, key, _, _ in rarest),
        sum(weight for weight, _, _, _ in rarest),
        max(form.count(" ") for form in forms) + 1,
        max(lead for _, _, lead, _ in rarest),
        max(rest for _, _, _, rest in rarest),
    )


def _as_expression(form: str) -> str:
    if form.replace(" ", "").isalnum():
        return form
    return re.escape(form).replace(r"\*", _ANY_END).replace(r"\ ", " ")


@cache
def _rarest(option: str) -> tuple[float, Key, int, int]:
    """Give the word by which an alternative is looked up; of several words, the rarest pair of neighbours.

    Returns:
        How common it is, the word or pair, how many words stand before it, and how many from it on.
    """
    words = option.split()
    keys: list[tuple[float, Key]]
    if len(words) == 1 or "*" in option:
        keys = [(how_common(word.rstrip("*")), word) for word in words]
    else:
        keys = [(how_common(one) * how_common(other), (one, other)) for one, other in pairwise(words)]
    weight, key = min(keys)
    lead = keys.index((weight, key))
    return weight, key, lead, len(words) - lead
