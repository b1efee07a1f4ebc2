"""How a sender's connection begins, muted for certain before its browser can reach Janus, and how it is muted and let flow."""

from __future__ import annotations

from typing import Final

from chaperone.adapters.janus import videoroom as words
from chaperone.adapters.janus.client import JanusClient, Jsep
from chaperone.adapters.janus.held import Feed, Room
from chaperone.adapters.janus.sdp import without_candidates
from chaperone.adapters.media import MediaRefused

SCREEN_BITS_PER_SECOND: Final = 1_500_000
"""A screen may send more than a camera, because it is read."""


async def begin(client: JanusClient, room: Room, name: str, feed: Feed, offer: str, camera_bits: int) -> str:
    """Take the offer, mute every line, and return the answer.

    The browser cannot reach Janus before it has the answer, and it gets it only then: no packet of it is ever relayed
    or written down before somebody lets it flow.
    """
    bits = SCREEN_BITS_PER_SECOND if "screen" in feed.mids else camera_bits
    request = words.JoinAndSend(room.id, name, room.token, bits)
    answer = await words.ask(client, feed.handle, request, Jsep("offer", without_candidates(offer)))
    await moderate(client, room, name, feed, muted=True)
    return answer.sdp


async def moderate(client: JanusClient, room: Room, name: str, feed: Feed, *, muted: bool) -> None:
    """Mute a feed's lines, or let them flow again beginning with a whole picture.

    Raises:
        MediaRefused: also when the picture came up muted and in two sizes, so that it could never be shown; its sender
            must begin anew.
    """
    if not muted and feed.nameless:
        raise MediaRefused("This picture began while the room was paused, and begins again now.")
    feed.muted = True
    for mid in feed.mids.values():
        await words.ask(client, room.keeper, words.Moderate(room.id, room.secret, name, mid, mute=muted))
    feed.muted = muted
    if not muted and {"camera", "screen"} & feed.mids.keys():
        # Its listeners would see nothing until the next whole picture comes by itself.
        await words.ask(client, feed.handle, words.Configure(keyframe=True))
