"""Feeds screening what a fuzzer thinks up: ``python -m tests.screening.fuzz -atheris_runs=100000 [CORPUS]`` until something breaks.

Nothing may be raised, every finding lies in the text, normalising twice is normalising once, and the work done is bounded,
counted in characters read and closer looks, not in seconds.
"""

from __future__ import annotations

import sys
from typing import Final, get_args

import atheris

with atheris.instrument_imports(include=["chaperone.screening"]):
    from chaperone.policy.refusal import Refused
    from chaperone.screening.cleaning import clean_text
    from chaperone.screening.engine import WINDOW_CHARACTERS
    from chaperone.screening.rule import Situation
    from chaperone.screening.rules import RULES
    from chaperone.screening.screen import ENGINE
    from chaperone.screening.types import Channel, Context, Utterance
    from chaperone.screening.views import plain_view, views_of

LONGEST: Final = 3 * WINDOW_CHARACTERS
MOST_VIEWS: Final = 24
GROWTH: Final = 8
"""No view is more than so many times as long as the text: one character folds to four at most, and two may part."""

CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
EXAMPLES: Final = tuple(text for rule in RULES for text in (*rule.catches, *rule.leaves))


def one_text(data: bytes) -> None:
    """Screen one text made of these bytes: pieces of the rules' own examples with anything at all between them."""
    source = atheris.FuzzedDataProvider(data)
    channel = CHANNELS[source.ConsumeIntInRange(0, len(CHANNELS) - 1)]
    pieces: list[str] = []
    while source.remaining_bytes() > 0 and len(pieces) < 40:
        if source.ConsumeBool():
            pieces.append(EXAMPLES[source.ConsumeIntInRange(0, len(EXAMPLES) - 1)])
        else:
            pieces.append(source.ConsumeUnicodeNoSurrogates(60) * source.ConsumeIntInRange(1, 20))
    text = clean_text("".join(pieces)[:LONGEST], LONGEST)
    if not isinstance(text, Refused):
        check(channel, text)


def check(channel: Channel, text: str) -> None:
    """Screen a text, and fail where it breaks a promise.

    Raises:
        AssertionError: what was promised and is not so.
    """
    if clean_text(text, LONGEST) != text:
        raise AssertionError("cleaning twice is cleaning once")
    once = plain_view(text).text
    if plain_view(once).text != once:
        raise AssertionError("normalising twice is normalising once")
    utterance = Utterance(channel, text)
    for finding in ENGINE.findings(utterance, Context()):
        if not 0 <= finding.start < finding.end <= len(text):
            raise AssertionError("a finding lies in its text")
    window = text[:WINDOW_CHARACTERS]
    views = views_of(window)
    if len(views) > MOST_VIEWS or any(len(view.text) > GROWTH * len(window) for view in views):
        raise AssertionError("readings of a text are few, and none is much longer")
    _, looks = ENGINE.looked_at(Situation(utterance, Context(), "text", window, views))
    if looks > len(views) * (1 + 2 * len(RULES)):
        raise AssertionError("each rule looks at each reading once")


def main() -> None:
    """Run until told to stop, or until something breaks."""
    atheris.Setup(sys.argv, one_text)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
