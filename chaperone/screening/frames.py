"""Frames: rules put as sentences with places to fill ("{i_will} <2> {hurt} {you}"), tried on text that was written out.

A frame is words parted by spaces. ``{name}`` is any entry of a word list, ``(a|b c|{name})`` one of several, ``word*`` any
word that begins so, ``?`` after one of these makes it optional. ``<3>`` allows up to three words between, ``<~3>`` also across
sentence ends; ``^`` and ``$`` are the beginning and end of a sentence, also as one of several. A frame is made into a
linear-time expression, tried only where a text holds a word for each of its places.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Final, TypeVar

from chaperone.screening.linear import Expression
from chaperone.screening.rule import Situation
from chaperone.screening.word_lists import entries, lists
from chaperone.screening.words import ranks
from chaperone.screening.written_out import WrittenOut

_ELEMENT: Final = re.compile(
    r"<(?P<far>~)?(?P<gap>\d)>|(?P<edge>[\^$])|(?P<one>\([^()]*\)|\{[a-z_]+\}|[^\s(){}<>?]+)(?P<maybe>\?)?"
)
_PIECE: Final = re.compile(r"\{[a-z_]+\}|[^{}\s][^{}]*[^{}\s]|[^{}\s]")
_WEIGHT_OF_RANK: Final = {1: 0.5, 2: 0.1, 3: 0.03, 4: 0.005}
_WEIGHT_OF_THESE: Final = 12.0
_RARE_ENOUGH: Final = 0.09
_PAIR_WEIGHT: Final = 0.03

Key = str | tuple[str, str]
"""What a text is looked up by: a word, or two words one after the other."""


class FrameUnsound(ValueError):
    """A frame names a word list that is not there, or holds nothing to look for."""


@dataclass(frozen=True)
class Frame:
    """One frame.

    Attributes:
        pattern: the expression it is made into.
        groups: for each place that must be filled, the words, or pairs of words, of which one must be there; the
            rarest group first.
    """

    pattern: str
    groups: tuple[frozenset[Key], ...]

    @cached_property
    def expression(self) -> Expression:
        """The expression, compiled when it is first needed: most are seldom."""
        return Expression(self.pattern)

    def may_fit(self, words: Set[Key]) -> bool:
        """Say whether a text with these words and pairs has something for every place."""
        for group in self.groups:  # noqa: SIM110 - a plain loop is twice as fast, and asked for at every message
            if group.isdisjoint(words):
                return False
        return True

    def fits(self, text: str) -> bool:
        """Say whether it fits anywhere in a written-out text."""
        return self.expression.found(text)

    def spans(self, written: WrittenOut) -> Iterator[tuple[int, int]]:
        """Give ``(first, last)`` numbers of the words of each place where it fits."""
        for start, end in self.expression.spans(written.text):
            yield bisect_left(written.offsets, start), bisect_right(written.offsets, end - 2) - 1


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One thing that may stand in a place: its expression, and its rarest words with how common they are together."""

    expression: str
    anchors: frozenset[Key]
    weight: float


@cache
def compiled(frame: str) -> Frame:
    """Make an expression of a frame.

    Raises:
        FrameUnsound: an unknown word list, or only optional parts.
    """
    pieces: list[str] = []
    anchors: list[tuple[float, frozenset[Key]]] = []
    for element in _ELEMENT.finditer(frame):
        if element["gap"]:
            stop = "" if element["far"] else "."
            pieces.append(f"(?: [^ {stop}]+){{0,{element['gap']}}}")
        elif element["edge"]:
            pieces.append("(?:^| \\.)" if element["edge"] == "^" else "(?: \\.| $)")
        else:
            parts = element["one"].strip("()").split("|")
            options = [_alternative(part) for part in parts if part not in ("^", "$")]
            choice = f"(?: (?:{'|'.join(option.expression for option in options)}))"
            may_be_edge = len(options) < len(parts)
            if may_be_edge:
                choice = f"(?:{choice}|^| \\.)" if "^" in parts else f"(?:{choice} | \\.| $)"
            pieces.append(choice + (element["maybe"] or ""))
            if not element["maybe"] and not may_be_edge:
                words = frozenset().union(*(option.anchors for option in options))
                anchors.append((sum(option.weight for option in options), words))
    if not anchors:
        raise FrameUnsound(frame)
    end = "" if pieces[-1].endswith("| $)") else " "
    # A word that only begins somehow cannot be looked up; the regular expression alone decides about its place.
    certain = [
        words
        for _, words in sorted(anchors, key=itemgetter(0))
        if not any("*" in word for word in words if isinstance(word, str))
    ]
    if not certain:
        raise FrameUnsound(frame)
    return Frame("".join(pieces) + end, tuple(certain))


@cache
def _alternative(part: str) -> _Alternative:
    """Read one alternative: words and word lists one after another."""
    read = [_list(piece[1:-1]) if piece.startswith("{") else _phrase(piece) for piece in _PIECE.findall(part)]
    if not read:
        raise FrameUnsound(part)
    rarest = min(read, key=lambda piece: piece.weight)
    return _Alternative(" ".join(piece.expression for piece in read), rarest.anchors, rarest.weight)


