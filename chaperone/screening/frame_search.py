"""Searches made of frames: what one rule looks for and leaves, and a scout that says which frames of all rules to try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from chaperone.screening.anchors import Groups, Pair
from chaperone.screening.bits import bits_of, numbers_in
from chaperone.screening.frames import Frame, compiled
from chaperone.screening.places import Places
from chaperone.screening.rule import Situation
from chaperone.screening.written_out import WrittenOut


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

    @property
    def frames(self) -> tuple[Frame, ...]:
        """What is looked for."""
        return self._frames

    def __call__(self, situation: Situation) -> Iterator[tuple[int, int]]:
        """Give the places in the text as typed."""
        for view, written in situation.written:
            frames = [frame for frame in self._frames if frame.may_fit(written.has)]
            for first, last in self.places(written, frames):
                yield view.as_typed(*written.place(first, last))

    def places(self, written: WrittenOut, frames: Iterable[Frame]) -> Iterator[tuple[int, int]]:
        """Give the numbers of the first and last word of what some of its frames find and no guard takes away."""
        spans = sorted({span for frame in frames for span in frame.spans(written)})
        if not spans or any(_fits(guard, written, written.text) for guard in self._anywhere):
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
        return any(_fits(guard, written, sentence) for guard in self._unless)


def _fits(guard: Frame, written: WrittenOut, part: str) -> bool:
    """Say whether a guard fits in a part of a text; most lack a word for it in all of the text, and need no expression."""
    return guard.may_fit(written.has) and guard.fits(part)


class Scout:
    """Says which frames of many searches are worth trying on a text, by its words and where they stand."""

    def __init__(self, searches: Iterable[tuple[int, FrameSearch]]) -> None:
        """Take searches with their numbers."""
        owners: dict[Frame, list[int]] = {}
        for number, search in searches:
            for frame in search.frames:
                owners.setdefault(frame, []).append(number)
        self._frames = tuple((frame, tuple(numbers)) for frame, numbers in owners.items())

    @property
    def groups(self) -> list[Groups]:
        """For each frame, in the order of their numbers, the words of which a text must hold one of each group."""
        return [frame.groups for frame, _ in self._frames]

    def frames_of(self, numbers: Set[int]) -> int:
        """Give the bits of the frames of the searches with these numbers."""
        return bits_of(
            index for index, (_, owners) in enumerate(self._frames) if not numbers.isdisjoint(owners)
        )

    def near_enough(self, met: int, words: Sequence[str], pairs: frozenset[Pair]) -> dict[int, list[Frame]]:
        """Give the frames that may fit a text, by the number of their search.

        Args:
            met: the bits of the frames for each place of which there is something in the text.
            words: its words, written out.
            pairs: all pairs of neighbours among them that a frame needs.
        """
        found: dict[int, list[Frame]] = {}
        places = Places(words, pairs)
        for index in numbers_in(met):
            frame, numbers = self._frames[index]
            if places.hold(frame.beside) and places.allow(frame.links):
                for number in numbers:
                    found.setdefault(number, []).append(frame)
        return found
