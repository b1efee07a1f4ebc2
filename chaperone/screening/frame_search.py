"""Searches made of frames: what one rule looks for and leaves, and a scout that says which frames of all rules to try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chaperone.screening.anchors import Anchors
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
    """Looks at the words of a text once, and says which frames of many searches are worth trying."""

    def __init__(self, searches: Iterable[tuple[int, FrameSearch]]) -> None:
        """Take searches with their numbers."""
        owners: dict[Frame, list[int]] = {}
        for number, search in searches:
            for frame in search.frames:
                owners.setdefault(frame, []).append(number)
        self._frames = tuple(owners.items())
        linked = (keys for frame in owners for link in frame.links for keys in (link.before, link.after))
        self._anchors = Anchors([frame.groups for frame in owners], frozenset().union(*linked))

    def pointed_to(self, written: WrittenOut) -> dict[int, list[Frame]]:
        """Give the frames that may fit a text, by the number of their search."""
        found: dict[int, list[Frame]] = {}
        held = self._anchors.held_in(written.words)
        if met := self._anchors.met_by(held):
            places = Places(written.words, held)
            for index in met:
                frame, numbers = self._frames[index]
                if places.allow(frame.links):
                    for number in numbers:
                        found.setdefault(number, []).append(frame)
        return found
