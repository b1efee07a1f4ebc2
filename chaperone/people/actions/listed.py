"""What happens when a list of colleagues or teachers is taken in: looked through first, row by row, then only what was allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.actions.organisation import KNOWN_ALREADY, SAME_NAME, add_person, may_add_person
from chaperone.people.actions.roles import grant_role
from chaperone.people.actions.teachers import add_teacher, may_add_teacher
from chaperone.people.candidates import Candidate, ListKind, roles_named
from chaperone.people.models import Person, School
from chaperone.people.names import same_name
from chaperone.people.queries import person_by_email, schools_named, teaching_of
from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.people.rules import may_grant_role, may_hold_role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused, Verdict

ROLES_KNOWN: Final = f"Roles are: {', '.join(sorted(role.in_words for role in STAFF_ROLES))}."


@dataclass(frozen=True, slots=True)
class Line:
    """What became, or would become, of one row.

    Attributes:
        refused: why this row is left out; None when nothing is against it.
        known: that they are with us already, so that there is nothing to do.
        may_be_somebody_else: that the row would be taken if the asker confirms that this is another person.
    """

    candidate: Candidate
    refused: Refused | None = None
    known: bool = False
    may_be_somebody_else: bool = False

    @property
    def goes_in(self) -> bool:
        """Whether this row adds somebody."""
        return self.refused is None and not self.known


@carries_out("U6", "S8")
def look_through(
    kind: ListKind,
    candidates: Sequence[Candidate],
    by: Person | None,
    now: datetime,
    somebody_else: Collection[int] = (),
) -> list[Line]:
    """Say of each row what taking it in would do; nothing is changed.

    Args:
        by: who asks; None for the operator.
        somebody_else: the numbers of rows of which the asker says that this is not the person of the same name we know.
    """
    lines: list[Line] = []
    for candidate in candidates:
        confirmed = candidate.row in somebody_else
        twice = _stands_above(candidate, [line.candidate for line in lines if line.goes_in], confirmed)
        lines.append(twice or _judged(kind, candidate, by, now, confirmed))
    return lines


@carries_out("U6", "S8")
def take_in(
    kind: ListKind,
    candidates: Sequence[Candidate],
    by: Person | None,
    now: datetime,
    somebody_else: Collection[int] = (),
) -> list[Line]:
    """Add whomever the rules allow, each in a transaction of their own, and say what became of each row.

    What was true when the list was looked through may have changed; each row is judged again as it is taken in.
    A live room writes to the same database, so no transaction is longer than one row.
    """
    taken: list[Line] = []
    for line in look_through(kind, candidates, by, now, somebody_else):
        refused = (
            _add(kind, line.candidate, by, now, line.candidate.row in somebody_else) if line.goes_in else None
        )
        taken.append(line if refused is None else Line(line.candidate, refused))
    added = sum(line.goes_in for line in taken)
    if added:
        put_on_record("people.list_taken_in", by, now, "", list=kind.value, rows=len(taken), added=added)
    return taken


def _stands_above(candidate: Candidate, above: Sequence[Candidate], confirmed: bool) -> Line | None:
    """Return the line of a row whose address or name stands in an earlier row that goes in; None otherwise."""
    for other in above:
        if other.email.strip().lower() == candidate.email.strip().lower():
            sentence = f"Row {other.row} has the same address."
            return Line(candidate, Refused("S7", sentence, "Leave one of the two rows out."))
        if not confirmed and same_name(candidate.full_name, [other.full_name]):
            sentence = f"Row {other.row} has the same name, and one person must not count as two."
            return Line(
                candidate,
                Refused("S7", sentence, "Leave one of the two rows out, or tick that this is somebody else."),
                may_be_somebody_else=True,
            )
    return None


def _judged(kind: ListKind, candidate: Candidate, by: Person | None, now: datetime, confirmed: bool) -> Line:
    if kind is ListKind.STAFF:
        verdict = may_add_person(candidate.email, candidate.full_name, by, now, confirmed)
        if verdict is KNOWN_ALREADY:
            return Line(candidate, known=True)
        if not isinstance(verdict, Refused) and isinstance(roles := _roles_of(candidate, by, now), Refused):
            verdict = roles
    else:
        school = _school_of(candidate)
        if isinstance(school, Refused):
            return Line(candidate, school)
        verdict = may_add_teacher(school, candidate.email, candidate.full_name, by, now, confirmed)
        known = person_by_email(candidate.email)
        if not isinstance(verdict, Refused) and known and teaching_of(known):
            return Line(candidate, known=True)
    if isinstance(verdict, Refused):
        return Line(candidate, verdict, may_be_somebody_else=verdict is SAME_NAME)
    return Line(candidate)


def _roles_of(candidate: Candidate, by: Person | None, now: datetime) -> list[Role] | Refused:
    """Return the roles the row names, if the asker may give them all, and one person may hold them together."""
    roles = roles_named(candidate.roles)
    if isinstance(roles, str):
        return Refused("", f"“{roles}” is no role.", ROLES_KNOWN)
    for number, role in enumerate(roles):
        may_give: Verdict = may_grant_role(asker_of(by, now), role, 0)
        for verdict in (may_give, may_hold_role(role, roles[:number], is_active=True)):
            if isinstance(verdict, Refused):
                return verdict
    return roles


def _school_of(candidate: Candidate) -> School | Refused:
    """Return the one school the row means, by URN, or by name and town."""
    if not candidate.school:
        return Refused("S8", "No school is named.", "Write its name, or its URN from the register.")
    found = schools_named(candidate.school, candidate.town)
    if len(found) == 1:
        return found[0]
    if found:
        return Refused(
            "S8", f"{len(found)} schools are called so.", "Write the URN, or the town in a column of its own."
        )
    return Refused("S8", "We know no school of that name.", "Write its URN, or add the school by hand first.")


class _LeftOut(Exception):
    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def _add(
    kind: ListKind, candidate: Candidate, by: Person | None, now: datetime, confirmed: bool
) -> Refused | None:
    """Add one row, roles and all or not at all; return why it was left out after all."""
    try:
        with transaction.atomic():
            for made in _steps(kind, candidate, by, now, confirmed):
                if isinstance(made, Refused):
                    raise _LeftOut(made)
    except _LeftOut as left_out:
        return left_out.refused
    return None


def _steps(
    kind: ListKind, candidate: Candidate, by: Person | None, now: datetime, confirmed: bool
) -> Iterator[object]:
    if kind is ListKind.TEACHERS:
        school = _school_of(candidate)
        yield school
        if isinstance(school, School):
            yield add_teacher(school, candidate.email, candidate.full_name, by, now, confirmed)
        return
    roles = _roles_of(candidate, by, now)
    yield roles
    person = add_person(candidate.email, candidate.full_name, by, now, candidate.first_name, confirmed)
    yield person
    if isinstance(person, Person) and not isinstance(roles, Refused):
        for role in roles:
            yield grant_role(person, role, by, now)
