"""The few things we read in a description, and what we cut out of it before Janus sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from chaperone.adapters.media import Kind, MediaRefused

MEDIUM_OF: Final[dict[Kind, str]] = {
    "microphone": "audio",
    "screen_sound": "audio",
    "camera": "video",
    "screen": "video",
}
# Janus must only ever answer whom it was reached by, so no description may name an address for it to call.
CUT_OUT: Final = ("a=candidate:", "a=end-of-candidates", "a=remote-candidates:")


def without_candidates(sdp: str) -> str:
    """Return the description without anything that names an address to reach the browser at.

    Raises:
        MediaRefused: it holds what no description holds; to a character 0 Janus would not even answer.
    """
    if not all(line.isprintable() for line in sdp.splitlines()):
        raise MediaRefused("What this browser offered cannot be read. Reload the page.")
    return "\r\n".join(line for line in sdp.splitlines() if line and not line.startswith(CUT_OUT)) + "\r\n"


def mids_of(sdp: str, kinds: Sequence[Kind]) -> dict[Kind, str]:
    """Return which media line (``mid``) of an offer carries which of ``kinds``, given in the offer's order.

    Raises:
        MediaRefused: the lines are not these kinds, or cannot be told apart.
    """
    lines = list(_lines(sdp))
    fits = [medium for medium, _ in lines] == [MEDIUM_OF[kind] for kind in kinds]
    mids = {kind: mid for kind, (_, mid) in zip(kinds, lines, strict=False)}
    if not fits or not kinds or len(set(mids.values()) - {""}) != len(lines):
        raise MediaRefused("This browser offered other sound and picture than it said. Reload the page.")
    return mids


def has_sizes(sdp: str) -> bool:
    """Say whether an offer sends a picture in several sizes, which are told apart by names in its first packets."""
    return "\na=simulcast:" in sdp


def _lines(sdp: str) -> Iterator[tuple[str, str]]:
    """Yield medium and ``mid`` of each media line; an empty one where there is none."""
    medium, mid = "", ""
    for line in sdp.splitlines():
        if line.startswith("m="):
            if medium:
                yield medium, mid
            medium, mid = line[2:].partition(" ")[0], ""
        elif line.startswith("a=mid:"):
            mid = line.removeprefix("a=mid:").strip()
    if medium:
        yield medium, mid
