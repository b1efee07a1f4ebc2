"""Decisions about places: coming, going, agreeing, and what adults do about seats, people and doors; ``machine`` calls them."""

from __future__ import annotations

from msgspec.structs import replace

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.room import commands as c
from chaperone.room import events as e
from chaperone.room import rules
from chaperone.room.asking import NEEDS_REASON, NOT_THERE, Answer, seat_behind, who_asks
from chaperone.room.state import Connection, Phase, Place, State
from chaperone.sessions.plan import Plan, Role, SeatKind

DEVICES_OF_ONE_ADULT = 4


@carries_out("U2", "Y1", "Y8")
def join(state: State, command: c.Join, now: float) -> Answer:
    """Come in. Who may is the plan's word alone; the kind of device plays no part (U2)."""
    if state.phase is Phase.CLOSED:
        return Refused("", "This session has ended.")
    if command.who in state.removed:
        return Refused("Y10", "You cannot come back into this session.", "Talk to your teacher.")
    if command.who in state.adults:
        return _join_adult(state, command, now)
    seat = state.seat_plans.get(command.who)
    if seat is None or seat.kind is SeatKind.TEACHER_SCREEN:
        return Refused("M9", "You are not on the list for this session.", "Ask the person who invited you.")
    if command.key != seat.key:
        return Refused(
            "Y8", "This code has been replaced by a new one.", "Ask your teacher for your new code."
        )
    displaced = [e.Disconnected(now, ref, seat.ref, "displaced") for ref in _devices_of(state, seat.ref)]
    return (*displaced, e.Connected(now, command.connection, seat.ref, command.key))


def _join_adult(state: State, command: c.Join, now: float) -> Answer:
    if command.key != state.adults[command.who].key:
        return Refused("M9", "You were signed out here.", "Sign in again with a new link.")
    displaced: list[e.Event] = []
    if command.shows_class:
        seat = state.seat_plans.get(command.shows_class)
        own = state.adults[command.who].school
        if (
            seat is None
            or seat.kind is not SeatKind.TEACHER_SCREEN
            or seat.school != own
            or seat.ref in state.removed
        ):
            return Refused(
                "M9", "There is no class screen for you in this session.", "Join without the projector."
            )
        displaced = [
            e.Disconnected(now, ref, held.who, "displaced")
            for ref, held in state.connections.items()
            if held.shows_class == seat.ref
        ]
    devices = _devices_of(state, command.who)
    if not displaced and len(devices) >= DEVICES_OF_ONE_ADULT:
        displaced = [e.Disconnected(now, devices[0], command.who, "displaced")]
    return (*displaced, e.Connected(now, command.connection, command.who, command.key, command.shows_class))


def _devices_of(state: State, who: str) -> list[str]:
    found = [(held.since, ref) for ref, held in state.connections.items() if held.who == who]
    return [ref for _, ref in sorted(found)]


def leave(state: State, command: c.Leave, now: float) -> Answer:
    """Go; always allowed, and nothing to do for a connection already gone."""
    held = state.connections.get(command.connection)
    return () if held is None else (e.Disconnected(now, command.connection, held.who, command.why),)


@carries_out("M9")
def tick(state: State, command: c.Tick, now: float) -> Answer:
    """Time passed: a connection unheard for longer than the pack's limit is gone. A sleeping laptop is not a teacher."""
    limit = state.plan.rules.presence_limit_seconds
    return tuple(
        e.Disconnected(now, ref, held.who, "vanished")
        for ref, held in state.connections.items()
        if now - max(command.heard.get(ref, 0.0), held.since) > limit
    )


