"""What the room says of sound and picture, for the pictures of the gallery; the pictures themselves are in the journeys."""

from __future__ import annotations

from typing import Any

from tests.pages.gallery_frames import Frame, at

FACES: tuple[Frame, ...] = (
    {"feed": "aaaaaaaaaaaaaaaa", "ref": "person:1", "peer": "camera", "kinds": ["microphone", "camera"]},
    {"feed": "bbbbbbbbbbbbbbbb", "ref": "person:2", "peer": "camera", "kinds": ["microphone", "camera"]},
    {"feed": "cccccccccccccccc", "ref": "person:3", "peer": "camera", "kinds": ["microphone"]},
)
SLIDES: Frame = {"feed": "dddddddddddddddd", "ref": "person:2", "peer": "screen", "kinds": ["screen"]}
VOICE: Frame = {"feed": "eeeeeeeeeeeeeeee", "ref": "seat:20", "peer": "camera", "kinds": ["microphone"]}
RECORDED = {"state": "running", "sentence": "This session is being recorded."}
NOT_RECORDED = {
    "state": "absent",
    "sentence": "This session is not being recorded. There is no room left on the disk.",
    "reason": "",
    "needs_reason": True,
}
TALKING: Frame = {"is": "talking", "feed": FACES[1]["feed"], "on": True}
SILENT: Frame = {"is": "switched", "feed": FACES[0]["feed"], "kind": "microphone", "on": False}


def media(*feeds: Frame, **changes: Any) -> Frame:
    """Sound and picture are on, recorded, with these feeds, unless changed."""
    return {
        "on": True,
        "sentence": "",
        "recording": RECORDED,
        "feeds": list(feeds),
        "speaking": [],
        **changes,
    }


def speaking(seat: str, name: str, state: str = "speaking", seconds: float = 42) -> Frame:
    """A seat that is asked to answer aloud, or does."""
    return {
        "seat": seat,
        "name": name,
        "school": "school:1",
        "state": state,
        "until": at(seconds),
        "by": "person:1",
    }


def own(state: str, seconds: float = 42) -> Frame:
    """The same, as the seat itself is told."""
    return {"state": state, "until": at(seconds), "by": "person:1"}
