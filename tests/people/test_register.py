"""The register of schools: read row by row, loaded into the database, searched as somebody types."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from chaperone.people.actions import RegisterLoaded, add_school_by_hand, load_register, set_school_contact
from chaperone.people.models import School, SchoolWord
from chaperone.people.queries import search_schools
from chaperone.people.register import SHIPPED_REGISTER, BadRow, RegisterRow, RegisterUnreadable, read_register
from tests.people.charity import A_DAY, NOW, done, on_record, refusal

HEADING = "urn,name,town,postcode,status,opened,closed\n"
GOOD = (
    HEADING
    + "100001,Hill School,Anytown,AB1 2CD,open,,\n"
    + '100002,"St Mary\'s, Vale",Otherton,,closed,,2019-08-31\n'
)


def written(folder: Path, text: str | bytes, name: str = "schools.csv") -> Path:
    """Write a register and return where it is."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_rows_are_read(tmp_path: Path) -> None:
    assert list(read_register(written(tmp_path, GOOD))) == [
        RegisterRow(100001, "Hill School", "Anytown", "AB1 2CD", "open", None),
        RegisterRow(100002, "St Mary's, Vale", "Otherton", "", "closed", date(2019, 8, 31)),
    ]
    zipped = written(tmp_path, gzip.compress(b"\xef\xbb\xbf" + GOOD.encode()), "schools.csv.gz")
    assert len(list(read_register(zipped))) == 2


def test_bad_rows_are_named_by_line_and_reason(tmp_path: Path) -> None:
    rows = [
        "x,Hill School,,,open,,",
        "-5,Hill School,,,open,,",
        "9999999999,Hill School,,,open,,",
        "100003,,,,open,,",
        "100003,Hill\x07School,,,open,,",
        f"100003,{'x' * 201},,,open,,",
        "100003,Hill School,,far too long,open,,",
        "100003,Hill School,,,proposed,,",
        "100003,Hill School,,,closed,,31-31-2019",
        "100003,Hill School,,,closed,,yesterday",
        "100003",
        "100004,Good School,,,open,,",
        "100004,Good School,,,open,,",
    ]
    read = list(read_register(written(tmp_path, HEADING + "\n".join(rows))))
    assert [row.line for row in read if isinstance(row, BadRow)] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]
    assert [row.urn for row in read if isinstance(row, RegisterRow)] == [100004]
    assert len({row.reason for row in read if isinstance(row, BadRow)}) == 6


def test_the_departments_own_download_is_read_as_it_comes(tmp_path: Path) -> None:
    heading = (
        '"URN","LA (name)","EstablishmentName","EstablishmentStatus (name)","CloseDate","Town","Postcode"\r\n'
    )
    rows = (
        '"100001","Anyshire","École Hill","Open, but proposed to close","","Anytown","ab1 2cd"\r\n'
        '"100002","Anyshire","Old School","Closed","31-08-2019","Anytown","AB1 2CD"\r\n'
        '"100003","Anyshire","New School","Proposed to open","","Anytown","AB1 2CD"\r\n'
    )
    first, second, third = read_register(written(tmp_path, (heading + rows).encode("cp1252")))
    assert first == RegisterRow(100001, "École Hill", "Anytown", "AB1 2CD", "open", None)
    assert isinstance(second, RegisterRow)
    assert second.closed_on == date(2019, 8, 31)
    assert isinstance(third, BadRow)


def test_accents_that_were_read_as_cyrillic_are_mended(tmp_path: Path) -> None:
    (row,) = read_register(
        written(tmp_path, HEADING + "100371,Ecole Franзaise de Londres Jacques Prйvert,,,open,,\n")
    )
    assert isinstance(row, RegisterRow)
    assert row.name == "Ecole Française de Londres Jacques Prévert"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("schools.csv", b""),
        ("schools.csv", b"urn,name\n1,a\n"),
        ("schools.csv.gz", b"not gzip"),
        ("schools.csv.gz", gzip.compress(GOOD.encode())[:-12]),
        ("schools.csv", HEADING.encode() + b'1,"' + b"x" * 200_000),
    ],
)
@pytest.mark.django_db
def test_a_file_that_is_no_register_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes
) -> None:
    file = written(tmp_path, content, name)
    with pytest.raises(RegisterUnreadable):
        list(read_register(file))
    answer = refusal(load_register(NOW, file))
    assert answer.sentence.endswith(".")
    assert School.objects.count() == 0


