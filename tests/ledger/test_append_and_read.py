"""What is appended is read back as it was, in order, sealed on disk, and with the caller's own transaction or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaperone.ledger.actions import StreamDestroyed, StreamMoved, append, destroy_key
from chaperone.ledger.chain import describe, link
from chaperone.ledger.facts import Fact, fact
from chaperone.ledger.models import Entry, StreamKey
from chaperone.ledger.queries import Head, LedgerTampered, head, read
from chaperone.ledger.seal import LONGEST_BODY_BYTES
from chaperone.ledger.verify import verify
from tests.ledger.words import NOW, said
from tests.support.emptying import without_ledger_triggers

pytestmark = pytest.mark.usefixtures("fresh_database")
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)

keepable = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(keepable, inside, max_size=3),
    max_leaves=8,
)


@SHARED
@given(
    kind=keepable,
    actor=keepable,
    clause=st.sampled_from(["", "M9", "S14"]),
    body=st.dictionaries(keepable.filter(lambda key: key != "clause"), json_values, max_size=4),
    at=st.datetimes(datetime(1971, 1, 1), datetime(2120, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
)
def test_every_fact_comes_back_as_it_was(
    kind: str, actor: str, clause: str, body: dict[str, Any], at: datetime
) -> None:
    before = head("case/any").seq
    assert append("case/any", [fact(kind, actor, clause, **body)], at) == before + 1
    (entry,) = read("case/any", after=before)
    assert entry[:6] == (before + 1, at, kind, actor, clause, body)
    assert head("case/any") == Head(before + 1, entry.hash)


def test_order_and_numbers_are_kept_across_fetches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaperone.ledger.queries.ENTRIES_PER_FETCH", 7)
    assert append("room/a", [said(str(n)) for n in range(1, 24)], NOW) == 23
    assert append("room/b", [said("elsewhere")], NOW) == 1
    assert [(entry.seq, entry.body) for entry in read("room/a", after=14)] == [
        (n, {"text": str(n)}) for n in range(15, 24)
    ]
    assert list(read("room/a", after=23)) == list(read("room/none")) == []
    assert head("room/none") == Head(0, bytes(32))


def test_more_facts_than_one_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaperone.ledger.actions.ROWS_PER_INSERT", 10)
    assert append("room/a", [said(str(n)) for n in range(35)], NOW) == 35
    assert verify().sound
    assert append("room/a", [], NOW) == 35


def test_a_time_in_any_zone_is_kept_to_the_microsecond() -> None:
    summer = datetime(2026, 7, 1, 9, 0, 0, 1, tzinfo=timezone(timedelta(hours=1)))
    append("room/a", [said()], summer)
    assert [entry.at for entry in read("room/a")] == [datetime(2026, 7, 1, 8, 0, 0, 1, tzinfo=UTC)]
    with pytest.raises(TypeError):
        append("room/a", [said()], datetime(2026, 7, 1))  # noqa: DTZ001 - a time without a zone is what is refused


def test_nothing_said_can_be_read_on_disk(fresh_database: dict[str, Any], tmp_path: Path) -> None:
    append("room/a", [said("a most particular sentence")], NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM ledger_entry")
        assert b"particular" not in bytes(cursor.fetchone()[0])
    for file in tmp_path.glob("ledger.sqlite3*"):
        assert b"particular" not in file.read_bytes()


def test_it_joins_the_callers_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append("session/a", [said()], NOW)
        append("session/a", [said()], NOW)
        raise ZeroDivisionError
    assert head("session/a").seq == 0
    assert not StreamKey.objects.exists()
    with transaction.atomic():
        append("session/a", [said("kept")], NOW)
    assert [entry.body for entry in read("session/a")] == [{"text": "kept"}]


def test_a_caller_that_decided_on_an_older_head_is_told() -> None:
    append("session/a", [said(), said()], NOW, expected_seq=0)
    with pytest.raises(StreamMoved):
        append("session/a", [said()], NOW, expected_seq=1)
    with transaction.atomic():
        with pytest.raises(StreamMoved):
            append("session/a", [said()], NOW, expected_seq=3)
        append("session/b", [said()], NOW)  # the caller's transaction is still good
    assert head("session/a").seq == 2
    assert append("session/a", [said()], NOW, expected_seq=2) == 3


def test_destroying_the_key_ends_the_bodies_and_nothing_else(fresh_database: dict[str, Any]) -> None:
    append("room/a", [said("gone"), said("too")], NOW)
    append("room/b", [said("stays")], NOW)
    before = list(read("room/a"))
    destroy_key("room/a", NOW + timedelta(days=365))
    assert list(read("room/a")) == [entry._replace(body=None) for entry in before]
    assert [entry.body for entry in read("room/b")] == [{"text": "stays"}]
    key = StreamKey.objects.get(stream="room/a")
    assert (bytes(key.wrapped), key.destroyed_at) == (b"", NOW + timedelta(days=365))
    with pytest.raises(StreamDestroyed):
        append("room/a", [said()], NOW)
    destroy_key("room/a", NOW + timedelta(days=999))
    destroy_key("room/none", NOW)
    assert StreamKey.objects.get(stream="room/a").destroyed_at == NOW + timedelta(days=365)
    assert verify(open_bodies=True).sound


def test_the_destroyed_key_is_gone_from_the_file(fresh_database: dict[str, Any], tmp_path: Path) -> None:
    append("room/a", [said()], NOW)
    wrapped = bytes(StreamKey.objects.get().wrapped)
    files = [path for path in tmp_path.glob("ledger.sqlite3*") if not path.name.endswith("-shm")]
    if connection.vendor == "sqlite":
        assert any(wrapped in file.read_bytes() for file in files)
    destroy_key("room/a", NOW)
    assert not any(wrapped in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    "bad",
    [
        Fact("", "system"),
        Fact("said", ""),
        Fact("said\0", "system"),
        Fact("said", "x" * 201),
        Fact("said", "system", b"[]"),
        Fact("said", "system", b""),
        Fact("said", "system", b"{words}"),
        Fact("said", "system", b'{"text":"\xff"}'),
        Fact("said", "system", b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        Fact("said", "system", b"{" + b" " * LONGEST_BODY_BYTES + b"}"),
        Fact("said", "system", clause="\0"),
        Fact("\ud800", "system"),
    ],
)
def test_what_no_database_could_keep_is_refused_at_once(bad: Fact) -> None:
    with pytest.raises(ValueError):
        append("room/a", [said(), bad], NOW)
    assert head("room/a").seq == 0


@pytest.mark.parametrize("name", ["", "room/\0", "x" * 201])
def test_a_stream_needs_a_decent_name(name: str) -> None:
    with pytest.raises(ValueError):
        append(name, [said()], NOW)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE ledger_entry SET kind = 'asked' WHERE seq = 2", "hash"),
        ("UPDATE ledger_entry SET previous = hash WHERE seq = 2", "follow"),
        ("DELETE FROM ledger_entry WHERE seq = 2", "missing"),
    ],
)
def test_reading_never_gives_a_changed_entry(statement: str, reason: str) -> None:
    append("room/a", [said(), said(), said()], NOW)
    with without_ledger_triggers(), connection.cursor() as cursor:
        cursor.execute(statement)
    reading = read("room/a")
    assert next(reading).seq == 1
    with pytest.raises(LedgerTampered, match=reason) as caught:
        next(reading)
    assert (caught.value.stream, caught.value.seq) == ("room/a", 2)


def test_a_body_sealed_for_another_entry_does_not_open() -> None:
    """Somebody who can write to the database and recomputes the whole chain still cannot move words from one mouth to another."""
    append("room/a", [said("yes"), fact("said", "seat:other", text="no")], NOW)
    first, second = Entry.objects.order_by("seq")
    described = describe(b"room/a", 2, second.at_microseconds, b"said", b"seat:other", b"")
    forged = link(bytes(second.previous), described, bytes(first.sealed))
    with without_ledger_triggers():
        Entry.objects.filter(seq=2).update(sealed=first.sealed, hash=forged)
    assert verify().sound
    assert [(bad.seq, bad.stream) for bad in verify(open_bodies=True).tampered] == [(2, "room/a")]
    with pytest.raises(LedgerTampered, match="does not open"):
        list(read("room/a"))
