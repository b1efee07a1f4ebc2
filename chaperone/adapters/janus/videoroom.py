"""The words of Janus's VideoRoom plugin (1.1, many streams to a connection) that we say and hear, and how one is said."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from chaperone.adapters.janus.client import Frame, JanusClient, JanusRefused, Jsep

KEEPER: Final = "keeper"
"""Our own member of every room: it sends nothing, hears who talks, and answers for all listeners."""

# How many 20 ms packets make somebody's talking or silence certain, and how loud (127 is silence).
TALKING_PACKETS: Final = 25
TALKING_LEVEL: Final = 60
# Far more than a room has adults and pupils who show themselves; what a room really allows is decided by the room.
MOST_SENDERS: Final = 100


class _Request(msgspec.Struct, frozen=True, tag_field="request"):
    """A request's name is its ``request`` field."""


class CreateRoom(_Request, frozen=True, tag="create"):
    """A locked room: nobody finds it, joins it, listens in it or records in it without what only we know (M7)."""

    admin_key: str
    room: str
    secret: str
    allowed: tuple[str, ...]
    bitrate: int
    permanent: bool = False
    is_private: bool = True
    require_pvtid: bool = True
    lock_record: bool = True
    record: bool = False
    notify_joining: bool = False
    bitrate_cap: bool = True
    publishers: int = MOST_SENDERS
    fir_freq: int = 0
    audiocodec: str = "opus"
    videocodec: str = "vp8"
    opus_fec: bool = True
    audiolevel_ext: bool = True
    audiolevel_event: bool = True
    audio_active_packets: int = TALKING_PACKETS
    audio_level_average: int = TALKING_LEVEL


class DestroyRoom(_Request, frozen=True, tag="destroy"):
    """End a room and every connection in it."""

    room: str
    secret: str


class Join(_Request, frozen=True, tag="join"):
    """Become a member that may send, without sending."""

    room: str
    id: str
    token: str
    ptype: Literal["publisher"] = "publisher"


class JoinAndSend(_Request, frozen=True, tag="joinandconfigure"):
    """Become a member and send; goes with an offer, and is answered with an answer."""

    room: str
    id: str
    token: str
    bitrate: int
    ptype: Literal["publisher"] = "publisher"


class Configure(_Request, frozen=True, tag="configure"):
    """Change a sender: write it down, or ask its browser for a whole picture."""

    secret: str | UnsetType = UNSET
    record: bool | UnsetType = UNSET
    filename: str | UnsetType = UNSET
    keyframe: bool | UnsetType = UNSET


class Moderate(_Request, frozen=True, tag="moderate"):
    """Stop or let pass one media line of a sender, for everybody and for the recording."""

    room: str
    secret: str
    id: str
    mid: str
    mute: bool


class Source(msgspec.Struct, frozen=True):
    """One media line of a sender."""

    feed: str
    mid: str


class Line(msgspec.Struct, frozen=True):
    """One media line of a listener."""

    sub_mid: str


class Listen(_Request, frozen=True, tag="join"):
    """Become a listener to these lines; answered with an offer."""

    room: str
    private_id: int
    streams: tuple[Source, ...]
    token: str
    ptype: Literal["subscriber"] = "subscriber"
    # An offer comes only when we ask for one.
    autoupdate: bool = False


class Update(_Request, frozen=True, tag="update"):
    """Change what a listener receives; answered with a new offer when there is something to agree."""

    subscribe: tuple[Source, ...] | UnsetType = UNSET
    unsubscribe: tuple[Line, ...] | UnsetType = UNSET


class Flow(msgspec.Struct, frozen=True):
    """Whether one media line of a listener carries anything, or which of its sender's pictures (0 is the smallest)."""

    mid: str
    send: bool | UnsetType = UNSET
    substream: int | UnsetType = UNSET


class ConfigureLines(_Request, frozen=True, tag="configure"):
    """Stop or let flow lines of a listener without a new offer."""

    streams: tuple[Flow, ...]


class Start(_Request, frozen=True, tag="start"):
    """Take a listener's answer."""


class Stream(msgspec.Struct, frozen=True):
    """A media line of a listener as VideoRoom tells it; one that carries nothing any more names no feed."""

    mid: str
    active: bool = True
    feed_id: str = ""
    feed_mid: str = ""


class Said(msgspec.Struct, frozen=True):
    """Anything VideoRoom says."""

    videoroom: str
    error_code: int = 0
    error: str = ""
    id: str = ""
    private_id: int = 0
    streams: tuple[Stream, ...] = ()


class Answered(msgspec.Struct, frozen=True):
    """What VideoRoom answered, with the description that came along (empty without one)."""

    said: Said
    sdp: str


_decode = msgspec.json.Decoder(Said).decode


def said_in(frame: Frame) -> Said | None:
    """Return what VideoRoom says in a frame; ``None`` for frames of Janus itself and words that we do not use."""
    if frame.plugindata is None:
        return None
    try:
        return _decode(frame.plugindata.data)
    except msgspec.MsgspecError:
        return None


async def ask(
    client: JanusClient, handle: int, request: msgspec.Struct, jsep: Jsep | None = None
) -> Answered:
    """Ask VideoRoom something and return its answer.

    Raises:
        JanusRefused: VideoRoom or Janus refused.
        MediaLost, MediaRefused: as ``JanusClient.ask``.
    """
    frame = await client.ask("message", handle=handle, body=request, jsep=jsep)
    said = said_in(frame)
    if said is None:
        raise JanusRefused(0, "an answer that is not VideoRoom's")
    if said.error_code:
        raise JanusRefused(said.error_code, said.error)
    return Answered(said, frame.jsep.sdp if frame.jsep else "")
