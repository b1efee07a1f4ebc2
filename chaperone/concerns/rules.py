"""Who may read a concern, who must never, who takes it on, whose it is and whom it is told to; no Django."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
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

MAY_OWN: Final = (
    Role.SAFEGUARDING_LEAD,
    Role.DEPUTY_LEAD,
    Role.TRUSTEE,
    Role.SUPERVISOR,
    Role.ONLINE_PRESENCE_LEAD,
    Role.ADMINISTRATOR,
    Role.FACILITATOR,
)
"""Whose a new concern is: of these the first that somebody holds who is not kept from it."""

ACTION_LENGTH_LIMIT: Final = 4000
"""Characters of one note of what was done."""

NO_SUCH_CONCERN: Final = Refused("", "There is no such concern.", "Go back to your list of concerns.")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to read or act.

    Attributes:
        roles: what they hold today.
        teaches_the_seat: they teach the pupils of the seat it came from.
        is_listed: they own it, or are on its list of readers.
        is_kept_from: it is about them, or about somebody they answer to. Nothing outweighs this.
    """

    roles: frozenset[Role]
    teaches_the_seat: bool
    is_listed: bool = False
    is_kept_from: bool = False


@carries_out("U4", "Y11")
def reading_roles(lead_count: int) -> frozenset[Role]:
    """Give the roles that read every concern, when ``lead_count`` people hold lead or deputy today.

    With fewer than two of them others stand in, because nothing a young person reports may rest with one adult.
    """
    return LEADS if lead_count >= FEWEST_EARS else LEADS | STAND_INS


@carries_out("U4", "Y11", "R2")
def may_read_concern(reader: Reader, lead_count: int) -> Verdict:
    """Say whether the concern exists for this reader; "forbidden" and "not there" are the same answer."""
    if reader.is_kept_from:
        return NO_SUCH_CONCERN
    if reader.is_listed or reader.teaches_the_seat or reader.roles & reading_roles(lead_count):
        return ALLOWED
    return NO_SUCH_CONCERN


def may_acknowledge_concern(reader: Reader, lead_count: int) -> Verdict:
    """Say whether the reader may take the concern on and decide in it: lead, deputy, who stands in, or who is on its list."""
    seen = may_read_concern(reader, lead_count)
    if not seen or reader.is_listed or reader.roles & reading_roles(lead_count):
        return seen
    return Refused(
        "U4",
        "Only the safeguarding lead or the deputy can take a concern on.",
        "Write down what you have done; they will see it.",
    )


Told = TypeVar("Told", bound=Hashable)


@carries_out("Y11", "R2")
def whom_to_tell(
    holders: Mapping[Role, Sequence[Told]], teachers: Sequence[Told], kept_from: Collection[Told] = ()
) -> tuple[Told, ...]:
    """Give everybody a new concern is told to, each once, and nobody who is kept from it.

    Args:
        holders: who holds which role today.
        teachers: the teachers who bring the pupils of that seat's school.
        kept_from: whom it is about, and who answers to them.

    Returns:
        Leads and teachers. Where it is about one of the leads, the trustees too: nobody handles a concern about themselves.
        Where fewer than ``FEWEST_EARS`` leads are left even so, everybody in ``STAND_INS``.
    """
    leads = [one for role in sorted(LEADS) for one in holders.get(role, ())]
    free = [one for one in leads if one not in kept_from]
    others: list[Told] = []
    if len(free) < len(leads):
        others = [one for one in holders.get(Role.TRUSTEE, ()) if one not in kept_from]
    if len({*free, *others}) < FEWEST_EARS:
        others = [one for role in sorted(STAND_INS) for one in holders.get(role, ())]
    return tuple(dict.fromkeys(one for one in [*free, *teachers, *others] if one not in kept_from))


@carries_out("R2")
def whose_it_is(holders: Mapping[Role, Sequence[Told]], kept_from: Collection[Told] = ()) -> Told | None:
    """Give the one adult whose concern it is until somebody else takes it on; None where nobody is left who may."""
    return next((one for role in MAY_OWN for one in holders.get(role, ()) if one not in kept_from), None)
