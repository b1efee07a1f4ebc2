"""A live room with sound and picture before a media server that keeps what it was told; people send and receive as browsers do."""

from __future__ import annotations

import asyncio
from typing import Any

from msgspec.structs import replace

from chaperone.adapters.media import Kind
from chaperone.door import media_frames as m
from chaperone.door.house import House
from chaperone.room.state import Phase
from chaperone.sessions.plan import Plan
from tests.door.descriptions import answer, offer
from tests.door.outside import Outside
from tests.door.screens import Frame, Screen, Stage
from tests.room import rooms as r

ICE = [{"urls": "turn:relay.example", "username": "soon over", "credential": "secret"}]
SEATS = (r.SEAT_A1, r.SEAT_A2)


class MediaStage(Stage):
    """A room whose door is open: two facilitators, the teacher of school A and two seats are in."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.server = Outside()
        self._asked = 0
        super().__init__(plan or r.a_plan(2, 1, SEATS))
        self.run(lambda: self.live.media.turn(""))
        self.people = {who: self.come(who) for who in (r.FACILITATOR, r.SECOND, r.TEACHER_A, *SEATS)}
        self.tick(r.LEAD)
        self.settle()
        assert self.state.phase is Phase.OPEN and self.state.media_on

    def house(self) -> House:
        """The room's surroundings, with a media server."""
        return super().house()._replace(media=self.server, ice_servers=lambda: ICE)

    def quiet(self, seconds: float = 0.0) -> None:
        """Let the loop turn until nothing moves, with all that is said written down; no time passes but the given."""

        async def turning() -> None:
            for _ in range(12):
                await asyncio.sleep(0)
            await asyncio.sleep(max(seconds, 0.002))

        for _ in range(4):
            self.loop.run_until_complete(turning())
            self.settle()

    def turn(self, times: int = 1) -> None:
        """Let the loop turn so often, and nothing be written."""

        async def turning() -> None:
            for _ in range(times):
                await asyncio.sleep(0)

        self.loop.run_until_complete(turning())

    def take_up(self) -> None:
        """As ``Rooms`` does; the media server tells whoever has the room."""
        super().take_up()
        self.server.flows = self.live.media.feed_flows

    # --- people -----------------------------------------------------------------------------------------------------
    def screen(self, who: str) -> Screen:
        """What somebody sees."""
        return self.people[who][1]

    def ask(self, who: str, make: Any, *details: Any, **more: Any) -> str:
        """Send a frame of somebody's; return its id."""
        self._asked += 1
        frame_id = f"ask {self._asked}"
        self.send(self.people[who][0], make(frame_id, *details, **more))
        return frame_id

    def offer(self, who: str, *kinds: Kind, peer: str = "camera", sdp: str = "") -> str:
        """Somebody offers to send; return the frame's id."""
        return self.ask(who, m.SendMedia, peer, kinds, sdp or offer(*kinds))

    def sends(self, who: str, *kinds: Kind, peer: str = "camera") -> str:
        """Somebody begins to send; return the feed, which is answered once it flows where it may."""
        known = set(self.server.feeds)
        self.offer(who, *kinds, peer=peer)
        self.quiet()
        return next(iter(set(self.server.feeds) - known))

    def receives(self, who: str, want: str = "all") -> str:
        """Somebody begins to receive, and answers what they are offered; return what the server calls them."""
        known = set(self.server.listeners)
        self.ask(who, m.ReceiveMedia, want)
        self.quiet()
        self.answers(who)
        return next(iter(set(self.server.listeners) - known), "")

    def answers(self, who: str) -> None:
        """Somebody answers the newest offer."""
        offers = self.said(who, "media_offer")
        if offers:
            kinds = [line["kind"] for line in offers[-1]["lines"]]
            self.ask(who, m.MediaAnswer, offers[-1]["turn"], answer(*kinds))
            self.quiet()

    def said(self, who: str, kind: str) -> list[Frame]:
        """The frames of one kind that somebody was shown."""
        return [frame for frame in self.screen(who).frames if frame["is"] == kind]

    def answer_to(self, who: str, frame_id: str) -> Frame:
        """The answer to one frame."""
        found = [x for x in self.screen(who).frames if x.get("id") == frame_id]
        assert len(found) == 1, found
        return found[0]

    def close(self) -> None:
        """Let the event loop go, with whatever still waits for the media server."""

        async def end_all() -> None:
            while waiting := asyncio.all_tasks() - {
                asyncio.current_task()
            }:  # what is broken off cleans up, too
                for task in waiting:
                    task.cancel()
                await asyncio.gather(*waiting, return_exceptions=True)

        self.loop.run_until_complete(end_all())
        super().close()

    def leaves(self, who: str) -> None:
        """Somebody's connection breaks; nothing is written yet."""
        ref = self.people.pop(who)[0]
        self.run(lambda: self.live.lost(ref))

    def invites(self, seat: str) -> None:
        """A seat is asked to speak, and accepts."""
        self.ask(r.FACILITATOR, m.InviteToSpeak, seat)
        self.settle()
        self.ask(seat, m.AcceptToSpeak)
        self.quiet()


def with_pupil_cameras() -> Plan:
    """A plan whose pack lets pupils show themselves to adults."""
    plan = r.a_plan(2, 1, SEATS)
    return replace(plan, rules=replace(plan.rules, pupil_cameras=True))


def a_class_in_full_swing(stage: MediaStage) -> tuple[str, str]:
    """Facilitator and teacher send, both seats receive; return the two feeds."""
    feeds = (
        stage.sends(r.FACILITATOR, "microphone", "camera"),
        stage.sends(r.TEACHER_A, "microphone", "camera"),
    )
    for seat in SEATS:
        stage.receives(seat)
    assert stage.server.flowing() == set(feeds)
    assert [{w.feed for w in wanted} for wanted in stage.server.listeners.values()] == [set(feeds)] * 2
    return feeds
