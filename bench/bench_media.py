"""Measures sound and picture: ``python -m bench.bench_media`` prints a line of JSON for each figure.

In a room of the whole product (a presenter who is seen and heard, a teacher, a pupil): how long from opening the page to the
first picture in Chromium, what a join costs the server, how long until pictures come again after a pause, and how long
until they come again when one of two Janus dies. Then one Janus alone on one core: to how many a presenter of
500 kbit/s reaches without loss (``bench.media_receivers``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import accounting
from bench.media_clients import watching
from bench.media_pages import first_pictures
from chaperone.adapters.janus.profile import running
from tests.adapters.janus.browsers import Sender
from tests.door.through_the_door import Browser
from tests.support.guest import Guest, adult, pupil
from tests.support.server import ROOT, Server, Visitor

IDLE_SECONDS = 3.0
QUIET_SECONDS = 1.0
MOVED_WITHIN_SECONDS = 30.0


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--times", type=int, default=20, help="how often somebody joins, and comes back")
    options.add_argument("--moves", type=int, default=3, help="how often a Janus is killed")
    options.add_argument("--receivers", default="50,100,150,200,300", help="how many receive; empty for none")
    chosen = options.parse_args()
    os.sched_setaffinity(0, {accounting.CLIENT_CORE})
    with product(1) as server:
        asyncio.run(joins_and_pauses(server, chosen.times))
    with product(2) as server:
        asyncio.run(moves(server, chosen.moves))
    if chosen.receivers:
        # A process of its own: it changes how its peer connections count.
        subprocess.run(
            [sys.executable, "-m", "bench.media_receivers", chosen.receivers], cwd=ROOT, check=True
        )


def tell(what: str, **figures: Any) -> None:
    """Print one line."""
    line = {"kind": "media", "what": what, **figures, "core_speed": accounting.speed_of_the_core()}
    print(json.dumps(line), flush=True)


@contextlib.contextmanager
def product(janus_count: int) -> Iterator[Server]:
    """Run the product with sound and picture, on the core of servers."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name), cpu=accounting.SERVER_CORE)
        server.env |= {
            "CHAPERONE_VIDEO": "auto",
            "CHAPERONE_MEDIA_PORTS": "23000-23399",
            "CHAPERONE_JANUS_COUNT": str(janus_count),
        }
        server.prepare().start()
        try:
            yield server
        finally:
            server.stop()


class Room:
    """A session with a presenter, a teacher and a pupil."""

    def __init__(self, server: Server) -> None:
        """Everybody comes in, and the pupil agrees and is let in."""
        self.server, self.staged = server, server.stage(seats=1, pack="calm")
        self.teacher = adult(server, self.staged, "teacher_a")
        self.presenter = Browser(adult(server, self.staged, "facilitator"))
        child, self.visitor = pupil(server, self.staged)
        is_inside(child)
        self.child, self.watcher = watching(child)
        self.senders: list[Sender] = []

    async def present(self) -> None:
        """The presenter is seen and heard from now on."""
        await asyncio.to_thread(self.presenter.guest.state_where, lambda state: state["media"]["on"], 20)
        self.senders.append(await self.presenter.sends("microphone", "camera"))

    async def pupil_comes_anew(self, *, receives: bool = True) -> float:
        """The pupil's page is opened again; return the seconds from the opening of its socket to the first picture."""
        await self.child.close()
        ticket = await asyncio.to_thread(self.visitor.ticket, self.staged["ref"])
        began = perf_counter()
        child = await asyncio.to_thread(Guest, self.server, self.staged["ref"], ticket)
        await asyncio.to_thread(is_inside, child)
        self.child, self.watcher = watching(child)
        if not receives:
            return perf_counter() - began
        await self.child.receives()
        return await self.watcher.shows(began) - began

    async def close(self) -> None:
        """Everybody goes."""
        for browser in (self.child, self.presenter):
            await browser.close()
        await asyncio.to_thread(self.teacher.vanish)
        for sender in self.senders:
            await sender.close()


def is_inside(child: Guest) -> None:
    """Wait until a pupil is told that they are inside."""
    child.wait(lambda frame: "inside" in {frame.get("place"), (frame.get("you") or {}).get("place")}, 20)


def own_seconds(pid: int) -> float:
    """Return the processor seconds of one process, all threads, without its children."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            total += int((thread / "schedstat").read_bytes().split()[0])
    return total / 1e9


class Costs:
    """What the server's own process, without its Janus, used since it was last looked at; and others beside us."""

    def __init__(self, server: Server) -> None:
        """Begin to count."""
        assert server.process is not None
        self._pid = server.process.pid
        self._before = self._now()

    def _now(self) -> tuple[float, float, float]:
        ours = sum(os.times()[:2]) + accounting.cpu_seconds([self._pid])
        return perf_counter(), own_seconds(self._pid), accounting.machine_busy_seconds()[0] - ours

    def since(self) -> tuple[float, float, float]:
        """Return wall seconds, the server's processor seconds, and how much of a core others used."""
        before, self._before = self._before, self._now()
        wall, server, others = (now - then for now, then in zip(self._before, before, strict=True))
        return wall, server, round(others / wall, 3)


