"""How a listener's connection follows what it may receive: the first offer, changed offers, and silence in between."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from chaperone.adapters.janus import videoroom as words
from chaperone.adapters.janus.client import JanusClient
from chaperone.adapters.janus.held import Listener, Room
from chaperone.adapters.media import Line, MediaRefused, Offer, Wanted


async def first_offer(
    client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]
) -> Offer | None:
    """Make the listener's connection; ``None`` when nothing of ``wanted`` is there (any more)."""
    sources = _sources(room, set(wanted))
    if not sources:
        raise MediaRefused("There is nothing to receive just now.")
    request = words.Listen(room.id, room.private_id, sources, room.token)
    return _offered(room, listener, await words.ask(client, listener.handle, request))


async def change(
    client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]
) -> Offer | None:
    """Offer anew what has changed. Janus stops what is dropped at once, before the offer is answered."""
    have, want = set(listener.lines), {one for one in wanted if room.obtainable(one)}
    await _let_flow(client, listener, {listener.lines[one] for one in have & want}, flow=True)
    dropped = tuple(words.Line(listener.lines[one]) for one in have - want)
    sources = _sources(room, want - have)
    if not dropped and not sources:
        return None
    request = words.Update(sources or UNSET, dropped or UNSET)
    return _offered(room, listener, await words.ask(client, listener.handle, request))


async def silence(client: JanusClient, room: Room, listener: Listener, wanted: Sequence[Wanted]) -> None:
    """Stop what is no longer wanted while an offer waits for its answer, when nothing new can be agreed."""
    want = {one for one in wanted if room.obtainable(one)}
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


def _sources(room: Room, wanted: set[Wanted]) -> tuple[words.Source, ...]:
    """Return where to listen, in an order of its own: a sender's lines stay together in the offer."""
    there = sorted((one for one in wanted if room.obtainable(one)), key=lambda one: (one.feed, one.kind))
    return tuple(words.Source(one.feed, room.feeds[one.feed].mids[one.kind]) for one in there)


def _offered(room: Room, listener: Listener, answer: words.Answered) -> Offer | None:
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
    lines = tuple(Line(mid, one.feed, one.kind) for one, mid in listener.lines.items())
    return Offer(answer.sdp, lines)
