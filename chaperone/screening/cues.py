"""Works out which literal words a text must hold for an expression to match, so that it need not be tried on others."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from re import _constants, _parser  # type: ignore[attr-defined]  # the standard library's own reading of a pattern
from typing import Any, Final

from chaperone.screening.words import how_common

# The parser of the standard library's own regular expressions: it gives their tree, which RE2 does not.
_PARSER: Final[Any] = _parser
_OPS: Final[Any] = _constants

LITERALS_LIMIT: Final = 120
"""So many alternatives are kept apart; more of them would be no cue."""

SHORTEST_CUE: Final = 2
CLASS_LIMIT: Final = 10
"""A class of no more characters than these, such as ``[0-9]``, is read as its members."""

EDGE: Final = "\0"
"""Stands in a phrase for the edge of a word."""

_PART: Final = re.compile(rf"([ {EDGE}])?([^ {EDGE}]+)(?=([ {EDGE}])?)")
_SHARE_OF_PART: Final = (1.0, 1.0, 0.9, 0.5, 0.15, 0.05, 0.02, 0.01, 0.003, 0.001)
"""The share of ordinary messages that hold some so many letters, perhaps within a word."""

_IS_OF_A_WORD: Final = re.compile(r"\w").match
_ENDS_A_WORD: Final = re.compile(r"[a-z0-9_]$", re.ASCII).search

_Strings = frozenset[str]
_EMPTY: Final[_Strings] = frozenset({""})


def cues_of(pattern: str) -> tuple[str, ...]:
    """Give literal phrases of which at least one is in every text the expression matches.

    Args:
        pattern: the expression, for folded (lower-case) text.

    Returns:
        The phrases, the longest-lasting choice; ``()`` when there is none of two characters or more, in which case
        the rule's author must name the cues.
    """
    exact, needed = _sequence(_PARSER.parse(pattern))
    best = _better(exact, needed)
    if best is None or min(map(_weight, best)) < SHORTEST_CUE:
        return ()
    return tuple(sorted(best))


def _better(one: _Strings | None, other: _Strings | None) -> _Strings | None:
    """Choose the cue that points less often in ordinary talk."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=_how_often)


@cache
def _how_often(phrases: _Strings) -> tuple[bool, float]:
    """Guess how many of the phrases an ordinary message holds; those too short for a cue come last."""
    return min(map(_weight, phrases)) < SHORTEST_CUE, sum(map(_share, phrases))


@cache
def _share(phrase: str) -> float:
    """Guess the share of ordinary messages that hold a phrase: the words in it that are whole, and the length of the others."""
    share = 1.0
    for part in _PART.finditer(phrase):
        before, letters, after = part.groups()
        if before and after and letters.isalpha():
            share *= how_common(letters)
        else:
            length = len(letters) + bool(before or after) + 2 * sum(map(str.isdigit, letters))
            share *= _SHARE_OF_PART[min(length, len(_SHARE_OF_PART) - 1)]
    return share


def _weight(phrase: str) -> float:
    """Letters, half a letter for each known edge of a word, and a figure as two: fewer texts hold it."""
    return len(phrase) - phrase.count(EDGE) / 2 + sum(map(str.isdigit, phrase))


def _sequence(nodes: Any) -> tuple[_Strings | None, _Strings | None]:
    """Give (all it can match, what it must contain) of things one after another."""
    run, best, whole = _EMPTY, None, True
    listed = _in_words(nodes)
    for number, (op, argument) in enumerate(listed):
        exact, needed = _node(op, argument)
        if exact is not None and len(run) * len(exact) <= LITERALS_LIMIT:
            run = frozenset(left + right for left, right in product(run, exact))
            best = _better(best, run)
            continue
        whole = False
        if _begins_with_no_letter(listed[number:]):
            best = _better(
                best, frozenset(string + EDGE if _ENDS_A_WORD(string) else string for string in run)
            )
        run = frozenset(_last_of_all(run) + right for right in exact) if exact is not None else _EMPTY
        best = _better(_better(best, run), needed)
    return (run, None) if whole else (None, _better(best, run))


def _in_words(nodes: Any) -> list[tuple[Any, Any]]:
    """Put letters that follow each other together: most of an expression is words."""
    listed: list[tuple[Any, Any]] = []
    word = ""
    for op, argument in nodes:
        if op is _OPS.LITERAL:
            word += chr(argument)
            continue
        if word:
            listed.append((_OPS.LITERAL, word))
            word = ""
        listed.append((op, argument))
    return [*listed, (_OPS.LITERAL, word)] if word else listed


def _begins_with_no_letter(nodes: list[tuple[Any, Any]]) -> bool:
    """Say whether what is matched by these in a row can only begin with a sign or a gap."""
    for op, argument in nodes:
        if op is _OPS.AT:
            return argument in (_OPS.AT_BOUNDARY, _OPS.AT_END)
        if op is _OPS.SUBPATTERN:
            return _begins_with_no_letter(list(argument[3]))
        if op is _OPS.BRANCH:
            return all(_begins_with_no_letter(list(branch)) for branch in argument[1])
        if op in (_OPS.MAX_REPEAT, _OPS.MIN_REPEAT):
            fewest, _, inner = argument
            if not _begins_with_no_letter(list(inner)):
                return False
            if fewest:
                return True
            continue  # it may be left out: then the next begins
        exact, _ = _node(op, argument)
        return exact is not None and not any(_IS_OF_A_WORD(string[:1]) for string in exact)
    return False


def _last_of_all(run: _Strings) -> str:
    """Give the space or edge that all strings end with, which tells a whole word from a part of one."""
    last = {string[-1:] for string in run}
    return last.pop() if last in ({" "}, {EDGE}) else ""


def _node(op: Any, argument: Any) -> tuple[_Strings | None, _Strings | None]:
    if op is _OPS.LITERAL:
        return frozenset({argument if isinstance(argument, str) else chr(argument)}), None
    if op is _OPS.AT:
        return (frozenset({EDGE}) if argument is _OPS.AT_BOUNDARY else _EMPTY), None
    if op is _OPS.IN:
        return _characters(argument), None
    if op is _OPS.SUBPATTERN:
        return _sequence(argument[3])
    if op is _OPS.BRANCH:
        return _branches([_sequence(branch) for branch in argument[1]])
    if op in (_OPS.MAX_REPEAT, _OPS.MIN_REPEAT):
        return _repeat(*argument)
    return None, None


def _characters(members: Any) -> _Strings | None:
    found: set[str] = set()
    for op, argument in members:
        if op is _OPS.LITERAL:
            found.add(chr(argument))
        elif op is _OPS.RANGE and argument[1] - argument[0] < CLASS_LIMIT:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= CLASS_LIMIT else None


def _branches(
    branches: list[tuple[_Strings | None, _Strings | None]],
) -> tuple[_Strings | None, _Strings | None]:
    exacts = [exact for exact, _ in branches if exact is not None]
    if len(exacts) == len(branches) and sum(map(len, exacts)) <= LITERALS_LIMIT:
        return frozenset().union(*exacts), None
    chosen = [_better(exact, needed) for exact, needed in branches]
    if any(one is None or "" in one for one in chosen):
        return None, None
    return None, frozenset().union(*(one for one in chosen if one is not None))


def _repeat(fewest: int, most: int, inner: Any) -> tuple[_Strings | None, _Strings | None]:
    exact, needed = _sequence(inner)
    if (fewest, most) == (1, 1):
        return exact, needed
    if (fewest, most) == (0, 1) and exact is not None:
        return exact | _EMPTY, None
    if fewest >= 1:
        return None, _better(exact, needed)
    return None, None
