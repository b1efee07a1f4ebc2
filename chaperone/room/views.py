"""What each viewer is shown of a room: an event becomes frames, each with exactly those who may see it (docs/protocol.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room import views_appeals as appeals
from chaperone.room.clock import clock_text
from chaperone.room.confiding import carers_of, is_carer
from chaperone.room.rules import has_quorum, may_open_door
from chaperone.room.seen import ADULTS, ROOM, Frame, Shown, sender
from chaperone.room.state import Door, Message, Phase, Place, State, is_inside, pupils_here
from chaperone.room.views_media import media_view, speaking_view
from chaperone.sessions.plan import Adult, Role

__all__ = ["ADULTS", "ROOM", "Frame", "Shown", "sender", "shown_for"]


def shown_for(before: State, after: State, event: e.Event, seq: int) -> list[Shown]:
    """Return the frames that one recorded event makes.

    Args:
        before: the room before the event, where a held text still is.
        after: the room after it.
        event: the event, now durable (decision 5).
        seq: its number in the room's stream.
    """
    make = _FRAMES.get(type(event))
    return [] if make is None else make(before, after, event, seq)


def _worded(name: str, after: State, who: str, text: str, at: float, seq: int, **more: Any) -> Frame:
    return {"is": name, "seq": seq, "at": clock_text(at), "from": sender(after, who), "text": text, **more}


def _said(_before: State, after: State, event: e.Said, seq: int) -> list[Shown]:
    return [Shown((ROOM,), _worded("said", after, event.who, event.text, event.at, seq), seq)]


def _adults_said(_before: State, after: State, event: e.AdultsSaid, seq: int) -> list[Shown]:
    return [Shown((ADULTS,), _worded("adults", after, event.who, event.text, event.at, seq))]


def _held(_before: State, after: State, event: e.Held, seq: int) -> list[Shown]:
    frame = _worded("held", after, event.who, event.text, event.at, seq, findings=event.findings)
    waiting = {
        "is": "holding",
        "seq": seq,
        "id": event.id,
        "sentence": "Not shown yet. An adult is looking at it.",
    }
    return [Shown((ADULTS,), frame, seq), Shown((event.who,), waiting)]


def _routed(_before: State, after: State, event: e.Routed, seq: int) -> list[Shown]:
    frame = _worded("confided", after, event.who, event.text, event.at, seq, findings=event.findings)
    told = {"id": event.id, "sentence": event.sentence, "next_step": event.next_step}
    return [
        Shown((carers_of(after, event.who),), frame),
        Shown((event.who,), {"is": "routed", "seq": seq, **told}),
    ]


def _released(before: State, after: State, event: e.Released, seq: int) -> list[Shown]:
    held = before.messages[event.message]
    if held.question:
        text = _worded("question", after, held.who, held.text, event.at, event.message)
        return [Shown((ADULTS, held.who), {**text, "seq": seq, "question": event.message})]
    frame = _worded("released", after, held.who, held.text, event.at, seq, message=event.message)
    return [Shown((ROOM,), frame, event.message)]


def _withheld(before: State, _after: State, event: e.Withheld, seq: int) -> list[Shown]:
    frame = {"is": "withheld", "seq": seq, "message": event.message}
    return [Shown((ADULTS, before.messages[event.message].who), frame)]


def _message_removed(_before: State, after: State, event: e.MessageRemoved, seq: int) -> list[Shown]:
    # Whoever was inside may still have it on their screen, and would see it again when let in.
    outside = (ref for ref, held in after.seats.items() if held.stays and held.place is not Place.INSIDE)
    return [Shown((ROOM, *outside), {"is": "removed", "seq": seq, "message": event.message})]


def _asked(_before: State, after: State, event: e.Asked, seq: int) -> list[Shown]:
    frame = _worded("question", after, event.who, event.text, event.at, seq, question=seq)
    return [Shown((ADULTS, event.who), frame)]


def _question_taken(before: State, after: State, event: e.QuestionTaken, seq: int) -> list[Shown]:
    asked: Message = before.questions[event.question]
    frame = _worded("taken", after, asked.who, asked.text, event.at, seq, question=event.question)
    return [Shown((ROOM,), frame, seq)]


def _question_set_aside(before: State, _after: State, event: e.QuestionSetAside, seq: int) -> list[Shown]:
    frame = {"is": "set_aside", "seq": seq, "question": event.question}
    return [Shown((ADULTS, before.questions[event.question].who), frame)]


_FRAMES: dict[type[e.Event], Callable[[State, State, Any, int], list[Shown]]] = {
    e.Said: _said,
    e.AdultsSaid: _adults_said,
    e.Held: _held,
    e.Routed: _routed,
    e.Released: _released,
    e.Withheld: _withheld,
    e.MessageRemoved: _message_removed,
    e.Asked: _asked,
    e.QuestionTaken: _question_taken,
    e.QuestionSetAside: _question_set_aside,
    **appeals.FRAMES,
}


# --- the room as a whole ------------------------------------------------------------------------------------------
def room_view(state: State, *, for_adults: bool) -> Frame:
    """The ``state`` object of the protocol, without its ``now``: the same for all pupils, and the same for all adults."""
    view: Frame = {
        "phase": state.phase,
        "paused": None
        if state.paused is None
        else {"clause": state.paused.clause, "sentence": state.paused.sentence},
        "doors": [_door_view(state, school.ref, school.name) for school in state.plan.schools],
        "adults": [
            _adult_view(state, adult.ref) for adult in state.plan.adults if _is_expected(state, adult)
        ],
        "pupils_here": pupils_here(state),
        "starts_at": state.plan.starts_at,
        "rehearsal": state.plan.rehearsal,
        "unready": [],
        "waiver": None,
        "media": media_view(state, for_adults=for_adults),
    }
    if for_adults:
        view["unready"] = list(state.plan.unready)
        view["waiver"] = _waiver_view(state)
    return view


def _is_expected(state: State, adult: Adult) -> bool:
    """Safeguarding leads may look in on any room; they are named only while they do."""
    if adult.ref not in state.adults:
        return False
    return adult.role is not Role.SAFEGUARDING_LEAD or adult.ref in state.present


def _adult_view(state: State, ref: str) -> Frame:
    adult = state.adults[ref]
    showing = any(held.who == ref and held.shows_class for held in state.connections.values())
    return {
        "ref": ref,
        "name": adult.name,
        "role": adult.role,
        "school": adult.school,
        "here": ref in state.present,
        "showing_class": showing and adult.school != "",
    }


def _door_view(state: State, school: str, name: str) -> Frame:
    if state.phase is Phase.CLOSED:
        shut = {"open": False, "opens_at": None, "sentence": "The session has ended."}
        return {"school": school, "name": name, **shut}
    door = state.doors.get(school, Door())
    opens_at = None
    if not door.is_open and door.signed_in_at is not None:
        opens_at = clock_text(door.signed_in_at + state.plan.rules.door_lead_seconds)
    verdict = has_quorum(state, school) if door.is_open else may_open_door(state, school, state.clock)
    sentence = verdict.sentence if isinstance(verdict, Refused) else ""
    return {"school": school, "name": name, "open": door.is_open, "opens_at": opens_at, "sentence": sentence}


def _waiver_view(state: State) -> Frame | None:
    for school, door in state.doors.items():
        waiver = door.waiver
        if waiver is not None and not waiver.second and not door.is_open:
            name = sender(state, waiver.first)["name"]
            return {"school": school, "reason": waiver.reason, "by": waiver.first, "name": name}
    return None


def seat_row(state: State, ref: str) -> Frame:
    """One seat as adults see it."""
    seat, held = state.seat_plans[ref], state.seats[ref]
    return {
        "ref": ref,
        "name": seat.join_name,
        "school": seat.school,
        "kind": seat.kind,
        "pupils": seat.pupil_count,
        "place": held.place,
        "hand": held.hand,
        "muted": held.muted,
        "agreed": held.agreed,
        "connected": ref in state.present,
    }


def place_view(state: State, ref: str) -> Frame:
    """Where a seat stands, as it is told itself; never an adult's words, which would be a private message (S6)."""
    held = state.seats[ref]
    return {
        "is": "place",
        "place": held.place,
        "agreed": held.agreed,
        "hand": held.hand,
        "muted": held.muted,
        "speaking": speaking_view(state, ref),
    }


