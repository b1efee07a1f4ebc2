"""One live room: takes its connections' frames to the machine, and shows what the ledger has recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from chaperone.door import frames as f
from chaperone.door.hub import Device, Hub, Socket, wire
from chaperone.door.showing import Showing
from chaperone.door.tickets import Ticket
from chaperone.door.words import Words
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.clock import RoomClock
from chaperone.room.machine import Already
from chaperone.room.recorder import Book, Outcome, Recorded, Recorder
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
    "vanished": ("We could not hear your device any more.", True),
}


class LiveRoom:
    """A room in this process. Everything runs in the event loop; nothing here blocks, and nothing is shown unrecorded."""

    def __init__(
        self,
        state: State,
        book: Book,
        clock: RoomClock,
        words: Words,
        turned: Callable[[str, Phase, float], None],
    ):
        """``turned`` is called with the session's ref, the new phase and the time when a change of phase is on record."""
        self.ref = state.plan.session
        self.plan_seen = state.plan.version
        self.hub = Hub()
        self.showing = Showing(self.hub)
        self.recorder = Recorder(state, book, self._told, self._failed)
        self._clock = clock
        self._words = words
        self._turned = turned
        self._comers: dict[str, tuple[Device, int]] = {}
        self._owed: list[tuple[int, str, str]] = []  # repeated frames to acknowledge: seq, connection, id
        self._failing_since: float | None = None
        self._last_probe = 0.0
        self._empty_since = clock.now()

    # --- connections ------------------------------------------------------------------------------------------
    def join(self, ref: str, ticket: Ticket, socket: Socket, after: int) -> Refused | None:
        """A connection with an accepted ticket comes in; it is welcomed once its coming is on record."""
        now = self._clock.now()
        device = Device(ref, ticket.who, ticket.shows_class, socket, now)
        self._comers[ref] = (device, after)
        answer = self.recorder.handle(
            c.Join(ref, who=ticket.who, key=ticket.key, shows_class=ticket.shows_class), now
        )
        if isinstance(answer, Refused):
            del self._comers[ref]
            return answer
        return None

    def lost(self, ref: str) -> None:
        """A connection's socket is gone."""
        self._comers.pop(ref, None)
        self.hub.drop(ref)
        if ref in self.recorder.decided.connections:
            self.recorder.handle(c.Leave(ref, why="vanished"), self._clock.now())

    def heard(self, ref: str) -> None:
        """Anything at all came from this connection, a pong included."""
        device = self.hub.devices.get(ref)
        if device is not None:
            device.heard = self._clock.now()

    # --- frames -----------------------------------------------------------------------------------------------
    def receive(self, ref: str, frame: f.AnyFrame) -> None:
        """Obey or refuse one frame of a connection that has joined."""
        if isinstance(frame, f.Leave):
            self.recorder.handle(c.Leave(ref), self._clock.now())
            return
        if not isinstance(frame, f.Asking):
            return
        device = self.hub.devices.get(ref)
        if device is None:
            if ref in self._comers:
                self._refuse(self._comers[ref][0], frame.id, NOT_WELCOMED)
            return
        if self._failing_since is not None:
            # Whoever vanished meanwhile could not be recorded as gone: that comes first, or words slip by a missing adult.
            self.tick()
        now = self._clock.now()
        labels: tuple[str, ...] = ()
        if isinstance(frame, f.Say | f.Adults | f.Ask):
            made = self._words.command(self.recorder.decided, device, frame, now)
            if isinstance(made, Refused):
                self._refuse(device, frame.id, made)
                return
            command, labels = made
        elif isinstance(frame, f.Reasoned) and isinstance(
            verdict := self._words.may_keep_reason(frame), Refused
        ):
            self._refuse(device, frame.id, verdict)
            return
        else:
            command = _COMMANDS[type(frame)](ref, frame)
        self._answer(device, frame.id, self.recorder.handle(command, now, labels))

    def _answer(self, device: Device, frame_id: str, answer: Refused | Already | bool) -> None:
        if isinstance(answer, Refused):
            self._refuse(device, frame_id, answer)
        elif isinstance(answer, Already) or answer is False:
            # Said before, or so already: true once everything it rests on is durable, which it may not be yet.
            seq = answer.seq if isinstance(answer, Already) else self.recorder.decided.last_seq
            self._owed.append((seq, device.ref, frame_id))
            self._pay_owed()
        else:
            # The command's last event carries the acknowledgement; see _told.
            self.showing.promise(self.recorder.decided.last_seq, device, frame_id)

    def _refuse(self, device: Device, frame_id: str, refused: Refused) -> None:
        device.socket.write(wire(refused_frame(frame_id, refused)))

    def _pay_owed(self) -> None:
        durable = self.recorder.durable.last_seq
        for seq, ref, frame_id in [owed for owed in self._owed if owed[0] <= durable]:
            device = self.hub.devices.get(ref)
            if device is not None:
                device.socket.write(wire({"is": "done", "id": frame_id, "seq": seq}))
        self._owed = [owed for owed in self._owed if owed[0] > durable]

    def _break_owed(self) -> None:
        """What they rested on was lost; another entry will get its number, and must not be taken for it."""
        for _, ref, frame_id in self._owed:
            device = self.hub.devices.get(ref)
            if device is not None:
                self._refuse(device, frame_id, CANNOT_RECORD)
        self._owed.clear()

    # --- the ledger has answered ----------------------------------------------------------------------------------
    def _told(self, recorded: Recorded) -> None:
        recovered = self._failing_since is not None
        if recovered:
            self._failing_since = None
            self.showing.cannot_record(recorded.after, None)
        welcomed: tuple[Device, int] | None = None
        for event in recorded.events:
            if isinstance(event, e.Disconnected):
                self._hang_up(event)
            elif isinstance(event, e.Connected):
                welcomed = self._comers.pop(event.connection, None)
                if welcomed is not None:
                    self.hub.add(welcomed[0])
        self.showing.recorded(recorded, welcomed)
        if self._owed:
            self._pay_owed()
        if recorded.after.phase is not recorded.before.phase:
            self._turn(recorded.after)
        if recovered:
            self.tick()

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
        self.showing.break_promises(CANNOT_RECORD)
        self._break_owed()
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
            self.showing.cannot_record(self.recorder.durable, CANNOT_RECORD)

    # --- time ------------------------------------------------------------------------------------------------------
    def tick(self) -> None:
        """Let the machine see that time has passed; called twice a second."""
        now = self._clock.now()
        self.recorder.handle(
            c.Tick(heard={ref: d.heard for ref, d in self.hub.devices.items()} | self._coming()), now
        )
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
        self.recorder.handle(c.ChangePlan(plan=plan), self._clock.now())

    def note_worry(self, seat: str, concern: str) -> None:
        """A seat raised a concern: note its reference, and tell the school's teachers who are here, never the words."""
        self.recorder.handle(c.NoteWorry(seat=seat, concern=concern), self._clock.now())

    def end(self) -> None:
        """End the room by the room's own word."""
        self.recorder.handle(c.End(), self._clock.now())

    def close(self, sentence: str) -> None:
        """This process lets go of the room; clients come back by themselves."""
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


