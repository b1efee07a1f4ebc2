"""Frames: rules put as sentences with places to fill ("{i_will} <2> {hurt} {you}"), tried on text that was written out.

A frame is words parted by spaces. ``{name}`` is any entry of a word list, ``(a|b c|{name})`` one of several, ``word*`` any word
that begins so, ``?`` after one of these makes it optional, ``<3>`` allows up to three words between (``<~3>`` across sentence ends too), ``^`` and ``$`` are
the beginning and end of a sentence. It is made into a linear-time expression, tried only where its rarest word occurs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from chaperone.screening.linear import Expression
from chaperone.screening.rule import Situation
from chaperone.screening.word_lists import entries, lists, slips, written_ways
from chaperone.screening.words import ranks
from chaperone.screening.written_out import WrittenOut

_ELEMENT: Final = re.compile(
    r"<(?P<far>~)?(?P<gap>\d)>|(?P<edge>[\^$])|(?P<one>\([^()]*\)|\{[a-z_]+\}|[^\s(){}<>?]+)(?P<maybe>\?)?"
)
_PIECE: Final = re.compile(r"\{[a-z_]+\}|[^{}\s][^{}]*[^{}\s]|[^{}\s]")
_WEIGHT_OF_RANK: Final = {1: 1.0, 2: 0.3, 3: 0.1, 4: 0.03}


class FrameUnsound(ValueError):
    """A frame names a word list that is not there, or holds nothing to look for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, compiled: its expression, and the words of which one must be there."""

    expression: Expression
    anchors: frozenset[str]

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
    anchors: frozenset[str]
    weight: float


@cache
def compiled(frame: str) -> Frame:
    """Make an expression of a frame.

    Raises:
        FrameUnsound: an unknown word list, or only optional parts.
    """
    pieces: list[str] = []
    anchors: list[tuple[float, frozenset[str]]] = []
    for element in _ELEMENT.finditer(frame):
        if element["gap"]:
            stop = "" if element["far"] else "."
            pieces.append(f"(?: [^ {stop}]+){{0,{element['gap']}}}")
        elif element["edge"]:
            pieces.append("(?:^| \\.)" if element["edge"] == "^" else "(?: \\.| $)")
        else:
            options = [_alternative(part) for part in element["one"].strip("()").split("|")]
            choice = "|".join(option.expression for option in options)
            pieces.append(f"(?: (?:{choice}))" + (element["maybe"] or ""))
            if not element["maybe"]:
                words = frozenset().union(*(option.anchors for option in options))
                anchors.append((sum(option.weight for option in options), words))
    if not anchors:
        raise FrameUnsound(frame)
    end = "" if pieces[-1].startswith("(?: \\.|") else " "
    return Frame(Expression("".join(pieces) + end), min(anchors, key=lambda choice: choice[0])[1])


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
    return _Alternative(expression, frozenset(word for _, word in rarest), sum(weight for weight, _ in rarest))


@cache
def _rarest(option: str) -> tuple[float, str]:
    known = ranks()
    return min((_WEIGHT_OF_RANK.get(known.get(word.rstrip("*"), 4), 0.03), word) for word in option.split())


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
