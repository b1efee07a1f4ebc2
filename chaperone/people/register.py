"""Reads the open register of schools, row by row: what each row says, or why it cannot be taken. No database here."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from chaperone.people.rules import is_plain_line

SHIPPED_REGISTER: Final = Path(__file__).parent / "data" / "schools.csv.gz"
# Our own column names, and what the department's full download calls the same.
_COLUMNS: Final[Mapping[str, str]] = {
    "urn": "URN",
    "name": "EstablishmentName",
    "town": "Town",
    "postcode": "Postcode",
    "status": "EstablishmentStatus (name)",
    "closed": "CloseDate",
}
_STATUS: Final[Mapping[str, str]] = {
    "open": "open",
    "open, but proposed to close": "open",
    "closed": "closed",
}


class RegisterUnreadable(Exception):
    """The file is no register of schools; ``str()`` says why in one sentence."""


class RegisterRow(NamedTuple):
    """What the register says of one school; ``status`` is ``"open"`` or ``"closed"``."""

    urn: int
    name: str
    town: str
    postcode: str
    status: str
    closed_on: date | None


class BadRow(NamedTuple):
    """A row that was left out: its line in the file (the heading is line 1) and why."""

    line: int
    reason: str


def read_register(path: Path) -> Iterator[RegisterRow | BadRow]:
    """Yield every row of the register at ``path`` (CSV, gzipped when its name ends in ``.gz``), in order.

    Takes the columns of our shipped file or of the department's full download, UTF-8 or Windows text.

    Raises:
        RegisterUnreadable: the file is missing, damaged, or lacks a column.
    """
    reader = csv.DictReader(io.StringIO(_text_of(path), newline=""))
    seen: set[int] = set()
    try:
        columns = _columns_of(reader.fieldnames or ())
        for cells in reader:
            row = _row_of({ours: (cells.get(theirs) or "") for ours, theirs in columns.items()})
            if isinstance(row, RegisterRow) and row.urn in seen:
                row = f"URN {row.urn} is in the file twice"
            if isinstance(row, str):
                yield BadRow(reader.line_num, row)
            else:
                seen.add(row.urn)
                yield row
    except csv.Error as fault:
        raise RegisterUnreadable(f"The file is damaged at line {reader.line_num}: {fault}.") from fault


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as fault:
        raise RegisterUnreadable(f"The file {path.name} cannot be read: {fault}.") from fault
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Second, because every byte means something in Windows text: it would never notice a wrong guess.
        return content.decode("cp1252", errors="replace")


def _columns_of(heading: Sequence[str]) -> dict[str, str]:
    for names in ({name: name for name in _COLUMNS}, dict(_COLUMNS)):
        if all(theirs in heading for theirs in names.values()):
            return names
    missing = [name for name in _COLUMNS if name not in heading]
    raise RegisterUnreadable(f"The file is no register of schools: it lacks the column {', '.join(missing)}.")


def _row_of(cells: Mapping[str, str]) -> RegisterRow | str:
    """Return what a row says, or the reason it cannot be taken."""
    urn, name, town = cells["urn"].strip(), _mended(cells["name"].strip()), _mended(cells["town"].strip())
    postcode = cells["postcode"].strip().upper()
    if not (urn.isascii() and urn.isdigit() and len(urn) <= 9 and int(urn) > 0):
        return "the URN is not a number"
    if not is_plain_line(name, 200):
        return "the name is empty, too long or has control characters"
    if (town and not is_plain_line(town, 100)) or (postcode and not is_plain_line(postcode, 10)):
        return "the town or the postcode is too long or has control characters"
    status = _STATUS.get(cells["status"].strip().lower())
    if status is None:
        return "the status is neither open nor closed"
    closed_on = _date_of(cells["closed"].strip())
    if isinstance(closed_on, str):
        return closed_on
    return RegisterRow(int(urn), name, town, postcode, status, closed_on if status == "closed" else None)


def _date_of(text: str) -> date | str | None:
    """Return the day written as 2026-08-31 or 31-08-2026, None for nothing, or the reason it is no day."""
    if not text:
        return None
    parts = text.split("-")
    try:
        return date.fromisoformat("-".join(parts if len(parts[0]) == 4 else reversed(parts)))
    except ValueError:
        return "the closing day is not a date"


def _mended(text: str) -> str:
    """Return the text with its accents back: the register's source was once read as Cyrillic (а for à, й for é)."""
    if not any("\u0400" <= character <= "\u04ff" for character in text):
        return text
    try:
        return text.encode("cp1251").decode("cp1252")
    except UnicodeError:
        return text
