"""A rule of the organisation's own: from words or an expression to a rule on the linear engine, tried on ordinary texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.screening.cues import cues_of
from chaperone.screening.decision import PERSONAL_DETAIL
from chaperone.screening.engine import Engine
from chaperone.screening.linear import Expression, NotLinear
from chaperone.screening.rule import Rule
from chaperone.screening.screen import screen
from chaperone.screening.types import CHAT, Channel, Context, Utterance
from chaperone.screening.views import plain_view
from chaperone.screening.wording import PATTERN_LENGTH_LIMIT, SENTENCE_LENGTH_LIMIT, Wording

FLAGGED_SHARE_LIMIT: Final = 0.005
"""A rule that flags more than one in two hundred ordinary texts would stop a lesson, and does not go live."""

SHOWN_LIMIT: Final = 20
NO_PLACE_HERE: Final = PERSONAL_DETAIL - {"link", "social_handle", "school_name"}

CHANNELS: Final[Mapping[str, tuple[Channel, ...]]] = MappingProxyType(
    {"pupils": ("chat_pupil",), "adults": ("chat_staff",), "everybody": CHAT}
)


class Trial(NamedTuple):
    """How many ordinary texts a rule was tried on, and those that it would have stopped."""

    texts: int
    caught: tuple[str, ...]


@carries_out("Y5", "M1")
def rule_of(asked: Wording) -> Rule | Refused:
    """Make the rule, or say why it cannot be one.

    A name, a number or an address of somebody is no wording: it would stand in the rules and in the record for ever.
    """
    if len(asked.pattern) > PATTERN_LENGTH_LIMIT or len(asked.sentence) > SENTENCE_LENGTH_LIMIT:
        return Refused("", "That is too long for one rule.", "Make two of it.")
    parts = (*re.split(r"[,;|\n]", asked.pattern), asked.pattern, asked.sentence)
    if any(
        found.label in NO_PLACE_HERE
        for part in parts
        for found in screen(Utterance("chat_pupil", part), Context())
    ):
        return Refused(
            "M1",
            "A rule is no place for somebody’s name, number or address.",
            "Describe what is said instead.",
        )
    expression = asked.pattern.strip() if asked.is_expression else _of_words(asked.pattern)
    problem = _problem(expression)
    if isinstance(problem, Refused):
        return problem
    return Rule(
        id=f"own/{asked.ref}",
        label=asked.label,
        clause=asked.clause,
        staff_clause=asked.clause,
        sentence=asked.sentence,
        next_step="",
        catches=(),
        leaves=(),
        looks_for=(expression,),
        channels=CHANNELS[asked.whose],
        version=asked.version,
        owner="organisation",
    )


def _of_words(text: str) -> str:
    """Make an expression of words and phrases, folded as texts are before rules read them."""
    phrases = [" ".join(plain_view(part).text.split()) for part in re.split(r"[,;\n]", text)]
    return "|".join(_whole(phrase) for phrase in phrases if phrase)


def _whole(phrase: str) -> str:
    """Match the phrase as whole words; edges of words are known of Latin letters only."""
    edges = [r"\b" if re.match("[a-z0-9]", sign) else "" for sign in (phrase[0], phrase[-1])]
    return edges[0] + re.escape(phrase).replace(r"\ ", " ") + edges[1]


def _problem(expression: str) -> Verdict:
    try:
        made = Expression(expression)
        cues = cues_of(expression)
    except (NotLinear, re.error, OverflowError, RecursionError):
        return Refused(
            "", "This expression is not one we can run.", "Look-around and back-references cannot be used."
        )
    if made.found("") or not cues:
        return Refused(
            "",
            "There must be a word of two letters or more in it.",
            "Without one it would stop almost anything.",
        )
    return ALLOWED


@cache
def ordinary_texts() -> tuple[str, ...]:
    """Return the ordinary texts that are shipped: what must not be stopped, the hardest of it first thought of."""
    text = files("chaperone.screening").joinpath("data/ordinary.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)


@carries_out("Y5")
def tried(rule: Rule) -> Trial:
    """Try a rule on the ordinary texts."""
    engine, texts = Engine((rule,)), ordinary_texts()
    channel = rule.channels[0]
    caught = [text for text in texts if engine.findings(Utterance(channel, text), Context())]
    return Trial(len(texts), tuple(caught))


@carries_out("Y5", "A1")
def may_go_live(trial: Trial) -> Verdict:
    """Say whether it leaves ordinary talk alone."""
    if len(trial.caught) <= FLAGGED_SHARE_LIMIT * trial.texts:
        return ALLOWED
    return Refused(
        "A1",
        f"It would stop {len(trial.caught)} of {trial.texts} ordinary texts; at most "
        f"{int(FLAGGED_SHARE_LIMIT * trial.texts)} may be.",
        "Make its words narrower, and try again.",
    )
