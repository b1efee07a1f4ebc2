"""Several processes empty one outbox together and no letter goes twice; one is killed in the middle and no letter is lost."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from tests.outbox.post_office import Post, post_office
from tests.support.tables import give_tables

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LETTERS = 60


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """Return the DATABASE_URL of a new database of the kind that this run proves."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'outbox.sqlite3'}"
        return
    name, told = f"outbox_{secrets.token_hex(4)}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Sorters:
    """Starts processes that work on one database and one mail server."""

    def __init__(self, database_url: str, folder: Path, settings: LazySettings) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "chaperone.config.settings",
            "CHAPERONE_VAR": str(folder),
            "CHAPERONE_SMTP_HOST": settings.EMAIL_HOST,
            "CHAPERONE_SMTP_PORT": str(settings.EMAIL_PORT),
        }

    def start(self, order: str, argument: object) -> subprocess.Popen[str]:
        """Start one and do not wait for it."""
        command = [sys.executable, "-m", "tests.outbox.sorter", order, str(argument)]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)

    def run(self, order: str, argument: object) -> int:
        """Run one to its end and return the number it says."""
        return self.end(self.start(order, argument))

    def end(self, process: subprocess.Popen[str]) -> int:
        """Wait for one and return the number it says."""
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return int(output)


def ids(office: Post) -> Counter[str]:
    """Return how often each letter arrived."""
    return Counter(str(message_from_bytes(content)["Message-ID"]) for content in office.accepted)


def test_three_processes_send_each_letter_once(
    empty_database: str, tmp_path: Path, settings: LazySettings
) -> None:
    with post_office(settings) as office:
        sorters = Sorters(empty_database, tmp_path, settings)
        give_tables(sorters.environment)
        sorters.run("post", LETTERS)
        go = tmp_path / "go"
        processes = [sorters.start("send", go) for _ in range(3)]
        time.sleep(1)
        go.touch()
        for process in processes:
            sorters.end(process)
        assert sorters.run("count", 0) == LETTERS
    arrived = ids(office)
    assert len(arrived) == LETTERS
    assert set(arrived.values()) == {1}


def test_a_process_killed_in_the_middle_loses_nothing(
    empty_database: str, tmp_path: Path, settings: LazySettings
) -> None:
    with post_office(settings) as office:
        sorters = Sorters(empty_database, tmp_path, settings)
        give_tables(sorters.environment)
        sorters.run("post", LETTERS)
        go = tmp_path / "go"
        go.touch()
        process = sorters.start("send", go)
        deadline = time.monotonic() + 60
        while len(office.accepted) < 20 and time.monotonic() < deadline:
            time.sleep(0.002)
        process.kill()
        process.communicate()
        arrived = len(ids(office))
        assert 20 <= arrived < LETTERS, "killed too late to prove anything"
        sorters.run("later", 1)
        assert LETTERS - 1 <= len(ids(office)) <= LETTERS
        # The one that was in its hands: nobody takes it before the dead process's claim has run out.
        assert sorters.run("later", 10) == LETTERS
    arrivals = ids(office)
    assert len(arrivals) == LETTERS
    assert sum(arrivals.values()) <= LETTERS + 1
