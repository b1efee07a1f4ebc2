"""What a real Janus writes is put together as well: a tone and a moving picture, with a pause in between."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from chaperone.adapters.media import Kind
from chaperone.recordings.composing import compose
from chaperone.recordings.places import COMPOSED, part_name
from chaperone.recordings.timeline import timeline
from chaperone.room import events as e
from tests.adapters.janus.browsers import Sender
from tests.adapters.janus.running import janus
from tests.recordings.measure import colour_of, loudness, pixels, seconds_of

pytestmark = pytest.mark.sockets
FEED = "feedaaaaaaaaaaaa"
STEM = f"k3f9abc2de.{FEED}.1"


async def _recorded(folder: Path) -> list[e.Event]:
    """Send for two seconds, be paused for two, send for two more; return what the room would have on record."""
    async with janus() as (nodes, witness):
        kinds: tuple[Kind, ...] = ("microphone", "camera")
        sender = await Sender(kinds).publish(nodes, "room", FEED)
        await nodes.record("room", FEED, STEM)
        await witness.hears("flows", "room", FEED)
        told: list[e.Event] = [
            e.RecordingStarted(time.time()),
            e.FeedOpened(time.time(), FEED, "device", "person:1", "camera", kinds),
        ]
        await nodes.set_muted("room", [FEED], muted=False)
        await asyncio.sleep(2)
        told.append(e.Paused(time.time(), "S7", "Paused."))
        await nodes.set_muted("room", [FEED], muted=True)
        await asyncio.sleep(2)
        await nodes.set_muted("room", [FEED], muted=False)
        told.append(e.Resumed(time.time()))
        await asyncio.sleep(2)
        told.append(e.Ended(time.time(), "person:1"))
        await nodes.close_room("room")
        await sender.close()
        for path in nodes.nodes[0].server.recordings.glob("*.mjr"):
            shutil.copy(path, folder)
        return told


@pytest.mark.proves("M13")
def test_what_a_real_janus_wrote_becomes_a_recording(tmp_path: Path) -> None:
    story = timeline(asyncio.run(_recorded(tmp_path)))
    parts = sorted(tmp_path.glob("*.mjr"))
    names = [part_name(path.name) for path in parts]
    assert [(name.feed, name.medium) for name in names if name] == [(FEED, "audio"), (FEED, "video")]
    list(compose(parts, story, tmp_path))
    film = tmp_path / COMPOSED
    assert seconds_of(film) == pytest.approx(story.seconds, rel=0.02)
    heard = loudness(film)
    assert max(heard[50:90]) > 1500, "the tone"
    assert max(heard[int(2.5 * 50) : int(3.7 * 50)]) < 100, "nothing while it was paused"
    assert max(heard[-40:]) > 1500, "and after it"
    colours = pixels(film)
    assert len(set(colours[10:28])) > 3, "the picture moved"
    assert {colour_of(colours[n]) for n in range(40, 55)} == {"card"}
