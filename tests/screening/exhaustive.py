"""An engine that tries everything on every text: what the fast one finds with its first looks must be the same."""

from __future__ import annotations

from collections.abc import Iterator

from chaperone.screening.engine import Engine, Span
from chaperone.screening.frame_search import FrameSearch
from chaperone.screening.rule import Situation
from chaperone.screening.rules import RULES
from chaperone.screening.views import View


class Exhaustive(Engine):
    """Every expression, every frame and every search of every rule, without a cue, an anchor or a batch."""

    def _in_frames(self, situation: Situation, applies: frozenset[int]) -> Iterator[tuple[int, Span]]:
        for view, written in situation.written:
            for number in applies:
                search = self.rules[number].find
                if isinstance(search, FrameSearch):
                    for first, last in search.places(written, search.frames):
                        yield number, view.as_typed(*written.place(first, last))

    def _seen_in(self, view: View, applies: frozenset[int]) -> Iterator[tuple[int, list[int]]]:
        # Cues that a rule names by hand are part of what it looks for, and no shortcut.
        cued = {~owner for owner in self._cues.pointed_to(view.text)}
        for number in applies:
            find = self.rules[number].find
            if not isinstance(find, FrameSearch) and (find is None or number in cued):
                expressions = self._prepared[number].expressions
                yield number, [which for which, one in enumerate(expressions) if one.found(view.text)]


EXHAUSTIVE = Exhaustive(RULES)
