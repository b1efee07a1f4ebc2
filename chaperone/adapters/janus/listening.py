"""How a listener's connection follows what it may receive: the first offer, changed offers, and silence in between."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from msgspec import UNSET

from chaperone.adapters.janus import videoroom as words
from chaperone.adapters.janus.client import JanusClient
from chaperone.adapters.janus.held import Feed, Listener, Room
from chaperone.adapters.media import Line, MediaRefused, Offer, Wanted

WHOLE_PICTURE_AFTER_SECONDS: Final = 1.2  # what is asked sooner after the last time is passed over
SMALL, LARGE = 0, 2  # of two sizes the largest is what Janus takes unasked, and what it writes down


async def first_offer(
    client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]
) -> Offer | None:
    """Make the listener's connection; ``None`` when nothing of ``wanted`` is there (any more)."""
    sources = _sources(room, {_line(one) for one in wanted})
    if not sources:
        raise MediaRefused("There is nothing to receive just now.")
    request = words.Listen(room.id, room.private_id, sources, room.token)
    return _offered(room, listener, await words.ask(client, listener.handle, request), wanted)


async def change(
    client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]
) -> Offer | None:
    """Offer anew what has changed. Janus stops what is dropped at once, before the offer is answered."""
    have, want = set(listener.lines), {_line(one) for one in wanted if room.obtainable(one)}
    await _resize(client, room, listener, wanted)
    await _let_flow(client, listener, {listener.lines[one] for one in have & want}, flow=True)
    dropped = tuple(words.Line(listener.lines[one]) for one in have - want)
    sources = _sources(room, want - have)
    if not dropped and not sources:
        return None
    request = words.Update(sources or UNSET, dropped or UNSET)
    return _offered(room, listener, await words.ask(client, listener.handle, request), wanted)


async def silence(client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]) -> None:
    """Stop what is no longer wanted while an offer waits for its answer, when nothing new can be agreed."""
    want = {_line(one) for one in wanted if room.obtainable(one)}
    lines = listener.lines
    await _let_flow(client, listener, {mid for one, mid in lines.items() if one not in want}, flow=False)
    await _let_flow(client, listener, {mid for one, mid in lines.items() if one in want}, flow=True)


async def _let_flow(client: JanusClient, listener: Listener, mids: set[str], *, flow: bool) -> None:
    """Stop or let flow those lines among ``mids`` that do not already."""
    mids = mids & listener.silenced if flow else mids - listener.silenced
    if not mids:
        return
    # Remembered first where they stop, last where they flow: in doubt a line counts as silenced and is asked for again.
    if not flow:
        listener.silenced |= mids
    flows = tuple(words.Flow(mid, send=flow) for mid in sorted(mids))
    await words.ask(client, listener.handle, words.ConfigureLines(flows))
    if flow:
        listener.silenced -= mids


def _line(wanted: Wanted) -> Wanted:
    """Return the line that is wanted, whatever its size."""
    return Wanted(wanted.feed, wanted.kind)


async def _resize(client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]) -> None:
    """Choose the size of pictures that are there, where it is another than before; while it does not come, Janus takes the next."""
    small = _small(listener, wanted)
    await _choose(client, room, listener, {mid: mid in small for mid in small ^ listener.small})
    listener.small = small


async def tell_sizes(client: JanusClient, room: Room, listener: Listener) -> None:
    """Choose the sizes of new pictures: only now, because Janus forgets what is chosen before the offer is answered."""
    await _choose(client, room, listener, dict.fromkeys(listener.small, True))


async def _choose(client: JanusClient, room: Room, listener: Listener, is_small: Mapping[str, bool]) -> None:
    if not is_small:
        return
    sizes = (words.Flow(mid, substream=SMALL if is_small[mid] else LARGE) for mid in sorted(is_small))
    await words.ask(client, listener.handle, words.ConfigureLines(tuple(sizes)))
    for one, mid in listener.lines.items():
        feed = room.feeds.get(one.feed)
        if mid in is_small and feed is not None and feed.whole_picture is None:
            feed.whole_picture = asyncio.create_task(_whole_picture(client, feed))


async def _whole_picture(client: JanusClient, feed: Feed) -> None:
    """Ask a sender once more, a moment later: of many listeners who change together only the first gets what it needs to begin."""
    await asyncio.sleep(WHOLE_PICTURE_AFTER_SECONDS)
    feed.whole_picture = None
    with suppress(MediaRefused):  # the feed may be over by now
        await words.ask(client, feed.handle, words.Configure(keyframe=True))


def _small(listener: Listener, wanted: Sequence[Wanted]) -> set[str]:
    lines = listener.lines
    return {lines[_line(one)] for one in wanted if one.small and _line(one) in lines}


def _sources(room: Room, wanted: set[Wanted]) -> tuple[words.Source, ...]:
    """Return where to listen, in an order of its own: a sender's lines stay together in the offer."""
    there = sorted((one for one in wanted if room.obtainable(one)), key=lambda one: (one.feed, one.kind))
    return tuple(words.Source(one.feed, room.feeds[one.feed].mids[one.kind]) for one in there)


def _offered(
    room: Room, listener: Listener, answer: words.Answered, wanted: Sequence[Wanted]
) -> Offer | None:
    """Remember what the listener's lines carry now, and make the offer of it."""
    if not answer.sdp:
        return None
    listener.unanswered = True
    listener.lines = {
        Wanted(stream.feed_id, kind): stream.mid
        for stream in answer.said.streams
        if stream.active and (kind := room.kind_of(stream.feed_id, stream.feed_mid))
    }
    listener.silenced &= set(listener.lines.values())
    listener.small = _small(listener, wanted)
    lines = tuple(Line(mid, one.feed, one.kind) for one, mid in listener.lines.items())
    return Offer(answer.sdp, lines)
