"""Who may read a concern, take it on and write in its case, and whom it is told to; no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from chaperone.people.roles import Role
from chaperone.people.rules import LEADS
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

FEWEST_EARS: Final = 2
"""Adults a concern must reach: never one alone."""

STAND_INS: Final = frozenset({Role.SUPERVISOR, Role.ONLINE_PRESENCE_LEAD, Role.TRUSTEE})
"""Who reads concerns too while there are not two people who hold lead or deputy."""

ACTION_LENGTH_LIMIT: Final = 4000
"""Characters of one note of what was done."""

NO_SUCH_CONCERN: Final = Refused("", "There is no such concern.", "Go back to your list of concerns.")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to read or act: the roles they hold today, and whether they teach the pupils of the seat it came from."""

    roles: frozenset[Role]
    teaches_the_seat: bool


@carries_out("U4", "Y11")
def reading_roles(lead_count: int) -> frozenset[Role]:
    """Give the roles that read every concern, when ``lead_count`` people hold lead or deputy today.

    With fewer than two of them others stand in, because nothing a young person reports may rest with one adult.
    """
    return LEADS if lead_count >= FEWEST_EARS else LEADS | STAND_INS


@carries_out("U4", "Y11")
def may_read_concern(reader: Reader, lead_count: int) -> Verdict:
    """Say whether the concern exists for this reader; "forbidden" and "not there" are the same answer."""
    if reader.teaches_the_seat or reader.roles & reading_roles(lead_count):
        return ALLOWED
    return NO_SUCH_CONCERN


def may_acknowledge_concern(reader: Reader, lead_count: int) -> Verdict:
    """Say whether the reader may take the concern on: the lead, the deputy, or who stands in for them."""
    seen = may_read_concern(reader, lead_count)
    if not seen or reader.roles & reading_roles(lead_count):
        return seen
    return Refused(
        "U4",
        "Only the safeguarding lead or the deputy can take a concern on.",
        "Write down what you have done; they will see it.",
    )


Told = TypeVar("Told")


@carries_out("Y11")
def whom_to_tell(
    leads: Sequence[Told], teachers: Sequence[Told], stand_ins: Sequence[Told]
) -> tuple[Told, ...]:
    """Give everybody a new concern is told to, each once.

    Args:
        leads: who holds lead or deputy today.
        teachers: the teachers who bring the pupils of that seat's school.
        stand_ins: who holds one of ``STAND_INS`` today.

    Returns:
        Leads and teachers; with fewer than two leads the stand-ins as well, as they may read it then.
    """
    others = stand_ins if len(set(leads)) < FEWEST_EARS else ()
    return tuple(dict.fromkeys([*leads, *teachers, *others]))
