"""The shape of a screening rule: data or a small object that names its clause and proves itself by its own examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from chaperone.screening.types import EVERYWHERE, Channel, Context, Part, Severity, Utterance
from chaperone.screening.views import View
from chaperone.screening.written_out import WrittenOut, write_out


@dataclass(frozen=True)
class Situation:
    """Everything a closer look may use: one part of an utterance, its views, and what is known.

    Attributes:
        utterance: what is about to be said, whole.
        context: the organisation and the room.
        part: which part of it is read now.
        text: that part as typed.
        views: its readings, the plain one first.
    """

    utterance: Utterance
    context: Context
    part: Part
    text: str
    views: tuple[View, ...]

    @property
    def plain(self) -> View:
        """The plain reading."""
        return self.views[0]

    @cached_property
    def written(self) -> tuple[tuple[View, WrittenOut], ...]:
        """Every reading, written out in whole words; made once, and only if a rule asks."""
        return tuple((view, write_out(view.text)) for view in self.views)


Find = Callable[[Situation], Iterator[tuple[int, int]]]
"""Gives spans in the text as typed, in order. Must be linear in the text's length."""


def in_plain(find: Callable[[str, Context], Iterator[tuple[int, int]]]) -> Find:
    """Make a find of a function that reads only the plain text; its spans are led back to what was typed."""

    def in_situation(situation: Situation) -> Iterator[tuple[int, int]]:
        view = situation.plain
        for start, end in find(view.text, situation.context):
            yield view.as_typed(start, end)

    return in_situation


CloserLook = Callable[[Situation, View, int, int], bool]
"""Says whether a match ``start, end`` in a view really is what the rule looks for."""


@dataclass(frozen=True)
class Rule:
    """One thing that is looked for: expressions (``looks_for``), or a function (``find``) behind ``cues``.

    Attributes:
        id: its name, unique, such as ``"phone"`` or ``"threat/bodily_harm"``.
        label: what it finds, such as ``"phone"``.
        clause: the clause it carries out when a pupil speaks.
        staff_clause: the clause it carries out when an adult speaks.
        sentence: one plain, kind sentence for the sender, never with the found text.
        next_step: what the sender can do now.
        catches: examples it must find; run as tests.
        leaves: examples it must leave alone; run as tests.
        looks_for: RE2 expressions tried on every view; with a ``find``, one of them must match before it is called.
        unless: RE2 expressions; a match with one of them within 120 characters is left.
        not_within: RE2 expressions; a match that lies wholly inside one of theirs is left.
        needs: RE2 expressions; one of them must also occur within 120 characters (empty: none is needed).
        closer_look: a last question about each match.
        find: the search itself, where expressions are not enough.
        cues: literal phrases (folded) of which one must occur in some view; worked out from ``looks_for`` where not
            given. A ``find`` rule without cues and cue words runs on every text.
        cue_words: whole words; a ``find`` rule is also tried where one of them occurs.
        views: names of the views it reads; empty means all.
        channels: where it applies.
        parts: which parts it reads.
        yields_to: labels that name the same place better: where one of them overlaps, this rule is silent.
        severity: how grave a finding is.
        version: raised when it changes.
        owner: whose rule it is: the project's, or a charity's own.
    """

    id: str
    label: str
    clause: str
    staff_clause: str
    sentence: str
    next_step: str
    catches: tuple[str, ...]
    leaves: tuple[str, ...]
    looks_for: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    not_within: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    closer_look: CloserLook | None = None
    find: Find | None = None
    cues: tuple[str, ...] = ()
    cue_words: frozenset[str] = frozenset()
    views: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = EVERYWHERE
    parts: tuple[Part, ...] = ("text", "subject")
    yields_to: tuple[str, ...] = ()
    severity: Severity = "medium"
    version: int = 1
    owner: str = "project"
