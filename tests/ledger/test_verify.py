"""Whatever is changed in the ledger behind the product's back, verifying names the first bad entry, with and without keys."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaperone.ledger.actions import append, destroy_key
from chaperone.ledger.chain import describe, link
from chaperone.ledger.models import Entry, StreamKey
from chaperone.ledger.queries import Head, head
from chaperone.ledger.seal import Row
from chaperone.ledger.verify import Tampered, verify
from tests.ledger.words import NOW, said
from tests.support.emptying import without_ledger_triggers

pytestmark = pytest.mark.usefixtures("fresh_database")
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
LENGTH = 6
_numbers = count(1)

positions = st.integers(1, LENGTH)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def _stream(*, destroyed: bool = False) -> str:
    """Fill a stream no other example uses, and return its name."""
    stream = f"room/{next(_numbers)}"
    append(stream, [said(f"words {n}") for n in range(LENGTH)], NOW)
    if destroyed:
        destroy_key(stream, NOW)
    return stream


def _run(statement: str, values: list[Any]) -> None:
    with without_ledger_triggers(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def _first_bad(stream: str, **how: Any) -> tuple[int, str] | None:
    report = verify([stream], **how)
    assert report.sound == (not report.tampered)
    return (report.tampered[0].seq, report.tampered[0].reason) if report.tampered else None


def _another(column: str, value: Any, data: st.DataObject) -> Any:
    """Return a value for ``column`` that is not ``value``."""
    if column == "seq":
        return data.draw(st.integers(LENGTH + 1, 2**40))
    if column == "at_microseconds":
        return data.draw(st.integers(-(2**62), 2**62).filter(lambda number: number != value))
    if column == "stream":
        return f"elsewhere/{value}/{data.draw(texts)}"
    if isinstance(value, str):
        return data.draw(texts.filter(lambda text: text not in (value, "")))
    raw = bytes(value)
    if column == "sealed" and data.draw(st.booleans()):
        return data.draw(st.sampled_from([raw[:-1], raw + b"\0", raw[1:], b""]))
    place, mask = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(1, 255))
    return raw[:place] + bytes([raw[place] ^ mask]) + raw[place + 1 :]


@SHARED
@given(st.sampled_from(Row._fields), positions, st.booleans(), st.data())
def test_any_change_of_any_field_is_found(
    column: str, seq: int, destroyed: bool, data: st.DataObject
) -> None:
    stream = _stream(destroyed=destroyed)
    known = {stream: head(stream)}
    old = Entry.objects.values_list(column, flat=True).get(stream=stream, seq=seq)
    statement = "UPDATE ledger_entry SET COLUMN = %s WHERE stream = %s AND seq = %s".replace("COLUMN", column)
    _run(statement, [_another(column, old, data), stream, seq])
    moved_away = column in ("stream", "seq")
    # The last entry moved out of its stream leaves a shorter, sound chain; only a head known elsewhere tells.
    found = _first_bad(stream, known_heads=known) if moved_away else _first_bad(stream)
    assert found == (seq, "the entry is missing" if moved_away else "what it says was changed")


@SHARED
@given(st.sets(positions, min_size=1), st.booleans())
def test_any_missing_entry_is_found(gone: set[int], destroyed: bool) -> None:
    stream = _stream(destroyed=destroyed)
    known = {stream: head(stream)}
    for seq in gone:
        _run("DELETE FROM ledger_entry WHERE stream = %s AND seq = %s", [stream, seq])
    assert _first_bad(stream, known_heads=known) == (min(gone), "the entry is missing")
    kept = set(range(1, LENGTH + 1)) - gone
    only_the_tail = kept == set(range(1, len(kept) + 1))
    if only_the_tail and kept:
        assert _first_bad(stream) is None  # what the chain alone cannot know
    else:
        assert _first_bad(stream) == (min(gone), "the entry is missing")


@SHARED
@given(st.lists(positions, min_size=2, max_size=2, unique=True), st.booleans())
def test_entries_in_another_order_are_found(pair: list[int], destroyed: bool) -> None:
    stream = _stream(destroyed=destroyed)
    for old, new in ((pair[0], 1000), (pair[1], pair[0]), (1000, pair[1])):
        _run("UPDATE ledger_entry SET seq = %s WHERE stream = %s AND seq = %s", [new, stream, old])
    assert _first_bad(stream) == (min(pair), "what it says was changed")


@SHARED
@given(positions)
def test_an_entry_written_anew_whole_breaks_the_link_behind_it(seq: int) -> None:
    stream = _stream()
    known = {stream: head(stream)}
    entry = Entry.objects.get(stream=stream, seq=seq)
    described = describe(stream.encode(), seq, entry.at_microseconds, b"said", b"seat:other", b"M12")
    forged = link(bytes(entry.previous), described, bytes(entry.sealed))
    _run(
        "UPDATE ledger_entry SET actor = 'seat:other', hash = %s WHERE stream = %s AND seq = %s",
        [forged, stream, seq],
    )
    if seq < LENGTH:
        assert _first_bad(stream) == (seq + 1, "it does not follow the entry before it")
    else:
        assert _first_bad(stream) is None
        assert _first_bad(stream, known_heads=known) == (seq, "it is not the entry that was known here")
    assert _first_bad(stream, open_bodies=True) == (seq, "its body does not open")


def test_each_bad_stream_is_named_and_the_rest_is_counted() -> None:
    streams = sorted(_stream() for _ in range(5))
    _run("UPDATE ledger_entry SET kind = 'asked' WHERE stream = %s AND seq = 4", [streams[1]])
    _run("DELETE FROM ledger_entry WHERE stream = %s AND seq = 2", [streams[3]])
    report = verify()
    assert (report.entries, report.streams) == (5 * LENGTH - 1, 5)
    assert report.tampered == (
        Tampered(streams[1], 4, "what it says was changed"),
        Tampered(streams[3], 2, "the entry is missing"),
    )
    assert str(report.tampered[0]) == f"{streams[1]}, entry 4: what it says was changed"
    assert verify([streams[0], streams[2]]).sound


def test_a_stream_gone_whole_is_missed() -> None:
    stream = _stream()
    _run("DELETE FROM ledger_entry WHERE stream = %s", [stream])
    assert verify().tampered == (Tampered(stream, 1, "the entry is missing"),)
    _run("DELETE FROM ledger_streamkey WHERE stream = %s", [stream])
    assert verify().sound
    assert verify([stream]).unknown == (stream,)
    assert not verify([stream]).sound
    assert verify(known_heads={stream: Head(6, bytes(32))}).tampered == (
        Tampered(stream, 1, "the entry is missing"),
    )


def test_a_stream_whose_key_row_is_gone_or_wrong_is_named() -> None:
    stream, other = _stream(), _stream()
    _run("DELETE FROM ledger_streamkey WHERE stream = %s", [stream])
    assert verify().tampered == (Tampered(stream, 1, "the stream's key is missing or does not open"),)
    assert verify([other]).sound
    with without_ledger_triggers():
        StreamKey.objects.filter(stream=other).update(wrapped=bytes(60))
    assert verify([other]).sound  # the chain needs no key
    assert verify([other], open_bodies=True).tampered == (
        Tampered(other, 1, "the stream's key is missing or does not open"),
    )


@pytest.mark.only_on("sqlite", because="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize("value", ["'ten past four'", "1.5", "x'00'", "9e999", "''"])
def test_a_value_of_another_type_is_a_change(value: str) -> None:
    stream = _stream()
    _run(
        "UPDATE ledger_entry SET at_microseconds = VALUE WHERE stream = %s AND seq = 3".replace(
            "VALUE", value
        ),
        [stream],
    )
    assert _first_bad(stream) == (3, "what it says was changed")


def test_an_empty_ledger_is_sound() -> None:
    assert verify() == verify([])
    assert verify().sound
