"""A room full of well-behaved people and one who is not, for the tests that send what nobody should."""

from __future__ import annotations

from tests.door.rude import Rude
from tests.support.guest import adult, pupil, rules_hash
from tests.support.server import Server, Visitor


class Crowd:
    """A room with a teacher, a facilitator and a pupil who mind their own business, and a second pupil who will not."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.staged = server.stage(seats=2)
        self.room: str = self.staged["ref"]
        self.child, _ = pupil(server, self.staged, 0)
        self.teacher = adult(server, self.staged, "teacher_a")
        self.facilitator = adult(server, self.staged, "facilitator")
        self.rude = Visitor(server)
        self.rude.sit_down(self.staged["seats"][1]["code"])
        self.child.wait(lambda f: f["is"] == "place" and f["place"] == "inside")
        self.rules = rules_hash(self.rude)
        self.words = 0

    def offender(self, *, join: bool = True) -> Rude:
        """The second pupil's connection, inside the room unless they have not joined."""
        rude = Rude(self.server, self.room)
        assert rude.status == 101
        if join:
            assert rude.join(self.rude.ticket(self.room))["is"] == "welcome"
            rude.send({"do": "agree", "id": "agree", "rules": self.rules})
            rude.wait("done", frame_id="agree")
        return rude

    def goes_on(self) -> None:
        """Nobody else notices: the others are connected, were told nothing, and talk as before."""
        self.words += 1
        text = f"still talking, and nothing else {'abcdefghij'[self.words % 10]}"
        assert self.child.ask("say", text=text)["is"] == "done"
        for guest in (self.child, self.teacher, self.facilitator):
            guest.wait(lambda f: f["is"] == "said" and f["text"] == text)
            assert not any(f["is"] in {"notice", "bye"} for f in guest.frames)
            guest.frames.clear()
