"""What must hold in every room, stated once: the walk, the random search and the tests through real sockets all ask here.

``broken`` looks at a room's whole past with its own eyes: it recomputes from the events alone, not with the machine's
rules, so that a mistake in a rule cannot hide in the invariant that checks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chaperone.room import events as e
from chaperone.room.state import Place, State
from chaperone.room.views import ADULTS, ROOM, may_see_now, shown_for
from chaperone.sessions.plan import Plan
from tests.room.invariants_appeals import AppealWitness, shown_to_the_wrong
from tests.room.invariants_confiding import in_confidence
from tests.room.invariants_media import MediaWitness

WORDS = (e.Said, e.Released, e.QuestionTaken)


@dataclass
class Witness:
    """A second, independent account of a room, kept from its events only, in the plainest terms."""

    plan: Plan
    devices: dict[str, tuple[str, str]] = field(default_factory=dict)  # connection -> (who, shows_class)
    inside: set[str] = field(default_factory=set)
    agreed: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)  # sent back, and not called in again since
    removed: set[str] = field(default_factory=set)
    paused: bool = False
    ended: bool = False
    clock: float = 0.0
    here_since: dict[str, float] = field(default_factory=dict)  # school -> start of its teacher's lead
    gone_since: dict[str, float] = field(
        default_factory=dict
    )  # school -> since when no teacher of it is here
    proposed: dict[str, str] = field(default_factory=dict)
    waived: set[str] = field(default_factory=set)
    media: MediaWitness = field(default_factory=MediaWitness)
    appeals: AppealWitness = field(default_factory=AppealWitness)
    seq: int = 1  # how many events there were, the opening included
    confided: set[int] = field(default_factory=set)  # the numbers of what was told in confidence

    def copy(self) -> Witness:
        """Another witness who has seen the same, to go on from here without this one."""
        return Witness(
            self.plan,
            dict(self.devices),
            set(self.inside),
            set(self.agreed),
            set(self.returned),
            set(self.removed),
            self.paused,
            self.ended,
            self.clock,
            dict(self.here_since),
            dict(self.gone_since),
            dict(self.proposed),
            set(self.waived),
            self.media.copy(),
            self.appeals.copy(),
            self.seq,
            set(self.confided),
        )

    def adults(self) -> set[str]:
        """The distinct adults here now."""
        known = {a.ref for a in self.plan.adults} - self.removed
        return {who for who, _ in self.devices.values() if who in known}

    def teachers(self, school: str) -> set[str]:
        """The teachers of one school here now."""
        return {a.ref for a in self.plan.adults if a.role == "teacher" and a.school == school} & self.adults()

    def school_of(self, seat: str) -> str:
        """The school a seat belongs to."""
        return next(s.school for s in self.plan.seats if s.ref == seat)

    def lacks_quorum(self) -> str:
        """A sentence when some seat inside is without its adults; empty otherwise."""
        for seat in self.inside:
            school = self.school_of(seat)
            if not self.teachers(school):
                return f"{seat} is inside without a teacher of {school}"
            if len(self.adults()) < 2:
                return f"{seat} is inside with one adult"
        return ""

    def see(self, event: e.Event) -> list[str]:
        """Take one event in; return what it broke, judged before and at the event itself."""
        wrong = [] if event.at >= self.clock else [f"time went back at {event}"]
        self.seq += 1
        wrong += self._judge(event) + self.media.judge(self, event) + self.appeals.judge(self, event)
        self._note(event)
        self.media.note(self, event)
        self.appeals.note(self, event)
        self.clock = max(self.clock, event.at)
        return wrong

    def _judge(self, event: e.Event) -> list[str]:
        match event:
            case e.DoorOpened():
                return self._judge_door(event.school, event.at, "the door opened")
            case e.SeatAdmitted():
                return self._judge_admission(event)
            case e.Connected() if {event.who, event.shows_class} & self.removed:
                return [f"{event.who} came back though removed"]
            case e.WaiverConfirmed() if self.proposed.get(event.school) in {None, event.by}:
                return ["a waiver has one name"]
            case _:
                return self.judge_words(event)

    def judge_words(self, event: e.Event) -> list[str]:
        """What is wrong with these words being said now; empty for an event without words."""
        wrong: list[str] = []
        about = getattr(event, "question", 0) if isinstance(event, e.QuestionTaken) else 0
        if isinstance(event, e.Released | e.Withheld | e.MessageRemoved):
            about = event.message
        if about in self.confided:
            wrong.append(f"{type(event).__name__} of what was told in confidence")
        if isinstance(event, WORDS):
            if self.paused or self.ended:
                wrong.append(f"words were shown while nobody may speak: {type(event).__name__}")
            if lack := self.lacks_quorum():
                wrong.append(f"words were shown though {lack}")
        if isinstance(event, e.Said | e.Held | e.Routed) and event.who not in self.inside | self.adults():
            wrong.append(f"{event.who or 'nobody'} spoke from outside")
        if isinstance(event, e.Asked) and event.who not in self.inside:
            wrong.append(f"{event.who} asked from outside")
        if isinstance(event, e.AdultsSaid) and event.who not in self.adults():
            wrong.append(f"{event.who} spoke to the adults")
        return wrong

    def _judge_door(self, school: str, at: float, what: str) -> list[str]:
        wrong: list[str] = []
        if not self.teachers(school) or len(self.adults()) < 2:
            wrong.append(f"{what} without quorum")
        lead, since = self.plan.rules.door_lead_seconds, self.here_since.get(school)
        if school not in self.waived and (since is None or at - since < lead):
            wrong.append(f"{what} before the lead was over")
        return wrong

    def _judge_admission(self, event: e.SeatAdmitted) -> list[str]:
        seat = event.seat
        wrong = self._judge_door(self.school_of(seat), event.at, f"{seat} was let in")
        if lack := self.lacks_quorum():
            wrong.append(f"{seat} was let in though {lack}")
        if seat not in self.agreed:
            wrong.append(f"{seat} came in without having agreed")
        if seat in self.returned | self.removed:
            wrong.append(f"{seat} came in though an adult had sent it out")
        if seat not in {name for pair in self.devices.values() for name in pair}:
            wrong.append(f"{seat} came in without being there")
        return wrong

    def _note(self, event: e.Event) -> None:
        match event:
            case e.Connected() | e.Disconnected() | e.RoomRestarted():
                self._note_devices(event)
            case e.RulesAgreed() | e.SeatAdmitted() | e.SeatReturned() | e.SeatCalled() | e.PersonRemoved():
                self._note_seats(event)
            case e.Paused() | e.Resumed():
                self.paused = isinstance(event, e.Paused)
            case e.Routed():
                self.confided.add(self.seq)
            case e.PlanChanged():
                self._take_plan(event.plan)
            case _:
                self._note_doors(event)
        self._count_leads(event.at)

    def _note_devices(self, event: e.Connected | e.Disconnected | e.RoomRestarted) -> None:
        match event:
            case e.Connected():
                self.devices[event.connection] = (event.who, event.shows_class)
            case e.Disconnected():
                who, shows = self.devices.pop(event.connection, ("", ""))
                seat = shows or who
                if event.why == "left" and not any(seat in pair for pair in self.devices.values()):
                    self.inside.discard(seat)
            case e.RoomRestarted():
                self.devices.clear()
                for school in self.here_since:
                    self.gone_since.setdefault(school, event.unheard_since)
                self._count_leads(event.unheard_since)  # nobody can say that they were here any longer

    def _note_seats(self, event: e.Event) -> None:
        match event:
            case e.RulesAgreed():
                self.agreed.add(event.seat)
            case e.SeatAdmitted():
                self.inside.add(event.seat)
            case e.SeatReturned():
                self.returned.add(event.seat)
                self.inside.discard(event.seat)
            case e.SeatCalled():
                self.returned.discard(event.seat)
            case e.PersonRemoved():
                self.removed.add(event.who)
                self.inside.discard(event.who)

    def _note_doors(self, event: e.Event) -> None:
        match event:
            case e.DoorShut():
                self.inside = {seat for seat in self.inside if self.school_of(seat) != event.school}
                self.waived.discard(event.school)
                self.proposed.pop(event.school, None)
            case e.WaiverProposed():
                self.proposed[event.school] = event.by
            case e.WaiverConfirmed():
                self.waived.add(event.school)
            case e.Ended():
                self.ended, self.paused = True, False
                self.inside.clear()

    def _take_plan(self, plan: Plan) -> None:
        keys = {s.ref: s.key for s in self.plan.seats}
        kept = {s.ref for s in plan.seats if keys.get(s.ref) == s.key}
        self.plan = plan
        self.inside &= kept
        self.agreed &= kept

    def _count_leads(self, at: float) -> None:
        """Our own account of the ten minutes: they begin when a school's teacher comes and begin again after a long absence."""
        for school in (s.ref for s in self.plan.schools):
            if self.teachers(school):
                away = at - self.gone_since.pop(school, at)
                if school not in self.here_since or away > self.plan.rules.absence_limit_seconds:
                    self.here_since[school] = at
            elif school in self.here_since and school not in self.gone_since:
                self.gone_since[school] = at


