"""What is allowed in a room: small predicates over the state, each naming the clause it carries out."""

from __future__ import annotations

from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.room.state import Phase, Place, State, adults_here, is_inside, teachers_here
from chaperone.sessions.plan import Role

MODERATORS = frozenset({Role.FACILITATOR, Role.SAFEGUARDING_LEAD})
HOSTS = frozenset({Role.FACILITATOR, Role.SPEAKER, Role.SAFEGUARDING_LEAD})
FLOOD_WINDOW_SECONDS = 10.0


def school_name(state: State, school: str) -> str:
    """The school's name as everybody sees it."""
    return next((s.name for s in state.plan.schools if s.ref == school), "this school")


@carries_out("S7", "M9")
def has_quorum(state: State, school: str) -> Verdict:
    """May young people of this school be among these adults? (Decision 4.)

    Args:
        state: the room.
        school: ref of the young people's school.

    Returns:
        ``Allowed`` when enough distinct adults are here, one of them a verified teacher of that very school.
    """
    if not teachers_here(state, school):
        return Refused("M9", f"Waiting for the teacher of {school_name(state, school)}.")
    missing = state.plan.rules.responsible_adults_minimum - len(adults_here(state))
    if missing > 0:
        which = "a second adult" if missing == 1 else f"{missing} more adults"
        return Refused("S7", f"Waiting for {which}.")
    return ALLOWED


def is_whole(state: State) -> Verdict:
    """Does every school with a seat inside have its quorum? A seat inside counts even while its connection is broken:
    it would read later what was said meanwhile."""
    for school, seats in state.inside.items():
        if seats and not (verdict := has_quorum(state, school)):
            return verdict
    return ALLOWED


@carries_out("M8")
def may_open_door(state: State, school: str, now: float) -> Verdict:
    """May the pupils of this school come in now? The lead since their teacher signed in has passed, or was waived (M8)."""
    if state.plan.unready:
        return Refused("A1", f"This session is not ready: {state.plan.unready[0]}")
    if not (verdict := has_quorum(state, school)):
        return verdict
    door = state.doors[school]
    if door.signed_in_at is None:
        return Refused("M9", f"Waiting for the teacher of {school_name(state, school)}.")
    if door.waiver is not None and door.waiver.second:
        return ALLOWED
    if now - door.signed_in_at < state.plan.rules.door_lead_seconds:
        return Refused("M8", "The door opens soon. The adults are getting ready for you.")
    return ALLOWED


def may_act(state: State, who: str) -> Verdict:
    """Is this adult or seat in the room at all, and is the room still going?"""
    if state.phase is Phase.CLOSED:
        return Refused("", "This session has ended.")
    if who not in state.present:
        return Refused("", "You are not in the room.", "Open the page again.")
    return ALLOWED


@carries_out("M9", "S7", "Y10")
def may_speak(state: State, who: str, now: float) -> Verdict:
    """May this adult or seat say something to the room now?"""
    if not (verdict := may_act(state, who)):
        return verdict
    if state.paused is not None:
        return Refused(
            state.paused.clause,
            f"The room is paused. {state.paused.sentence}",
            "Your words are kept here for you.",
        )
    held = state.seats.get(who)
    if held is not None:
        if held.place is not Place.INSIDE:
            return Refused("M9", "You are in the waiting room.", "You can write once you are inside.")
        if held.muted:
            return Refused(
                "Y10",
                "An adult has switched off your chat for now.",
                "You can still raise your hand or say you're worried.",
            )
        if not (verdict := is_whole(state)):
            return verdict
    spoken = state.recent.get(who, ())
    if len(spoken) >= state.plan.rules.messages_per_10_seconds and now - spoken[0] < FLOOD_WINDOW_SECONDS:
        return Refused("Y4", "That was a lot of messages at once.", "Wait a few seconds and send it again.")
    return ALLOWED


@carries_out("S6")
def may_speak_to_adults(state: State, who: str) -> Verdict:
    """The adults' channel is for adults only and always on record; no other channel beside the room exists (S6)."""
    if not (verdict := may_act(state, who)):
        return verdict
    if who not in state.adults:
        return Refused("S6", "There are no private messages here, for anyone.")
    return ALLOWED


def may_host(state: State, who: str) -> Verdict:
    """May this person work the questions: a facilitator or speaker?"""
    return _has_role(state, who, HOSTS, "Only a facilitator or speaker can do that.")


def may_moderate(state: State, who: str, seat: str = "") -> Verdict:
    """May this person decide about messages and seats: a facilitator, or a teacher of the seat's own school?"""
    if not (verdict := may_act(state, who)):
        return verdict
    adult = state.adults.get(who)
    if adult is None:
        return Refused("S6", "Only an adult in charge can do that.")
    if adult.role in MODERATORS:
        return ALLOWED
    if adult.role is Role.TEACHER:
        plan = state.seat_plans.get(seat)
        if seat == "" or (plan is not None and plan.school == adult.school):
            return ALLOWED
        return Refused("Y10", "Only a teacher of that school, or a facilitator, can do that.")
    return Refused("S6", "Only a facilitator or a teacher can do that.")


def may_mute(state: State, who: str, seat: str) -> Verdict:
    """May this person switch a seat's chat off or on: a facilitator, a speaker, or the seat's own teacher?"""
    return may_host(state, who) or may_moderate(state, who, seat)


@carries_out("M8")
def may_waive(state: State, who: str, school: str) -> Verdict:
    """May this person put their name to a waiver of the lead: a facilitator, or a teacher of that school? (Decisions 3 and 8.)"""
    if not (verdict := may_act(state, who)):
        return verdict
    adult = state.adults.get(who)
    named = adult is not None and (
        adult.role in MODERATORS or (adult.role is Role.TEACHER and adult.school == school)
    )
    if not named:
        return Refused("M8", "Only a facilitator or a teacher of that school can ask to open the door early.")
    if school not in state.doors:
        return Refused("", "That school is not part of this session.")
    if state.doors[school].is_open:
        return Refused("", "The door is already open.")
    return ALLOWED


def may_see(state: State, who: str) -> Verdict:
    """May this adult or seat be shown what is said in the room? Adults present, and seats inside (M9)."""
    if who in state.adults and who not in state.removed:
        return ALLOWED
    if is_inside(state, who):
        return ALLOWED
    return Refused("M9", "You are in the waiting room.")


def _has_role(state: State, who: str, roles: frozenset[Role], sentence: str) -> Verdict:
    if not (verdict := may_act(state, who)):
        return verdict
    adult = state.adults.get(who)
    if adult is None or adult.role not in roles:
        return Refused("S6", sentence)
    return ALLOWED
