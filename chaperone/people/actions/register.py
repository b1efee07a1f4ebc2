"""What happens when the open register of schools is loaded: new schools added, changed ones changed, bad rows named."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from chaperone.people.actions.on_record import put_on_record
from chaperone.people.actions.search_words import keep_words
from chaperone.people.models import School, SchoolWord
from chaperone.people.register import SHIPPED_REGISTER, BadRow, RegisterRow, RegisterUnreadable, read_register
from chaperone.people.school_words import words_of_school
from chaperone.policy.refusal import Refused

# Small enough that a live room, which writes to the same database, never waits long for one of them.
ROWS_PER_TRANSACTION: Final = 1000
BAD_ROWS_NAMED: Final = 100
_COLUMNS: Final = ("name", "town", "postcode", "status", "closed_on", "sort_name", "search_text")


class RegisterLoaded(NamedTuple):
    """What loading the register did: how many schools, and the first hundred rows that were left out."""

    added: int
    changed: int
    unchanged: int
    left_out: int
    bad_rows: tuple[BadRow, ...]


def load_register(now: datetime, path: Path = SHIPPED_REGISTER) -> RegisterLoaded | Refused:
    """Take the open register of schools into our list; a second run changes only what the register changed.

    Contacts, domains and time zones that we know of stay. Schools that the file no longer names stay too. Every
    thousand rows are one transaction with its own entry in the ledger, so a run that was broken off is simply run
    again.

    Args:
        path: the shipped register, or a newer download (see ``register.read_register``).
    """
    added = changed = unchanged = left_out = 0
    bad_rows: list[BadRow] = []
    try:
        rows = read_register(path)
        while batch := list(islice(rows, ROWS_PER_TRANSACTION)):
            good = [row for row in batch if isinstance(row, RegisterRow)]
            bad = [row for row in batch if isinstance(row, BadRow)]
            counts = _load_batch(good, now)
            added, changed, unchanged = (
                added + counts.added,
                changed + counts.changed,
                unchanged + counts.unchanged,
            )
            left_out += len(bad)
            bad_rows += bad[: BAD_ROWS_NAMED - len(bad_rows)]
    except RegisterUnreadable as fault:
        return Refused("", str(fault), "Nothing after that point was taken. Check the file and run it again.")
    if added or changed:
        _tell_the_database_how_much_there_is()
    return RegisterLoaded(added, changed, unchanged, left_out, tuple(bad_rows))


def _tell_the_database_how_much_there_is() -> None:
    """Renew what the database knows of the two tables, or it would search half a million words as if they were ten."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_school")
        cursor.execute("ANALYZE people_schoolword")


class _Counts(NamedTuple):
    added: int
    changed: int
    unchanged: int


def _load_batch(rows: list[RegisterRow], now: datetime) -> _Counts:
    with transaction.atomic():
        known = {school.urn: school for school in School.objects.filter(urn__in=[row.urn for row in rows])}
        new = [School(urn=row.urn, **_columns_of(row)) for row in rows if row.urn not in known]
        changed = [known[row.urn] for row in rows if row.urn in known and _change(known[row.urn], row)]
        counts = _Counts(len(new), len(changed), len(rows) - len(new) - len(changed))
        if not new and not changed:
            return counts
        School.objects.bulk_create(new)
        if changed:
            School.objects.bulk_update(changed, _COLUMNS, batch_size=200)
            SchoolWord.objects.filter(school__in=changed).delete()
        keep_words([*new, *changed])
        put_on_record("register.loaded", None, now, "", added=counts.added, changed=counts.changed)
    return counts


def _columns_of(row: RegisterRow) -> dict[str, Any]:
    folded = words_of_school(row.name, row.town, row.postcode, row.urn)
    columns = row._asdict() | {"sort_name": folded.sort_name, "search_text": folded.search_text}
    return {name: columns[name] for name in _COLUMNS}


def _change(school: School, row: RegisterRow) -> bool:
    """Bring the school up to date with the row, and say whether anything was different (our way of folding included)."""
    different = [(name, value) for name, value in _columns_of(row).items() if getattr(school, name) != value]
    for name, value in different:
        setattr(school, name, value)
    return bool(different)
