"""Who may read a message told in confidence: the session's moderators and the teachers of its sender's school, nobody else."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.room.rules import MODERATORS
from chaperone.room.state import State
from chaperone.sessions.plan import Role

CARERS = "carers "  # followed by the ref of the sender's school, which is empty for our own people


def carers_of(state: State, who: str) -> str:
    """The audience of what this adult or seat tells in confidence."""
    told = state.seat_plans.get(who) or state.adults.get(who)
    return CARERS + ("" if told is None else told.school)


@carries_out("Y9", "S6")
def is_carer(state: State, who: str, shows_class: str, audience: str) -> bool:
    """Whether this connection belongs to that audience: an adult still in the session, on a screen that no pupil sees."""
    adult = state.adults.get(who)
    if adult is None or shows_class or not audience.startswith(CARERS):
        return False
    school = audience.removeprefix(CARERS)
    return adult.role in MODERATORS or (adult.role is Role.TEACHER and adult.school == school)
