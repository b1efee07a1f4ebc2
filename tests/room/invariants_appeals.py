"""What must hold of appeals in every room, recomputed from the events and the plan alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chaperone.room import events as e
from chaperone.room.state import State
from chaperone.room.views import may_see_frame, shown_for

if TYPE_CHECKING:
    from tests.room.invariants import Witness

# Stated here again, so that a label dropped from the product's own list is noticed.
NEVER_SHOWN = {"phone", "email_address", "postcode", "postal_address", "social_handle", "link", "credential"}
IN_CHARGE = {"facilitator", "safeguarding_lead"}


@dataclass
class AppealWitness:
    """Who waits for an answer about what, and whose words an adult has just let through."""

    open: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    refused: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    let_through: str = ""

    def copy(self) -> AppealWitness:
        """Another who has seen the same."""
        return AppealWitness(
            dict(self.open), set(self.asked), dict(self.refused), dict(self.held), self.let_through
        )

    def judge(self, room: Witness, event: e.Event) -> list[str]:
        """What is wrong with this event, seen from what went before."""
        wrong: list[str] = []
        if self.let_through and not (isinstance(event, e.Said | e.Asked) and event.who == self.let_through):
            wrong.append("words were let through and not said")
        match event:
            case e.Appealed():
                wrong += self._judge_asking(room, event)
            case e.AppealAnswered():
                wrong += self._judge_answer(room, event)
            case e.AppealOver() if event.appeal not in self.open:
                wrong.append("an appeal ended that was not open")
        return wrong

    def _judge_asking(self, room: Witness, event: e.Appealed) -> list[str]:
        wrong: list[str] = []
        key = (event.who, event.of)
        if event.who not in room.inside or room.paused or room.ended:
            wrong.append(f"{event.who} asked an adult while it may not speak")
        if key in self.asked or event.who in {who for who, _ in self.open.values()}:
            wrong.append(f"{event.who} asked twice")
        if event.message in room.confided:
            wrong.append("what was told in confidence was asked about")
        if event.message == 0 and self.refused.get(key) != event.labels:
            wrong.append("what was never refused was asked about")
        if event.message and self.held.get(key) != event.message:
            wrong.append("another's message was asked about")
        return wrong

    def _judge_answer(self, room: Witness, event: e.AppealAnswered) -> list[str]:
        if event.appeal not in self.open:
            return ["an appeal was answered that was not open"]
        seat, labels = self.open[event.appeal]
        wrong: list[str] = []
        adult = next((x for x in room.plan.adults if x.ref == event.by), None)
        if adult is None or event.by not in room.adults():
            wrong.append(f"{event.by or 'nobody'} answered an appeal")
        elif adult.role not in IN_CHARGE and (adult.role, adult.school) != ("teacher", room.school_of(seat)):
            wrong.append(f"{event.by} answered an appeal of another school")
        if event.shown and (NEVER_SHOWN & set(labels) or not event.fine):
            wrong.append("what is never shown was let through")
        if not event.fine and not event.why:
            wrong.append("no reason was given")
        return wrong

    def note(self, room: Witness, event: e.Event) -> None:
        """Take the event in; ``room`` counts it already."""
        self.let_through = ""
        match event:
            case e.CommandRefused() if event.labels:
                self.refused[event.who, event.id] = event.labels
            case e.Held():
                self.held[event.who, event.id] = room.seq
            case e.Appealed():
                self.asked.add((event.who, event.of))
                if not event.message:
                    self.open[room.seq] = (event.who, event.labels)
            case e.AppealAnswered():
                who, _ = self.open.pop(event.appeal)
                self.let_through = who if event.shown else ""
            case e.AppealOver():
                self.open.pop(event.appeal, None)

    def broken_after(self, room: Witness, state: State) -> list[str]:
        """What is wrong once a command is dealt with."""
        wrong = [] if set(self.open) == set(state.appeals) else ["open appeals differ"]
        if self.let_through:
            wrong.append("words were let through and not said")
        return wrong + [
            f"{who} waits for an answer from outside"
            for who, _ in self.open.values()
            if room.ended or who not in room.inside
        ]


def shown_to_the_wrong(before: State, after: State, event: e.Event) -> list[str]:
    """Who is sent anything of an appeal and should not be: only its seat, and the adults who look after that seat."""
    if not isinstance(event, e.Appealed | e.AppealAnswered | e.AppealOver):
        return []
    seat = event.who if isinstance(event, e.Appealed) else before.appeals[event.appeal].who
    school = next((x.school for x in after.plan.seats if x.ref == seat), "")
    wrong: list[str] = []
    for shown in shown_for(before, after, event, after.last_seq):
        for_seat = shown.frame["is"] in {"appealed", "appeal_answered"}
        all_adults = isinstance(event, e.Appealed) and event.message > 0  # its words are before them already
        for held in after.connections.values():
            if not may_see_frame(after, held.who, held.shows_class, shown, after.last_seq):
                continue
            adult = next((x for x in after.plan.adults if x.ref == held.who), None)
            if for_seat and held.who != seat:
                wrong.append(f"{held.who} was sent what is for {seat}")
            elif not for_seat and (adult is None or held.shows_class):
                wrong.append(f"{held.who} was sent an appeal")
            elif not (for_seat or all_adults or adult is None or adult.role in IN_CHARGE) and (
                adult.role,
                adult.school,
            ) != ("teacher", school):
                wrong.append(f"{held.who} was sent an appeal of another school")
    return wrong
