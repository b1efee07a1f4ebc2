"""A real room before a real Janus: what arrives at honest browsers and at one that has been tampered with, counted in packets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import pytest

from chaperone.adapters.media import Kind
from tests.adapters.janus.browsers import Sender, as_a_browser_says
from tests.door.descriptions import offer
from tests.door.media_class import Class
from tests.door.rude import Rude
from tests.door.through_the_door import NOTHING, Browser, Refused
from tests.support.guest import adult, rules_hash
from tests.support.server import Server

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

OFFERS: tuple[tuple[str, Kind], ...] = (("camera", "microphone"), ("camera", "camera"), ("screen", "screen"))


async def refused(trying: Awaitable[Any]) -> str:
    """The clause that stands against it."""
    with pytest.raises(Refused) as problem:
        await trying
    return str(problem.value.frame["clause"])


async def tries_everything(browser: Browser) -> None:
    """All that a browser without manners may send: nothing of it is obeyed."""
    answer = await browser.asks("receive_media", want="all")
    assert (answer["is"], answer["clause"]) == ("refused", "M9")
    for turn in (1, 2, 3, browser.turn or 9):
        answer = await browser.asks("media_answer", turn=turn, sdp=browser.last_answer or offer("microphone"))
        assert answer["is"] == "refused"
    for peer, kind in OFFERS:
        assert await refused(browser.sends(kind, peer=peer)) in {"M9", "M13", "Y5"}


@pytest.mark.proves("S7", "M9", "Y5", "M7")
def test_a_tampered_pupil_gets_nothing_and_sends_nothing_to_anyone(video_server: Server) -> None:
    async def story() -> None:
        room = await asyncio.to_thread(Class, video_server)
        await asyncio.to_thread(room.media_on)
        room.child.guest.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        sender = await room.facilitator.sends("microphone", "camera")
        await room.child.receives()
        await room.child.receiver.until_heard("audio")

        await tries_everything(room.tampered)  # at the door, not let in yet
        answer = await room.tampered.asks("agree", rules=rules_hash(room.visitor))
        assert answer["is"] == "done"
        room.tampered.guest.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        assert await refused(room.tampered.sends("microphone")) == "Y5"
        assert await refused(room.tampered.sends("camera")) == "M13"
        await room.tampered.receives()
        await room.tampered.receiver.until_heard("video")

        reason = {"seat": room.seat, "reason": "a word first"}
        assert (await room.facilitator.asks("return_seat", **reason))["is"] == "done"
        await asyncio.sleep(1.0)
        deaf, hears = await asyncio.gather(
            room.tampered.receiver.heard_in(1.5), room.child.receiver.heard_in(1.5)
        )
        assert deaf == NOTHING, "it keeps its old peer connection, and nothing comes through"
        assert hears["audio"] > 30 and hears["video"] > 5, hears
        await tries_everything(room.tampered)
        assert await room.tampered.receiver.heard_in(0.5) == NOTHING
        lines = {line.feed for line in room.child.receiver.lines}
        assert len(lines) == 1, "nobody was ever offered anything of the tampered browser's"
        assert (await room.facilitator.asks("stop_media", peer="camera"))["is"] == "done"
        await tries_everything(room.tampered)
        await asyncio.sleep(0.3)
        assert await room.child.receiver.heard_in(0.7) == NOTHING, "not one packet came from it to anybody"
        await sender.close()
        await room.close()

    asyncio.run(story())


@pytest.mark.proves("S7", "M9")
def test_when_the_teacher_drops_nothing_is_received_within_a_second_and_again_when_they_are_back(
    video_server: Server,
) -> None:
    async def story() -> None:
        room = await asyncio.to_thread(Class, video_server)
        await asyncio.to_thread(room.media_on)
        room.child.guest.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        sender = await room.facilitator.sends("microphone", "camera")
        await asyncio.gather(room.child.receives(), room.second.receives())
        await asyncio.gather(*(b.receiver.until_heard("video") for b in (room.child, room.second)))
        await asyncio.to_thread(room.teacher.guest.vanish)
        await asyncio.sleep(1.0)
        silent = await asyncio.gather(*(b.receiver.heard_in(1.5) for b in (room.child, room.second)))
        assert silent == [NOTHING, NOTHING]
        back = await asyncio.to_thread(adult, video_server, room.staged, "teacher_a")
        began = time.monotonic()
        await room.child.receiver.until_heard("video")
        await room.second.receiver.until_heard("audio")
        assert time.monotonic() - began < 8.0
        back.vanish()
        await sender.close()
        await room.close()

    asyncio.run(story())


@pytest.mark.proves("Y5")
def test_an_invited_seat_is_heard_by_all_and_a_broken_description_by_nobody(video_server: Server) -> None:
    async def story() -> None:
        room = await asyncio.to_thread(Class, video_server)
        await asyncio.to_thread(room.media_on)
        room.child.guest.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        seat = str(next(f for f in room.child.guest.frames if f["is"] == "welcome")["you"]["ref"])
        assert (await room.teacher.asks("receive_media", want="all"))["is"] == "done"
        assert (await room.facilitator.asks("invite_to_speak", seat=seat))["is"] == "done"
        assert (await room.child.asks("accept_to_speak"))["is"] == "done"
        kinds: list[Kind] = ["microphone"]
        spoken = Sender(kinds)
        good = as_a_browser_says(await spoken.offer())
        for bad in (
            good.replace("sendonly", "sendrecv"),
            good.replace("sha-256", "sha-1"),
            good[:400],
            "v=0",
        ):
            frame = {"peer": "camera", "kinds": kinds, "sdp": bad}
            assert (await room.child.asks("send_media", **frame))["is"] == "refused"
        await spoken.close()
        sender = await room.child.sends("microphone")
        await room.teacher.agrees()
        await room.teacher.receiver.until_heard("audio")
        assert (await room.facilitator.asks("end_speaking", seat=seat))["is"] == "done"
        await asyncio.sleep(0.5)
        assert await room.teacher.receiver.heard_in(1.0) == NOTHING, "its browser goes on sending"
        room.child.guest.wait(lambda f: f["is"] == "media_stopped" and f["peer"] == "camera")
        await sender.close()
        await speaks_until_removed(room, seat)
        await room.close()

    asyncio.run(story())


async def speaks_until_removed(room: Class, seat: str) -> None:
    """A seat that is put out in the middle of its answer and goes on sending is heard by nobody and written down nowhere."""
    assert (await room.facilitator.asks("invite_to_speak", seat=seat))["is"] == "done"
    assert (await room.child.asks("accept_to_speak"))["is"] == "done"
    sender = await room.child.sends("microphone")
    await room.second.receives()
    await room.second.receiver.until_heard("audio")
    before = written(room)
    await asyncio.sleep(1.0)
    assert written(room) > before, "it is recorded while it may speak"
    answer = await room.facilitator.asks("remove", who=seat, reason="was rude")
    assert answer["is"] == "done"
    await asyncio.sleep(0.5)
    at_the_end = written(room)
    assert await room.second.receiver.heard_in(1.0) == NOTHING
    assert written(room) == at_the_end
    await sender.close()


def written(room: Class) -> int:
    """How many bytes of this session Janus has written down."""
    folder = room.server.folder / "var" / "media" / "recordings"
    return sum(path.stat().st_size for path in folder.glob(f"{room.staged['ref']}.*.mjr"))


def test_a_flood_of_frames_about_media_ends_one_connection_and_no_other(video_server: Server) -> None:
    async def story() -> None:
        room = await asyncio.to_thread(Class, video_server)
        await asyncio.to_thread(room.media_on)
        room.child.guest.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        sender = await room.facilitator.sends("microphone")
        await room.child.receives()
        await room.child.receiver.until_heard("audio")
        rude = await asyncio.to_thread(Rude, video_server, room.staged["ref"])
        await asyncio.to_thread(rude.join, room.visitor.ticket(room.staged["ref"]))
        before = await room.child.receiver.packets()
        frames = [{"do": "receive_media", "id": str(number), "want": "all"} for number in range(200)]
        await asyncio.to_thread(rude.send, *frames)
        bye = await asyncio.to_thread(rude.wait_until_closed)
        assert bye["why"] == "flood"
        await asyncio.sleep(0.5)
        assert (await room.child.receiver.packets())["audio"] > before["audio"] + 10
        assert not any(f["is"] in {"notice", "bye", "media_stopped"} for f in room.child.guest.frames)
        await sender.close()
        await room.close()

    asyncio.run(story())
    assert "Traceback" not in video_server.log(), video_server.log()[-3000:]
