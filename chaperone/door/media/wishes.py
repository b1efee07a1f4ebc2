"""What the people of one room ask about sound and picture: each frame is checked, decided by the machine, carried out, answered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from chaperone.adapters.media import MediaRefused
from chaperone.door import media_frames as m
from chaperone.door.hub import Device, Hub, wire
from chaperone.door.media.errands import Errands
from chaperone.door.media.limits import Limits
from chaperone.door.media.receiving import Receiving, tell_stopped
from chaperone.door.media.sdp import check_offer
from chaperone.door.media.sending import Sending
from chaperone.door.media.truth import Truth
from chaperone.door.receipts import done, refuse
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.recorder import Recorded, Recorder
from chaperone.room.state import Feed, State

NO_MEDIA: Final = Refused("", "There is no sound and picture just now.", "You can still write.")
ONE_AT_A_TIME: Final = Refused("", "Your last one is still beginning.", "Wait for it.")
NOT_SENDING: Final = Refused("", "You are not sending that.")
OR_BY_TEXT: Final = "Try again, or go on by text."
_WHY_STOPPED: Final = {
    "lost": "Your connection for sound and picture broke.",
    "not_allowed": "You cannot be heard or seen any more.",
    "moved": "You began to send from somewhere else, so it stopped here.",
    "off": "There is no sound and picture just now.",
}


class Offered(NamedTuple):
    """A sender's checked offer, on its way to the record and then to the server."""

    device: Device
    frame: m.SendMedia
    offer: str


