"""Lets the test run empty the ledger's tables between two tests, which the product's own triggers forbid to everybody."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

TABLES = ("ledger_entry", "ledger_streamkey")


def let_tests_empty_the_ledger() -> None:
    """Put the triggers aside while Django flushes the database after a test with real transactions."""
    flush: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_without_triggers(test: TransactionTestCase) -> None:
        with without_ledger_triggers():
            flush(test)

    TransactionTestCase._fixture_teardown = flush_without_triggers  # type: ignore[attr-defined]


@contextlib.contextmanager
def without_ledger_triggers() -> Iterator[None]:
    """Take the ledger's triggers off in the default database, and put the very same ones back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", TABLES
            )
            aside = cursor.fetchall()
            for name, _ in aside:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for _, sql in aside:
                    cursor.execute(sql)
            else:
                for table in TABLES:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
