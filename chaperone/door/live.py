"""One live room: takes its connections' frames to the machine, and shows what the ledger has recorded."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import structlog

from chaperone.door import frames as f
from chaperone.door.appeals import Appeals, may_be_asked_about
from chaperone.door.commanding import command_of
from chaperone.door.context import room_context
from chaperone.door.frame import Asking
from chaperone.door.house import House
from chaperone.door.hub import Device, Hub, Socket, wire
from chaperone.door.media.room_media import RoomMedia
from chaperone.door.media_frames import MediaFrame
from chaperone.door.receipts import Receipts, refuse
from chaperone.door.remembering import RoomMemory
from chaperone.door.showing import Showing
from chaperone.door.tickets import Ticket
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.machine import Already
from chaperone.room.recorder import Outcome, Recorded, Recorder
from chaperone.room.state import Phase, State
from chaperone.room.views import Shown
from chaperone.sessions.plan import Plan

log = structlog.get_logger()

PROBE_SECONDS = 2.0
CANNOT_RECORD = Refused(
    "M12",
    "Words cannot be recorded just now, so none can be sent.",
    "It will go on by itself as soon as the record works again.",
)
NOT_WELCOMED = Refused("", "You are not in the room yet.", "Wait for the room to welcome you.")
_BYES = {
    "displaced": ("You opened this room somewhere else, so it closed here.", False),
    "removed": ("You have been asked to leave this session.", False),
    "replaced": ("Your place in this session has changed.", False),
    "signed_out": ("You signed out in this browser, so the room closed here.", False),
    "vanished": ("We could not hear your device any more.", True),
}


class LiveRoom:
    """A room in this process. Everything runs in the event loop; nothing here blocks, and nothing is shown unrecorded."""

    def __init__(self, state: State, house: House):
        """Take up the room that ``state`` is."""
        self.ref = state.plan.session
        self.plan_seen = state.plan.version
        self.hub = Hub()
        self.receipts = Receipts(self.hub)
        self.showing = Showing(self.hub, house.ice_servers)
        self.recorder = Recorder(state, house.book, self._told, self._failed)
        self.media = RoomMedia(self.hub, self.recorder, house.clock, house.media)
        self._clock = house.clock
        self._words = house.words
        self.memory = RoomMemory(room_context(house.words.context, state.plan))
        self._appeals = Appeals(self.hub, self.memory)
        self._turned = house.turned
        self._tell_lead = house.tell_lead
        self._comers: dict[str, tuple[Device, int]] = {}
        self._failing_since: float | None = None
        self._last_probe = 0.0
        self._empty_since = house.clock.now()

    # --- connections ------------------------------------------------------------------------------------------
    def join(self, ref: str, ticket: Ticket, socket: Socket, after: int) -> Refused | None:
        """A connection with an accepted ticket comes in; it is welcomed once its coming is on record."""
        now = self._clock.now()
        device = Device(ref, ticket.who, ticket.shows_class, socket, now)
        device.browser = ticket.browser
        self._comers[ref] = (device, after)
        answer = self._do(c.Join(ref, who=ticket.who, key=ticket.key, shows_class=ticket.shows_class), now)
        if isinstance(answer, Refused):
            del self._comers[ref]
            return answer
        return None

    def lost(self, ref: str) -> None:
        """A connection's socket is gone."""
        self._comers.pop(ref, None)
        self.hub.drop(ref)
        if ref in self.recorder.decided.connections:
            self._do(c.Leave(ref, why="vanished"))

    def sign_out(self, browsers: Collection[str]) -> None:
        """Whoever came in by these browsers is gone, for they signed out there."""
        coming = (device for device, _ in self._comers.values())
        for device in [*self.hub.devices.values(), *coming]:
            if device.browser in browsers:
                self._do(c.Leave(device.ref, why="signed_out"))

    def heard(self, ref: str) -> None:
        """Anything at all came from this connection, a pong included."""
        device = self.hub.devices.get(ref)
        if device is not None:
            device.heard = self._clock.now()

    # --- frames -----------------------------------------------------------------------------------------------
    def receive(self, ref: str, frame: f.AnyFrame) -> None:
        """Obey or refuse one frame of a connection that has joined."""
        if isinstance(frame, f.Leave):
            self._do(c.Leave(ref))
            return
        if not isinstance(frame, Asking):
            return
        device = self.hub.devices.get(ref)
        if device is None:
            if ref in self._comers:
                refuse(self._comers[ref][0], frame.id, NOT_WELCOMED)
            return
        if self._failing_since is not None:
            # Whoever vanished meanwhile could not be recorded as gone: that comes first, or words slip by a missing adult.
            self.tick()
        if isinstance(frame, MediaFrame):
            self.media.obey(device, frame)
            return
        now = self._clock.now()
        made = self._made(device, frame, now)
        if isinstance(made, Refused):
            refuse(device, frame.id, made)
            return
        answer = self._do(made, now)
        self._answer(device, frame.id, answer, may_appeal=may_be_asked_about(self.recorder.decided, made))

    def _made(self, device: Device, frame: Asking, now: float) -> c.Command | Refused:
        """Make the machine's command of a frame; words and reasons are cleaned and screened first."""
        state = self.recorder.decided
        if isinstance(frame, f.Say | f.Adults | f.Ask):
            return self._words.command(state, device, frame, self.memory, now)
        if isinstance(frame, f.Appeal | f.AnswerAppeal):
            return self._appeals.command(state, device, frame)
        if isinstance(frame, f.Reasoned):
            kept = self._words.with_kept_reason(frame)
            return kept if isinstance(kept, Refused) else command_of(device.ref, kept)
        return command_of(device.ref, frame)

    def _do(self, command: c.Command, now: float | None = None) -> Refused | Already | bool:
        """Put a command to the machine; sound that must stop stops now, before the record has answered."""
        answer = self.recorder.handle(command, self._clock.now() if now is None else now)
        self.media.follow()
        return answer

    def _answer(
        self, device: Device, frame_id: str, answer: Refused | Already | bool, *, may_appeal: bool
    ) -> None:
        if isinstance(answer, Refused):
            refuse(device, frame_id, answer, may_appeal=may_appeal)
        elif isinstance(answer, Already) or answer is False:
            seq = answer.seq if isinstance(answer, Already) else self.recorder.decided.last_seq
            self.receipts.owe(seq, device, frame_id, self.recorder.durable.last_seq)
        else:
            # The command's last event carries the acknowledgement; see _told.
            self.receipts.promise(self.recorder.decided.last_seq, device, frame_id)

    # --- the ledger has answered ----------------------------------------------------------------------------------
    def _told(self, recorded: Recorded) -> None:
        recovered = self._failing_since is not None
        if recovered:
            self._failing_since = None
            self.showing.cannot_record(recorded.after, None)
        welcomed: tuple[Device, int] | None = None
        for seq, event in enumerate(recorded.events, recorded.before.last_seq + 1):
            if e.tells_lead(event):
                self._tell_lead(self.ref, seq)
            if isinstance(event, e.Disconnected):
                self._hang_up(event)
            elif isinstance(event, e.Connected):
                welcomed = self._comers.pop(event.connection, None)
                if welcomed is not None:
                    self.hub.add(welcomed[0])
        self.receipts.keep(recorded)
        self.showing.recorded(recorded, welcomed)
        self._appeals.told(recorded, None if welcomed is None else welcomed[0])
        self.receipts.pay(recorded.after.last_seq)
        self.media.recorded(recorded)
        if recorded.after.phase is not recorded.before.phase:
            self._turn(recorded.after)
        if recovered:
            self.tick()
            self.media.can_record(True)

    def _hang_up(self, event: e.Disconnected) -> None:
        device = self.hub.drop(event.connection)
        if device is None:
            return
        sentence, again = _BYES.get(event.why, ("", False))
        why = "unheard" if event.why == "vanished" else event.why
        device.socket.hang_up(wire({"is": "bye", "why": why, "sentence": sentence, "again": again}))

    def _turn(self, state: State) -> None:
        self._turned(self.ref, state.phase, state.clock)
        if state.phase is not Phase.CLOSED:
            return
        self.showing.flush(state)
        goodbye = wire(
            {"is": "bye", "why": "ended", "sentence": "The session has ended. Thank you.", "again": False}
        )
        for device in list(self.hub.devices.values()):
            self.hub.drop(device.ref)
            device.socket.hang_up(goodbye)

    def _failed(self, outcome: Outcome, lost: Sequence[Recorded]) -> None:
        """Nothing of ``lost`` happened. Whoever asked is told; the room says plainly that no words can be recorded."""
        log.warning("room.not_recorded", room=self.ref, outcome=outcome.value, commands=len(lost))
        self.receipts.break_all(CANNOT_RECORD)
        self.media.not_recorded(lost)
        self.plan_seen = self.recorder.durable.plan.version  # a changed plan that was lost is brought again
        for recorded in lost:
            comer = self._comers.pop(recorded.command.connection, None)
            if comer is not None:
                comer[0].socket.hang_up(
                    wire(
                        {"is": "bye", "why": "restarting", "sentence": CANNOT_RECORD.sentence, "again": True}
                    )
                )
        if outcome is Outcome.FAILED:
            self._failing_since = self._failing_since or self._clock.now()
            self.media.can_record(False)
            self.showing.cannot_record(self.recorder.durable, CANNOT_RECORD)
        else:
            self.media.close()  # another process has the room now

    # --- time ------------------------------------------------------------------------------------------------------
    def tick(self) -> None:
        """Let the machine see that time has passed; called twice a second."""
        now = self._clock.now()
        self._do(c.Tick(heard={ref: d.heard for ref, d in self.hub.devices.items()} | self._coming()), now)
        self.media.tick()
        self._appeals.tick(self.recorder.decided, now)
        if self._failing_since is not None and now - self._last_probe > PROBE_SECONDS:
            self._last_probe = now
            self.recorder.refuse(c.Tick(heard={}), CANNOT_RECORD, now)

    def _coming(self) -> dict[str, float]:
        return {ref: device.heard for ref, (device, _) in self._comers.items()}

    def clock_jumped(self, seconds: float) -> None:
        """The machine's date leapt; the room goes on by elapsed time and says so in its record."""
        self.recorder.record(e.ClockJumped(self._clock.now(), seconds))

    def change_plan(self, plan: Plan) -> None:
        """The session was changed by a form somewhere."""
        self.plan_seen = plan.version
        self.memory.context = room_context(self._words.context, plan)
        self._do(c.ChangePlan(plan=plan))

    def note_worry(self, seat: str, concern: str, message: int = 0) -> None:
        """A seat or a message raised a concern: note its reference; the school's teachers here are told, never the words."""
        self._do(c.NoteWorry(seat=seat, concern=concern, message=message))

    def end(self) -> None:
        """End the room by the room's own word."""
        self._do(c.End())

    def close(self, sentence: str) -> None:
        """This process lets go of the room; clients come back by themselves."""
        self.media.close()
        goodbye = wire({"is": "bye", "why": "restarting", "sentence": sentence, "again": True})
        for device in list(self.hub.devices.values()):
            self.hub.drop(device.ref)
            device.socket.hang_up(goodbye)

    def may_be_let_go(self, after_seconds: float) -> bool:
        """Whether nobody has been connected or coming for so long, and everything is on record."""
        if self.hub.devices or self._comers:
            self._empty_since = self._clock.now()
        settled = self.recorder.decided is self.recorder.durable
        return settled and self._clock.now() - self._empty_since > after_seconds

    def remember(self, shown: Sequence[tuple[int, Shown]], gone: set[int]) -> None:
        """Give the room its transcript back after a restart, but for the messages ``gone`` since."""
        for message in gone:
            self.showing.forget(message)
        for seq, item in shown:
            self.showing.keep(seq, item, wire(item.frame))
