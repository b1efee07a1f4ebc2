"""A client of the room's protocol (docs/protocol.md): one socket, all it was shown, and waiting for what must come."""

from __future__ import annotations

import json
import os
import socket
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.support.server import Server, Visitor

Frame = dict[str, Any]


class Guest:
    """Somebody in the room."""

    def __init__(self, server: Server, session_ref: str, ticket: str, after: int = 0) -> None:
        self.server, self.session_ref = server, session_ref
        self.frames: list[Frame] = []
        self.closed = False
        self._ids = 0
        self.socket: ClientConnection = connect(
            f"ws://localhost:{server.port}/ws/room/{session_ref}",
            origin=Origin(server.url),
            max_size=None,
            max_queue=None,  # or a guest who is not looking stops reading, and with it answering pings
            compression=None,
            legacy=True,
        )
        self.send({"do": "join", "ticket": ticket, "after": after})

    def send(self, frame: Frame) -> None:
        """Send a frame as it is."""
        self.socket.send(json.dumps(frame))

    def ask(self, do: str, **fields: Any) -> Frame:
        """Send a command with a fresh id and return its answer: ``done`` or ``refused``."""
        self._ids += 1
        frame_id = fields.pop("id", f"{id(self)}-{self._ids}")
        self.send({"do": do, "id": frame_id, **fields})
        return self.wait(lambda frame: frame["is"] in {"done", "refused"} and frame.get("id") == frame_id)

    def take(self, seconds: float) -> Frame | None:
        """The next frame within so many seconds."""
        try:
            frame: Frame = json.loads(self.socket.recv(timeout=max(seconds, 0.001)))
        except TimeoutError:
            return None
        except ConnectionClosed:
            self.closed = True
            return None
        self.frames.append(frame)
        return frame

    def wait(self, wanted: Any, seconds: float = 10.0) -> Frame:
        """Wait for a frame of this kind (a name, or a test); fail with what came instead."""
        test = wanted if callable(wanted) else lambda frame: frame["is"] == wanted
        end, seen = time.monotonic() + seconds, len(self.frames)
        while time.monotonic() < end and not self.closed:
            frame = self.take(end - time.monotonic())
            if frame is not None and test(frame):
                return frame
        raise AssertionError(f"waited in vain; got {self.frames[seen:]}")

    def state_where(self, test: Any, seconds: float = 10.0) -> Frame:
        """Wait until the picture of the room is as wanted, the last one included."""
        for frame in reversed(self.frames):
            picture = frame.get("state") if frame["is"] == "welcome" else frame
            if frame["is"] in {"welcome", "state"} and picture is not None:
                if test(picture):
                    return frame
                break
        return self.wait(lambda f: f["is"] in {"welcome", "state"} and test(f.get("state") or f), seconds)

    def gather(self, seconds: float) -> list[Frame]:
        """Everything that comes within so many seconds."""
        end, seen = time.monotonic() + seconds, len(self.frames)
        while time.monotonic() < end and not self.closed:
            self.take(end - time.monotonic())
        return self.frames[seen:]

    def texts(self) -> list[str]:
        """The words shown to this guest, in order."""
        return [frame["text"] for frame in self.frames if frame["is"] in {"said", "released", "taken"}]

    def vanish(self) -> None:
        """Break the connection without goodbye."""
        self.socket.socket.close()
        self.closed = True

    def fall_asleep(self) -> None:
        """Stay connected but answer nothing any more, as a laptop with its lid shut does."""
        self._asleep = socket.socket(fileno=os.dup(self.socket.socket.fileno()))
        # The library answers pings in its own thread; taking its socket away leaves the connection open and silent.
        os.dup2(os.open(os.devnull, os.O_RDWR), self.socket.socket.fileno())
        self.closed = True

    def leave(self) -> None:
        """Go politely."""
        self.send({"do": "leave"})
        self.socket.close()
        self.closed = True


def adult(server: Server, staged: Frame, key: str, *, screen: bool = False, after: int = 0) -> Guest:
    """A member of staff or a teacher comes into the room."""
    visitor = Visitor(server)
    visitor.sign_in(staged["people"][key]["link"])
    guest = Guest(server, staged["ref"], visitor.ticket(staged["ref"], screen=screen), after)
    guest.wait("welcome")
    return guest


def pupil(server: Server, staged: Frame, index: int = 0, *, agree: bool = True) -> tuple[Guest, Visitor]:
    """A pupil takes a seat with its code, comes to the room and agrees to the rules."""
    visitor = Visitor(server)
    visitor.sit_down(staged["seats"][index]["code"])
    guest = Guest(server, staged["ref"], visitor.ticket(staged["ref"]))
    guest.wait("welcome")
    if agree:
        answer = guest.ask("agree", rules=rules_hash(visitor))
        assert answer["is"] == "done", answer
    return guest, visitor


def rules_hash(visitor: Visitor) -> str:
    """The hash of the rules as the pupil's page shows it."""
    _, _, text = visitor.get("/seat")
    start = text.index('"rules_hash"')
    return text[start:].split('"')[3]
