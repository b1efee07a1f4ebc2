"""A sweep that is killed again and again leaves each session whole or gone, never in between, and in the end all are gone."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import temporary_database
from tests.support.tables import give_tables

pytestmark = pytest.mark.durability
SESSIONS = 7
KILLS = 2
POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database and a folder of this test's own."""
    own = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "chaperone.config.settings",
        "CHAPERONE_VAR": str(tmp_path),
    }
    if request.param == "sqlite":
        yield own | {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}
    else:
        with temporary_database(os.environ["DATABASE_URL"]) as url:
            yield own | {"DATABASE_URL": url}


def start(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def run(environment: dict[str, str], *words: str) -> bytes:
    process = start(environment, *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    return out


def gone(environment: dict[str, str], *before: str) -> int:
    """Return how many sessions are gone, after what is to be done ``before`` looking; none may be gone in part."""
    said = run(environment, "tests.records.sweeper", *before, "look")
    parts: dict[str, list[bool]] = json.loads(said.splitlines()[-1])
    assert len(parts) == SESSIONS
    for ref, each in parts.items():
        assert len(set(each)) == 1, f"{ref} is half gone: {each}"
    return sum(each[0] for each in parts.values())


def gone_so_far(environment: dict[str, str]) -> int:
    """Look straight into the database, because what is killed cannot tell."""
    url, count = (
        environment["DATABASE_URL"],
        "SELECT count(*) FROM records_dossier WHERE destroyed_at IS NOT NULL",
    )
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return int(database.execute(count).fetchone()[0])
    with psycopg.connect(url) as connection:
        row = connection.execute(count.encode()).fetchone()
        return int(row[0]) if row else 0


def test_a_killed_sweep_leaves_nothing_half_gone(environment: dict[str, str]) -> None:
    chance = random.Random(20261122)  # noqa: S311 - a repeatable choice of moments, not a secret
    give_tables(environment)
    run(environment, "tests.records.sweeper", "make", str(SESSIONS))
    assert gone(environment, "sweep", "2027-11-22") == 0, "none is due"
    seen = []
    for kill in range(KILLS):
        sweep = start(environment, "tests.records.sweeper", "sweep", "2027-11-23")
        assert sweep.stdout is not None
        assert sweep.stdout.readline() == b"begins\n"
        while gone_so_far(environment) <= 2 * kill and sweep.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.02))
        sweep.kill()
        sweep.communicate()
        seen.append(gone(environment))
    assert seen == sorted(seen)
    assert 0 < seen[0] < SESSIONS, "the first kill came too early or too late to prove anything"
    assert gone(environment, "sweep", "2027-11-23") == SESSIONS
