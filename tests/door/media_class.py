"""A class before a real Janus, in which somebody sends and one pupil's pages have been tampered with."""

from __future__ import annotations

from tests.door.through_the_door import Browser
from tests.support.guest import adult, pupil
from tests.support.server import Server


class Class:
    """A teacher, a facilitator who sends, a pupil who minds their own business, and one with tampered pages."""

    def __init__(self, server: Server) -> None:
        self.server, self.staged = server, server.stage(seats=2)
        self.teacher = Browser(adult(server, self.staged, "teacher_a"))
        self.facilitator = Browser(adult(server, self.staged, "facilitator"))
        self.second = Browser(adult(server, self.staged, "second"))
        child, _ = pupil(server, self.staged, 0)
        self.child = Browser(child)
        guest, self.visitor = pupil(server, self.staged, 1, agree=False)
        self.tampered = Browser(guest)
        self.seat = str(next(f for f in guest.frames if f["is"] == "welcome")["you"]["ref"])

    def media_on(self) -> None:
        """Wait until there is sound and picture."""
        self.facilitator.guest.state_where(lambda state: state["media"]["on"])

    async def close(self) -> None:
        """Everybody goes."""
        for browser in (self.teacher, self.facilitator, self.second, self.child, self.tampered):
            await browser.close()
