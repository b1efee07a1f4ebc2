"""A real Janus of a test's own, and a witness to what it tells."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from chaperone.adapters.janus.nodes import JanusNodes
from chaperone.adapters.janus.setup import JanusSetup, first_address

STARTS_WITHIN_SECONDS = 15.0


class Witness:
    """A ``MediaWatch`` that remembers what it was told, and can wait for it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def media_back(self) -> None:
        self.told.append(("back",))

    def media_lost(self, sentence: str) -> None:
        self.told.append(("lost", sentence))

    def room_lost(self, room: str) -> None:
        self.told.append(("room lost", room))

    def feed_lost(self, room: str, feed: str) -> None:
        self.told.append(("feed lost", room, feed))

    def listener_lost(self, room: str, listener: str) -> None:
        self.told.append(("listener lost", room, listener))

    def feed_flows(self, room: str, feed: str) -> None:
        self.told.append(("flows", room, feed))

    def talking(self, room: str, feed: str, *, on: bool) -> None:
        self.told.append(("talking" if on else "silent", room, feed))

    async def hears(self, *what: str, limit: float = 8.0) -> float:
        """Wait until this is told (again, when it was told and forgotten before); return the seconds it took."""
        return await within(limit, lambda: any(said[: len(what)] == what for said in self.told), str(what))


async def within(limit: float, holds: Callable[[], bool], what: str) -> float:
    """Wait until something holds, and return the seconds it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not holds():
        assert loop.time() - began < limit, f"not within {limit} seconds: {what}"
        await asyncio.sleep(0.01)
    return loop.time() - began


def a_setup(folder: Path, count: int = 1, program: str = "janus", public_address: str = "") -> JanusSetup:
    """A set-up in a folder of the test's own; ports apart from those of a Chaperone that runs beside the tests."""
    return JanusSetup(
        folder=folder / "media",
        recordings=folder / "media" / "recordings",
        address=first_address(),
        first_port=24000,
        last_port=24399,
        count=count,
        program=program,
        public_address=public_address,
    )


@asynccontextmanager
async def janus(count: int = 1, public_address: str = "") -> AsyncIterator[tuple[JanusNodes, Witness]]:
    """Run real Janus children for a story, up when it begins."""
    folder = Path(tempfile.mkdtemp(prefix="chaperone-janus-"))
    nodes, witness = JanusNodes(a_setup(folder, count, public_address=public_address)), Witness()
    nodes.watched_by(witness)
    nodes.start()
    try:
        everyone_up = within(
            STARTS_WITHIN_SECONDS, lambda: all(node.server.is_up for node in nodes.nodes), nodes.sentence
        )
        await everyone_up
        yield nodes, witness
    finally:
        await nodes.stop()
        shutil.rmtree(folder)
