"""Lists as people's spreadsheets write them are read; whatever is none is one plain sentence, never an error."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.candidates import EXAMPLES, Candidate, ListKind, candidates_in, roles_named
from chaperone.people.roles import Role
from chaperone.people.sheets import BYTES_LIMIT, Sheet, SheetUnreadable, read_sheet

LIST = "Full name,E-mail,Roles\nColleague A,a@charity.example,speaker\n\nColleague B,b@charity.example,\n"


def excel(rows: Sequence[Sequence[object]]) -> bytes:
    """Return the rows as an Excel file."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bomb() -> bytes:
    """Return a small file that would be a large one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        LIST.replace(",", ";").encode("cp1252"),
        LIST.replace(",", "\t").replace("\n", "\r\n").encode(),
        excel([line.split(",") for line in LIST.strip().split("\n")]),
    ],
    ids=["utf-8", "marked", "utf-16", "semicolons", "tabs", "excel"],
)
def test_one_list_is_read_the_same_however_it_was_saved(content: bytes) -> None:
    sheet = read_sheet(content)
    assert sheet.headings == ("Full name", "E-mail", "Roles")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (2, ("Colleague A", "a@charity.example", "speaker")),
        (4, ("Colleague B", "b@charity.example", "")),
    ]


def test_windows_accents_and_numbers_of_excel_are_what_they_look_like() -> None:
    assert read_sheet("Name,E-mail\nZoë,z@x.example".encode("cp1252")).rows[0].cells[0] == "Zoë"
    assert read_sheet(excel([["School"], [100053.0]])).rows[0].cells == ("100053",)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\n\n,,\n", "empty"),
        (b"x" * (BYTES_LIMIT + 1), "larger than one megabyte"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 cut off", "damaged"),
        (bomb(), "larger inside"),
        (b"\x89PNG\r\n\x00\x00", "not a list"),
        (b"Name\n" + b"A\n" * 501, "more than 500 rows"),
    ],
)
def test_whatever_is_no_list_is_said_plainly(content: bytes, told: str) -> None:
    with pytest.raises(SheetUnreadable) as unreadable:
        read_sheet(content)
    assert told in unreadable.value.sentence
    assert unreadable.value.next_step


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        sheet = read_sheet(content)
    except SheetUnreadable:
        return
    assert all("\n" not in cell for row in sheet.rows for cell in row.cells)


def test_headings_may_be_in_any_order_and_anybodys_words() -> None:
    sheet = read_sheet(b"Notes,SURNAME,Work email,Forename\nx,A,a@charity.example,Colleague")
    assert candidates_in(sheet, ListKind.STAFF) == [
        Candidate(2, "Colleague A", "a@charity.example", "Colleague")
    ]


@pytest.mark.parametrize(
    ("head", "kind", "told"),
    [
        ("Name,Phone", ListKind.STAFF, "no column for e-mail addresses"),
        ("E-mail", ListKind.STAFF, "no column for names"),
        ("Name,E-mail", ListKind.TEACHERS, "no column for schools"),
        ("Name,E-mail,Email address", ListKind.STAFF, "say the same"),
        ("Name,E-mail", ListKind.STAFF, "nobody below"),
    ],
)
def test_a_list_without_what_is_needed_says_what_its_first_row_must_say(
    head: str, kind: ListKind, told: str
) -> None:
    with pytest.raises(SheetUnreadable) as unreadable:
        candidates_in(Sheet(tuple(head.split(",")), ()), kind)
    assert told in unreadable.value.sentence


@pytest.mark.parametrize("kind", ListKind)
def test_our_own_examples_can_be_read(kind: ListKind) -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in EXAMPLES[kind])
    for candidate in candidates_in(read_sheet(text.encode()), kind):
        assert isinstance(roles_named(candidate.roles), list)


def test_roles_are_named_as_people_write_them() -> None:
    assert roles_named("Speaker and Facilitator; speaker") == [Role.SPEAKER, Role.FACILITATOR]
    assert roles_named("Online presence lead") == [Role.ONLINE_PRESENCE_LEAD]
    assert roles_named("") == []
    assert roles_named("speaker, teacher") == "teacher"
