"""Every state that small rooms can reach, every move from each, judged by the witness; ``casts.py`` says who and why.

``make test`` walks the casts of ``QUICK``; ``ROOM_WALK=all pytest tests/room/test_exhaustive_walk.py`` walks the larger ones
too, which takes about a quarter of an hour.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from chaperone.room import events as e
from tests.room.casts import FLOORS, LARGE, QUICK
from tests.room.walking import Cast, walk

CASTS = [*QUICK, *(LARGE if os.environ.get("ROOM_WALK") == "all" else ())]
# What no walk would have any business without; the rest are words, which are tried in every state and change no place.
MUST_HAPPEN = {
    *(e.Connected, e.Disconnected, e.TeacherSignedIn, e.TeacherGone, e.TeacherBack, e.DoorOpened, e.DoorShut),
    *(e.WaiverProposed, e.WaiverConfirmed, e.RulesAgreed, e.SeatAdmitted, e.SeatReturned, e.SeatCalled),
    *(e.Paused, e.Resumed, e.PersonRemoved, e.Ended),
    *(e.MediaTurnedOn, e.MediaTurnedOff, e.FeedOpened, e.FeedClosed, e.InvitedToSpeak, e.SpeakingAccepted),
    *(e.Held, e.Routed, e.CommandRefused, e.Appealed, e.AppealAnswered, e.AppealOver),
    *(e.SpeakingEnded, e.RecordingStarted, e.RecordingStopped, e.RecordingAbsent),
}
_happened: set[type[e.Event]] = set()


@pytest.mark.slow
@pytest.mark.proves("M8", "M9", "M13", "S7", "Y3", "Y10")
@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.name)
def test_no_reachable_state_breaks_an_invariant(
    cast: Cast, record_property: Callable[[str, object], None]
) -> None:
    walked = walk(cast)
    record_property("states", walked.states)
    record_property("moves", walked.moves)
    print(f"{cast.name}: {walked.states:,} states, {walked.moves:,} moves, {walked.seconds:.1f} s")  # noqa: T201 - with -s
    _happened.update(walked.happened)
    states, moves = FLOORS[cast.name]
    assert walked.states >= states and walked.moves >= moves, (
        "the walk has shrunk: is something no longer tried?"
    )


def test_everything_that_moves_anybody_has_happened_in_some_walk() -> None:
    if not _happened:
        for cast in QUICK:
            _happened.update(walk(cast, 9_000).happened)
    assert MUST_HAPPEN - _happened == set()
