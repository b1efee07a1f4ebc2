"""Holds a session through the real machine and the real ledger, so that records are read from what a room truly writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from chaperone.ledger.actions import append
from chaperone.ledger.facts import Fact
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room.events import Finding
from chaperone.room.fold import opened
from chaperone.room.recorder import Outcome, Recorder
from chaperone.sessions.actions import (
    Notes,
    close_session,
    record_room_ended,
    record_room_opened,
    write_notes,
)
from chaperone.sessions.plan import Adult, Plan, Role, RoomRules, School, Seat
from tests.concerns.charity import Charity

FINE = c.Screened("deliver")
HOLD = c.Screened("hold", (Finding("hate", "Y5", "An adult should look at this."),))
NUMBER = (Finding("phone", "Y7", "That looks like a phone number.", "phone/1"),)
REFUSE = c.Screened("refuse", NUMBER, "Y7", "That looks like a phone number. Not sent.", "Say it without.")


class LedgerBook:
    """Writes at once and in this thread what the server's writer would write in a commit with others."""

    def write(
        self,
        stream: str,
        first_seq: int,
        facts: Sequence[Fact],
        at: datetime,
        done: Callable[[Outcome], None],
    ) -> None:
        """Append and say so."""
        append(stream, facts, at, expected_seq=first_seq - 1)
        done(Outcome.WRITTEN)


def plan_of(charity: Charity, *, lead_seconds: int = 600) -> Plan:
    """Return the room's plan for the charity's session: two staff, a teacher of each school, three seats."""
    people = [
        Adult(charity.facilitator.ref, "Facilitator A", Role.FACILITATOR),
        Adult(charity.speaker.ref, "Speaker A", Role.SPEAKER),
        Adult(charity.lead.ref, "Lead A", Role.SAFEGUARDING_LEAD),
        Adult(charity.teacher_a.ref, "Teacher A", Role.TEACHER, charity.school_a.ref),
        Adult(charity.teacher_b.ref, "Teacher B", Role.TEACHER, charity.school_b.ref),
    ]
    return Plan(
        session=charity.session.ref,
        version=1,
        rules=RoomRules(lead_seconds, 300, 4.0, 2, 2, 2000, 50),
        rules_hash="r",
        schools=tuple(School(s.ref, s.name) for s in (charity.school_a, charity.school_b)),
        adults=tuple(people),
        seats=tuple(Seat(s.ref, s.school.ref, s.join_name, key=s.seat_key) for s in charity.seats),
        starts_at=charity.session.starts_at.astimezone(UTC).isoformat(),
    )


class Held:
    """A room being held: each step takes the seconds since the session's planned start and one command."""

    def __init__(self, charity: Charity, plan: Plan | None = None) -> None:
        self.charity = charity
        self.start = charity.session.starts_at.timestamp()
        self.plan = plan or plan_of(charity)
        first = e.RoomOpened(self.start - 1200, self.plan)
        opening = Fact(e.kind_of(first), "system", e.encode(first))
        append(f"room/{self.plan.session}", [opening], self.at(-1200))
        self.recorder = Recorder(opened(first), LedgerBook(), lambda _: None, self._failed)

    @staticmethod
    def _failed(outcome: Outcome, lost: object) -> None:
        raise AssertionError(f"{outcome}: {lost}")

    def at(self, second: float) -> datetime:
        """Return that moment."""
        return datetime.fromtimestamp(self.start + second, UTC)

    def do(self, second: float, command: c.Command) -> int:
        """Do it, and return the seq of the room's last entry; a refusal is recorded as the door does."""
        self.recorder.handle(command, self.start + second)
        return self.recorder.durable.last_seq

    def join(self, second: float, who: str, shows_class: str = "") -> int:
        """Come in on the one device of this person or seat."""
        key = next((seat.key for seat in self.plan.seats if seat.ref == who), "")
        return self.do(second, c.Join(who, who=who, key=key, shows_class=shows_class))

    def say(self, second: float, who: str, text: str, screened: c.Screened = FINE) -> int:
        """Say something to the room."""
        return self.do(second, c.Say(who, id=f"{who}{second}", text=text, screened=screened))

    def tick(self, second: float) -> int:
        """Let time pass with everybody heard."""
        now = self.start + second
        return self.do(second, c.Tick(heard=dict.fromkeys(self.recorder.decided.connections, now)))

    def everybody_in(self) -> None:
        """Bring all adults and seats in and open the doors: from 660 seconds before the start to the start."""
        charity = self.charity
        for offset, who in enumerate(
            (charity.facilitator, charity.speaker, charity.teacher_a, charity.teacher_b)
        ):
            self.join(-660 + offset, who.ref)
        for offset, seat in enumerate(charity.seats):
            self.join(-100 + offset, seat.ref)
            self.do(-90 + offset, c.Agree(seat.ref, rules="r"))
        self.tick(0)


def hold_and_close(
    charity: Charity, talk: Callable[[Held], object] = lambda _: None, ended: float = 3600
) -> Held:
    """Hold the whole session, end it ``ended`` seconds after its start, write the notes and close it."""
    held = Held(charity)
    held.everybody_in()
    record_room_opened(charity.session.ref, held.at(0))
    talk(held)
    held.do(ended, c.End(charity.facilitator.ref))
    record_room_ended(charity.session.ref, held.at(ended))
    notes = Notes(
        what_happened="Two stories were told.",
        attendance="Three of three.",
        concerns="Copper Finch was very quiet.",
        follow_up="Send the reading list.",
        recording="There was no sound and picture that day.",
    )
    later = held.at(ended) + timedelta(minutes=20)
    written = write_notes(charity.session, notes, charity.facilitator, later)
    assert not isinstance(written, Refused), written
    closed = close_session(charity.session, charity.facilitator, later)
    assert not isinstance(closed, Refused), closed
    charity.session.refresh_from_db()
    return held
