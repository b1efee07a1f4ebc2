"""What flows through a real Janus and what does not, told by packets that arrive at real peer connections."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chaperone.adapters.janus.nodes import JanusNodes
from chaperone.adapters.media import Kind, MediaRefused, Wanted
from tests.adapters.janus.browsers import Receiver, Sender
from tests.adapters.janus.running import janus, within

pytestmark = pytest.mark.sockets

SOUND, PICTURE = Wanted("feedaaaaaaaaaaaa", "microphone"), Wanted("feedaaaaaaaaaaaa", "camera")
NOTHING = {"audio": 0, "video": 0}
FEED = SOUND.feed


def recorded_bytes(nodes: JanusNodes, stem: str) -> int:
    """Count what has been written down of a feed."""
    folder: Path = nodes.nodes[0].server.recordings
    return sum(file.stat().st_size for file in folder.glob(f"{stem}*.mjr"))


@pytest.mark.proves("S7", "M9", "M13")
def test_a_feed_is_heard_and_recorded_only_while_it_may_flow() -> None:
    """From its first packet on, through a pause and its end; a file grows exactly while people hear."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = await Sender(["microphone", "camera"]).publish(nodes, "room", FEED)
            await nodes.record("room", FEED, "session.feed.1")
            pupil = Receiver(nodes, "room", "pupil")
            assert await pupil.listen(SOUND, PICTURE) is None, "it does not flow yet"
            await witness.hears("flows", "room", FEED)
            await pupil.listen(SOUND, PICTURE)
            assert await pupil.heard_in(1.0) == NOTHING
            new = recorded_bytes(nodes, "session.feed.1")
            assert new < 1000, "only the beginnings of files"

            await nodes.set_muted("room", [FEED], muted=False)
            await asyncio.gather(pupil.until_heard("audio"), pupil.until_heard("video"))
            await witness.hears("talking", "room", FEED)
            await within(5, lambda: recorded_bytes(nodes, "session.feed.1") > new + 4096, "recorded")

            await nodes.set_muted("room", [FEED], muted=True)
            await asyncio.sleep(0.2)
            silent = recorded_bytes(nodes, "session.feed.1")
            assert await pupil.heard_in(1.0) == NOTHING
            assert recorded_bytes(nodes, "session.feed.1") - silent <= 4096, (
                "no more than was still on its way to disk"
            )

            await nodes.set_muted("room", [FEED], muted=False)
            assert await pupil.until_heard("video") < 5
            await nodes.unpublish("room", FEED)
            await asyncio.sleep(0.2)
            assert await pupil.heard_in(0.5) == NOTHING
            assert {file.name for file in nodes.nodes[0].server.recordings.iterdir()} == {
                "session.feed.1-audio-0.mjr",
                "session.feed.1-video-1.mjr",
            }
            await asyncio.gather(sender.close(), pupil.close())

    asyncio.run(story())


@pytest.mark.proves("M13")
def test_a_recording_ends_without_the_feed_and_begins_again() -> None:
    """What is heard goes on; the first files are complete and grow no more, the next ones have another name."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = await Sender(["microphone", "camera"]).publish(nodes, "room", FEED)
            await witness.hears("flows", "room", FEED)
            await nodes.set_muted("room", [FEED], muted=False)
            pupil = Receiver(nodes, "room", "pupil")
            await pupil.listen(SOUND)
            await nodes.record("room", FEED, "session.feed.1")
            await within(5, lambda: recorded_bytes(nodes, "session.feed.1") > 4096, "recorded")
            await nodes.stop_recording("room", FEED)
            complete = recorded_bytes(nodes, "session.feed.1")
            await pupil.until_heard("audio")
            await nodes.record("room", FEED, "session.feed.2")
            await within(5, lambda: recorded_bytes(nodes, "session.feed.2") > 4096, "recorded again")
            assert recorded_bytes(nodes, "session.feed.1") == complete
            assert nodes.why_not_recording == ""
            await asyncio.gather(sender.close(), pupil.close())

    asyncio.run(story())


@pytest.mark.proves("M9")
def test_a_listener_who_may_not_any_more_is_deaf_whatever_its_browser_keeps() -> None:
    """Its peer connection stays open in the browser; nothing comes through it, while another still receives."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = await Sender(["microphone", "camera"]).publish(nodes, "room", FEED)
            await witness.hears("flows", "room", FEED)
            await nodes.set_muted("room", [FEED], muted=False)
            stays, goes = Receiver(nodes, "room", "stays"), Receiver(nodes, "room", "goes")
            await asyncio.gather(stays.listen(SOUND, PICTURE), goes.listen(SOUND, PICTURE))
            await asyncio.gather(stays.until_heard("video"), goes.until_heard("video"))
            await nodes.unlisten("room", "goes")
            await asyncio.sleep(0.2)
            deaf, hears = await asyncio.gather(goes.heard_in(0.8), stays.heard_in(0.8))
            assert deaf == NOTHING
            assert hears["audio"] > 10
            with pytest.raises(MediaRefused, match="nothing to answer"):
                await nodes.answer("room", "goes", "v=0")
            await nodes.close_room("room")
            await asyncio.sleep(0.2)
            assert await stays.heard_in(0.5) == NOTHING
            await asyncio.gather(sender.close(), stays.close(), goes.close())

    asyncio.run(story())


