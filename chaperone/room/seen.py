"""A frame and who may see it: what every view of the room is made of."""

from __future__ import annotations

from typing import Any

import msgspec

from chaperone.room.state import State
from chaperone.sessions.plan import SeatKind

ROOM = "room"  # adults present, and seats inside
ADULTS = "adults"  # adults, but for screens that show a class
Frame = dict[str, Any]


class Shown(msgspec.Struct, frozen=True, gc=False):
    """A frame and who may see it: ``room``, ``adults``, the carers of one school, or the ref of one adult or seat.

    No search for garbage looks at it (``gc=False``): a long transcript would make each search longer, for nothing, as it holds
    nothing that could hold it.
    """

    to: tuple[str, ...]
    frame: Frame
    message: int = 0  # the seq under which an adult may later remove it; 0 when it is no message


def sender(state: State, who: str) -> dict[str, str]:
    """How somebody is named on a message: a join name for a seat, never more."""
    adult = next((a for a in state.plan.adults if a.ref == who), None)
    if adult is not None:
        return {"ref": who, "name": adult.name, "role": adult.role, "school": adult.school}
    seat = state.seat_plans.get(who)
    if seat is None:
        return {"ref": who, "name": "Somebody who has left", "role": "", "school": ""}
    return {"ref": who, "name": seat.join_name, "role": _seat_role(seat.kind), "school": ""}


def _seat_role(kind: SeatKind) -> str:
    return "pupil" if kind is SeatKind.INDIVIDUAL else str(kind)
