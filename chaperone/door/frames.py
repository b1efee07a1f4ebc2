"""Reads a frame into one of the protocol's (docs/protocol.md) and nothing else; one that is none is answered, never obeyed."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from chaperone.door import media_frames as m
from chaperone.door.frame import Asking, Frame, Id, Reason, Ref, Seq, Text

FRAME_LIMIT_BYTES = 32 * 1024


class Join(Frame, frozen=True, tag="join"):
    """Come in, or come back after ``after``."""

    ticket: Annotated[str, msgspec.Meta(max_length=2_000)]
    after: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0


class Leave(Frame, frozen=True, tag="leave"):
    """Go."""


class Agree(Asking, frozen=True, tag="agree"):
    """Agree to the rules with this hash."""

    rules: Ref


class Say(Asking, frozen=True, tag="say"):
    """Say something to the room."""

    text: Text


class Adults(Asking, frozen=True, tag="adults"):
    """Say something in the adults' channel."""

    text: Text


class Ask(Asking, frozen=True, tag="ask"):
    """Put a question into the queue."""

    text: Text


class Hand(Asking, frozen=True, tag="hand"):
    """Raise or lower one's hand."""

    up: bool


class LowerHand(Asking, frozen=True, tag="lower_hand"):
    """Lower somebody's hand."""

    seat: Ref


class Take(Asking, frozen=True, tag="take"):
    """Take a question."""

    question: Seq


class SetAside(Asking, frozen=True, tag="set_aside"):
    """Set a question aside."""

    question: Seq


class Release(Asking, frozen=True, tag="release"):
    """Show a held message."""

    message: Seq
    reason: Reason = ""


class Withhold(Asking, frozen=True, tag="withhold"):
    """Never show a held message."""

    message: Seq
    reason: Reason = ""


class RemoveMessage(Asking, frozen=True, tag="remove_message"):
    """Take a message off the screens."""

    message: Seq
    reason: Reason = ""


class Appeal(Asking, frozen=True, tag="appeal"):
    """Ask an adult to look again at what was sent as ``of``."""

    of: Id


class AnswerAppeal(Asking, frozen=True, tag="answer_appeal"):
    """Answer one: fine, or not and why."""

    appeal: Seq
    fine: bool
    why: Annotated[str, msgspec.Meta(max_length=20)] = ""


class Mute(Asking, frozen=True, tag="mute"):
    """Switch a seat's chat off or on."""

    seat: Ref
    muted: bool


class ReturnSeat(Asking, frozen=True, tag="return_seat"):
    """Back to waiting."""

    seat: Ref
    reason: Reason = ""


class AdmitSeat(Asking, frozen=True, tag="admit_seat"):
    """In again."""

    seat: Ref


class Remove(Asking, frozen=True, tag="remove"):
    """Out for good."""

    who: Ref
    reason: Reason = ""


class Waive(Asking, frozen=True, tag="waive"):
    """Ask to open a door early."""

    school: Ref
    reason: Reason = ""


class ConfirmWaiver(Asking, frozen=True, tag="confirm_waiver"):
    """Agree to it."""

    school: Ref


class End(Asking, frozen=True, tag="end"):
    """End the session."""


AnyFrame = (
    Join
    | Leave
    | Agree
    | Say
    | Adults
    | Ask
    | Hand
    | LowerHand
    | Take
    | SetAside
    | Release
    | Withhold
    | RemoveMessage
    | Appeal
    | AnswerAppeal
    | Mute
    | ReturnSeat
    | AdmitSeat
    | Remove
    | Waive
    | ConfirmWaiver
    | End
    | m.AnyMediaFrame
)

Reasoned = Release | Withhold | RemoveMessage | ReturnSeat | Remove | Waive | m.ExplainNoRecording
"""Frames in which an adult writes a reason for the record."""

_decoder: msgspec.json.Decoder[AnyFrame] = msgspec.json.Decoder(AnyFrame)
_loose: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


class Malformed(ValueError):
    """The frame is not one of the protocol's. ``frame_id`` is its id where one could be read."""

    def __init__(self, reason: str, frame_id: str = "") -> None:
        super().__init__(reason)
        self.frame_id = frame_id


def read(raw: bytes) -> AnyFrame:
    """Read one text frame.

    Raises:
        Malformed: it is not JSON, not one of the frames, or a field is missing, unknown, too long or of the wrong kind. The reason
            names the field, never its content.
    """
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise Malformed(_plain(problem), _id_of(raw)) from None


def _plain(problem: Exception) -> str:
    if isinstance(problem, msgspec.ValidationError):
        return "This message from your browser was not understood."
    return "This message from your browser could not be read."


def _id_of(raw: bytes) -> str:
    """The id of a frame that is otherwise wrong, so that its sender learns which one it was."""
    try:
        found = _loose.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    frame_id = found.get("id") if isinstance(found, dict) else None
    return frame_id if isinstance(frame_id, str) and len(frame_id) <= 64 else ""