class Wishes:
    """The frames of one room about sound and picture, and what was promised on them."""

    def __init__(
        self,
        hub: Hub,
        recorder: Recorder,
        do: Callable[[c.Command], Any],
        truth: Callable[[], Truth],
        server: Carried,
    ) -> None:
        """``do`` puts a command to the machine, and the answer to work."""
        self._hub, self._recorder, self._do, self._truth = hub, recorder, do, truth
        self._errands, self._sending, self._receiving = server
        self._offered: dict[str, Offered] = {}
        self._off: set[tuple[str, str]] = set()  # what senders switched off by their own hand: feed, kind
        self._limits = Limits()

    def obey(self, device: Device, frame: m.MediaFrame) -> None:
        """Obey or refuse one frame; nobody else notices when it is refused."""
        is_end = isinstance(frame, m.ReceiveMedia) and frame.want == "nothing"
        verdict = self._limits.may_ask(device.ref, "words" if is_end else _COUNTED_AS[type(frame)])
        if isinstance(verdict, Refused):
            refuse(device, frame.id, verdict)
        elif isinstance(frame, m.SendMedia):
            self._send(device, frame)
        elif isinstance(frame, m.StopMedia):
            self._stop(device, frame)
        elif isinstance(frame, m.SwitchMedia):
            self._switch(device, frame)
        elif isinstance(frame, m.ReceiveMedia):
            self._receive(device, frame)
        elif isinstance(frame, m.SizeMedia):
            self._reply(device, frame.id, self._receiving.resize(device, frame.small))
        else:
            self._receiving.answer(device, frame, lambda refused: self._reply(device, frame.id, refused))

    def _reply(self, device: Device, frame_id: str, refused: Refused | None = None) -> None:
        if refused is None:
            done(device, frame_id, self._recorder.durable.last_seq)
        else:
            refuse(device, frame_id, refused)

    def is_beginning(self, feed: str) -> bool:
        """Whether this feed is on its way to the record or to the server."""
        return feed in self._offered

    # --- sending --------------------------------------------------------------------------------------------------------
    @carries_out("M7")
    def _send(self, device: Device, frame: m.SendMedia) -> None:
        if any(o.device is device and o.frame.peer == frame.peer for o in self._offered.values()):
            refuse(device, frame.id, ONE_AT_A_TIME)
            return
        offer = check_offer(frame.sdp, frame.kinds)
        if isinstance(offer, Refused):
            refuse(device, frame.id, offer)
            return
        feed = secrets.token_hex(8)
        self._offered[feed] = Offered(device, frame, offer)
        answer = self._do(c.OpenFeed(device.ref, feed=feed, peer=frame.peer, kinds=frame.kinds))
        if answer is not True:
            del self._offered[feed]
            refuse(device, frame.id, answer if isinstance(answer, Refused) else NO_MEDIA)

    async def _publish(self, feed: str, offered: Offered) -> None:
        """The feed is on record: bring it to the server, and its answer to the sender."""
        device, frame = offered.device, offered.frame
        try:
            answer = await self._sending.publish(feed, offered.offer, frame.kinds)
        except MediaRefused as problem:
            refuse(device, frame.id, Refused("", str(problem), OR_BY_TEXT))
            answer = ""
        finally:
            self._offered.pop(feed, None)
        if answer:
            device.socket.write(
                wire({"is": "media_answer", "id": frame.id, "peer": frame.peer, "feed": feed, "sdp": answer})
            )
            self._receiving.start()
        elif feed in self._recorder.decided.feeds:
            self._do(c.CloseFeed(feed=feed, why="lost"))

    def _stop(self, device: Device, frame: m.StopMedia) -> None:
        feeds = [
            feed.feed
            for feed in self._recorder.decided.feeds.values()
            if feed.connection == device.ref and feed.peer == frame.peer
        ]
        for feed in feeds:
            self._do(c.CloseFeed(device.ref, feed=feed))
        self._reply(device, frame.id)

    def _switch(self, device: Device, frame: m.SwitchMedia) -> None:
        own = [
            feed
            for feed in self._truth().feeds.values()
            if feed.connection == device.ref and frame.kind in feed.kinds
        ]
        if not own:
            refuse(device, frame.id, NOT_SENDING)
            return
        for feed in own:
            (self._off.discard if frame.on else self._off.add)((feed.feed, frame.kind))
            self.tell_hearers(feed.feed, _switched(feed.feed, frame.kind, on=frame.on))
        self._reply(device, frame.id)

    def tell_hearers(self, feed: str, frame: dict[str, Any]) -> None:
        """Show a frame, which is not recorded, to those who may hear this feed now."""
        truth, data = self._truth(), wire(frame)
        for device in self._hub.devices.values():
            if truth.may_hear(device, feed):
                device.socket.write(data)

    # --- receiving ------------------------------------------------------------------------------------------------------
    @carries_out("M9")
    def _receive(self, device: Device, frame: m.ReceiveMedia) -> None:
        verdict = self._truth().may_listen(device)
        if isinstance(verdict, Refused) and frame.want != "nothing":
            refuse(device, frame.id, verdict)
            return
        self._receiving.want(device, frame.want)
        self._reply(device, frame.id)
        for feed, kind in sorted(self._off):
            if frame.want != "nothing" and self._truth().may_hear(device, feed):
                device.socket.write(wire(_switched(feed, kind, on=False)))

    # --- the ledger has answered ----------------------------------------------------------------------------------------
    def recorded(self, recorded: Recorded) -> None:
        """A command is durable: begin what it opened, and tell the senders of what it closed."""
        for event in recorded.events:
            if isinstance(event, e.Disconnected):
                self._limits.forget(event.connection)
            elif isinstance(event, e.FeedOpened) and event.feed in self._offered:
                self._errands.start(self._publish(event.feed, self._offered[event.feed]))
            elif isinstance(event, e.FeedClosed):
                self._off = {switched for switched in self._off if switched[0] != event.feed}
                self._tell_closed(recorded.before.feeds.get(event.feed), recorded.after, event)

    def _tell_closed(self, feed: Feed | None, after: State, event: e.FeedClosed) -> None:
        device = None if feed is None else self._hub.devices.get(feed.connection)
        sentence = _WHY_STOPPED.get(event.why)
        if feed is None or device is None or sentence is None or event.feed in self._offered:
            return
        began_anew = any(
            other.connection == feed.connection and other.peer == feed.peer for other in after.feeds.values()
        )
        if not began_anew:
            tell_stopped(device, feed.peer, sentence)

    def not_recorded(self, commands: Sequence[Recorded]) -> None:
        """These commands could not be recorded; what was to begin with them does not."""
        for recorded in commands:
            if isinstance(recorded.command, c.OpenFeed):
                offered = self._offered.pop(recorded.command.feed, None)
                if offered is not None:
                    refuse(offered.device, offered.frame.id, NO_MEDIA)


class Carried(NamedTuple):
    """What one room has at the media server."""

    errands: Errands
    sending: Sending
    receiving: Receiving


_COUNTED_AS: Final[dict[type[m.MediaFrame], str]] = {
    m.SendMedia: "offers",
    m.ReceiveMedia: "offers",
    m.SizeMedia: "words",
    m.MediaAnswer: "answers",
    m.StopMedia: "words",
    m.SwitchMedia: "words",
}


def _switched(feed: str, kind: str, *, on: bool) -> dict[str, Any]:
    return {"is": "switched", "feed": feed, "kind": kind, "on": on}
