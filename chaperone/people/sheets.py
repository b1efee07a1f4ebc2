"""Reads a list that somebody made in a spreadsheet, CSV or Excel, as rows of plain text; a bad file is one plain sentence."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import openpyxl

BYTES_LIMIT: Final = 1_000_000
ROWS_LIMIT: Final = 500
COLUMNS_LIMIT: Final = 40
CELL_LIMIT: Final = 500
# An Excel file is a zip archive: a small one can hold an endless sheet.
UNPACKED_LIMIT: Final = 20 * BYTES_LIMIT
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_DELIMITERS: Final = ",;\t"
_AS_CSV: Final = "Save it as .xlsx or as CSV, and choose that file."


class SheetUnreadable(ValueError):
    """The file cannot be read as a list: ``sentence`` says what is wrong with it, ``next_step`` what to do."""

    def __init__(self, sentence: str, next_step: str = _AS_CSV) -> None:
        """Say both in plain words."""
        super().__init__(sentence)
        self.sentence, self.next_step = sentence, next_step


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row below the headings: its number as the spreadsheet counts it, from 2 on, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first row, and the rows below it that have anything in them."""

    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(content: bytes) -> Sheet:
    """Read the first sheet of an Excel file (.xlsx) or a CSV file, whatever its name says.

    CSV may be UTF-8, UTF-16 or Windows text, parted by commas, semicolons or tabs. Formulas count as the value they
    last had. Empty rows are left out and still counted.

    Args:
        content: the whole file, at most 1,000,000 bytes.

    Raises:
        SheetUnreadable: it is too large, is something else, has no headings, or more than 500 rows.
    """
    if len(content) > BYTES_LIMIT:
        raise SheetUnreadable("That file is larger than one megabyte.", "Part the list into smaller files.")
    if content.startswith(_OLD_OFFICE):
        raise SheetUnreadable("That is an old Excel file, or one with a password, which we cannot read.")
    lines = _excel_lines(content) if content.startswith(_ZIP) else _csv_lines(_text_of(content))
    numbered = [
        SheetRow(number, cells) for number, cells in enumerate(map(_tidy, lines), start=1) if any(cells)
    ]
    if not numbered:
        raise SheetUnreadable("That file is empty.", "Choose the file with your list.")
    first, *rows = numbered
    if len(rows) > ROWS_LIMIT:
        raise SheetUnreadable(
            f"That list has more than {ROWS_LIMIT} rows.", "Part it into smaller lists, one after the other."
        )
    return Sheet(first.cells, tuple(rows))


def _tidy(line: Iterable[Any]) -> tuple[str, ...]:
    """Return cells as one line of text each; a number that Excel keeps as 100053.0 is 100053."""
    cells = []
    for cell, _ in zip(line, range(COLUMNS_LIMIT), strict=False):
        whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
        cells.append(" ".join(str("" if whole is None else whole)[:CELL_LIMIT].split()))
    return tuple(cells)


def _text_of(content: bytes) -> str:
    codec = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        # Every byte means something in Windows text, so it comes last.
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise SheetUnreadable("That file is not a list in a form we can read.")
    return text


def _csv_lines(text: str) -> Sequence[Sequence[str]]:
    heading = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise SheetUnreadable("That file is not a list in a form we can read.") from fault


def _excel_lines(content: bytes) -> Sequence[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
                raise SheetUnreadable("That file is far larger inside than it looks.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What the file says of its own size is not to be trusted: a formatted column counts a million rows.
        sheet.reset_dimensions()
        lines = sheet.iter_rows(values_only=True)
        return [line for line, _ in zip(lines, range(2 * ROWS_LIMIT + 2), strict=False)]
    except SheetUnreadable:
        raise
    except Exception as fault:  # the library fails in as many ways as a file can be damaged
        raise SheetUnreadable("That Excel file is damaged, or is not one.") from fault
