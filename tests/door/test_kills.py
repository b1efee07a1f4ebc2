"""The server is killed at random moments while a room talks: nothing acknowledged is lost, doubled or reordered.

And nobody is let in, or heard, before the adults are back. ``make test`` kills a few times on each database;
``ROOM_KILLS=80 pytest tests/door/test_kills.py`` kills as often on each as is asked for, and lets the room talk longer in between.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from chaperone.room import events as e
from tests.door.talkers import Talker, until
from tests.door.test_live_room_search import past_of
from tests.support.guest import Guest, pupil
from tests.support.postgres import temporary_cluster
from tests.support.server import ROOT, Server, Visitor, running_server

pytestmark = [pytest.mark.durability, pytest.mark.slow]

KILLS = int(os.environ.get("ROOM_KILLS", "2"))
WORDS_BETWEEN_KILLS = 20 if KILLS < 10 else 320  # at least
SEATS = 14 if KILLS < 10 else 24
COME_BACK_SECONDS = 60.0


@dataclass
class Night:
    """What happened: kills, and the talkers with all they remember."""

    kills: int = 0
    talkers: list[Talker] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        """How many words were promised to be on record."""
        return sum(len(talker.acknowledged) for talker in self.talkers)


@pytest.fixture(params=["sqlite", "postgresql"])
def durable_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on a database that waits for the disk, as a real one does."""
    if request.param == "sqlite":
        with running_server() as running:
            yield running
    else:
        with temporary_cluster(durable=True) as url, running_server(url) as running:
            yield running


def seated(server: Server, staged: dict[str, Any]) -> list[Talker]:
    """Everybody of the session, with cookies of their own; the seats have agreed to the rules."""
    talkers = []
    for key in ("facilitator", "teacher_a"):
        visitor = Visitor(server)
        visitor.sign_in(staged["people"][key]["link"])
        talkers.append(Talker(server, visitor, staged["ref"], staged["people"][key]["ref"], talks=True))
    for index, seat in enumerate(staged["seats"]):
        guest, visitor = pupil(server, staged, index)
        talkers.append(Talker(server, visitor, staged["ref"], seat["ref"], talks=True))
        guest.vanish()
    return talkers


async def talked(night: Night, words: int) -> None:
    """Wait until so many more words have been acknowledged."""
    enough = night.acknowledged + words
    await until(lambda: night.acknowledged >= enough, COME_BACK_SECONDS, "everybody is back and talks")


async def a_night(server: Server, talkers: list[Talker], kills: int) -> Night:
    """Let everybody talk, kill and start the server, and each time let the adults come only after the pupils have waited."""
    night, moments = Night(talkers=talkers), random.Random(2026)  # noqa: S311 - the moments of the kills
    lives = [asyncio.create_task(talker.live()) for talker in talkers]
    adults, seats = talkers[:2], talkers[2:]
    for talker in talkers:
        talker.may_come.set()
    for _ in range(kills):
        await talked(night, WORDS_BETWEEN_KILLS)
        await asyncio.sleep(moments.uniform(0.05, 4.0))
        for talker in adults:
            talker.may_come.clear()
        await asyncio.to_thread(server.kill)
        night.kills += 1
        await asyncio.sleep(2 * 0.15)
        comings = [talker.connections for talker in seats]
        await asyncio.to_thread(server.start)
        await until(lambda: all(talker.welcomed for talker in seats), COME_BACK_SECONDS, "the seats are back")
        assert [talker.connections for talker in seats] > comings
        at_the_door = night.acknowledged
        await asyncio.sleep(0.3)
        assert night.acknowledged == at_the_door, "words were taken before the adults were back"
        for talker in adults:
            talker.may_come.set()
    await talked(night, 1)
    for talker in talkers:
        talker.fall_quiet()
    await until(
        lambda: not any(t.pending for t in talkers), COME_BACK_SECONDS, "every word is acknowledged at last"
    )
    await asyncio.sleep(0.5)
    for talker, life in zip(talkers, lives, strict=True):
        talker.stop()
        life.cancel()
    await asyncio.gather(*lives, return_exceptions=True)
    return night


def entries_of(server: Server, room: str) -> list[e.Event]:
    """The room's stream as the ledger has it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.stream", room],
        cwd=ROOT,
        env=server.env,
        capture_output=True,
        text=True,
        check=True,
    )
    entries = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    assert [seq for seq, _ in entries] == list(range(1, len(entries) + 1))
    return [e.from_builtins(body) for _, body in entries]


def judge(night: Night, entries: list[e.Event]) -> None:
    """Compare what was promised and shown with what is on record; and the record itself with the rules."""
    said = {seq: event for seq, event in enumerate(entries, 1) if isinstance(event, e.Said)}
    copies = Counter((event.who, event.id) for event in said.values())
    assert max(copies.values()) == 1, "said twice"
    past = past_of(entries)  # fails where the witness sees a rule broken
    for talker in night.talkers:
        assert talker.wrong == []
        for frame_id, seq in talker.acknowledged:
            assert (said[seq].who, said[seq].id) == (talker.who, frame_id), "lost, or under another number"
        numbers = [seq for _, seq in talker.acknowledged]
        assert numbers == sorted(numbers), "acknowledged in another order than recorded"
        is_seat = talker.who.startswith("seat:")
        expected = [
            (seq, event.who, event.text)
            for seq, event in said.items()
            if seq <= talker.last_seen and (not is_seat or talker.who in past.inside[seq - 1])
        ]
        assert talker.shown == expected, f"{talker.who} was shown something else than the record"


def replayed(server: Server, staged: dict[str, Any]) -> list[str]:
    """What a newcomer is shown, in as many goes as it takes: who reads too slowly is sent away, and resumes."""
    visitor = Visitor(server)
    visitor.sign_in(staged["people"]["second"]["link"])
    texts: list[str] = []
    after, end = 0, time.monotonic() + 120
    while time.monotonic() < end:
        guest = Guest(server, staged["ref"], visitor.ticket(staged["ref"]), after)
        guest.take(30.0)  # a whole night takes its time to be put together; after that a silence is the end
        while guest.gather(1.0) and not guest.closed:
            pass
        texts += guest.texts()
        after = max([after, *(frame["seq"] for frame in guest.frames if frame["is"] == "said")])
        if not guest.closed:
            return texts
    raise AssertionError(f"the replay never ended; got {len(texts)}")


@pytest.mark.proves("M12", "M9")
def test_a_killed_server_loses_doubles_and_reorders_nothing(durable_server: Server) -> None:
    server = durable_server
    staged = server.stage(seats=SEATS)
    talkers = seated(server, staged)
    night = asyncio.run(a_night(server, talkers, KILLS))
    entries = entries_of(server, staged["ref"])
    judge(night, entries)
    verified = server.chaperone("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    second = staged["people"]["second"]["ref"]
    assert replayed(server, staged) == [x.text for x in entries if isinstance(x, e.Said)]
    server.stop()
    last = entries_of(server, staged["ref"])[len(entries) :]
    gone = [event.who for event in last if isinstance(event, e.Disconnected)]
    assert second in gone, "a server that stops politely says who was there to the last"
    assert "Traceback" not in server.log()
    print(f"{night.kills} kills, {night.acknowledged:,} acknowledged words, {len(entries):,} entries")  # noqa: T201 - with -s
    assert night.kills == KILLS and night.acknowledged > 10 * KILLS
