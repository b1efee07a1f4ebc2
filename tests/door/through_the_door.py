"""A browser's two halves in one: a socket to a real room, and real peer connections that are agreed on through that socket only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

from chaperone.adapters.media import Kind, Line, MediaServer, Offer
from tests.adapters.janus.browsers import Receiver, Sender
from tests.support.guest import Frame, Guest

NOTHING = {"audio": 0, "video": 0}


class Refused(Exception):
    """The room said no; ``frame`` is what it said."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame.get("sentence", ""))
        self.frame = frame


class Browser:
    """Somebody in a room. Every wait is in a thread, so that packets flow meanwhile."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.receiver = Receiver(cast(MediaServer, None), "", "")
        self.turn = 0
        self.last_answer = ""

    async def does(self, what: Callable[..., Any], *details: Any, **more: Any) -> Any:
        """Do something that waits."""
        return await asyncio.to_thread(what, *details, **more)

    async def asks(self, do: str, **fields: Any) -> Frame:
        """Send a frame; return the answer to it."""
        frame: Frame = await self.does(self.guest.ask, do, **fields)
        return frame

    async def sends(self, *kinds: Kind, peer: str = "camera") -> Sender:
        """Offer to send, and begin when the room answers."""
        sender = Sender(kinds)
        try:
            return await sender.publish(cast(MediaServer, _Door(self.guest, peer)), "", "")
        except BaseException:
            await sender.close()
            raise

    async def receives(self, want: str = "all") -> None:
        """Ask to receive, and agree to what is offered."""
        answer = await self.asks("receive_media", want=want)
        if answer["is"] != "done":
            raise Refused(answer)
        await self.agrees()

    async def agrees(self) -> None:
        """Agree to the next offer."""
        offer = next(
            (f for f in self.guest.frames if f["is"] == "media_offer" and f["turn"] > self.turn), None
        )
        offer = offer or await self.does(self.guest.wait, "media_offer")
        self.turn = offer["turn"]
        lines = tuple(Line(line["mid"], line["feed"], line["kind"]) for line in offer["lines"])
        self.last_answer = await self.receiver.answer_to(Offer(offer["sdp"], lines))
        answer = await self.asks("media_answer", turn=self.turn, sdp=self.last_answer)
        assert answer["is"] == "done", answer

    async def close(self) -> None:
        """Close everything."""
        await self.receiver.close()
        await self.does(self.guest.vanish)


class _Door:
    """What a sender needs of a media server, through the room's socket."""

    def __init__(self, guest: Guest, peer: str) -> None:
        self._guest, self._peer = guest, peer

    async def publish(self, _room: str, _feed: str, offer: str, kinds: Sequence[Kind]) -> str:
        """Send the offer; return the answer's description."""
        frame = {
            "do": "send_media",
            "id": f"offer {id(offer)}",
            "peer": self._peer,
            "kinds": kinds,
            "sdp": offer,
        }
        self._guest.send(frame)
        answer = await asyncio.to_thread(self._guest.wait, lambda f: f.get("id") == frame["id"])
        if answer["is"] != "media_answer":
            raise Refused(answer)
        return str(answer["sdp"])