def refused_frame(frame_id: str, refused: Refused) -> dict[str, Any]:
    """The protocol's ``refused`` frame."""
    return {
        "is": "refused",
        "id": frame_id,
        "clause": refused.clause,
        "sentence": refused.sentence,
        "next_step": refused.next_step,
    }


_COMMANDS: dict[type[f.Asking], Callable[[str, Any], c.Command]] = {
    f.Agree: lambda ref, x: c.Agree(ref, rules=x.rules),
    f.Hand: lambda ref, x: c.MoveHand(ref, up=x.up),
    f.LowerHand: lambda ref, x: c.MoveHand(ref, up=False, seat=x.seat),
    f.Take: lambda ref, x: c.TakeQuestion(ref, question=x.question),
    f.SetAside: lambda ref, x: c.SetQuestionAside(ref, question=x.question),
    f.Release: lambda ref, x: c.ReleaseMessage(ref, message=x.message, reason=x.reason),
    f.Withhold: lambda ref, x: c.WithholdMessage(ref, message=x.message, reason=x.reason),
    f.RemoveMessage: lambda ref, x: c.RemoveMessage(ref, message=x.message, reason=x.reason),
    f.Mute: lambda ref, x: c.MuteSeat(ref, seat=x.seat, muted=x.muted),
    f.ReturnSeat: lambda ref, x: c.ReturnSeat(ref, seat=x.seat, reason=x.reason),
    f.AdmitSeat: lambda ref, x: c.CallSeat(ref, seat=x.seat),
    f.Remove: lambda ref, x: c.Remove(ref, who=x.who, reason=x.reason),
    f.Waive: lambda ref, x: c.ProposeWaiver(ref, school=x.school, reason=x.reason),
    f.ConfirmWaiver: lambda ref, x: c.ConfirmWaiver(ref, school=x.school),
    f.End: lambda ref, _: c.End(ref),
}