def change_plan(state: State, command: c.ChangePlan, now: float) -> Answer:
    """Take over a changed session; whoever is no longer in it, or holds a replaced code, is cut off in the same moment.

    Replaced are the code of a seat and, when somebody is signed out everywhere, an adult's sign-ins.
    """
    if (
        command.plan.version <= state.plan.version
        or replace(command.plan, version=state.plan.version) == state.plan
    ):
        return ()
    gone = tuple(
        e.Disconnected(now, ref, held.who, "replaced")
        for ref, held in state.connections.items()
        if not _still_in(state.plan, command.plan, held)
    )
    return (*gone, e.PlanChanged(now, command.plan))


def _still_in(old: Plan, new: Plan, held: Connection) -> bool:
    before = {adult.ref: (adult.role, adult.school, adult.key) for adult in old.adults} | {
        s.ref: (s.key,) for s in old.seats
    }
    after = {adult.ref: (adult.role, adult.school, adult.key) for adult in new.adults} | {
        s.ref: (s.key,) for s in new.seats
    }
    return all(before.get(ref) == after.get(ref, ()) for ref in (held.who, held.shows_class) if ref)


def end(state: State, command: c.End, now: float) -> Answer:
    """End the session; a facilitator's word, or the room's own when nobody has been there for long."""
    if not command.connection:
        return () if state.phase is Phase.CLOSED else (e.Ended(now, "system"),)
    who = who_asks(state, command)
    verdict = rules.may_moderate(state, who)
    if isinstance(verdict, Refused):
        return verdict
    if state.adults[who].role not in rules.MODERATORS:
        return Refused("S7", "Only a facilitator can end the session.")
    return (e.Ended(now, who),)


# --- a seat's own ---
@carries_out("Y3")
def agree(state: State, command: c.Agree, now: float) -> Answer:
    """Agree to the rules before the door, each seat for itself; behind a class screen the class has gone through them together."""
    seat = seat_behind(state, command)
    verdict = rules.may_act(state, seat)
    if isinstance(verdict, Refused):
        return verdict
    if seat not in state.seats:
        return Refused("Y3", "Only a pupil's own seat can agree to these rules.")
    if command.rules != state.plan.rules_hash:
        return Refused(
            "Y3",
            "The rules have changed since you opened this page.",
            "Open the page again and read the new ones.",
        )
    if state.seats[seat].agreed:
        return ()
    return (e.RulesAgreed(now, seat, command.rules, who_asks(state, command)),)


def move_hand(state: State, command: c.MoveHand, now: float) -> Answer:
    """Raise or lower one's own hand, or lower somebody's as an adult in charge."""
    seat = command.seat or seat_behind(state, command)
    if command.seat:
        verdict = rules.may_mute(state, who_asks(state, command), seat)
        if not isinstance(verdict, Refused) and command.up:
            verdict = Refused("S6", "Only the seat itself can raise its hand.")
    else:
        verdict = rules.may_act(state, seat)
    if isinstance(verdict, Refused):
        return verdict
    held = state.seats.get(seat)
    if held is None or held.place is not Place.INSIDE:
        return Refused("M9", "Hands can be raised once you are inside.")
    return () if held.hand is command.up else (e.HandMoved(now, seat, command.up, who_asks(state, command)),)


def note_worry(state: State, command: c.NoteWorry, now: float) -> Answer:
    """Keep the reference of a concern this seat or message raised; possible in every phase, pause and end included."""
    known = command.message in state.messages if command.message else command.seat in state.seats
    return (e.WorryRaised(now, command.seat, command.concern, command.message),) if known else ()


# --- adults decide about seats and people ---
@carries_out("Y10")
def mute(state: State, command: c.MuteSeat, now: float) -> Answer:
    """Switch a seat's chat off or on."""
    who = who_asks(state, command)
    verdict = rules.may_mute(state, who, command.seat)
    if isinstance(verdict, Refused):
        return verdict
    held = state.seats.get(command.seat)
    if held is None:
        return NOT_THERE
    return () if held.muted is command.muted else (e.SeatMuted(now, command.seat, command.muted, who),)


