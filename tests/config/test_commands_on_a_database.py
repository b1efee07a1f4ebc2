"""The commands that need a database, run as people run them, in an installation of their own on either database."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.support.postgres import temporary_database
from tests.support.tables import give_tables

# These do not touch the test database; the marker has them run in the lane of each.
on_both_databases = pytest.mark.django_db

REGISTER = "urn,name,town,postcode,status,closed\n100001,St Bede's,Hull,HU1 1AA,open,\n100002,Old Hall,Hull,,closed,2019-08-31\n"


class Installation:
    """A folder for data and a database, and the command run with them."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url

    def environment(self) -> dict[str, str]:
        """Return what the command finds around it: nothing set but where its data goes."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHAPERONE_")}
        return kept | {"CHAPERONE_VAR": str(self.folder), "DATABASE_URL": self.database_url}

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``chaperone`` with these words, and these settings beside the installation's own."""
        return subprocess.run(
            [sys.executable, "-m", "chaperone", *words],
            env=self.environment() | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def doctor(self, **environment: str) -> dict[str, dict[str, str]]:
        """Return what the doctor found, by subject."""
        return {one["subject"]: one for one in json.loads(self.run("doctor", "--json", **environment).stdout)}

    def falsify(self, change: str) -> None:
        """Change the ledger as somebody with the database's own password could, past its triggers."""
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///"))) as database:
                names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for (name,) in names:
                    database.execute(f"DROP TRIGGER {name}")
                database.execute(change)
                database.commit()
        else:
            with psycopg.connect(self.database_url) as connection:
                connection.execute("SET session_replication_role = replica")
                connection.execute(change.encode())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        with temporary_database(url) as own:
            yield Installation(tmp_path, own)
    else:
        yield Installation(tmp_path, f"sqlite:///{tmp_path / 'own.sqlite3'}")


@pytest.fixture
def ready(empty: Installation) -> Installation:
    give_tables(empty.environment())
    return empty


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "register.csv"
    file.write_text(REGISTER)
    return file


def test_the_doctor_says_what_a_new_installation_lacks(empty: Installation) -> None:
    done = empty.run("doctor")
    assert done.returncode == 1
    assert "BAD  tables" in done.stdout
    assert "-> chaperone migrate" in done.stdout
    found = empty.doctor()
    assert {found[subject]["state"] for subject in ("python", "packages", "policy", "clock", "address")} == {
        "good"
    }
    assert (found["tables"]["state"], found["tables"]["next_step"]) == ("bad", "chaperone migrate")
    assert found["keys"]["state"] == found["organisation"]["state"] == "note"
    assert not (empty.folder / "own.sqlite3").exists(), "looking must not make a database"
    assert not (empty.folder / "key-ring").exists(), "looking must not make a key ring"


@on_both_databases
def test_schools_are_loaded_and_the_ledger_verified(ready: Installation, register: Path) -> None:
    loaded = ready.run("schools", "load", str(register))
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert loaded.stdout == "2 schools added, 0 changed, 0 as before.\n"
    assert ready.run("schools", "load", str(register)).stdout == "0 schools added, 0 changed, 2 as before.\n"
    verified = ready.run("ledger", "verify", "--bodies")
    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.endswith("Nothing was changed.\n")
    unknown = ready.run("ledger", "verify", "room/none")
    assert (unknown.returncode, unknown.stderr) == (1, "There is no stream room/none.\n")
    assert ready.run("ledger", "rewrap").stdout.startswith("0 keys")


def test_heads_kept_elsewhere_are_compared_with(ready: Installation, register: Path, tmp_path: Path) -> None:
    ready.run("schools", "load", str(register))
    register.write_text(REGISTER + "100003,New Hall,Hull,,open,\n")
    ready.run("schools", "load", str(register))
    kept = tmp_path / "heads"
    kept.write_text(ready.run("ledger", "head").stdout)
    assert ready.run("ledger", "verify", "--heads", str(kept)).returncode == 0
    ready.falsify("DELETE FROM ledger_entry WHERE stream = 'organisation' AND seq > 1")
    cut = ready.run("ledger", "verify", "--heads", str(kept))
    assert cut.returncode == 1
    assert "organisation, entry 2" in cut.stderr
    kept.write_text("nonsense")
    assert "The kept heads cannot be used" in ready.run("ledger", "verify", "--heads", str(kept)).stderr


def test_rows_that_cannot_be_taken_are_named(ready: Installation, register: Path) -> None:
    register.write_text(REGISTER + "seven,No Number,Hull,,open,\n")
    done = ready.run("schools", "load", str(register))
    assert done.returncode == 1
    assert done.stderr == f"{register}:4: the URN is not a number\n1 rows were left out.\n"
    missing = ready.run("schools", "load", str(register.with_name("none.csv")))
    assert missing.returncode == 3
    assert "cannot be read" in missing.stderr


@on_both_databases
def test_a_falsified_ledger_is_found(ready: Installation, register: Path) -> None:
    ready.run("schools", "load", str(register))
    ready.falsify(
        "UPDATE ledger_entry SET at_microseconds = 4102444800000000 WHERE stream = 'organisation' AND seq = 1"
    )
    done = ready.run("ledger", "verify")
    assert done.returncode == 1
    assert done.stderr == "organisation, entry 1: what it says was changed.\n"
    assert "Nothing was changed" not in done.stdout
    as_data = json.loads(ready.run("ledger", "verify", "--json").stdout)
    assert not as_data["sound"]
    assert (as_data["tampered"][0]["stream"], as_data["tampered"][0]["seq"]) == ("organisation", 1)
    clock = ready.doctor()["clock"]
    assert clock["state"] == "bad"
    assert "2100-01-01" in clock["sentence"]


def test_the_doctor_looks_after_the_key_ring(ready: Installation, register: Path) -> None:
    ready.run("schools", "load", str(register))
    ring = ready.folder / "key-ring"
    assert "(mode 0600)" in ready.doctor()["keys"]["sentence"]
    ring.chmod(0o644)
    keys = ready.doctor()["keys"]
    assert keys["state"] == "bad"
    assert f"chmod 600 {ring}" in keys["sentence"]
    ring.chmod(0o600)
    ring.rename(ready.folder / "elsewhere")
    assert ready.doctor()["keys"]["state"] == "bad"
    assert not ring.exists(), "a new ring would hide that the old one is gone"
    done = ready.run("schools", "load", str(_with_another_school(register)))
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


def _with_another_school(register: Path) -> Path:
    register.write_text(REGISTER + "100003,New Hall,Hull,,open,\n")
    return register


def test_the_doctor_asks_the_mail_server(ready: Installation) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    post = Controller(Sink(), hostname="127.0.0.1", port=port)
    settings = {"CHAPERONE_SMTP_HOST": "127.0.0.1", "CHAPERONE_SMTP_PORT": str(port)}
    post.start()
    try:
        assert ready.doctor(**settings)["mail"]["state"] == "good"
    finally:
        post.stop()
    assert ready.doctor(**settings)["mail"]["state"] == "bad"


def test_the_doctor_speaks_when_the_settings_make_no_sense(empty: Installation) -> None:
    found = empty.doctor(CHAPERONE_DEMO="perhaps")
    assert "CHAPERONE_DEMO is 'perhaps'" in found["settings"]["sentence"]
    assert found["python"]["state"] == "good"
    set_up = empty.doctor(CHAPERONE_DEMO="yes", CHAPERONE_GOOGLE_CLIENT_ID="x", CHAPERONE_GOOGLE_SECRET="y")
    assert "not forced" in set_up["second steps"]["sentence"]
    assert "/sign-in/with/google/back" in set_up["accounts"]["sentence"]
    assert "Forced" in empty.doctor(CHAPERONE_PACK="rehearsal")["second steps"]["sentence"]
    assert empty.doctor(CHAPERONE_PACK="nothing")["policy"]["state"] == "bad"
    assert empty.doctor(CHAPERONE_PACK="rehearsal")["policy"]["state"] == "note"
    assert empty.doctor(CHAPERONE_PUBLIC_URL="http://rooms.example")["address"]["state"] == "bad"


@pytest.mark.parametrize("words", [("ledger", "verify"), ("records", "sweep"), ("schools", "load")])
def test_a_database_that_does_not_answer_is_said_in_one_line(
    empty: Installation, words: tuple[str, ...]
) -> None:
    done = empty.run(*words, DATABASE_URL="postgres://nobody:nothing@127.0.0.1:1/none")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("The database cannot be used: ")
    assert "Traceback" not in done.stderr
    untouched = empty.run(*words)
    assert untouched.returncode == 3
    assert untouched.stderr.startswith("The database cannot be used: ")


def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "own.sqlite3"
    file.write_text("these are only words " * 100)
    spoilt = Installation(tmp_path, f"sqlite:///{file}")
    done = spoilt.run("ledger", "verify")
    assert done.returncode == 3
    assert "file is not a database" in done.stderr
    assert spoilt.doctor()["database"]["state"] == "bad"
