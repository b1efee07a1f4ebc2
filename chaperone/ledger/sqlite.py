"""The ledger's own connection to SQLite: plain SQL, no ORM."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from chaperone.ledger.chain import BEGINNING
from chaperone.ledger.connections import (
    DISK_FULL,
    LOCK_PATIENCE_SECONDS,
    LOCKED,
    READ_ONLY,
    UNREACHABLE,
    UNWELL,
    Conflict,
    KeptKey,
    NewKey,
    Unwritable,
)
from chaperone.ledger.seal import Row
from chaperone.ledger.statements import (
    ADD_KEY,
    ALL_ENTRIES,
    ENTRIES_OF_STREAM,
    HEAD,
    HOLDS,
    KEY,
    StoredEntry,
    add_entries,
)

# SQLite's step releases the interpreter's lock and must win it back from the thread that serves sockets. So a commit is one
# statement where it can be. Statements of these sizes are prepared once and kept.
_SMALL_SIZES = 16
_LARGE_SIZES = (64, 32)


def _sizes(count: int) -> Iterator[int]:
    """Split ``count`` rows over statements of the sizes that are kept prepared."""
    for size in _LARGE_SIZES:
        while count >= size:
            yield size
            count -= size
    while count:
        size = min(count, _SMALL_SIZES)
        yield size
        count -= size


_ADD_ENTRIES = {size: add_entries(size, "?") for size in (*range(1, _SMALL_SIZES + 1), *_LARGE_SIZES)}
_REASONS = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
}


def connect_sqlite(database: Mapping[str, Any]) -> sqlite3.Connection:
    """Open SQLite as Django would, without Django's transactions around statements."""
    name = str(database["NAME"])
    options = database.get("OPTIONS", {})
    connection = sqlite3.connect(
        name,
        timeout=LOCK_PATIENCE_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=name.startswith("file:"),
    )
    connection.executescript(options.get("init_command", ""))
    connection.execute(f"PRAGMA busy_timeout = {LOCK_PATIENCE_SECONDS * 1000}")
    return connection


class SqliteConnection:
    """The ledger's connection to SQLite."""

    def __init__(self, database: Mapping[str, Any]) -> None:
        with self._plain_errors():
            self._connection = connect_sqlite(database)
            self._connection.execute("PRAGMA synchronous = FULL")

    def head(self, stream: str) -> tuple[int, bytes]:
        """See :class:`LedgerConnection`."""
        with self._plain_errors():
            row = self._connection.execute(HEAD.format("?"), [stream]).fetchone()
        return (row[0], row[1]) if row else (0, BEGINNING)

    def key(self, stream: str) -> KeptKey | None:
        """See :class:`LedgerConnection`."""
        with self._plain_errors():
            row = self._connection.execute(KEY.format("?"), [stream]).fetchone()
        return KeptKey(row[0], row[1], bool(row[2])) if row else None

    def insert(self, keys: Sequence[NewKey], rows: Sequence[Row]) -> None:
        """See :class:`LedgerConnection`."""
        sizes = list(_sizes(len(rows)))
        with self._plain_errors():
            if len(sizes) == 1 and not keys:
                self._insert_rows(rows)
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for key in keys:
                    made_at = str(key.created_at.astimezone(UTC).replace(tzinfo=None))
                    self._connection.execute(ADD_KEY.format("?"), [*key[:3], made_at])
                start = 0
                for size in sizes:
                    self._insert_rows(rows[start : start + size])
                    start += size
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def holds(self, row: Row) -> bool:
        """See :class:`LedgerConnection`."""
        with self._plain_errors():
            return bool(
                self._connection.execute(HOLDS.format("?"), [row.stream, row.seq, row.hash]).fetchone()
            )

    def close(self) -> None:
        """See :class:`LedgerConnection`."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def _insert_rows(self, rows: Sequence[Row]) -> None:
        values: list[Any] = []
        for row in rows:
            values += row
        self._connection.execute(_ADD_ENTRIES[len(rows)], values)

    @staticmethod
    @contextlib.contextmanager
    def _plain_errors() -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as fault:
            raise Conflict from fault
        except sqlite3.Error as fault:
            code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
            raise Unwritable(_REASONS.get(code, UNWELL)) from fault


def scan_sqlite(
    database: Mapping[str, Any], streams: Collection[str] | None
) -> Iterator[Iterator[StoredEntry]]:
    """See :func:`chaperone.ledger.databases.scan_entries`."""
    with contextlib.closing(connect_sqlite(database)) as connection:
        connection.text_factory = bytes  # what the hash covers, without decoding and encoding every text
        if streams is None:
            yield connection.execute(ALL_ENTRIES)
            return
        for stream in streams:
            yield connection.execute(ENTRIES_OF_STREAM.format("?"), [stream])
