"""Gives a test with several threads a database that several connections share as they do in real life."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from chaperone.config.environment import database_from_url


@pytest.fixture
def database_on_disk(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Put a copy of the test's SQLite database on disk and make it the default one; PostgreSQL is good as it is.

    The one in memory locks whole tables between threads without waiting, which proves nothing about the product.
    """
    memory = connections["default"]
    if memory.vendor != "sqlite":
        yield
        return
    settings = connections.settings["default"]
    described = database_from_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    connections.settings["default"] = connections.configure_settings({"default": described})["default"]
    connections["default"] = connections.create_connection("default")
    memory.ensure_connection()
    connections["default"].ensure_connection()
    memory.connection.backup(connections["default"].connection)
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = settings, memory
