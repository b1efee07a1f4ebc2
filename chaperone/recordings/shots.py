"""Decides whose picture is shown when: a shared screen if there is one, else whoever speaks, else a plain card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chaperone.recordings.mjr import Span

STEP_SECONDS: Final = 0.2
HOLD_SECONDS: Final = 3.0
"""Nobody is cut away from before this, or a cough would change the picture."""
SPEAKING_LEVEL: Final = 150.0
"""Mean loudness (of 32,768) above which somebody speaks; a quiet room and its fan stay below."""
_CLEARLY_LOUDER: Final = 1.5


@dataclass(frozen=True, slots=True)
class Picture:
    """Something that can be shown: whose feed, when there is a picture, and how loud its sound is in each step.

    Attributes:
        feed: its token.
        is_screen: a shared screen comes before every face.
        here: seconds from the recording's beginning.
        levels: mean loudness of each ``STEP_SECONDS`` from the beginning on; what is missing is silence.
    """

    feed: str
    is_screen: bool
    here: tuple[Span, ...]
    levels: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    """From when to when (seconds from the recording's beginning) which feed is shown; ``""`` is the card."""

    begins: float
    ends: float
    feed: str


def shots(pictures: Sequence[Picture], seconds: float) -> list[Shot]:
    """Return the shots that fill ``seconds``, in order, without a gap; neighbours are of different feeds."""
    by_feed = {picture.feed: picture for picture in pictures}
    found: list[Shot] = []
    shown, since = "", 0.0
    for step in range(round(seconds / STEP_SECONDS) + 1):
        at = step * STEP_SECONDS
        chosen = _chosen(by_feed, shown, at - since, step)
        if chosen != shown:
            if at > since:
                found.append(Shot(since, at, shown))
            shown, since = chosen, at
    if seconds > since:
        found.append(Shot(since, seconds, shown))
    return found


def _chosen(pictures: Mapping[str, Picture], shown: str, held: float, step: int) -> str:
    """Return the feed to show in this step, given which was shown and for how long."""
    at = step * STEP_SECONDS
    here = [picture for picture in pictures.values() if _is_here(picture, at)]
    screens = [picture for picture in here if picture.is_screen]
    if screens:
        return next((each.feed for each in screens if each.feed == shown), screens[-1].feed)
    if not here:
        return ""
    loudest = max(here, key=lambda picture: _level(picture, step))
    now = pictures.get(shown)
    if now is None or now.is_screen or now not in here:
        return loudest.feed
    louder = _level(loudest, step) > max(SPEAKING_LEVEL, _CLEARLY_LOUDER * _level(now, step))
    return loudest.feed if louder and held >= HOLD_SECONDS else shown


def _is_here(picture: Picture, at: float) -> bool:
    return any(begin <= at < end for begin, end in picture.here)


def _level(picture: Picture, step: int) -> float:
    """Loudness over the last second: one word, not one click."""
    recent = picture.levels[max(0, step - 4) : step + 1]
    return sum(recent) / len(recent) if recent else 0.0
