"""Who may serve in a session, and which people make a team: plain rules, no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from chaperone.people.roles import Role as StaffRole
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict
from chaperone.sessions.plan import Role

# Which roles in the organisation allow which duty in a session: a facilitator may also speak, a speaker may not lead.
DUTY_ROLES: Final[Mapping[Role, frozenset[StaffRole]]] = {
    Role.FACILITATOR: frozenset({StaffRole.FACILITATOR}),
    Role.SPEAKER: frozenset({StaffRole.SPEAKER, StaffRole.FACILITATOR}),
}


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What decides whether somebody may serve in a session.

    Attributes:
        person_id: one human being.
        name: how they are called on screen.
        is_active: still with us.
        roles: held on the day of asking.
        policy: whether they agreed to the staff policy in force (from ``people.rules``).
        cleared: whether they are checked well enough on the day they are needed (from ``safer_recruitment.rules``).
        trained: for each role they hold, whether their training for it counts on the day (from ``training.rules``).
        drilled: whether a response drill of theirs does.
        declared: whether they owe the yearly declaration (from ``people.declaring``).
        overdue_title: title of an earlier session they hosted whose notes are overdue; ``""`` when there is none.
        busy_title: title of another session they serve in at the same time; ``""`` when there is none.
    """

    person_id: int
    name: str
    is_active: bool
    roles: frozenset[StaffRole]
    policy: Verdict
    cleared: Verdict
    trained: Mapping[StaffRole, Verdict]
    drilled: Verdict
    declared: Verdict = ALLOWED
    overdue_title: str = ""
    busy_title: str = ""


@carries_out("S1", "S4", "S7", "M10", "A3", "U6", "A2")
def may_roster(staff: StaffFacts, duty: Role) -> Verdict:
    """Say whether this person may be facilitator or speaker of a session; the sentence is shown beside a greyed name."""
    if not staff.is_active:
        return Refused("S7", f"{staff.name} has left.", "Choose somebody who is still with us.")
    if not staff.roles & DUTY_ROLES.get(duty, frozenset()):
        return Refused(
            "S7", f"{staff.name} is not a {duty.value} today.", "An administrator can give them the role."
        )
    if not staff.policy:
        return Refused(
            "S1",
            f"{staff.name} has not agreed to the staff policy in force.",
            "Ask them to sign in and agree.",
        )
    for verdict in (staff.declared, staff.cleared):
        if isinstance(verdict, Refused):
            return verdict
    if not (prepared := _is_prepared(staff, duty)):
        return prepared
    if staff.overdue_title:
        return Refused(
            "M10",
            f"{staff.name} still owes the notes of “{staff.overdue_title}”.",
            "Those notes come first.",
        )
    if staff.busy_title:
        return Refused(
            "S7",
            f"{staff.name} is in “{staff.busy_title}” at that time.",
            "Nobody can look after two rooms: choose somebody else or another time.",
        )
    return ALLOWED


def _is_prepared(staff: StaffFacts, duty: Role) -> Verdict:
    """Say whether they are trained for one of the roles by which they may do this duty, and have drilled."""
    verdicts = [
        staff.trained[role] for role in sorted(staff.roles & DUTY_ROLES[duty]) if role in staff.trained
    ]
    if verdicts and not any(verdicts):
        return verdicts[-1]
    return staff.drilled


@carries_out("S7")
def may_staff_session(duties: Collection[tuple[int, Role]], minimum: int) -> Verdict:
    """Say whether these duties (person id, role) make a team: enough distinct persons, none twice, one to lead.

    Args:
        duties: who does what.
        minimum: the pack's least number of distinct members of staff.
    """
    persons = [person for person, _ in duties]
    if len(set(persons)) != len(persons):
        return Refused("S7", "Somebody is named twice.", "Name each person once.")
    if len(persons) < minimum:
        return Refused(
            "S7",
            f"A session needs at least {minimum} members of staff, so that nobody is ever alone with pupils.",
            "Add another facilitator or speaker.",
        )
    if not any(role is Role.FACILITATOR for _, role in duties):
        return Refused("S7", "A session needs a facilitator.", "Choose who leads it.")
    return ALLOWED
