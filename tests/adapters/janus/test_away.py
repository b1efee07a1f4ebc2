"""A Janus that dies, hangs or was never there: noticed at once, told plainly, and back by itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chaperone.adapters.janus.nodes import JanusNodes
from chaperone.adapters.media import MediaLost, Wanted
from tests.adapters.janus.browsers import Receiver, Sender
from tests.adapters.janus.running import Witness, a_setup, janus

pytestmark = pytest.mark.sockets

FEED = "feedaaaaaaaaaaaa"
NOTICED_WITHIN_SECONDS = 2.0
# The promise is ten seconds; a busy machine that runs all tests at once gets them all.
MOVED_WITHIN_SECONDS = 10.0


def kill(nodes: JanusNodes, pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def stop_still(nodes: JanusNodes, pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


def give_up(nodes: JanusNodes, pid: int) -> None:
    nodes.drop()


@pytest.mark.parametrize("end", [kill, stop_still, give_up], ids=lambda end: end.__name__)
def test_a_janus_that_is_gone_is_noticed_and_comes_back(end: Callable[[JanusNodes, int], None]) -> None:
    """Whether it dies, stands still or was given up; afterwards rooms are made anew, in exactly one process."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = await Sender(["microphone"]).publish(nodes, "room", FEED)
            process = nodes.nodes[0].process
            assert process is not None
            witness.told.clear()
            end(nodes, process.pid)
            assert await witness.hears("lost") <= NOTICED_WITHIN_SECONDS
            with pytest.raises(MediaLost):
                await nodes.publish("room", FEED, await Sender(["microphone"]).offer(), ["microphone"])
            await nodes.unpublish("room", FEED)
            await witness.hears("back", limit=MOVED_WITHIN_SECONDS)
            again = nodes.nodes[0].process
            assert again is not None
            assert again.pid != process.pid
            assert not Path(f"/proc/{process.pid}").exists()
            second = await Sender(["microphone"]).publish(nodes, "room", FEED)
            await asyncio.gather(sender.close(), second.close())

    asyncio.run(story())


def test_sessions_of_a_lost_janus_go_on_with_another() -> None:
    """Two rooms are placed on two; when one is killed only its room is told, and both are on the other afterwards."""

    async def story() -> None:
        async with janus(count=2) as (nodes, witness):
            senders = [await Sender(["microphone"]).publish(nodes, room, FEED) for room in ("north", "south")]
            places = [node.server.load for node in nodes.nodes]
            assert places == [1, 1]
            first = nodes.nodes[0].process
            assert first is not None
            witness.told.clear()
            os.kill(first.pid, signal.SIGKILL)
            took = await witness.hears("room lost", "north")
            began = time.monotonic()
            senders.append(await Sender(["microphone"]).publish(nodes, "north", FEED))
            pupil = Receiver(nodes, "north", "pupil")
            await nodes.set_muted("north", [FEED], muted=False)
            await witness.hears("flows", "north", FEED)
            await pupil.listen(Wanted(FEED, "microphone"))
            await pupil.until_heard("audio")
            assert took + time.monotonic() - began <= MOVED_WITHIN_SECONDS
            assert ("room lost", "south") not in witness.told
            assert not [told for told in witness.told if told[0] == "lost"], (
                "media as a whole was there all the time"
            )
            await asyncio.gather(pupil.close(), *(sender.close() for sender in senders))

    asyncio.run(story())


CHILD = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from tests.adapters.janus.running import janus

async def story():
    async with janus() as (nodes, _):
        print("janus", nodes.nodes[0].process.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(story())
"""


def test_janus_dies_with_its_parent(tmp_path: Path) -> None:
    """However we end, no Janus is left that nobody looks after."""
    # It is killed before it can remove its folder, which goes with the test's.
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True, env=env)
    assert parent.stdout is not None
    pid = next(int(line.split()[1]) for line in parent.stdout if line.startswith("janus "))
    assert Path(f"/proc/{pid}").exists()
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 5
    while _runs(pid):
        assert time.monotonic() < deadline, "Janus outlived its parent"
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Say whether the process is there and alive; one that only waits to be counted (Z) is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def test_without_janus_everything_else_works_and_says_so(tmp_path: Path) -> None:
    """Not installed, or switched off: never there, one plain sentence with the next step, and no error."""

    async def story() -> None:
        for nodes, sentence in (
            (JanusNodes(a_setup(tmp_path, program="no-such-janus")), "apt-get install janus"),
            (JanusNodes(replace(a_setup(tmp_path), address="")), "CHAPERONE_MEDIA_ADDRESS"),
            (JanusNodes(a_setup(tmp_path), off=True), "CHAPERONE_VIDEO"),
        ):
            witness = Witness()
            nodes.start()
            nodes.watched_by(witness)
            assert not nodes.is_up
            assert [told[0] for told in witness.told] == ["lost"]
            assert sentence in witness.told[0][1]
            with pytest.raises(MediaLost, match="Video is off"):
                await nodes.publish("room", FEED, "", ["microphone"])
            assert await nodes.listen("room", "pupil", [Wanted(FEED, "microphone")]) is None
            await nodes.close_room("room")
            await nodes.stop()

    asyncio.run(story())


@pytest.mark.proves("M13")
def test_a_disk_without_room_and_a_folder_that_is_not_there_are_said_in_one_sentence(tmp_path: Path) -> None:
    """The system's own window on its processes has no room for anybody."""
    for folder, sentence in (
        (Path("/proc"), "The disk for recordings is full."),
        (tmp_path / "gone", "The folder for recordings cannot be reached."),
        (tmp_path, ""),
    ):
        nodes = JanusNodes(replace(a_setup(tmp_path), recordings=folder))
        assert nodes.why_not_recording == sentence
