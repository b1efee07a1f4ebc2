"""Runs all rules over a text: one pass finds cues, and only the rules whose cue was hit take a closer look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from chaperone.screening.frame_search import FrameSearch
from chaperone.screening.linear import Expression
from chaperone.screening.quick_pass import Glance, QuickPass, Scope
from chaperone.screening.rule import Rule, Situation
from chaperone.screening.types import Channel, Context, Finding, Part, Utterance
from chaperone.screening.views import View, further_views, plain_view
from chaperone.screening.written_out import WrittenOut, undotted

Span = tuple[int, int]
"""Where something begins in a text, and one past its end."""

FINDINGS_LIMIT: Final = 20
"""Findings of one rule beyond this number are not listed: they would change no decision, only cost time."""

GUARD_CHARACTERS: Final = 120
"""So far around a match its guards (``unless``, ``needs``) are sought: a guard far away says nothing about it."""

WINDOW_CHARACTERS: Final = 2500
"""A longer text is read in windows of this length; a message in the room is never longer."""

OVERLAP_CHARACTERS: Final = 300
"""Windows share so much, so that nothing is cut in two."""

EFFORT_LIMIT: Final = 150_000
"""Characters times closer looks after which a long text is left to a person; 10,000 characters of prose stay below it."""

UNREAD: Final = "unread"
"""The label of what was left unread: whoever decides holds it, since it is no known personal detail."""

PUPIL_CHANNELS: Final = frozenset({"chat_pupil", "post"})


class _Prepared:
    """A rule with its expressions compiled."""

    __slots__ = ("expressions", "needs", "not_within", "rule", "unless")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.expressions = tuple(map(Expression, rule.looks_for))
        self.unless = tuple(map(Expression, rule.unless))
        self.not_within = tuple(map(Expression, rule.not_within))
        self.needs = tuple(map(Expression, rule.needs))


class Engine:
    """A set of rules, ready to be run. Making one costs some tenths of a second; running it microseconds."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._prepared = tuple(map(_Prepared, self.rules))
        self._quick = QuickPass(self.rules)
        self._scopes: dict[tuple[Channel, Part], Scope] = {}

    def findings(self, utterance: Utterance, context: Context) -> tuple[Finding, ...]:
        """Give what the rules find in the utterance, text and subject, in order of place."""
        found = self._in_part(utterance, context, "text", utterance.text)
        if utterance.subject:
            return self._in_part(utterance, context, "subject", utterance.subject) + found
        return found

    def _in_part(self, utterance: Utterance, context: Context, part: Part, text: str) -> tuple[Finding, ...]:
        if len(text) <= WINDOW_CHARACTERS:
            return self._read(utterance, context, part, text)[0]
        found: dict[tuple[str, int, int], Finding] = {}
        effort = 0
        for start in range(0, len(text) - OVERLAP_CHARACTERS, WINDOW_CHARACTERS - OVERLAP_CHARACTERS):
            if effort > EFFORT_LIMIT:
                # Somebody made it so, or it is no text: a person reads it.
                found["", len(text), 0] = _unread(part, start, len(text))
                break
            window = text[start : start + WINDOW_CHARACTERS]
            read, looks = self._read(utterance, context, part, window)
            effort += len(window) * looks
            for one in read:
                if sum(other.label == one.label for other in found.values()) >= FINDINGS_LIMIT:
                    continue
                found[one.label, one.start + start, one.end + start] = replace(
                    one, start=one.start + start, end=one.end + start
                )
        return tuple(sorted(found.values(), key=lambda one: (one.start, one.end, one.label)))

    def _read(
        self, utterance: Utterance, context: Context, part: Part, text: str
    ) -> tuple[tuple[Finding, ...], int]:
        """Give the findings in a text of bounded length, and how many closer looks it took."""
        scope = self._scope(utterance.channel, part)
        plain = plain_view(text)
        glance = self._glance(plain, scope)
        if not (scope.always or glance.points_to_something()):
            return (), 1
        more = further_views(text, plain, glance.shapes, backwards=glance.backwards)
        return self.looked_at(Situation(utterance, context, part, text, (plain, *more)), glance)

    def looked_at(
        self, situation: Situation, glance_at_plain: Glance | None = None
    ) -> tuple[tuple[Finding, ...], int]:
        """Give the findings in a text of bounded length, and how many closer looks it took."""
        spans: dict[int, list[Span]] = {}
        scope = self._scope(situation.utterance.channel, situation.part)
        finds = set(scope.always)
        for view in situation.views:
            known = glance_at_plain if view is situation.plain else None
            glance = known or self._glance(view, scope)
            finds |= glance.finds
            for number, which in glance.expressions:
                if seen := self._matches(number, which, situation, view):
                    spans.setdefault(number, []).extend(seen)
            for number, span in self._in_frames(view, glance):
                spans.setdefault(number, []).append(span)
        for number in finds:
            find = self.rules[number].find
            if find is not None and (seen := _limited(find(situation))):
                spans.setdefault(number, []).extend(seen)
        looks = len(situation.views) * (1 + len(finds) + len(spans))
        return (self._told(spans, situation) if spans else ()), looks

    def _glance(self, view: View, scope: Scope) -> Glance:
        return self._quick.at(view.text, scope)

    def _in_frames(self, view: View, glance: Glance) -> Iterator[tuple[int, Span]]:
        """Give what rules written as frames find, by the number of the rule."""
        if not glance.frames:
            return
        written = WrittenOut(undotted(view.text), tuple(glance.words))
        for number, frames in glance.frames.items():
            search = self.rules[number].find
            if isinstance(search, FrameSearch):
                for first, last in search.places(written, frames):
                    yield number, view.as_typed(*written.place(first, last))

    def _scope(self, channel: Channel, part: Part) -> Scope:
        """Give what is looked for in this part of what is said on this channel."""
        found = self._scopes.get((channel, part))
        if found is None:
            found = self._scopes[channel, part] = self._quick.scope(
                frozenset(
                    number
                    for number, rule in enumerate(self.rules)
                    if channel in rule.channels and part in rule.parts
                )
            )
        return found

    def _matches(self, number: int, which: list[int], situation: Situation, view: View) -> list[Span]:
        one = self._prepared[number]
        if one.rule.views and view.name not in one.rule.views:
            return []
        found: list[Span] = []
        for place in which:
            found += self._left_over(one, _limited(one.expressions[place].spans(view.text)), situation, view)
        return found

    def _left_over(
        self, one: _Prepared, places: list[Span], situation: Situation, view: View
    ) -> Iterator[Span]:
        """Give the matches that no guard and no closer look takes away, in the text as typed."""
        havens = [span for guard in one.not_within for span in guard.spans(view.text)] if places else []
        for start, end in places:
            if any(left <= start and end <= right for left, right in havens):
                continue
            around = view.text[max(0, start - GUARD_CHARACTERS) : end + GUARD_CHARACTERS]
            if any(guard.found(around) for guard in one.unless):
                continue
            if one.needs and not any(need.found(around) for need in one.needs):
                continue
            if one.rule.closer_look is None or one.rule.closer_look(situation, view, start, end):
                yield view.as_typed(start, end)

    def _told(self, spans: dict[int, list[Span]], situation: Situation) -> tuple[Finding, ...]:
        """Make findings: spans of one rule that overlap become one, and a rule yields where another names it better."""
        taken: dict[str, list[Span]] = {}
        kept: dict[int, list[Span]] = {}
        for number in sorted(spans):  # the order of the rules is the order in which they name what they find
            rule = self.rules[number]
            better = [span for label in rule.yields_to for span in taken.get(label, ())]
            same = taken.setdefault(rule.label, [])
            for span in _merged(spans[number]):
                if not _overlaps(span, better) and not _overlaps(span, same):
                    kept.setdefault(number, []).append(span)
                    same.append(span)
        found = [
            _finding(self.rules[number], situation, span)
            for number, listed in kept.items()
            for span in listed[:FINDINGS_LIMIT]
        ]
        return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.label)))


def _unread(part: Part, start: int, end: int) -> Finding:
    sentence = "This is too much to check in one go, so an adult reads it first."
    return Finding(
        UNREAD, "Y5", start, end, sentence, "Send it in shorter parts.", part=part, rule=f"{UNREAD}/1"
    )


def _limited(spans: Iterator[Span]) -> list[Span]:
    return [span for span, _ in zip(spans, range(FINDINGS_LIMIT), strict=False)]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _finding(rule: Rule, situation: Situation, span: Span) -> Finding:
    of_pupil = situation.utterance.channel in PUPIL_CHANNELS
    clause = rule.clause if of_pupil else rule.staff_clause
    return Finding(
        label=rule.label,
        clause=clause,
        start=span[0],
        end=span[1],
        sentence=rule.sentence,
        next_step=rule.next_step,
        rule=f"{rule.id}/{rule.version}",
        severity=rule.severity,
        part=situation.part,
    )
