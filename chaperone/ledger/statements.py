"""The ledger's SQL; ``{0}`` stands where a database wants its own mark for a value."""

from __future__ import annotations

COLUMNS = ("stream", "seq", "at_microseconds", "kind", "actor", "clause", "sealed", "previous", "hash")

StoredEntry = tuple[bytes, int, int, bytes, bytes, bytes, bytes, bytes, bytes]
"""An entry as it is stored, its texts as UTF-8."""

HEAD = "SELECT seq, hash FROM ledger_entry WHERE stream = {0} ORDER BY seq DESC LIMIT 1"
KEY = "SELECT wrapped, ring_id, destroyed_at IS NOT NULL FROM ledger_streamkey WHERE stream = {0}"
HOLDS = "SELECT 1 FROM ledger_entry WHERE stream = {0} AND seq = {0} AND hash = {0}"
NEXT_ENTRIES = (
    "SELECT stream, seq, at_microseconds, kind, actor, clause, sealed, previous, hash FROM ledger_entry"
    " WHERE stream = {0} AND seq > {0} ORDER BY seq LIMIT {0}"
)
ALL_ENTRIES = (
    "SELECT stream, seq, at_microseconds, kind, actor, clause, sealed, previous, hash FROM ledger_entry"
    " ORDER BY stream, seq"
)
ENTRIES_OF_STREAM = (
    "SELECT stream, seq, at_microseconds, kind, actor, clause, sealed, previous, hash FROM ledger_entry"
    " WHERE stream = {0} ORDER BY seq"
)
ADD_KEY = "INSERT INTO ledger_streamkey (stream, wrapped, ring_id, created_at) VALUES ({0}, {0}, {0}, {0})"
# One statement for any number of entries: PostgreSQL plans it once.
ADD_ENTRIES_FROM_ARRAYS = (
    "INSERT INTO ledger_entry (stream, seq, at_microseconds, kind, actor, clause, sealed, previous, hash)"
    " SELECT * FROM unnest("
    "%b::text[], %b::int8[], %b::int8[], %b::text[], %b::text[], %b::text[], %b::bytea[], %b::bytea[], %b::bytea[])"
)
_ADD_ENTRIES = "INSERT INTO ledger_entry (stream, seq, at_microseconds, kind, actor, clause, sealed, previous, hash) VALUES "


def add_entries(count: int, mark: str) -> str:
    """Return the statement that adds ``count`` entries, with ``mark`` (``?`` or ``%s``) for every value."""
    entry = "(" + ", ".join([mark] * len(COLUMNS)) + ")"
    return _ADD_ENTRIES + ", ".join([entry] * count)
