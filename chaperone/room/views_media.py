"""What each side is shown of sound and picture: the ``media`` object of the protocol, and where a seat's answer stands."""

from __future__ import annotations

from typing import Any

from chaperone.room.clock import clock_text
from chaperone.room.media import NO_MEDIA, is_pupils_picture, needs_explaining
from chaperone.room.state import Phase, RecordingState, State

Frame = dict[str, Any]

_WILL_RECORD, _WILL_NOT = "Recording begins when the first pupil comes in.", "This session is not recorded."
_SENTENCES = {
    RecordingState.RUNNING: "This session is being recorded.",
    RecordingState.ABSENT: "This session is not being recorded.",
    RecordingState.ENDED: "The recording has ended.",
}


def media_view(state: State, *, for_adults: bool) -> Frame:
    """``media`` of the protocol: the same for all pupils, those who wait included, and the same for all adults.

    Pupils are shown nothing that an adult wrote, no camera of a pupil, no school of a pupil, and not who was only asked to speak:
    saying no is nobody's business.
    """
    on = state.media_on and state.phase is not Phase.CLOSED
    why = (for_adults and state.media_why) or NO_MEDIA
    shown = for_adults or state.phase is not Phase.WAITING
    return {
        "on": on,
        "sentence": "" if on else why,
        "recording": _recording_view(state, for_adults=for_adults),
        "feeds": _feeds_view(state, for_adults=for_adults) if shown else [],
        "speaking": _speakers_view(state, for_adults=for_adults) if shown else [],
    }


def _recording_view(state: State, *, for_adults: bool) -> Frame:
    kept = state.recording
    sentence = _SENTENCES.get(kept.state) or (_WILL_RECORD if state.plan.rules.recording else _WILL_NOT)
    if not for_adults:
        return {"state": kept.state, "sentence": sentence}
    if kept.state is RecordingState.ABSENT:
        sentence = f"{sentence} {kept.why}"
    return {
        "state": kept.state,
        "sentence": sentence,
        "reason": kept.reason,
        "needs_reason": needs_explaining(state),
    }


def _feeds_view(state: State, *, for_adults: bool) -> list[Frame]:
    return [
        {"feed": token, "ref": feed.who, "peer": feed.peer, "kinds": list(feed.kinds)}
        for token, feed in sorted(state.feeds.items())
        if for_adults or not is_pupils_picture(state, feed)
    ]


def _speakers_view(state: State, *, for_adults: bool) -> list[Frame]:
    views: list[Frame] = []
    for ref in sorted(state.speaking):
        seat, answer = state.seat_plans.get(ref), speaking_view(state, ref)
        if seat is not None and answer is not None and (for_adults or answer["state"] == "speaking"):
            school = seat.school if for_adults else ""
            views.append({"seat": ref, "name": seat.join_name, "school": school, **answer})
    return views


def speaking_view(state: State, seat: str) -> Frame | None:
    """Whether a seat was asked to speak or speaks, and until when; as it is told itself, and as adults see it."""
    asked = state.speaking.get(seat)
    if asked is None:
        return None
    until = clock_text(asked.until)
    return {"state": "speaking" if asked.accepted else "invited", "until": until, "by": asked.by}
