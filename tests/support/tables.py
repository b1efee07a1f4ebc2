"""Gives a new database its tables: made once by the migrations and then copied, because every test's server needs the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import psycopg

from tests.support.environment import FOLDER

TOP = Path(__file__).resolve().parents[2]
_SQLITE = FOLDER / "tables.sqlite3"
_POSTGRESQL = "chaperone_tables"


def give_tables(environment: Mapping[str, str]) -> None:
    """Make the tables in an empty database, or copy them.

    Args:
        environment: the installation's, with its ``DATABASE_URL``; of a database that nothing is connected to.
    """
    database_url, migrate = environment["DATABASE_URL"], partial(_migrate, environment)
    if database_url.startswith("sqlite"):
        _on_sqlite(Path(database_url.removeprefix("sqlite:///")), migrate)
    else:
        cluster_url, own = database_url.rsplit("/", 1)
        _on_postgresql(cluster_url, own, migrate)


def _migrate(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "chaperone", "migrate"]
    done = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _on_sqlite(own: Path, migrate: Callable[[], None]) -> None:
    if _SQLITE.exists():
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_SQLITE, own)
    else:
        migrate()
        shutil.copyfile(own, _SQLITE)


def _on_postgresql(cluster_url: str, own: str, migrate: Callable[[], None]) -> None:
    with psycopg.connect(f"{cluster_url}/postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_POSTGRESQL]).fetchone()
        if own == "postgres" or not known:
            migrate()
        if own == "postgres":
            return
        if known:
            connection.execute(f'DROP DATABASE "{own}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{own}" TEMPLATE "{_POSTGRESQL}"'.encode())
        else:
            connection.execute(f'CREATE DATABASE "{_POSTGRESQL}" TEMPLATE "{own}"'.encode())
