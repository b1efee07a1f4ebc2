"""The ledger's own connection to PostgreSQL: plain SQL, no ORM."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import psycopg
from psycopg.types.string import ByteaBinaryLoader

from chaperone.ledger.chain import BEGINNING
from chaperone.ledger.connections import (
    CONNECT_PATIENCE_SECONDS,
    DISK_FULL,
    LOCK_PATIENCE_SECONDS,
    LOCKED,
    READ_ONLY,
    UNREACHABLE,
    UNWELL,
    Conflict,
    InDoubt,
    KeptKey,
    NewKey,
    Unwritable,
)
from chaperone.ledger.seal import Row
from chaperone.ledger.statements import (
    ADD_ENTRIES_FROM_ARRAYS,
    ADD_KEY,
    ALL_ENTRIES,
    ENTRIES_OF_STREAM,
    HEAD,
    HOLDS,
    KEY,
    StoredEntry,
)

_REASONS = {"53100": DISK_FULL, "25006": READ_ONLY, "55P03": LOCKED, "57014": LOCKED}


def connect_postgres(database: Mapping[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    """Open PostgreSQL as Django would, each statement its own transaction."""
    given = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {name: database[key] for name, key in given.items() if database.get(key)}
    options |= {
        name: value for name, value in database.get("OPTIONS", {}).items() if isinstance(value, str | int)
    }
    return psycopg.connect(
        **options,
        autocommit=True,
        connect_timeout=CONNECT_PATIENCE_SECONDS,
        application_name="chaperone ledger",
    )


def insert_rows(connection: psycopg.Connection[Any], rows: Sequence[Row]) -> None:
    """Add ``rows`` in the connection's transaction, with psycopg's own errors; also for a connection that Django opened."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    # Not the connection's own kind of cursor: Django's writes values into the text, here the arrays travel in binary.
    psycopg.Cursor(connection).execute(ADD_ENTRIES_FROM_ARRAYS.encode(), columns, prepare=True)


ENTRIES_PER_FETCH = 5000


class PostgresConnection:
    """The ledger's connection to PostgreSQL."""

    def __init__(self, database: Mapping[str, Any]) -> None:
        with self._plain_errors(lambda: False):
            self._connection = connect_postgres(database)
            self._connection.execute(f"SET lock_timeout = '{LOCK_PATIENCE_SECONDS}s'".encode())
            # A plan kept from the days when a table was small would read it whole for ever; here only the indexes are asked.
            self._connection.execute("SET enable_seqscan = off")
            if self._connection.execute("SHOW synchronous_commit").fetchone() == ("off",):
                self._connection.execute("SET synchronous_commit = on")

    def head(self, stream: str) -> tuple[int, bytes]:
        """See :class:`LedgerConnection`."""
        with self._plain_errors(self._broken):
            row = self._connection.execute(HEAD.format("%s").encode(), [stream]).fetchone()
        return (row[0], row[1]) if row else (0, BEGINNING)

    def key(self, stream: str) -> KeptKey | None:
        """See :class:`LedgerConnection`."""
        with self._plain_errors(self._broken):
            row = self._connection.execute(KEY.format("%s").encode(), [stream]).fetchone()
        return KeptKey(*row) if row else None

    def insert(self, keys: Sequence[NewKey], rows: Sequence[Row]) -> None:
        """See :class:`LedgerConnection`."""
        with self._plain_errors(self._broken):
            if not keys:
                insert_rows(self._connection, rows)
                return
            with self._connection.transaction():
                for key in keys:
                    self._connection.execute(ADD_KEY.format("%s").encode(), key)
                insert_rows(self._connection, rows)

    def holds(self, row: Row) -> bool:
        """See :class:`LedgerConnection`."""
        with self._plain_errors(self._broken):
            found = self._connection.execute(HOLDS.format("%s").encode(), [row.stream, row.seq, row.hash])
            return found.fetchone() is not None

    def close(self) -> None:
        """See :class:`LedgerConnection`."""
        with contextlib.suppress(psycopg.Error):
            self._connection.close()

    def _broken(self) -> bool:
        return self._connection.broken

    @staticmethod
    @contextlib.contextmanager
    def _plain_errors(broken: Callable[[], bool]) -> Iterator[None]:
        try:
            yield
        except psycopg.IntegrityError as fault:
            raise Conflict from fault
        except psycopg.Error as fault:
            if broken():
                raise InDoubt(UNREACHABLE) from fault
            fallback = UNREACHABLE if isinstance(fault, psycopg.OperationalError) else UNWELL
            raise Unwritable(_REASONS.get(fault.sqlstate or "", fallback)) from fault


def scan_postgres(
    database: Mapping[str, Any], streams: Collection[str] | None
) -> Iterator[Iterator[StoredEntry]]:
    """See :func:`chaperone.ledger.databases.scan_entries`."""
    with connect_postgres(database) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute(
            "SET LOCAL enable_sort = off"
        )  # sorting whole rows would fill the disk; the index has the order
        connection.adapters.register_loader(
            "text", ByteaBinaryLoader
        )  # what the hash covers, without decoding every text
        for stream in [None] if streams is None else streams:
            with connection.cursor(name="ledger_scan", binary=True) as cursor:
                cursor.itersize = ENTRIES_PER_FETCH
                if stream is None:
                    cursor.execute(ALL_ENTRIES.encode())
                else:
                    cursor.execute(ENTRIES_OF_STREAM.format("%s").encode(), [stream])
                yield cursor