@cache
def _list(name: str) -> _Alternative:
    if name not in lists():
        raise FrameUnsound(name)
    options = [_alternative(entry) for entry in sorted(lists()[name], key=len, reverse=True)]
    expression = "|".join(option.expression for option in options)
    anchors = frozenset().union(*(option.anchors for option in options))
    return _Alternative(f"(?:{expression})", anchors, sum(option.weight for option in options))


def _phrase(piece: str) -> _Alternative:
    words = " ".join(entries([piece])[0].split()) if ":" not in piece else ""
    forms = (words,) if words else entries([piece])
    rarest = [_rarest(form) for form in forms]
    expression = "|".join(re.escape(form).replace(r"\*", "[^ ]*").replace(r"\ ", " ") for form in forms)
    expression = f"(?:{expression})" if len(forms) > 1 else expression
    return _Alternative(
        expression, frozenset(word for _, word in rarest), sum(weight for weight, _ in rarest)
    )


@cache
def _rarest(option: str) -> tuple[float, Key]:
    """Give the word by which an alternative is looked up; of several common words, the pair of neighbours."""
    words = option.split()
    weight, word = min((_commonness(word.rstrip("*")), word) for word in words)
    if len(words) == 1 or weight < _RARE_ENOUGH or "*" in option:
        return weight, word
    pairs = pairwise(words)
    return min((_commonness(one) * _commonness(other) * _PAIR_WEIGHT, (one, other)) for one, other in pairs)


@cache
def _in_every_text() -> frozenset[str]:
    return frozenset(lists()["in_every_text"])


def _commonness(word: str) -> float:
    if word in _in_every_text() or word == ".":
        return _WEIGHT_OF_THESE
    return _WEIGHT_OF_RANK.get(ranks().get(word, 4), 0.005)


_Of = TypeVar("_Of")


def _by_rarest_word(frames: Iterable[tuple[Frame, _Of]]) -> dict[Key, list[tuple[Frame, _Of]]]:
    """Give, for each word of which a frame needs one, the frames that need it."""
    found: dict[Key, list[tuple[Frame, _Of]]] = {}
    for frame, of in frames:
        for word in frame.groups[0]:
            found.setdefault(word, []).append((frame, of))
    return found


class FrameSearch:
    """The search of one rule: its frames, and the guards that leave a match alone."""

    def __init__(
        self,
        frames: Sequence[str],
        unless: Sequence[str],
        unless_anywhere: Sequence[str],
        *,
        quoted_is_left: bool,
    ) -> None:
        """Compile everything once.

        Args:
            frames: what is looked for.
            unless: a match is left if one of these fits in the same sentence.
            unless_anywhere: a match is left if one of these fits anywhere in the text.
            quoted_is_left: whether words between quotation marks, with words of one's own around them, are left.
        """
        self._frames = tuple(map(compiled, frames))
        self._by_word = _by_rarest_word((frame, frame) for frame in self._frames)
        self._unless = tuple(map(compiled, unless))
        self._anywhere = tuple(map(compiled, unless_anywhere))
        self._quoted_is_left = quoted_is_left

    @property
    def frames(self) -> tuple[Frame, ...]:
        """What is looked for."""
        return self._frames

    def __call__(self, situation: Situation) -> Iterator[tuple[int, int]]:
        """Give the places in the text as typed."""
        for view, written in situation.written:
            for first, last in self._in(written):
                yield view.as_typed(*written.place(first, last))

    def _in(self, written: WrittenOut) -> Iterator[tuple[int, int]]:
        frames = {
            frame
            for word in self._by_word.keys() & written.has
            for frame, _ in self._by_word[word]
            if frame.may_fit(written.has)
        }
        spans = sorted({span for frame in frames for span in frame.spans(written)})
        if not spans or any(guard.fits(written.text) for guard in self._anywhere):
            return
        for first, last in spans:
            if not self._left(written, first, last):
                yield first, last

    def _left(self, written: WrittenOut, first: int, last: int) -> bool:
        if self._quoted_is_left and written.is_quoted(first):
            return True
        if not self._unless:
            return False
        start = written.text.rfind(" . ", 0, written.offsets[first] + 1)
        end = written.text.find(" . ", written.offsets[last])
        sentence = written.text[start + 2 if start >= 0 else 0 : end + 1 if end >= 0 else None]
        return any(guard.fits(sentence) for guard in self._unless)


class Scout:
    """Looks at the words of a text once, and says which of many frame searches are worth calling."""

    def __init__(self, searches: Iterable[tuple[int, FrameSearch]]) -> None:
        """Take searches with their numbers."""
        self._by_word = _by_rarest_word(
            (frame, number) for number, search in searches for frame in search.frames
        )

    def pointed_to(self, situation: Situation) -> set[int]:
        """Give the numbers of the searches of which some frame may fit one of the views."""
        if not self._by_word:
            return set()
        return {
            number
            for _, written in situation.written
            for word in self._by_word.keys() & written.has
            for frame, number in self._by_word[word]
            if frame.may_fit(written.has)
        }