def broken_after(witness: Witness, state: State) -> list[str]:
    """What is wrong with the room once a command is dealt with, its consequences included."""
    wrong: list[str] = []
    if (lack := witness.lacks_quorum()) and state.paused is None and not witness.ended:
        wrong.append(f"not paused though {lack}")
    if state.paused is not None and not lack:
        wrong.append("paused for no reason")
    inside = {ref for ref, held in state.seats.items() if held.place is Place.INSIDE}
    if inside != witness.inside:
        wrong.append(f"inside differs: {sorted(inside ^ witness.inside)}")
    devices = {ref: (held.who, held.shows_class) for ref, held in state.connections.items()}
    if devices != witness.devices:
        wrong.append("connections differ")
    seats = Counter(shows or who for who, shows in witness.devices.values() if (shows or who) in state.seats)
    wrong += [f"{seat} is on two devices" for seat, devices in seats.items() if devices > 1]
    for who, shows in witness.devices.values():
        wrong += _sees_too_much(witness, state, who, shows)
    return wrong + witness.media.broken_after(witness, state) + witness.appeals.broken_after(witness, state)


def _sees_too_much(witness: Witness, state: State, who: str, shows: str) -> list[str]:
    room, adults = may_see_now(state, who, shows)
    seat = shows or who
    if any(s.ref == seat for s in witness.plan.seats):
        if adults:
            return [f"{seat} sees the adults' side"]
        if room and seat not in witness.inside:
            return [f"{seat} sees the room from outside"]
    return []


def no_private_word(before: State, after: State, event: e.Event) -> list[str]:
    """Every frame with words goes to the room or to all adults; what one person alone is sent is only their own."""
    if isinstance(event, e.Routed):
        return in_confidence(after, event)
    wrong = shown_to_the_wrong(before, after, event)
    for shown in shown_for(before, after, event, after.last_seq):
        if "text" in shown.frame and not ({ROOM, ADULTS} & set(shown.to)):
            wrong.append(f"words for {shown.to} alone")
        alone = set(shown.to) - {ROOM, ADULTS}
        if "text" in shown.frame and alone and shown.frame["from"]["ref"] not in alone:
            wrong.append("somebody was sent another's words in private")
    return wrong


def broken(events: Sequence[e.Event], states: Sequence[State]) -> list[str]:
    """Judge a whole history: ``events[0]`` opened the room, ``states[i]`` is the room after ``events[i]``."""
    first = events[0]
    assert isinstance(first, e.RoomOpened)
    witness = Witness(first.plan, clock=first.at)
    wrong: list[str] = []
    for index, event in enumerate(events[1:], start=1):
        wrong += witness.see(event) + no_private_word(states[index - 1], states[index], event)
    return wrong + broken_after(witness, states[-1])
