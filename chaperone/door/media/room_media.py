"""Sound and picture of one live room: keeps the media server in step with the machine, stops first and at once (decision 0011)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import structlog

from chaperone.adapters.media import MediaLost, MediaRefused, MediaServer
from chaperone.door.hub import Device, Hub
from chaperone.door.media.errands import STOP_SECONDS, Errands
from chaperone.door.media.receiving import STOPPED_HERE, Receiving
from chaperone.door.media.sending import Sending
from chaperone.door.media.truth import Truth
from chaperone.door.media.wishes import Carried, Wishes
from chaperone.door.media_frames import MediaFrame
from chaperone.policy.clauses import carries_out
from chaperone.room import commands as c
from chaperone.room.clock import RoomClock
from chaperone.room.deciding_media import NOT_WRITTEN
from chaperone.room.media import same_for_media
from chaperone.room.recorder import Recorded, Recorder
from chaperone.room.state import Phase, State

log = structlog.get_logger()

REFUSED_FOR_SECONDS: Final = 30.0
NOT_SAFE: Final = "Sound and picture were ended, because something could not be stopped in time."


class RoomMedia:
    """Everything runs in the event loop; ``follow`` is called after every command, and costs nothing where nothing moved."""

    def __init__(self, hub: Hub, recorder: Recorder, clock: RoomClock, server: MediaServer) -> None:
        """There is no sound and picture until ``turn`` says so."""
        self._ref = recorder.durable.plan.session
        self._recorder, self._clock, self._server = recorder, clock, server
        self._why: str | None = (
            None  # why there is none; empty while there is; not known yet before the first "turn"
        )
        self._is_over = False
        self._can_record = True
        self._not_written_at = -REFUSED_FOR_SECONDS  # when the server last refused to write something down
        self._seen = (recorder.decided, recorder.durable)
        self._truth = Truth(*self._seen)
        self._errands = Errands(self._fail_shut)
        self._sending = Sending(self._ref, server, self._errands, self._now, self._broke)
        self._receiving = Receiving(self._ref, server, self._errands, self._now, self._sending.lines)
        self._wishes = Wishes(
            hub, recorder, self._do, self._now, Carried(self._errands, self._sending, self._receiving)
        )

    def _now(self) -> Truth:
        return self._truth

    def _do(self, command: c.Command) -> Any:
        answer = self._recorder.handle(command, self._clock.now())
        self.follow()
        return answer

    def obey(self, device: Device, frame: MediaFrame) -> None:
        """Obey or refuse one frame about sound and picture."""
        self._wishes.obey(device, frame)

    # --- following the machine ----------------------------------------------------------------------------------------
    @carries_out("S7", "M9", "M13")
    def follow(self) -> None:
        """Compare what the machine says with what the server was told, and send the difference: first all that stops."""
        seen, (decided, durable) = self._seen, (self._recorder.decided, self._recorder.durable)
        self._seen = (decided, durable)
        if not (_same(seen[0], decided) and _same(seen[1], durable)):
            self._look()

    def _look(self) -> None:
        self._truth = Truth(*self._seen, can_record=self._can_record)
        self._sending.stop()
        self._receiving.stop()
        if self._seen[1].phase is Phase.CLOSED:
            self.close()
        if not self._is_over and self._why == "":
            self._sending.start()
            self._receiving.start()

    def recorded(self, recorded: Recorded) -> None:
        """A command is durable: what it opened begins, and whose it ended are told; what stops has been stopped before."""
        self.follow()
        before, after = recorded.before, recorded.after
        if after.feeds is not before.feeds or after.connections is not before.connections:
            self._wishes.recorded(recorded)

    def not_recorded(self, commands: Sequence[Recorded]) -> None:
        """These commands could not be recorded: they did not happen."""
        self._wishes.not_recorded(commands)
        self.follow()

    @carries_out("M12", "S7")
    def can_record(self, can: bool) -> None:
        """While nothing can be recorded nothing flows: nobody could record that an adult is gone, either."""
        if can is not self._can_record:
            self._can_record = can
            self._seen = (self._recorder.decided, self._recorder.durable)
            self._look()

    def tick(self) -> None:
        """Make good what a failed record left undone: whether there is media at all, and feeds that nobody carries."""
        self._say_whether_on()
        self._say_whether_written()
        if self._truth.feeds and self._recorder.decided is self._recorder.durable:
            for feed in list(self._truth.feeds):
                if not self._wishes.is_beginning(feed) and not self._sending.holds(feed):
                    self._close_feed(feed)

    def _say_whether_on(self) -> None:
        state, why = self._recorder.decided, self._why
        if why is None or self._is_over or state.phase is Phase.CLOSED:
            return
        if state.media_on is bool(why) or (why and state.media_why != why):
            self._do(c.MediaTurned(on=not why, why=why))

    @carries_out("M13")
    def _say_whether_written(self) -> None:
        """Whether the server can write a recording: what could not be written is missing for a reason that is on record."""
        kept, why = self._recorder.decided.recording, ""
        if self._why == "":
            refused_lately = self._clock.now() - self._not_written_at < REFUSED_FOR_SECONDS
            why = self._server.why_not_recording or (NOT_WRITTEN if refused_lately else "")
        if kept.cannot != why:
            self._do(c.RecordingTurned(on=not why, why=why))

    # --- the server's own news ----------------------------------------------------------------------------------------
    def turn(self, why_not: str) -> None:
        """Sound and picture can be had (``why_not`` is empty), and the server holds nothing of this room; or it is away.

        When it is away everything it held is gone: the room goes on by text, and says why.
        """
        self._why = why_not
        if why_not:
            self._forget(why_not)
        self._say_whether_on()

    def place_lost(self) -> None:
        """What carried this room is gone, but another place can be had at once: every browser begins again."""
        self._forget(STOPPED_HERE)
        for feed in list(self._recorder.decided.feeds):
            self._close_feed(feed)

    def feed_flows(self, feed: str) -> None:
        """A sender's connection is up: now it can be offered to those who may receive it."""
        self._sending.is_up(feed)
        self._receiving.start()

    def feed_lost(self, feed: str) -> None:
        """A sender's connection broke."""
        if self._sending.holds(feed):
            self._sending.end(feed)
            self._close_feed(feed)

    def listener_lost(self, listener: str) -> None:
        """A listener's connection broke."""
        self._receiving.broke(listener)

    def talking(self, feed: str, *, on: bool) -> None:
        """Tell those who may hear somebody that they began or stopped to talk; nothing of it is kept."""
        if feed in self._truth.flowing:
            self._wishes.tell_hearers(feed, {"is": "talking", "feed": feed, "on": on})

    def _forget(self, sentence: str) -> None:
        self._sending.forget()
        self._receiving.forget(sentence)

    def _close_feed(self, feed: str) -> None:
        if feed in self._recorder.decided.feeds:
            self._do(c.CloseFeed(feed=feed, why="lost"))

    def _broke(self, feed: str, what: str) -> None:
        log.warning("media.broke", room=self._ref, what=what)
        if what == "feed":
            self._close_feed(feed)
        else:
            self._not_written_at = self._clock.now()
            self._say_whether_written()

    # --- the end ------------------------------------------------------------------------------------------------------
    def close(self) -> None:
        """End everything of this room at the server: the session is over, or this process lets go of the room."""
        if self._is_over:
            return
        self._is_over = True
        self._forget(STOPPED_HERE)
        if self._errands.has_begun:
            self._errands.start(self._close_room())

    @carries_out("S7", "M7")
    def _fail_shut(self) -> None:
        """Something that had to stop may still flow: end all of this room, and begin anew only once that is confirmed."""
        if self._why == NOT_SAFE or self._is_over:
            return
        log.error("media.shut", room=self._ref)
        self._why = NOT_SAFE
        self._forget(NOT_SAFE)
        self._say_whether_on()
        self._errands.start(self._close_room())

    async def _close_room(self) -> None:
        try:
            await asyncio.wait_for(self._server.close_room(self._ref), STOP_SECONDS)
        except MediaLost:
            return  # it went by itself; the server says when it is back
        except (MediaRefused, TimeoutError) as problem:
            log.error("media.dropped", room=self._ref, problem=type(problem).__name__)
            self._server.drop()
            return
        if self._why == NOT_SAFE:
            self.turn("")


def _same(before: State, after: State) -> bool:
    return before is after or same_for_media(before, after)
