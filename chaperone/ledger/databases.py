"""Opens the ledger's own connection to whichever database the product runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chaperone.ledger.connections import LedgerConnection
from chaperone.ledger.postgres import PostgresConnection
from chaperone.ledger.sqlite import SqliteConnection


def open_connection(database: Mapping[str, Any]) -> LedgerConnection:
    """Open a connection to the database that Django describes with ``database`` (an entry of ``settings.DATABASES``).

    Raises:
        Unwritable: it cannot be opened.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return SqliteConnection(database)
    return PostgresConnection(database)
