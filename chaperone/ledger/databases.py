"""Opens the ledger's own connection to whichever database the product runs on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from chaperone.ledger.connections import LedgerConnection
from chaperone.ledger.postgres import PostgresConnection, scan_postgres
from chaperone.ledger.sqlite import SqliteConnection, scan_sqlite
from chaperone.ledger.statements import StoredEntry


def open_connection(database: Mapping[str, Any]) -> LedgerConnection:
    """Open a connection to the database that Django describes with ``database`` (an entry of ``settings.DATABASES``).

    Raises:
        Unwritable: it cannot be opened.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return SqliteConnection(database)
    return PostgresConnection(database)


def scan_entries(
    database: Mapping[str, Any], streams: Collection[str] | None
) -> Iterator[Iterator[StoredEntry]]:
    """Yield the stored entries of ``streams`` in order, one iterator for each; of all streams in one iterator if None.

    They are read on a connection of their own, as they were at one moment, and never all held in memory.
    """
    scan = scan_sqlite if database["ENGINE"].endswith("sqlite3") else scan_postgres
    return scan(database, streams)
