"""Finds in a list which people it names: colleagues with their roles, or teachers with their school."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chaperone.people.roles import STAFF_ROLES, Role
from chaperone.people.school_words import plain
from chaperone.people.sheets import Sheet, SheetUnreadable


class ListKind(StrEnum):
    """What a list is of."""

    STAFF = "staff"
    TEACHERS = "teachers"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one row says, unjudged: text as it was typed; what the list has no column for is empty."""

    row: int
    full_name: str
    email: str
    first_name: str = ""
    roles: str = ""
    school: str = ""
    town: str = ""
    check_number: str = ""
    check_seen: str = ""
    check_expires: str = ""


# Our columns, and how people head them; written as ``plain`` folds them.
_HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "full_name": frozenset({"full name", "name", "staff name", "teacher", "teacher name"}),
    "first_name": frozenset({"first name", "forename", "given name", "known as"}),
    "last_name": frozenset({"last name", "surname", "family name"}),
    "email": frozenset(
        {"email", "e mail", "email address", "e mail address", "work email", "work e mail address", "mail"}
    ),
    "roles": frozenset({"role", "roles", "first role", "job"}),
    "school": frozenset(
        {"school", "school name", "urn", "school urn", "school or urn", "school name or urn"}
    ),
    "town": frozenset({"town", "town or city", "city", "place"}),
    # Optional, for colleagues: the enhanced disclosure that whoever takes the list in has seen.
    "check_number": frozenset({"check number", "dbs number", "disclosure number", "certificate number"}),
    "check_seen": frozenset({"check seen", "check seen on", "dbs seen", "disclosure seen"}),
    "check_expires": frozenset({"check expires", "check expires on", "dbs expires", "disclosure expires"}),
}
EXAMPLES: Final[Mapping[ListKind, Sequence[Sequence[str]]]] = {
    ListKind.STAFF: (
        ("Full name", "E-mail", "First name", "Roles"),
        ("Facilitator A", "facilitator.a@charity.example", "Facilitator", "facilitator"),
        ("Speaker B", "speaker.b@charity.example", "Speaker", "speaker, supervisor"),
    ),
    ListKind.TEACHERS: (
        ("Full name", "E-mail", "School name or URN", "Town"),
        ("Ms Teacher C", "teacher.c@aldergreen.example", "Alder Green School", "Anytown"),
    ),
}
"""What a list looks like, to be taken as a pattern."""


def candidates_in(sheet: Sheet, kind: ListKind) -> list[Candidate]:
    """Return whom the list names, row by row.

    Raises:
        SheetUnreadable: a column that is needed is missing, stands there twice, or there are no rows.
    """
    place = _places_of(sheet.headings)
    needed = {"email": "e-mail addresses"} | ({"school": "schools"} if kind is ListKind.TEACHERS else {})
    for column, words in needed.items():
        if column not in place:
            raise SheetUnreadable(f"The list has no column for {words}.", _how_to_head(kind))
    if "full_name" not in place and not {"first_name", "last_name"} <= place.keys():
        raise SheetUnreadable("The list has no column for names.", _how_to_head(kind))
    if not sheet.rows:
        raise SheetUnreadable(
            "The list has headings and nobody below them.", "Choose the file with your list."
        )
    found = []
    for row in sheet.rows:
        said = {name: row.cells[at] if at < len(row.cells) else "" for name, at in place.items()}
        last = said.pop("last_name", "")
        said["full_name"] = said.get("full_name") or f"{said.get('first_name', '')} {last}".strip()
        found.append(Candidate(row.number, **said))
    return found


def _places_of(headings: Sequence[str]) -> dict[str, int]:
    place: dict[str, int] = {}
    for at, heading in enumerate(headings):
        column = next((name for name, known in _HEADINGS.items() if plain(heading) in known), None)
        if column is None:
            continue
        if column in place:
            raise SheetUnreadable(
                f"Two columns say the same: “{headings[place[column]]}” and “{heading}”.",
                "Remove one of them.",
            )
        place[column] = at
    return place


def _how_to_head(kind: ListKind) -> str:
    return f"Let its first row say: {', '.join(EXAMPLES[kind][0])}."


def roles_named(text: str) -> list[Role] | str:
    """Return the roles that a cell names, parted by commas, semicolons, slashes or "and"; or the words that name none."""
    roles = []
    for words in re.split(r"[,;/]|\band\b", text):
        if folded := plain(words):
            role = next((role for role in STAFF_ROLES if plain(role.in_words) == folded), None)
            if role is None:
                return words.strip()
            roles.append(role)
    return list(dict.fromkeys(roles))