def may_see_frame(state: State, who: str, shows_class: str, shown: Shown, seq: int) -> bool:
    """May this viewer, coming back, be given a frame from the past?

    A seat sees what was shown to the room during its own stays inside, and what was for itself; a screen that shows a class
    sees what its seat may; an adult sees everything the adults were shown (M9: chat history is an entrance too).
    """
    seat = shows_class or who
    if seat in state.seats:
        if seat in shown.to or who in shown.to:
            return seq >= state.seats[seat].since
        stays = state.seats[seat].stays
        return ROOM in shown.to and any(
            first <= seq and (last is None or seq <= last) for first, last in stays
        )
    if any(is_carer(state, who, shows_class, name) for name in shown.to):
        return True
    return who in state.adults and bool({ROOM, ADULTS, who} & set(shown.to))


def may_see_now(state: State, who: str, shows_class: str) -> tuple[bool, bool]:
    """Whether a connection is shown the room, and whether it is shown the adults' side, at this moment."""
    if shows_class:
        return is_inside(state, shows_class), False
    adult = who in state.adults
    return adult or is_inside(state, who), adult


def you_view(state: State, who: str, shows_class: str) -> Frame:
    """``you`` of the protocol's welcome."""
    named = sender(state, who)
    if not shows_class and who not in state.seats:
        return dict(named)
    seat = shows_class or who
    held = state.seats.get(seat)
    you: Frame = {**named, "school": state.seat_plans[seat].school if seat in state.seat_plans else ""}
    if shows_class:
        you["role"], you["seat"] = "teacher_screen", seat
    if held is not None:
        you |= {"place": held.place, "agreed": held.agreed, "hand": held.hand, "muted": held.muted}
        you["speaking"] = speaking_view(state, seat)
    return you


def seats_changed(before: State, after: State) -> list[str]:
    """The seats whose row or answer differs; looks only where the maps share nothing, so an unchanged room costs nothing."""
    if (
        before.seats is after.seats
        and before.present is after.present
        and before.seat_plans is after.seat_plans
        and before.speaking is after.speaking
    ):
        return []
    return [
        ref
        for ref, held in after.seats.items()
        if before.seats.get(ref) != held
        or (ref in before.present) != (ref in after.present)
        or before.speaking.get(ref) != after.speaking.get(ref)
    ]
