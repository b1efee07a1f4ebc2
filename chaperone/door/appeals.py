"""Appeals at the door: joins the words of a refused message, kept in memory only, to what the machine decides about them."""

from __future__ import annotations

from chaperone.door import frames as f
from chaperone.door.hub import Device, Hub, wire
from chaperone.door.remembering import RoomMemory
from chaperone.policy.clauses import carries_out
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.confiding import carers_of, is_carer
from chaperone.room.recorder import Recorded
from chaperone.room.state import Appeal, State


def may_be_asked_about(state: State, command: c.Command) -> bool:
    """Whether this is a seat's own words, refused by screening, so that it may ask an adult about them."""
    if not isinstance(command, c.Say | c.Ask) or command.screened.outcome != "refuse":
        return False
    held = state.connections.get(command.connection)
    return held is not None and any(each.id == command.id for each in state.refused.get(held.who, ()))


_ABOUT_APPEALS = (e.Appealed, e.AppealAnswered, e.AppealOver, e.Ended)


class Appeals:
    """The appeals of one room. Words go only to the adults who look after their sender, and are forgotten with the answer."""

    def __init__(self, hub: Hub, memory: RoomMemory) -> None:
        self._hub, self._memory = hub, memory

    def command(self, state: State, device: Device, frame: f.Appeal | f.AnswerAppeal) -> c.Command:
        """Make the machine's command; what is let through is what was refused, whatever a client may say."""
        if isinstance(frame, f.Appeal):
            kept = self._memory.refused(device.who, frame.of) is not None
            return c.Appeal(device.ref, id=frame.id, of=frame.of, words_kept=kept)
        asked = state.appeals.get(frame.appeal)
        words = None if asked is None else self._memory.refused(asked.who, asked.of)
        return c.AnswerAppeal(
            device.ref,
            appeal=frame.appeal,
            fine=frame.fine,
            why=frame.why,
            text="" if words is None else words.text,
            question=words is not None and words.question,
        )

    @carries_out("M1", "S6")
    def told(self, recorded: Recorded, comer: Device | None) -> None:
        """Show the words of a new appeal once it is on record, and those of all open ones to an adult who comes in."""
        before, after = recorded.before, recorded.after
        for seq, event in enumerate(recorded.events, before.last_seq + 1):
            if not isinstance(event, _ABOUT_APPEALS):
                continue
            if isinstance(event, e.Appealed) and seq in after.appeals:
                asked = after.appeals[seq]
                data = self._words(seq, asked)
                if data:
                    self._hub.show(after, (carers_of(after, asked.who),), data)
            elif isinstance(event, e.AppealAnswered | e.AppealOver):
                over = before.appeals[event.appeal]
                self._memory.forget(over.who, over.of)
            elif isinstance(event, e.Ended):
                self._memory.forget_all()
        if comer is not None:
            self._tell_comer(after, comer)

    def tick(self, state: State, now: float) -> None:
        """Forget what nobody asked about in time."""
        asked_about = {(asked.who, asked.of) for asked in state.appeals.values()}
        self._memory.forget_old(asked_about, now - state.plan.rules.appeal_limit_seconds)

    def _tell_comer(self, state: State, comer: Device) -> None:
        for seq, asked in state.appeals.items():
            if is_carer(state, comer.who, comer.shows_class, carers_of(state, asked.who)):
                comer.socket.write(self._words(seq, asked))

    def _words(self, seq: int, asked: Appeal) -> bytes:
        kept = self._memory.refused(asked.who, asked.of)
        if kept is None:
            return b""
        return wire({"is": "appeal_words", "appeal": seq, "words": kept.shown, "marks": kept.marks})
