"""What one viewer sees beside a recording: the chat on the recording's own clock, with what became of each message."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Verdict
from chaperone.recordings.models import Recording
from chaperone.recordings.queries import Watched
from chaperone.records.dossier import Dossier

_HIDDEN = {
    "held": "Held back",
    "routed": "For the safeguarding lead",
    "withheld": "Not shown to the room",
    "removed": "Removed",
}


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A message beside the recording.

    Attributes:
        second: when it was said, in seconds of the recording; 0 for what was said before it began.
        clock: the same as it is read: ``"1:02:03"`` or ``"2:03"``.
        who, text: as the dossier gives them to this reader.
        where: ``""`` for the room, else the channel.
        mark: why the room did not see it, or no longer: then the words are folded away until the reader opens them.
    """

    second: float
    clock: str
    who: str
    text: str
    where: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Playback:
    """The page of a recording, for one viewer.

    Attributes:
        dossier: the record as this viewer reads it.
        verdict: whether they may watch.
        recording: the row; None when nothing was ever sealed.
        chat: beside the picture, in order.
        watched_by: who watched so far; only for the safeguarding lead and deputy, else empty.
    """

    dossier: Dossier
    verdict: Verdict
    recording: Recording | None
    chat: tuple[ChatLine, ...] = ()
    watched_by: tuple[Watched, ...] = ()


@carries_out("M12", "M13")
def chat_track(dossier: Dossier, begins_at: datetime) -> tuple[ChatLine, ...]:
    """Return what was said, on the recording's clock: exactly what the dossier gives this reader, and nothing more."""
    lines = []
    for message in dossier.room.messages:
        second = max(0.0, (message.at - begins_at).total_seconds())
        where = {"room": "", "adults": "Among adults", "questions": "Question"}[message.channel]
        mark = _HIDDEN.get(message.standing, "")
        lines.append(ChatLine(round(second, 2), clock_words(second), message.name, message.text, where, mark))
    return tuple(lines)


def clock_words(second: float) -> str:
    """Return seconds as a player writes them: ``2:03`` or ``1:02:03``."""
    whole = int(second)
    hours, minutes = divmod(whole // 60, 60)
    rest = f"{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
    return f"{hours}:{rest}" if hours else rest


def recording_in_words(recording: Recording | None, missing_programs: Collection[str]) -> str:
    """Return how far a recording is at this moment, in one or two sentences; ``""`` when nothing of it was ever sealed.

    Args:
        recording: its row.
        missing_programs: what this machine would need to put it together.
    """
    if recording is None:
        return ""
    states = Recording.State
    retried = f"It could not be put together yet. {recording.trouble} It is tried again by itself."
    waiting = retried if recording.tries else "It is sealed, and waits to be put together."
    if missing_programs and recording.state in (states.WAITING, states.COMPOSING):
        return (
            "The recording is kept sealed; it cannot be put together on this machine until "
            f"{' and '.join(missing_programs)} is installed."
        )
    return {
        states.READY: f"It can be watched; it is {clock_words(recording.duration_seconds)} long.",
        states.DESTROYED: "It was destroyed when its time was over.",
        states.FAILED: f"It could not be put together. {recording.trouble} Its parts are kept sealed; "
        "whoever runs the server can let it be tried again.",
        states.COMPOSING: f"It is being put together: {recording.percent} % done.",
        states.WAITING: waiting,
    }[Recording.State(recording.state)]
