"""The product as it is measured: a client that speaks docs/protocol.md as any could, and the pack its sessions run under."""

from __future__ import annotations

import secrets
import time

from bench.clients import Client
from bench.stage import Place
from chaperone.door import tickets


class ChaperoneClient(Client):
    """A member of a room: joins with a ticket, agrees to the rules if it is a seat, and speaks.

    Tickets are made here with the server's own key instead of by a page each: what is measured is the room, not 6,000
    sign-ins. The server accepts each one as it accepts any.
    """

    user: Place
    waits_at_the_door = False  # True: being agreed is enough; the door opens later

    @property
    def speaks(self) -> bool:  # type: ignore[override]  # a property where others have a constant
        """Only seats speak: their words are the ones that are screened as a pupil's."""
        return self.user.is_seat

    async def login(self) -> None:
        """Come in, agree, and be let in."""
        place = self.user
        self.path = f"/ws/room/{place.session}"  # type: ignore[misc]  # known only once it is connected
        self._prefix, self._ids = secrets.token_hex(4), 0
        self.told_at = 0.0
        await self.upgrade()
        ticket = tickets.issue(place.session, place.who, key=place.key)
        self.send_frame(b'{"do":"join","ticket":"%s","after":0}' % ticket.encode())
        await self.expect(b'{"is":"welcome"')
        if not place.is_seat:
            return
        self.send_frame(b'{"do":"agree","id":"agree","rules":"%s"}' % place.rules.encode())
        await self.expect(b'{"is":"done","id":"agree"')
        if not self.waits_at_the_door:
            await self.expect(b'{"is":"place","place":"inside"')

    def say(self, text: str) -> None:
        """Say something to the room."""
        self._ids += 1
        self.send_frame(
            b'{"do":"say","id":"%s-%d","text":"%s"}' % (self._prefix.encode(), self._ids, text.encode())
        )

    def take(self, data: bytes) -> None:
        """Count what was shown to the room; notice being let in, and being refused."""
        kind = data[7:11]  # {"is":"said"
        if kind == b"said":
            super().take(data)
        elif kind == b"plac" and not self.told_at and data.startswith(b'{"is":"place","place":"inside"'):
            self.told_at = time.time()
        elif kind in {b"refu", b"hold"}:
            self.scorer.refused()


class WaitingClient(ChaperoneClient):
    """A seat that is content to wait at the door."""

    waits_at_the_door = True
