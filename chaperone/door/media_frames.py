"""The frames about sound and picture that a client may send (docs/protocol.md); there is none for a candidate."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chaperone.adapters.media import Kind
from chaperone.door.frame import Asking, Reason, Ref
from chaperone.door.media.sdp import SIZE_LIMIT

Peer = Literal["camera", "screen"]
Want = Literal["all", "sound", "nothing"]
Sdp = Annotated[str, msgspec.Meta(min_length=1, max_length=SIZE_LIMIT)]
Kinds = Annotated[tuple[Kind, ...], msgspec.Meta(min_length=1, max_length=2)]


class SendMedia(Asking, frozen=True, tag="send_media"):
    """Offer to send; ``kinds`` names the media lines of ``sdp`` in order."""

    peer: Peer
    kinds: Kinds
    sdp: Sdp


class StopMedia(Asking, frozen=True, tag="stop_media"):
    """Stop sending."""

    peer: Peer


class SwitchMedia(Asking, frozen=True, tag="switch_media"):
    """Say that one's own microphone or camera is off (or on) now."""

    kind: Kind
    on: bool


class ReceiveMedia(Asking, frozen=True, tag="receive_media"):
    """Begin, change or end receiving."""

    want: Want


class SizeMedia(Asking, frozen=True, tag="size_media"):
    """Say which feeds' pictures are shown small here; all others are shown large."""

    small: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=16)], ...], msgspec.Meta(max_length=80)]


class MediaAnswer(Asking, frozen=True, tag="media_answer"):
    """Answer the offer that has this turn."""

    turn: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    sdp: Sdp


class InviteToSpeak(Asking, frozen=True, tag="invite_to_speak"):
    """Ask a seat to say something aloud."""

    seat: Ref


class AcceptToSpeak(Asking, frozen=True, tag="accept_to_speak"):
    """Accept that."""


class EndSpeaking(Asking, frozen=True, tag="end_speaking"):
    """Say no, or enough; ``seat`` is empty when it is one's own."""

    seat: Annotated[str, msgspec.Meta(max_length=80)] = ""


class ExplainNoRecording(Asking, frozen=True, tag="explain_no_recording"):
    """Say why this session is not recorded."""

    reason: Reason


MediaFrame = SendMedia | StopMedia | SwitchMedia | ReceiveMedia | SizeMedia | MediaAnswer
"""What the door itself carries out with the media server."""

AnyMediaFrame = MediaFrame | InviteToSpeak | AcceptToSpeak | EndSpeaking | ExplainNoRecording
