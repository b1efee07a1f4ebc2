"""Those who receive in one room: each connection its own way at the media server, for what it may have at the moment."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Final

from chaperone.adapters.media import Kind, MediaLost, MediaRefused, MediaServer, Offer, Wanted
from chaperone.door.hub import Device, wire
from chaperone.door.media.errands import Errands, within_time
from chaperone.door.media.sdp import SOUND, check_answer
from chaperone.door.media.truth import Truth
from chaperone.door.media_frames import MediaAnswer, Want
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused

ANSWER_SECONDS: Final = 10.0
AT_ONCE: Final = 8  # starts of one room under way together, so that one slow device keeps no class waiting
STOPPED_HERE: Final = "Sound and picture have stopped here."
UNANSWERED: Final = "Your browser did not answer in time, so sound and picture have stopped here."
NOT_RECEIVING: Final = Refused("", "You are not receiving anything just now.")
OLD_TURN: Final = Refused("", "That answer was for an older offer.", "Answer the newest one.")

Lines = Callable[[], Iterable[tuple[str, tuple[Kind, ...]]]]


class Listener:
    """One connection's way to receive.

    Attributes:
        name: what the server calls it; nobody else knows it.
        told: what the server was last asked to send it.
        small: the feeds whose pictures it shows small.
        begun: whether the server may know it.
        busy: whether an errand for it is under way; there is one at a time.
        offer: the offer that waits for an answer, and ``turn``, its number.
    """

    __slots__ = (
        "begun",
        "busy",
        "device",
        "due",
        "name",
        "offer",
        "offered",
        "small",
        "told",
        "turn",
        "want",
    )

    def __init__(self, device: Device, want: Want) -> None:
        self.device, self.want = device, want
        self.name = secrets.token_hex(8)
        self.told: frozenset[Wanted] = frozenset()
        self.small: frozenset[str] = frozenset()
        self.begun = self.busy = self.offered = False
        self.offer: Offer | None = None
        self.turn = 0
        self.due: asyncio.TimerHandle | None = None


class Receiving:
    """The listeners of one room. ``stop`` and ``start`` are called whenever the truth may have changed, ``stop`` first."""

    def __init__(
        self, room: str, server: MediaServer, errands: Errands, truth: Callable[[], Truth], lines: Lines
    ) -> None:
        """``lines`` says what the server holds of the feeds."""
        self._room, self._server, self._errands = room, server, errands
        self._truth, self._lines = truth, lines
        self._listeners: dict[str, Listener] = {}
        self._turn = 0  # of the whole room, so that no answer ever fits another's or an earlier offer
        self._slots = asyncio.Semaphore(AT_ONCE)

    # --- wishes -----------------------------------------------------------------------------------------------------
    def want(self, device: Device, want: Want) -> None:
        """Begin, change or end; the same wish again begins anew, for a browser whose connection broke."""
        now = self._listeners.get(device.ref)
        if now is not None and want not in {"nothing", now.want}:
            now.want = want
            self._wake(now)
            return
        if now is not None:
            self._end(now)
        if want != "nothing":
            listener = self._listeners[device.ref] = Listener(device, want)
            self._wake(listener)

    def resize(self, device: Device, small: Iterable[str]) -> Refused | None:
        """Send these feeds' pictures in their small size, and all others large; this opens nothing that was not open."""
        listener = self._listeners.get(device.ref)
        if listener is None:
            return NOT_RECEIVING
        listener.small = frozenset(small)
        self._wake(listener)
        return None

    def _wanted(self, listener: Listener) -> frozenset[Wanted]:
        """What it should be sent. A feed that is only silent stays: going on needs no new agreement then."""
        truth = self._truth()
        wanted: set[Wanted] = set()
        told = {(line.feed, line.kind) for line in listener.told}
        for feed, kinds in self._lines():
            may = truth.may_hear(listener.device, feed)
            for kind in kinds:
                line = Wanted(feed, kind, small=kind == "camera" and feed in listener.small)
                kept = (feed, kind) in told and feed in truth.feeds and feed not in truth.flowing
                if (may or kept) and (listener.want == "all" or kind in SOUND):
                    wanted.add(line)
        return frozenset(wanted)

    # --- stopping ---------------------------------------------------------------------------------------------------
    @carries_out("M9", "S7")
    def stop(self) -> None:
        """Destroy every way that may not be: of who is gone, waits, or was sent what flows but is not for them."""
        truth = self._truth()
        for listener in list(self._listeners.values()):
            device = listener.device
            if not truth.may_listen(device):
                self._end(listener, STOPPED_HERE if truth.is_connected(device.ref) else "")
            elif any(w.feed in truth.flowing and not truth.may_hear(device, w.feed) for w in listener.told):
                self._end(listener, STOPPED_HERE)

    def _end(self, listener: Listener, sentence: str = "") -> None:
        self._let_go(listener, sentence)
        if listener.begun:
            self._errands.stop(self._server.unlisten(self._room, listener.name))

    def _let_go(self, listener: Listener, sentence: str) -> None:
        del self._listeners[listener.device.ref]
        self._forget_offer(listener)
        if sentence:
            tell_stopped(listener.device, "down", sentence)

    def broke(self, name: str, sentence: str = STOPPED_HERE) -> None:
        """The server lost this listener."""
        for listener in list(self._listeners.values()):
            if listener.name == name:
                self._end(listener, sentence)

    def forget(self, sentence: str) -> None:
        """The server holds nobody any more; every browser is told, so that it asks again when it can."""
        for listener in list(self._listeners.values()):
            self._let_go(listener, sentence)

    # --- offering ---------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Offer everybody what they may have by now."""
        for listener in self._listeners.values():
            self._wake(listener)

    def _wake(self, listener: Listener) -> None:
        if listener.busy or listener.offer is not None or self._wanted(listener) == listener.told:
            return
        listener.busy = True
        self._errands.start(self._offer(listener))

    def _is_current(self, listener: Listener) -> bool:
        return self._listeners.get(listener.device.ref) is listener

    async def _offer(self, listener: Listener) -> None:
        try:
            offer = await self._ask(listener)
            if offer is not None and self._is_current(listener):
                self._show(listener, offer)
        except MediaRefused as problem:
            self._failed(listener, problem)
        finally:
            self._rest(listener)

    def _failed(self, listener: Listener, problem: MediaRefused) -> None:
        if not self._is_current(listener):
            return
        if isinstance(problem, MediaLost):
            self._let_go(listener, str(problem))
        else:
            self._end(listener, str(problem))

    async def _ask(self, listener: Listener) -> Offer | None:
        async with self._slots:
            await self._errands.settled()
            wanted = self._wanted(listener)
            if not self._is_current(listener) or wanted == listener.told:
                return None
            listener.begun, listener.told = True, wanted
            lines = sorted(wanted, key=lambda line: (line.feed, line.kind))
            offer: Offer | None = await within_time(self._server.listen(self._room, listener.name, lines))
            return offer

    def _rest(self, listener: Listener) -> None:
        """An errand for it is over: what was ended meanwhile is ended once more, for that may have come first."""
        listener.busy = False
        if self._is_current(listener):
            self._wake(listener)
        elif listener.begun:
            self._errands.stop(self._server.unlisten(self._room, listener.name))

    def _show(self, listener: Listener, offer: Offer) -> None:
        self._turn += 1
        listener.offer, listener.turn = offer, self._turn
        lines = [{"mid": line.mid, "feed": line.feed, "kind": line.kind} for line in offer.lines]
        frame = {"is": "media_offer", "turn": self._turn, "new": not listener.offered}
        listener.offered = True
        listener.device.socket.write(wire({**frame, "sdp": offer.sdp, "lines": lines}))
        loop = asyncio.get_running_loop()
        listener.due = loop.call_later(ANSWER_SECONDS, self._unanswered, listener, self._turn)

    def _unanswered(self, listener: Listener, turn: int) -> None:
        if self._is_current(listener) and listener.offer is not None and listener.turn == turn:
            self._end(listener, UNANSWERED)

    @staticmethod
    def _forget_offer(listener: Listener) -> None:
        listener.offer = None
        if listener.due is not None:
            listener.due.cancel()
            listener.due = None

    # --- answers ----------------------------------------------------------------------------------------------------
    def answer(self, device: Device, frame: MediaAnswer, done: Callable[[Refused | None], None]) -> None:
        """Take an answer; ``done`` is called once, with why not. Only the newest offer's own connection can answer it, once."""
        listener = self._listeners.get(device.ref)
        if listener is None or listener.offer is None or listener.busy or frame.turn != listener.turn:
            done(OLD_TURN)
            return
        answer = check_answer(frame.sdp, listener.offer.sdp)
        if isinstance(answer, Refused):
            done(answer)
            return
        self._forget_offer(listener)
        listener.busy = True
        self._errands.start(self._answer(listener, answer, done))

    async def _answer(self, listener: Listener, answer: str, done: Callable[[Refused | None], None]) -> None:
        refused: Refused | None = Refused("", STOPPED_HERE, "It begins again by itself when it can.")
        try:
            await within_time(self._server.answer(self._room, listener.name, answer))
            refused = None
        except MediaRefused as problem:
            refused = Refused("", str(problem), "Reload the page. If it happens again, go on by text.")
            self._failed(listener, problem)
        finally:
            done(refused)
            self._rest(listener)


def tell_stopped(device: Device, peer: str, sentence: str) -> None:
    """Tell a browser that a peer connection of its is over on the server."""
    device.socket.write(wire({"is": "media_stopped", "peer": peer, "sentence": sentence}))
