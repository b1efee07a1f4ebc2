"""Frames: rules put as sentences with places to fill ("{i_will} <2> {hurt} {you}"), tried on text that was written out.

A frame is words parted by spaces. ``{name}`` is any entry of a word list, ``(a|b c|{name})`` one of several, ``word*`` any word
that begins so, ``?`` after one of these makes it optional, ``<3>`` allows up to three words between (no sentence end), ``^`` and ``$`` are
the beginning and end of a sentence. It is made into a linear-time expression, tried only where its rarest word occurs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from chaperone.screening.linear import Expression
from chaperone.screening.rule import Situation
from chaperone.screening.word_lists import entries, lists, slips, written_ways
from chaperone.screening.words import ranks
from chaperone.screening.written_out import WrittenOut

_ELEMENT: Final = re.compile(
    r"<(?P<gap>\d)>|(?P<edge>[\^$])|(?P<one>\([^()]*\)|\{[a-z_]+\}|[^\s(){}<>?]+)(?P<maybe>\?)?"
)
_LIST: Final = re.compile(r"\{([a-z_]+)\}")
_WEIGHT_OF_RANK: Final = {1: 1.0, 2: 0.3, 3: 0.1, 4: 0.03}


class FrameUnsound(ValueError):
    """A frame names a word list that is not there, or holds nothing to look for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, compiled: its expression, and the words of which one must be there."""

    expression: Expression
    anchors: frozenset[str]
    words: frozenset[str]

    def fits(self, text: str) -> bool:
        """Say whether it fits anywhere in a written-out text."""
        return self.expression.found(text)

    def spans(self, written: WrittenOut) -> Iterator[tuple[int, int]]:
        """Give ``(first, last)`` numbers of the words of each place where it fits."""
        for start, end in self.expression.spans(written.text):
            yield bisect_left(written.offsets, start), bisect_right(written.offsets, end - 2) - 1


@cache
def compiled(frame: str) -> Frame:
    """Make an expression of a frame.

    Raises:
        FrameUnsound: an unknown word list, or only optional parts.
    """
    pieces: list[str] = []
    choices: list[tuple[str, ...]] = []
    every: set[str] = set()
    for element in _ELEMENT.finditer(frame):
        if element["gap"]:
            pieces.append(f"(?: [^ .]+){{0,{element['gap']}}}")
        elif element["edge"]:
            pieces.append("(?:^| \\.)" if element["edge"] == "^" else "(?: \\.| $)")
        else:
            options = _options(element["one"])
            every.update(word for option in options for word in option.split())
            choice = "|".join(_escaped(option) for option in sorted(options, key=len, reverse=True))
            pieces.append(f"(?: (?:{choice}))" + ("?" if element["maybe"] else ""))
            if not element["maybe"]:
                choices.append(options)
    if not choices:
        raise FrameUnsound(frame)
    anchors = _anchors(min(choices, key=_weight))
    end = "" if pieces[-1].startswith("(?: \\.|") else " "
    return Frame(Expression("".join(pieces) + end), anchors, frozenset(every))


def _options(one: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(option for part in one.strip("()").split("|") for option in _filled(part)))


def _filled(part: str) -> tuple[str, ...]:
    """Give every way to fill the word lists named in one alternative."""
    named = _LIST.search(part)
    if named is None:
        return entries([part])
    if named[1] not in lists():
        raise FrameUnsound(part)
    before, after = part[: named.start()], part[named.end() :]
    return tuple(way for entry in lists()[named[1]] for way in _filled(before + entry + after))


def _escaped(option: str) -> str:
    return re.escape(option).replace(r"\*", "[^ ]*").replace(r"\ ", " ")


def _weight(options: Iterable[str]) -> float:
    return sum(_rarest(option)[0] for option in options)


@cache
def _rarest(option: str) -> tuple[float, str]:
    known = ranks()
    return min((_WEIGHT_OF_RANK.get(known.get(word.rstrip("*"), 4), 0.03), word) for word in option.split())


def _anchors(options: Iterable[str]) -> frozenset[str]:
    return frozenset(_rarest(option)[1] for option in options)


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
        self._unless = tuple(map(compiled, unless))
        self._anywhere = tuple(map(compiled, unless_anywhere))
        self._quoted_is_left = quoted_is_left
        self._whole: dict[str, list[Frame]] = {}
        self._begun: list[tuple[str, Frame]] = []
        for frame in self._frames:
            for anchor in frame.anchors:
                if anchor.endswith("*"):
                    self._begun.append((anchor[:-1], frame))
                else:
                    self._whole.setdefault(anchor, []).append(frame)

    @property
    def cues(self) -> tuple[str, ...]:
        """Literal phrases of which one is in every text that one of the frames can fit."""
        anchors = {anchor for frame in self._frames for anchor in frame.anchors}
        cues = {way for anchor in anchors for way in written_ways(anchor.rstrip("*"))} | {"*", "#"}
        return tuple(
            sorted(cues | {slip for slip, word in slips().items() if word in anchors and "*" not in slip})
        )

    def __call__(self, situation: Situation) -> Iterator[tuple[int, int]]:
        """Give the places in the text as typed."""
        for view, written in situation.written:
            for first, last in self._in(written):
                yield view.as_typed(written.places[first][0], written.places[last][1])

    def _in(self, written: WrittenOut) -> Iterator[tuple[int, int]]:
        frames = [frame for word in self._whole.keys() & written.words for frame in self._whole[word]]
        frames += [frame for begin, frame in self._begun if f" {begin}" in written.text]
        if not frames:
            return
        spans = sorted({span for frame in dict.fromkeys(frames) for span in frame.spans(written)})
        if not spans or any(guard.fits(written.text) for guard in self._anywhere):
            return
        for first, last in spans:
            if not self._left(written, first, last):
                yield first, last

    def _left(self, written: WrittenOut, first: int, last: int) -> bool:
        if (
            self._quoted_is_left
            and written.quoted[first]
            and sum(1 for inside in written.quoted if not inside) > 2
        ):
            return True
        if not self._unless:
            return False
        start = written.text.rfind(" . ", 0, written.offsets[first] + 1)
        end = written.text.find(" . ", written.offsets[last])
        sentence = written.text[start + 2 if start >= 0 else 0 : end + 1 if end >= 0 else None]
        return any(guard.fits(sentence) for guard in self._unless)
