"""Gives a ledger test a database of its own, real and on disk, in whichever lane it runs: SQLite, or PostgreSQL by DATABASE_URL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.migrations.state import ProjectState
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from chaperone.config.environment import database_from_url
from chaperone.ledger.writer import GroupCommit
from tests.ledger.words import POSTGRES
from tests.support.postgres import temporary_database

MIGRATIONS = ("0001_entries_and_keys",)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of the ledger tests' own; each test has a schema of its own in it, which is made faster than a database."""
    with temporary_database(os.environ["DATABASE_URL"]) as url:
        yield url


@pytest.fixture
def fresh_database(
    tmp_path: Path, settings: Settings, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[dict[str, Any]]:
    """Make a new database with nothing but the ledger in it the default one; yield Django's description of it.

    Not pytest-django's: that one lives in memory or in a transaction, where threads, crashes and full disks prove nothing.
    """
    settings.CHAPERONE_KEY_RING_FILE = tmp_path / "key-ring"
    with django_db_blocker.unblock():
        if POSTGRES:
            url = request.getfixturevalue("postgres_url")
            schema = f"test_{secrets.token_hex(6)}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {schema}".encode())
                description = database_from_url(url) | {"OPTIONS": {"options": f"-c search_path={schema}"}}
                yield from _as_default(description)
                connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
        else:
            yield from _as_default(database_from_url(f"sqlite:///{tmp_path / 'ledger.sqlite3'}"))


def _as_default(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    before, wrapper = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": description})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        with connections["default"].schema_editor(atomic=True) as editor:
            for name in MIGRATIONS:
                migration = import_module(f"chaperone.ledger.migrations.{name}").Migration(name, "ledger")
                migration.apply(ProjectState(), editor)
        yield connections.settings["default"]
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, wrapper


@pytest.fixture
def writer(fresh_database: dict[str, Any]) -> Iterator[GroupCommit]:
    """A running writer on the fresh database."""
    running = GroupCommit().start()
    yield running
    running.stop()