@carries_out("Y10")
def return_seat(state: State, command: c.ReturnSeat, now: float) -> Answer:
    """Send a seat back to waiting until an adult calls it in again."""
    who = who_asks(state, command)
    verdict = rules.may_moderate(state, who, command.seat)
    if isinstance(verdict, Refused):
        return verdict
    held = state.seats.get(command.seat)
    if held is None or held.place not in {Place.INSIDE, Place.WAITING}:
        return NOT_THERE
    return (
        (e.SeatReturned(now, command.seat, who, command.reason),) if command.reason.strip() else NEEDS_REASON
    )


def call_seat(state: State, command: c.CallSeat, now: float) -> Answer:
    """Let a returned seat in again; the door and the quorum still decide when."""
    who = who_asks(state, command)
    verdict = rules.may_moderate(state, who, command.seat)
    if isinstance(verdict, Refused):
        return verdict
    held = state.seats.get(command.seat)
    if held is None or held.place is not Place.RETURNED:
        return NOT_THERE
    return (e.SeatCalled(now, command.seat, who),)


@carries_out("Y10", "S7")
def remove(state: State, command: c.Remove, now: float) -> Answer:
    """Put an adult or a seat out for good: a teacher their own school's seats, a facilitator anybody but themselves.

    Who looks in as safeguarding lead is no facilitator's to put out: oversight does not hang on those it is over.
    """
    who = who_asks(state, command)
    is_seat = command.who in state.seats
    verdict = rules.may_moderate(state, who, command.who if is_seat else "")
    if isinstance(verdict, Refused):
        return verdict
    if not is_seat and state.adults[who].role not in rules.MODERATORS:
        return Refused("Y10", "Only a facilitator can remove an adult.")
    if _watches_over(state, command.who) and not _watches_over(state, who):
        return Refused("S7", "A safeguarding lead cannot be put out of a room by those they look after.")
    if command.who == who:
        return Refused("S7", "You cannot remove yourself.", "Use Leave instead.")
    if command.who in state.removed or not (is_seat or command.who in state.adults):
        return NOT_THERE
    if not command.reason.strip():
        return NEEDS_REASON
    cut = tuple(
        e.Disconnected(now, ref, held.who, "removed")
        for ref, held in state.connections.items()
        if command.who in {held.who, held.shows_class}
    )
    return (e.PersonRemoved(now, command.who, who, command.reason), *cut)


def _watches_over(state: State, who: str) -> bool:
    adult = state.adults.get(who)
    return adult is not None and adult.role is Role.SAFEGUARDING_LEAD


@carries_out("M8")
def propose_waiver(state: State, command: c.ProposeWaiver, now: float) -> Answer:
    """Ask, by name and with a reason, to open a school's door before its lead is over."""
    who = who_asks(state, command)
    verdict = rules.may_waive(state, who, command.school)
    if isinstance(verdict, Refused):
        return verdict
    waiver = state.doors[command.school].waiver
    if waiver is not None and waiver.second:
        return Refused(
            "", "Two adults have already agreed to open early.", "The door opens as soon as it may."
        )
    if not command.reason.strip():
        return NEEDS_REASON
    return (e.WaiverProposed(now, command.school, who, command.reason),)


@carries_out("M8")
def confirm_waiver(state: State, command: c.ConfirmWaiver, now: float) -> Answer:
    """Agree to it as a second, distinct adult while the first is still here; the quorum is never waived."""
    who = who_asks(state, command)
    verdict = rules.may_waive(state, who, command.school)
    if isinstance(verdict, Refused):
        return verdict
    waiver = state.doors[command.school].waiver
    if waiver is None or waiver.second:
        return NOT_THERE
    if waiver.first == who:
        return Refused("M8", "A second adult must agree to opening early.")
    if waiver.first not in state.present or waiver.first not in state.adults:
        return Refused(
            "M8",
            "The adult who asked to open early has left.",
            "Ask again yourself, and let another adult agree.",
        )
    return (e.WaiverConfirmed(now, command.school, who),)
