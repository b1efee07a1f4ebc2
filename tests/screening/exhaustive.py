"""An engine that tries everything on every text: what the fast one finds after its quick pass must be the same."""

from __future__ import annotations

from functools import cache

from chaperone.screening.engine import Engine
from chaperone.screening.frame_search import FrameSearch
from chaperone.screening.linear import Cues
from chaperone.screening.pieces import words_of
from chaperone.screening.quick_pass import Glance, Scope
from chaperone.screening.rules import RULES
from chaperone.screening.views import SHAPES, View, backwards_words
from chaperone.screening.written_out import write_out

_SHAPES = Cues((), ((shape, number) for number, shape in enumerate(SHAPES)))


class Exhaustive(Engine):
    """Every expression, every frame and every search of every rule, without a quick pass."""

    def _glance(self, view: View, scope: Scope) -> Glance:
        shapes = _SHAPES.pointed_to(view.text.encode())
        backwards = not backwards_words().isdisjoint(words_of(view.text))
        expressions, finds, frames = [], set(), {}
        for number in scope.numbers:
            rule = self.rules[number]
            if isinstance(rule.find, FrameSearch):
                frames[number] = list(rule.find.frames)
                continue
            compiled = self._prepared[number].expressions
            which = [place for place, one in enumerate(compiled) if one.found(view.text)]
            if rule.find is None:
                expressions.append((number, which))
            # Cues that a rule with a search names by hand are part of what it looks for, and no shortcut.
            elif rule.cue_words or not rule.cues or _cues(rule.cues).pointed_to(view.text.encode()):
                finds.add(number)
        return Glance(shapes, backwards, expressions, frozenset(finds), frames, write_out(view.text).words)


@cache
def _cues(phrases: tuple[str, ...]) -> Cues:
    return Cues((phrase, 0) for phrase in phrases)


EXHAUSTIVE = Exhaustive(RULES)
