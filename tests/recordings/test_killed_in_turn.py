"""Janus, the server and the worker are killed in turn in one session: what was recorded before is in the dossier."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from chaperone.adapters.janus.profile import running
from tests.adapters.janus.browsers import TRACKS, Picture, Sender
from tests.adapters.janus.test_served import family_of
from tests.door.through_the_door import Browser
from tests.recordings.measure import FRAMES_PER_SECOND, STEP, loudness, pixels, seconds_of
from tests.support.guest import Guest, adult, pupil
from tests.support.server import ROOT, Server, Visitor

pytestmark = [pytest.mark.durability, pytest.mark.slow]

TALK_SECONDS = 4.0
# What Janus holds back before it writes, and what a browser needs to begin: the edges of a stretch prove nothing.
EDGE_SECONDS = 1.0
LOUD = 1000.0
Span = tuple[float, float]


class Snow(Picture):
    """A picture that takes as many bytes as a real one: Janus keeps the last four thousand in memory until more come."""

    async def recv(self) -> av.VideoFrame:
        """Make the next one: snow that grows lighter."""
        frame = await super().recv()
        assert frame.pts is not None
        shades = bytes((frame.pts * 7 + grain // 4) % 256 for grain in range(256))
        for plane in frame.planes:
            plane.update(os.urandom(plane.buffer_size).translate(shades))
        return frame


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """One with sound and picture."""
    server = Server(tmp_path)
    server.env |= {"CHAPERONE_VIDEO": "auto", "CHAPERONE_MEDIA_PORTS": "25600-25699"}
    server.prepare().start()
    try:
        yield server
    finally:
        server.stop()


async def until(holds: Callable[[], Any], what: str, limit: float = 40.0) -> Any:
    """Wait until something holds, and return it."""
    end = time.monotonic() + limit
    while not (found := holds()):
        assert time.monotonic() < end, what
        await asyncio.sleep(0.02)
    return found


def written(server: Server) -> dict[str, int]:
    """The clear files that Janus writes, and how long they are."""
    folder = server.folder / "var" / "media" / "recordings"
    return {path.name: path.stat().st_size for path in folder.glob("*.mjr")} if folder.exists() else {}


class Session:
    """The people of one session, who come back after every kill; only the facilitator is seen and heard."""

    def __init__(self, server: Server) -> None:
        self.server, self.staged = server, server.stage(seats=1)
        self.browser: Browser
        self.guests: list[Guest] = []
        self.visitor: Visitor | None = None
        self.talked: list[Span] = []

    def come(self) -> None:
        """Everybody comes in (again)."""
        for guest in self.guests:
            guest.vanish()
        self.browser = Browser(adult(self.server, self.staged, "facilitator"))
        teacher = adult(self.server, self.staged, "teacher_a")
        if self.visitor is None:
            child, self.visitor = pupil(self.server, self.staged)
        else:
            child = Guest(self.server, self.staged["ref"], self.visitor.ticket(self.staged["ref"]))
        child.wait(lambda f: "inside" in {f.get("place"), (f.get("you") or {}).get("place")}, 20)
        self.guests = [self.browser.guest, teacher, child]

    async def talk(self) -> Sender:
        """Be seen and heard for a while; the next kill comes at once."""
        await asyncio.to_thread(self.browser.guest.state_where, lambda state: state["media"]["on"], 30)
        known = set(written(self.server))
        sender = await self.browser.sends("microphone", "camera")

        def flows() -> bool:
            new = {name: size for name, size in written(self.server).items() if name not in known}
            return len(new) == 2 and min(new.values()) > 1000

        await until(flows, "nothing is written down")
        began = time.time()
        await asyncio.sleep(TALK_SECONDS)
        self.talked.append((began + EDGE_SECONDS, time.time() - EDGE_SECONDS))
        return sender

    async def end(self) -> None:
        """The facilitator ends the session."""
        assert (await self.browser.asks("end"))["is"] == "done"
        for guest in self.guests:
            guest.vanish()


def janus_of(server: Server) -> int:
    """The process of its Janus."""
    return running(server.folder / "var" / "media")[0][1]


def worker_of(server: Server) -> int:
    """The process of its worker of recordings; 0 while there is none, and 0 when it has not begun to work."""
    assert server.process is not None
    sealed = server.folder / "var" / "media" / "sealed"
    for pid in family_of(server.process.pid)[1:]:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile
        if b"recordings" in words.split(b"\0") and any(sealed.rglob("*.age*")):
            return pid
    return 0


async def killed_in_turn(server: Server) -> Session:
    """Hold the session; its Janus, its server and its worker are killed, each without a word."""
    session = Session(server)
    await asyncio.to_thread(session.come)
    sender = await session.talk()
    os.kill(janus_of(server), signal.SIGKILL)
    await asyncio.to_thread(session.browser.guest.wait, lambda f: f["is"] == "state" and not f["media"]["on"])
    await sender.close()

    sender = await session.talk()
    await asyncio.to_thread(server.kill)
    await sender.close()
    await asyncio.to_thread(server.start)
    await asyncio.to_thread(session.come)

    sender = await session.talk()
    await session.end()
    await sender.close()
    os.kill(await until(lambda: worker_of(server), "no worker began"), signal.SIGKILL)
    return session


def heard(film: Path, begins: float, span: Span) -> float:
    """Which share of a stretch is loud."""
    first, last = (round((at - begins) / STEP) for at in span)
    levels = loudness(film)[first:last]
    return sum(level > LOUD for level in levels) / len(levels)


def colours(film: Path, begins: float, span: Span) -> int:
    """How many colours a stretch shows: the camera's picture changes all the time, the card that stands for it never."""
    first, last = (round((at - begins) * FRAMES_PER_SECOND) for at in span)
    return len(set(pixels(film)[first:last]))


def run(server: Server, *words: str) -> bytes:
    """Run something of ours beside the server."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.proves("M13", "M12")
def test_what_was_recorded_before_each_kill_is_in_the_dossier(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound and picture of all three stretches, nothing between them, the reasons on record, and nothing clear left."""
    monkeypatch.setitem(TRACKS, "camera", Snow)
    session = asyncio.run(killed_in_turn(server))
    server.stop()  # its worker would begin again only after a while
    run(server, "chaperone", "recordings", "work", "--until-done")
    people = session.staged["people"]
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        refs = (session.staged["ref"], str(people["facilitator"]["id"]), str(people["lead"]["id"]))
        found = json.loads(run(server, "tests.recordings.closing", *refs, str(film)))
        begins = found["begins"]
        assert [heard(film, begins, span) > 0.9 for span in session.talked] == [True] * 3
        assert [colours(film, begins, span) > 5 for span in session.talked] == [True] * 3
        # Janus is back within a moment; the server is away long enough for its absence to be heard.
        away = session.talked[1][1] + 1.3 * EDGE_SECONDS, found["ran"][-1][0]
        assert heard(film, begins, away) == 0.0
        assert abs(seconds_of(film) - found["seconds"]) < 0.3
    assert (found["clear"], found["work"]) == ([], []), "nothing clear is left anywhere"
    record = server.on_record(f"room/{refs[0]}")
    kinds = [entry["kind"] for entry in record if entry["kind"].startswith("recording.")]
    assert kinds[:3] == ["recording.started", "recording.stopped", "recording.started"], kinds
    assert kinds[-1] == "recording.stopped"
    assert found["missing"] and all(found["missing"]), "the dossier says why"
    assert any(entry["kind"] == "room.restarted" for entry in record)
