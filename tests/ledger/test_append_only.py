"""The database itself refuses to change the past, whoever asks and by whatever statement, and says so in plain words."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from chaperone.ledger.actions import append, destroy_key
from chaperone.ledger.models import Entry, StreamKey
from chaperone.ledger.queries import head
from chaperone.ledger.verify import verify
from tests.ledger.words import NOW, POSTGRES, said

pytestmark = pytest.mark.usefixtures("fresh_database")

ON_BOTH = [
    "UPDATE ledger_entry SET kind = 'asked'",
    "UPDATE ledger_entry SET seq = seq + 10 WHERE seq = 3",
    "UPDATE ledger_entry SET sealed = sealed",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE seq = 3",
    # an entry that leaves a gap, begins a stream in the middle, repeats a number, or follows something else
    "INSERT INTO ledger_entry SELECT stream, 9, FACTS, sealed, hash, hash FROM ledger_entry WHERE seq = 3",
    "INSERT INTO ledger_entry SELECT stream, 3, FACTS, sealed, previous, hash FROM ledger_entry WHERE seq = 3",
    "INSERT INTO ledger_entry SELECT stream, 4, FACTS, sealed, previous, hash FROM ledger_entry WHERE seq = 3",
    "INSERT INTO ledger_entry SELECT stream, 0, FACTS, sealed, previous, hash FROM ledger_entry WHERE seq = 3",
    "INSERT INTO ledger_entry SELECT 'room/b', 1, FACTS, sealed, hash, hash FROM ledger_entry WHERE seq = 3",
    "INSERT INTO ledger_entry SELECT 'room/new', 1, FACTS, sealed, previous, hash FROM ledger_entry WHERE seq = 1",
    "INSERT INTO ledger_entry SELECT 'room/gone', 2, FACTS, sealed, hash, hash FROM ledger_entry WHERE stream = 'room/gone'",
    "UPDATE ledger_streamkey SET stream = 'room/c'",
    "UPDATE ledger_streamkey SET created_at = '2020-01-01 00:00:00+00:00'",
    "UPDATE ledger_streamkey SET wrapped = ring_id_bytes, ring_id = 'other', destroyed_at = '2026-01-01 00:00:00+00:00'",
    "UPDATE ledger_streamkey SET wrapped = ring_id_bytes",
    "UPDATE ledger_streamkey SET ring_id = 'other', wrapped = nothing",
    "UPDATE ledger_streamkey SET destroyed_at = NULL WHERE stream = 'room/gone'",
    "UPDATE ledger_streamkey SET destroyed_at = '2020-01-01 00:00:00+00:00' WHERE stream = 'room/gone'",
    "UPDATE ledger_streamkey SET wrapped = ring_id_bytes, ring_id = 'other' WHERE stream = 'room/gone'",
    "DELETE FROM ledger_streamkey",
    "DELETE FROM ledger_streamkey WHERE stream = 'room/gone'",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO ledger_entry SELECT stream, seq, FACTS, hash, previous, hash FROM ledger_entry WHERE seq = 3",
    "REPLACE INTO ledger_entry SELECT stream, 1, FACTS, sealed, zeroblob(32), hash FROM ledger_entry WHERE seq = 3",
    "UPDATE OR REPLACE ledger_entry SET seq = 1 WHERE seq = 2",
    "REPLACE INTO ledger_streamkey SELECT stream, zeroblob(9), ring_id, created_at, NULL FROM ledger_streamkey",
    "INSERT INTO ledger_streamkey SELECT * FROM ledger_streamkey WHERE true ON CONFLICT DO UPDATE SET wrapped = zeroblob(9)",
]
ON_POSTGRESQL = [
    "TRUNCATE ledger_entry",
    "TRUNCATE ledger_streamkey",
    "TRUNCATE ledger_entry, ledger_streamkey CASCADE",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry ON CONFLICT (stream, seq) DO UPDATE SET kind = 'asked'",
    "INSERT INTO ledger_streamkey SELECT * FROM ledger_streamkey ON CONFLICT (stream) DO UPDATE SET wrapped = 'x'",
    "MERGE INTO ledger_entry a USING ledger_entry b ON a.stream = b.stream AND a.seq = b.seq WHEN MATCHED THEN DELETE",
]
FACTS = "at_microseconds, kind, actor, clause"
DIALECT = {
    "sqlite": {"ring_id_bytes": "CAST(ring_id AS BLOB)", "nothing": "x''", "FACTS": FACTS},
    "postgresql": {"ring_id_bytes": "convert_to(ring_id, 'UTF8')", "nothing": "''::bytea", "FACTS": FACTS},
}


def _fill() -> None:
    append("room/a", [said(), said(), said()], NOW)
    append("room/gone", [said()], NOW)
    destroy_key("room/gone", NOW)


def _refuse(statement: str) -> None:
    _fill()
    for word, meaning in DIALECT[connection.vendor].items():
        statement = statement.replace(word, meaning)
    before = (
        list(Entry.objects.order_by("stream", "seq").values_list()),
        list(StreamKey.objects.order_by("stream").values_list()),
    )
    with (
        pytest.raises(
            IntegrityError,
            match=r"The ledger only grows|A stream key is never changed|UNIQUE|unique|CHECK|check",
        ),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert before == (
        list(Entry.objects.order_by("stream", "seq").values_list()),
        list(StreamKey.objects.order_by("stream").values_list()),
    )


@pytest.mark.parametrize("statement", ON_BOTH)
def test_raw_sql_cannot_change_the_past(statement: str) -> None:
    _refuse(statement)


@pytest.mark.parametrize("statement", ON_POSTGRESQL if POSTGRES else ON_SQLITE)
def test_the_databases_own_ways_cannot_either(statement: str) -> None:
    _refuse(statement)


def test_the_refusal_is_in_plain_words() -> None:
    append("room/a", [said()], NOW)
    with pytest.raises(
        IntegrityError, match=r"^The ledger only grows: an entry is never changed or removed\."
    ):
        Entry.objects.filter(seq=1).delete()
    with pytest.raises(
        IntegrityError, match=r"^A stream key is never changed or removed: it can only be destroyed"
    ):
        StreamKey.objects.update(created_at=NOW.replace(year=2020))


@pytest.mark.only_on("sqlite", because="PostgreSQL has no row numbers that can be written")
def test_sqlite_has_no_hidden_row_number_to_overwrite() -> None:
    """With a rowid, ``INSERT OR REPLACE`` of a new entry at an old rowid would remove the old entry and wake no trigger."""
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "ledger_streamkey"):
            cursor.execute("SELECT wr FROM pragma_table_list WHERE name = %s", [table])
            assert cursor.fetchone() == (1,)


def test_what_may_be_done_still_can() -> None:
    _fill()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_streamkey SET ring_id = 'next', wrapped = wrapped WHERE stream = 'room/a'"
        )
        cursor.execute(
            "UPDATE ledger_streamkey SET ring_id = 'last', wrapped = wrapped WHERE stream = 'room/a'"
        )
    destroy_key("room/a", NOW)
    assert verify().sound
    assert head("room/a").seq == 3