async def joins_and_pauses(server: Server, times: int) -> None:
    """Measure how long coming in and coming back take, and what coming in costs with and without sound and picture."""
    room = await asyncio.to_thread(Room, server)
    await room.present()
    await room.pupil_comes_anew()
    costs = Costs(server)
    await asyncio.sleep(IDLE_SECONDS)
    idle_wall, idle_used, _ = costs.since()
    each: list[float] = []
    for receives in (False, True):
        taken = [await room.pupil_comes_anew(receives=receives) for _ in range(times)]
        wall, used, others = costs.since()
        each.append(round((used - idle_used / idle_wall * wall) / times * 1000, 2))
    tell(
        "join of a bare client",
        ms=accounting.spread(taken, 1000),
        cpu_ms=each[1],
        cpu_ms_by_text=each[0],
        foreign_share=others,
    )
    await room.child.close()
    opened = await first_pictures(room.visitor, times)
    # What others used is not told: the browser, which runs beside us, would be counted among them.
    tell("join to first picture", ms=accounting.spread(opened, 1000))
    costs.since()
    await room.pupil_comes_anew()
    back = [await comes_back(server, room) for _ in range(times)]
    tell("again after a pause", ms=accounting.spread(back, 1000), foreign_share=costs.since()[2])
    await room.close()


async def comes_back(server: Server, room: Room) -> float:
    """The teacher goes, the room pauses, the teacher comes back; return the seconds from then to the pupil's next picture."""
    await asyncio.to_thread(room.teacher.vanish)
    await asyncio.to_thread(room.child.guest.state_where, lambda state: state["paused"] is not None)
    await asyncio.sleep(QUIET_SECONDS)
    visitor = Visitor(server)
    await asyncio.to_thread(visitor.sign_in, room.staged["people"]["teacher_a"]["link"])
    ticket = await asyncio.to_thread(visitor.ticket, room.staged["ref"])
    began = perf_counter()
    if room.watcher.shown_at and room.watcher.shown_at[-1] > began - QUIET_SECONDS / 2:
        raise SystemExit("pictures were shown while the room was paused")
    room.teacher = await asyncio.to_thread(Guest, server, room.staged["ref"], ticket)
    # The first may have waited since before the pause for the packet after it.
    return await room.watcher.shows(began, pictures=2) - began


async def moves(server: Server, times: int) -> None:
    """Kill the Janus that a session is on; its people begin again as pages do, and the other one, or a new one, carries them."""
    room = await asyncio.to_thread(Room, server)
    await room.present()
    await room.child.receives()
    costs, taken = Costs(server), []
    for _ in range(times):
        await room.watcher.shows(perf_counter())
        busiest = busiest_janus(server)
        await asyncio.sleep(0.5)
        began = perf_counter()
        os.kill(busiest, signal.SIGKILL)
        await asyncio.gather(presents_again(room), receives_again(room))
        taken.append(await room.watcher.shows(began) - began)
        await asyncio.sleep(MOVED_WITHIN_SECONDS / 10)  # the one that was killed comes back
    tell(
        "moved to another Janus",
        ms=accounting.spread(taken, 1000),
        foreign_share=costs.since()[2],
    )
    await room.close()


def busiest_janus(server: Server) -> int:
    """Return the process of the Janus that carries the session: the one that has connections open to browsers."""
    found = [pid for _, pid in running(server.folder / "var" / "media")]
    return max(found, key=lambda pid: len(list(Path(f"/proc/{pid}/fd").iterdir())))


async def presents_again(room: Room) -> None:
    """As the presenter's page does when it is told that it is not sending any more."""
    stopped = await asyncio.to_thread(room.presenter.guest.wait, _stopped("camera"), MOVED_WITHIN_SECONDS)
    assert stopped
    await room.senders.pop().close()
    await room.present()


async def receives_again(room: Room) -> None:
    """As a pupil's page does when it is told that it receives nothing any more."""
    await asyncio.to_thread(room.child.guest.wait, _stopped("down"), MOVED_WITHIN_SECONDS)
    guest = room.child.guest
    await room.child.receiver.close()
    turn = room.child.turn
    room.child, room.watcher = watching(guest)
    room.child.turn = turn
    await room.child.receives()


def _stopped(peer: str) -> Any:
    return lambda frame: frame["is"] == "media_stopped" and frame["peer"] == peer


if __name__ == "__main__":
    main()