def test_what_a_listener_receives_follows_what_it_may() -> None:
    """Feeds come and go on one connection; without an answer nothing new comes, and what is dropped stops all the same."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            other = Wanted("feedbbbbbbbbbbbb", "microphone")
            first = await Sender(["microphone", "camera"]).publish(nodes, "room", FEED)
            await witness.hears("flows", "room", FEED)
            pupil = Receiver(nodes, "room", "pupil")
            assert await nodes.listen("room", "pupil", [other]) is None, "nobody sends that"
            offer = await nodes.listen("room", "pupil", [SOUND, other])
            assert offer is not None
            assert [(line.feed, line.kind) for line in offer.lines] == [(FEED, "microphone")]

            second = await Sender(["microphone"]).publish(nodes, "room", other.feed)
            await witness.hears("flows", "room", other.feed)
            await nodes.set_muted("room", [FEED, other.feed], muted=False)
            assert await nodes.listen("room", "pupil", [other]) is None, "the first offer is not answered yet"
            await nodes.answer("room", "pupil", await pupil.answer_to(offer))
            assert await pupil.heard_in(1.0) == NOTHING, "the first feed is not wanted any more"
            changed = await pupil.listen(other)
            assert changed is not None
            assert [(line.feed, line.kind) for line in changed.lines] == [(other.feed, "microphone")]
            await pupil.until_heard("audio")
            assert await pupil.listen(other) is None, "that is what it has"

            await pupil.listen(other, PICTURE)
            await pupil.until_heard("video")
            await nodes.unpublish("room", other.feed)
            last = await pupil.listen(PICTURE)
            assert last is None or [line.kind for line in last.lines] == ["camera"]
            await pupil.until_heard("video")
            await pupil.listen()
            await asyncio.sleep(0.2)
            assert await pupil.heard_in(0.5) == NOTHING
            await asyncio.gather(first.close(), second.close(), pupil.close())

    asyncio.run(story())


def test_what_was_not_said_is_not_taken() -> None:
    """An offer with other lines than its kinds, a name in use, a broken description: refused, and nothing is left behind."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = Sender(["microphone", "camera"])
            offer = await sender.offer()
            both: list[Kind] = ["microphone", "camera"]
            wrong: list[tuple[str, list[Kind], str]] = [
                (offer, ["microphone"], "than it said"),
                (offer, ["camera", "microphone"], "than it said"),
                (offer, [*both, "screen"], "than it said"),
                (offer, [], "than it said"),
                (offer.replace("a=mid:1", "a=mid:0"), both, "than it said"),
                ("m=audio 9\r\na=mid:0\r\n", ["microphone"], "could not be set up"),
                (offer.replace("a=sendonly", "a=sendonly\0"), both, "cannot be read"),
            ]
            for sdp, kinds, why in wrong:
                with pytest.raises(MediaRefused, match=why):
                    await nodes.publish("room", FEED, sdp, kinds)
            assert nodes.nodes[0].server.load == 0
            await sender.publish(nodes, "room", FEED)
            with pytest.raises(MediaRefused, match="already"):
                await nodes.publish("room", FEED, offer, both)
            with pytest.raises(MediaRefused):
                await nodes.record("room", FEED, "../elsewhere")
            await witness.hears("flows", "room", FEED)
            pupil = Receiver(nodes, "room", "pupil")
            right = await nodes.listen("room", "pupil", [SOUND])
            assert right is not None
            with pytest.raises(MediaRefused):
                await nodes.answer("room", "pupil", "v=0\r\n")
            await nodes.answer("room", "pupil", await pupil.answer_to(right))
            await nodes.set_muted("room", [FEED], muted=False)
            await pupil.until_heard("audio")
            await asyncio.gather(sender.close(), pupil.close())

    asyncio.run(story())


def test_a_browser_that_goes_is_noticed() -> None:
    """The sender closes its connection without a word to the room: the room is told."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = await Sender(["microphone"]).publish(nodes, "room", FEED)
            await witness.hears("flows", "room", FEED)
            await sender.close()
            await witness.hears("feed lost", "room", FEED)
            assert nodes.nodes[0].server.load == 0

    asyncio.run(story())
