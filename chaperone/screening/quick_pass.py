"""The quick pass: one look at the letters and one at the words of a reading; only what it points to takes a closer look.

What makes it sound: if it points to nothing, no rule can match, because each rule names something that must be in a text it
finds anything in, and all of that is looked for here. An expression cannot match without one of its cues; a search has cues
or words of its own; a frame needs a word, or two neighbours, in each of its places, near enough to each other; a further
reading is made for a shape or for a word back to front. ``tests/screening/exhaustive.py`` tries everything instead, and must
find the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from chaperone.screening.anchors import Anchors
from chaperone.screening.batches import Batch, batches_of
from chaperone.screening.bits import bits_of, numbers_in
from chaperone.screening.cues import cues_of
from chaperone.screening.frame_search import FrameSearch, Scout
from chaperone.screening.frames import Frame
from chaperone.screening.linear import Cues
from chaperone.screening.pieces import is_plain, pieces_of, words_of
from chaperone.screening.rule import Rule
from chaperone.screening.views import SHAPES, backwards_words
from chaperone.screening.written_out import familiar_words, meant_by, undotted, written_out

_ALL_SHAPES: Final = (1 << len(SHAPES)) - 1
_BACKWARDS: Final = 1
"""The sign of a word back to front; those after it belong to rules with words of their own."""


class NoCue(ValueError):
    """An expression without a literal phrase would have to be tried on every text; its rule must name cues."""


class Scope(NamedTuple):
    """The rules for one part of what is said on one channel.

    Attributes:
        numbers: of the rules.
        always: of those that are tried on every text.
        signs: the bits of what their cues may point to, and of the shapes.
        frames: the bits of their frames.
    """

    numbers: frozenset[int]
    always: frozenset[int]
    signs: int
    frames: int


@dataclass(slots=True)
class Glance:
    """What takes a closer look in one reading of a text.

    Attributes:
        shapes: the bits of the disguises that it has the shape of.
        backwards: whether it holds words back to front.
        expressions: the numbers of rules, each with those of its expressions that occur.
        finds: the numbers of rules with a search of their own.
        frames: the frames that may fit, by the number of their rule.
        words: its words, written out.
    """

    shapes: int
    backwards: bool
    expressions: list[tuple[int, list[int]]]
    finds: frozenset[int]
    frames: dict[int, list[Frame]]
    words: Sequence[str]

    def points_to_something(self) -> bool:
        """Say whether there is anything to look at more closely, or another way to read the text."""
        return bool(self.shapes or self.backwards or self.expressions or self.finds or self.frames)


class QuickPass:
    """What a set of rules cannot do without, ready to be looked for."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Prepare it.

        Raises:
            NoCue: a rule has an expression for which no cue can be worked out, and names none.
        """
        self._rules = rules
        searches = [(n, rule.find) for n, rule in enumerate(rules) if isinstance(rule.find, FrameSearch)]
        self._scout = Scout(searches)
        self._worded = tuple(n for n, rule in enumerate(rules) if rule.cue_words)
        self._always = frozenset(
            n
            for n, rule in enumerate(rules)
            if rule.find and not (rule.cues or rule.cue_words or isinstance(rule.find, FrameSearch))
        )
        self._anchors = Anchors(
            self._scout.groups,
            (backwards_words(), *(rules[n].cue_words for n in self._worded)),
            familiar_words(),
            meant_by,
        )
        self._batches: list[Batch] = []
        self._batch_of: dict[int, int] = {}
        for numbers, batch in batches_of(rules):
            self._batch_of.update(dict.fromkeys(numbers, len(self._batches)))
            self._batches.append(batch)
        # The signs in the letters: shapes, then batches, then rules with a search of their own.
        self._finds_from = len(SHAPES) + len(self._batches)
        self._cues = Cues(self._phrases(), ((shape, number) for number, shape in enumerate(SHAPES)))

    def scope(self, numbers: frozenset[int]) -> Scope:
        """Give what there is to look for where only the rules with these numbers apply."""
        signs = _ALL_SHAPES | bits_of(sign for number in numbers for sign in self._signs_of(number))
        return Scope(numbers, self._always & numbers, signs, self._scout.frames_of(numbers))

    def _signs_of(self, number: int) -> Iterator[int]:
        """Give the signs that a cue of a rule is: its batch has expressions to try, its search is to be called."""
        if number in self._batch_of:
            yield len(SHAPES) + self._batch_of[number]
        if self._rules[number].find is not None:
            yield self._finds_from + number

    def _phrases(self) -> Iterator[tuple[str, int]]:
        for number, rule in enumerate(self._rules):
            phrases = list(rule.cues) if rule.find is not None else []
            if not phrases:
                for pattern in rule.looks_for:
                    cues = cues_of(pattern) or rule.cues
                    if not cues:
                        raise NoCue(f"{rule.id}: {pattern}")
                    phrases += cues
            yield from ((phrase, sign) for sign in self._signs_of(number) for phrase in phrases)

    def at(self, text: str, scope: Scope) -> Glance:
        """Look at one reading of a text. Linear in its length.

        Args:
            text: the reading, lower-case, no apostrophes, single spaces.
            scope: what is looked for.
        """
        in_utf_8 = text.encode()
        signs = self._cues.pointed_to(in_utf_8) & scope.signs
        anchors = self._anchors
        typed = pieces_of(undotted(text))
        bits = anchors.bits_of(typed)
        of_words = anchors.signs_in(bits)
        words = written_out(typed) if of_words & anchors.strange_sign else typed
        if not is_plain(text):
            of_words = anchors.signs_in(anchors.bits_of(words_of(text)))
        pairs = anchors.pairs_in(words)
        met = anchors.met_by(bits, pairs) & scope.frames
        finds = frozenset(number for place, number in enumerate(self._worded, 1) if of_words >> place & 1)
        expressions: list[tuple[int, list[int]]] = []
        if pointed_to := signs >> len(SHAPES):
            finds, expressions = self._seen_in(in_utf_8, pointed_to, scope, finds)
        return Glance(
            signs & _ALL_SHAPES,
            bool(of_words & _BACKWARDS),
            expressions,
            finds & scope.numbers,
            self._scout.near_enough(met, words, pairs) if met else {},
            words,
        )

    def _seen_in(
        self, text: bytes, signs: int, scope: Scope, finds: frozenset[int]
    ) -> tuple[frozenset[int], list[tuple[int, list[int]]]]:
        """Give the searches to call and the expressions that occur, of what the cues point to."""
        batches = len(self._batches)
        cued = set(numbers_in(signs >> batches))
        expressions: list[tuple[int, list[int]]] = []
        seen: set[int] = set()
        for batch in numbers_in(signs & ((1 << batches) - 1)):
            for number, which in self._batches[batch].seen_in(text).items():
                if self._rules[number].find is not None:
                    seen.add(number)
                elif number in scope.numbers:
                    expressions.append((number, which))
        # A search with expressions is called only where one of them occurs.
        return finds | {n for n in cued if n in seen or n not in self._batch_of}, expressions