@pytest.mark.django_db
def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "none.csv" in refusal(load_register(NOW, tmp_path / "none.csv")).sentence


@pytest.mark.django_db
def test_loading_twice_changes_only_what_changed(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD + "oops,Bad,,,open,,\n")
    by_hand = done(add_school_by_hand("Hand School", "Anytown", None, NOW))
    first = done(load_register(NOW, file))
    assert first == RegisterLoaded(2, 0, 0, 1, (BadRow(4, "the URN is not a number"),))
    hill = School.objects.get(urn=100001)
    done(set_school_contact(hill, "The lead", "Room 12", None, NOW))
    words = set(SchoolWord.objects.values_list("school_id", "word"))
    assert done(load_register(NOW + A_DAY, file)) == first._replace(added=0, unchanged=2)
    assert set(SchoolWord.objects.values_list("school_id", "word")) == words
    closed = GOOD.replace(
        "100001,Hill School,Anytown,AB1 2CD,open,,", "100001,Dale School,Anytown,,closed,,2026-08-31"
    )
    assert done(load_register(NOW + A_DAY, written(tmp_path, closed)))[:4] == (0, 1, 1, 0)
    hill.refresh_from_db()
    assert (hill.name, hill.status, hill.closed_on, hill.dsl_name) == (
        "Dale School",
        "closed",
        date(2026, 8, 31),
        "The lead",
    )
    assert search_schools("dale") == [hill]
    assert search_schools("hill") == search_schools("AB1") == []
    assert School.objects.filter(pk=by_hand.pk).exists()
    assert [entry.body for entry in on_record("register.loaded")] == [
        {"added": 2, "changed": 0},
        {"added": 0, "changed": 1},
    ]


@pytest.mark.django_db
def test_open_schools_come_first_then_whole_words_then_the_alphabet(tmp_path: Path) -> None:
    names = ["Halesowen School,Halesowen,,open", "Upper Hale School,Upton,,open", "Hale School,Anytown,,open"]
    names += ["Hale Old School,Anytown,,closed", "Abbey School,Hale,,open"]
    rows = "".join(f"{100001 + n},{name},,\n" for n, name in enumerate(names))
    done(load_register(NOW, written(tmp_path, HEADING + rows)))
    assert [school.name for school in search_schools("hale")] == [
        "Hale School",
        "Abbey School",
        "Upper Hale School",
        "Halesowen School",
        "Hale Old School",
    ]
    assert [school.name for school in search_schools("hale", limit=1)] == ["Hale School"]
    assert [school.urn for school in search_schools("100002")] == [100002]
    assert (
        search_schools("")
        == search_schools("%")
        == search_schools("_")
        == search_schools("hale\x00zzz")
        == []
    )
    assert len(search_schools("hale", limit=-3)) == 1


@pytest.mark.slow
@pytest.mark.only_on("postgresql")  # the short registers of the other tests are loaded into both
@pytest.mark.django_db
def test_the_whole_register_loads_and_is_found_in() -> None:
    """49,514 schools: loaded, loaded again without a change, and searched."""
    assert done(load_register(NOW)) == RegisterLoaded(49_514, 0, 0, 0, ())
    assert done(load_register(NOW)) == RegisterLoaded(0, 0, 49_514, 0, ())
    assert SHIPPED_REGISTER.stat().st_size < 1_000_000

    (exact,) = search_schools("EC3A 5DE")
    assert (exact.urn, exact.name) == (100000, "The Aldgate School")
    assert search_schools("100000") == [exact]
    assert search_schools("aldgate the") == search_schools("ALDGATE school!") == [exact]
    assert [school.name for school in search_schools("ecole francaise jacques prevert")] == [
        "Ecole Française de Londres Jacques Prévert"
    ]
    assert search_schools("manchester high girls")[0].name == "Manchester High School for Girls"
    shown = search_schools("hill primary", 50)
    assert len(shown) == 50
