"""What a recorded event shows, to whom and when: words at once, the picture of the room a moment later and only if it changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from chaperone.door.hub import Device, Hub, encode_json, wire
from chaperone.policy.refusal import Refused
from chaperone.room import events as e
from chaperone.room.clock import clock_text
from chaperone.room.fold import apply
from chaperone.room.recorder import Recorded
from chaperone.room.state import State
from chaperone.room.views import (
    ROOM,
    Shown,
    may_see_frame,
    may_see_now,
    place_view,
    room_view,
    seat_row,
    seats_changed,
    shown_for,
    you_view,
)

_AS_BYTES: dict[str, Any] = {}
FLUSH_SECONDS = 0.1  # joins of a whole class become one picture; what stops or starts speech is shown at once


class Kept(msgspec.Struct, frozen=True, gc=False):
    """A frame that may be shown again to somebody who comes back; of ``shown`` only the audience, for ``data`` is the frame."""

    seq: int
    shown: Shown
    data: bytes


class Showing:
    """The screen side of one room: the transcript that can be shown again, and the last picture sent to each side."""

    def __init__(self, hub: Hub, ice_servers: Callable[[], list[dict[str, Any]]]) -> None:
        """``ice_servers`` makes what each comer's browser may use to get through a strict network."""
        self._hub = hub
        self._ice_servers = ice_servers
        self._transcript: list[Kept] = []
        self._gone: set[int] = set()
        self._pictures: tuple[bytes, bytes] = (b"", b"")
        self._flush_at: asyncio.TimerHandle | None = None
        self._notice: Refused | None = None
        self._latest: State | None = None

    # --- what was recorded ------------------------------------------------------------------------------------------
    def recorded(self, recorded: Recorded, welcomed: tuple[Device, int] | None) -> None:
        """Show a durable command: words, seats, then the picture of the room."""
        before, after = recorded.before, recorded.after
        self._latest = after
        self._show_words(recorded)
        if welcomed is not None:
            self._welcome(welcomed[0], welcomed[1], after)
        if _same_picture(before, after):
            return
        self._show_places(recorded)
        urgent = (
            after.paused is not before.paused
            or after.phase is not before.phase
            or after.doors is not before.doors
        )
        if urgent:
            self.flush(after)
        elif self._flush_at is None:
            self._flush_at = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush_later)

    def _show_words(self, recorded: Recorded) -> None:
        before, after = recorded.before, recorded.after
        alone = len(recorded.events) == 1
        for seq, event in enumerate(recorded.events, before.last_seq + 1):
            # Each event is shown to those who may see at that very moment: who is let in by a later one is not there yet.
            after = recorded.after if alone else apply(before, event)
            if isinstance(event, e.MessageRemoved):
                self._gone.add(event.message)
            elif isinstance(event, e.WorryRaised):
                self._tell_of_worry(after, event)
            for item in shown_for(before, after, event, seq):
                data = wire(item.frame)
                self.keep(seq, item, data)
                self._hub.show(after, item.to, data)
            before = after

    def _tell_of_worry(self, state: State, event: e.WorryRaised) -> None:
        """To the teachers of that seat's school, never to one adult's screen alone: the lead has it in the queue and by mail."""
        seat = state.seat_plans.get(event.seat)
        if seat is None or event.message:  # a message's adults have it before them already
            return
        frame = wire(
            {"is": "worry", "concern": event.concern, "school": seat.school, "seat_name": seat.join_name}
        )
        for adult in state.adults.values():
            if adult.school == seat.school or adult.role == "safeguarding_lead":
                for device in self._hub.of(adult.ref):
                    if not device.shows_class:
                        device.socket.write(frame)

    def _show_places(self, recorded: Recorded) -> None:
        before, after = recorded.before, recorded.after
        changed = seats_changed(before, after)
        if not changed:
            return
        for ref in changed:
            spoken = before.speaking.get(ref) is not after.speaking.get(ref)
            if spoken or before.seats.get(ref) is not after.seats[ref]:
                self._hub.show(after, (ref,), wire(place_view(after, ref)))
        rows = wire(
            {"is": "seats", "seats": [seat_row(after, ref) for ref in changed if ref in after.seat_plans]}
        )
        self._hub.show_sides(after, rows, None)

    def keep(self, seq: int, shown: Shown, data: bytes) -> None:
        """Keep a frame for those who come back."""
        self._transcript.append(Kept(seq, Shown(shown.to, _AS_BYTES, shown.message), data))

    def forget(self, message: int) -> None:
        """A removed message is not shown again."""
        self._gone.add(message)

    # --- somebody comes ---------------------------------------------------------------------------------------------
    def _welcome(self, device: Device, after_seq: int, state: State) -> None:
        _, adults_side = may_see_now(state, device.who, device.shows_class)
        welcome: dict[str, Any] = {
            "is": "welcome",
            "seq": state.last_seq,
            "you": you_view(state, device.who, device.shows_class),
            "state": {**self._picture(state, for_adults=adults_side), "now": clock_text(state.clock)},
            "ice": self._ice_servers(),
        }
        if adults_side:
            welcome["adults_only"] = {
                "seats": [seat_row(state, ref) for ref in state.seats if ref in state.seat_plans]
            }
        past = [
            kept.data
            for kept in self._transcript
            if kept.seq > after_seq
            and not (kept.shown.message in self._gone and ROOM in kept.shown.to)
            and may_see_frame(state, device.who, device.shows_class, kept.shown, kept.seq)
        ]
        device.socket.write(wire(welcome) + b"".join(past))

    # --- the picture of the room ------------------------------------------------------------------------------------
    def _picture(self, state: State, *, for_adults: bool) -> dict[str, Any]:
        view = room_view(state, for_adults=for_adults)
        if self._notice is not None:
            view["paused"] = {"clause": self._notice.clause, "sentence": self._notice.sentence}
        return view

    def _flush_later(self) -> None:
        self._flush_at = None
        if self._latest is not None:
            self.flush(self._latest)

    def flush(self, state: State) -> None:
        """Send the picture of the room to both sides, where it differs from the last one sent."""
        if self._flush_at is not None:
            self._flush_at.cancel()
            self._flush_at = None
        sent: list[bytes | None] = []
        pictures: list[bytes] = []
        for index, for_adults in enumerate((True, False)):
            view = self._picture(state, for_adults=for_adults)
            picture = encode_json(view)
            pictures.append(picture)
            same = picture == self._pictures[index]
            sent.append(None if same else wire({"is": "state", **view, "now": clock_text(state.clock)}))
        self._pictures = (pictures[0], pictures[1])
        self._hub.show_sides(state, sent[0], sent[1])

    def cannot_record(self, state: State, notice: Refused | None) -> None:
        """Say plainly, to everybody, that no words can be recorded, or that they can again."""
        if notice is None or self._notice is None:
            self._notice = notice
            if notice is not None:
                self._hub.show_everybody(wire({"is": "notice", "sentence": notice.sentence}))
            self.flush(state)


def _same_picture(before: State, after: State) -> bool:
    """Words change nothing but words; this keeps a message's cost free of the number of seats."""
    return (
        after.seats is before.seats
        and after.connections is before.connections
        and after.doors is before.doors
        and after.paused is before.paused
        and after.plan is before.plan
        and after.phase is before.phase
        and after.feeds is before.feeds
        and after.speaking is before.speaking
        and after.media_on is before.media_on
        and after.media_why is before.media_why
        and after.recording is before.recording
    )
