"""The ``chaperone`` command: what it says, when it fails, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chaperone.config.cli import commands, main
from chaperone.policy.clauses import CLAUSE_IDS
from tests.policy.broken_packs import changed, line_of

Captured = pytest.CaptureFixture[str]


def test_without_a_command_it_lists_them(capsys: Captured) -> None:
    assert main([]) == 2
    said = capsys.readouterr().err
    assert {"clauses", "doctor", "ledger", "migrate", "packs", "records", "schools", "screen"} <= set(
        commands()
    )
    for name, sentence in commands().items():
        assert f"  {name}" in said
        assert sentence.endswith((".", ")."))


def test_an_unknown_command_is_refused(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["abracadabra"])
    assert ended.value.code == 2
    assert "abracadabra" in capsys.readouterr().err


def test_it_is_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chaperone", "packs"], capture_output=True, text=True, check=True
    )
    assert "online-safeguarding version 1: 63 clauses" in done.stdout


@pytest.mark.proves("A1")
@pytest.mark.django_db
def test_clauses_as_data(capsys: Captured) -> None:
    assert main(["clauses", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in said["clauses"]] == list(CLAUSE_IDS)
    assert sum(said["counts"].values()) == 63
    assert said["pack"]["id"] == "online-safeguarding"
    for one in said["clauses"]:
        assert one["text"]
        assert one["strength"]["inside"] in {"impossible", "gated", "detected", "recorded"}
        assert one["parameters"]
        assert (one["counter_example"] is None) == (one["status"] == "kept")
        assert (one["missing"] is None) == (one["carried_out"] == "carried out")
        assert one["evidence"]["breaches"]["count"] == 0
    assert {one["status"] for one in said["clauses"]} <= {"no evidence", "not yet carried out", "at risk"}
    (m8,) = (one for one in said["clauses"] if one["id"] == "M8")
    assert m8["parameters"]["door_lead_seconds"] == 600
    assert m8["parameters"]["reminder_minutes"] == [1440, 60, 15]


@pytest.mark.django_db
def test_clauses_of_another_pack(capsys: Captured) -> None:
    assert main(["clauses", "--json", "--pack", "rehearsal", "m8"]) == 0
    (m8,) = json.loads(capsys.readouterr().out)["clauses"]
    assert m8["parameters"]["door_lead_seconds"] == 30


@pytest.mark.django_db
def test_clauses_as_a_table_and_in_full(capsys: Captured) -> None:
    assert main(["clauses"]) == 0
    table = capsys.readouterr().out
    assert "Aims:\n" in table
    assert table.rstrip().endswith("not yet carried out.")
    assert main(["clauses", "y8"]) == 0
    in_full = capsys.readouterr().out
    assert "seat_code_length = 9" in in_full
    assert "judged" in in_full


def test_without_a_database_nothing_is_called_kept(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    done = subprocess.run(
        [sys.executable, "-m", "chaperone", "clauses", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert {one["status"] for one in json.loads(done.stdout)["clauses"]} == {"not yet carried out"}


def test_a_clause_or_pack_that_is_not_there(capsys: Captured) -> None:
    assert main(["clauses", "M99"]) == 2
    assert "no clause M99" in capsys.readouterr().err
    assert main(["clauses", "--pack", "nothing"]) == 3
    assert "there is no pack 'nothing'" in capsys.readouterr().err


def test_a_pack_is_checked_from_its_file(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(changed("retention_years: 1", "retention_years: 0"))
    assert main(["packs", str(file)]) == 1
    said = capsys.readouterr()
    assert said.err == (
        f"{file}:{line_of('retention_years: 1')}: retention_years is 0, but less than 1 years makes no sense\n"
    )
    assert said.out == ""


def test_a_setting_without_sense_is_said_in_words() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chaperone", "clauses"],
        env={"CHAPERONE_SMTP_PORT": "many", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "A setting makes no sense: CHAPERONE_SMTP_PORT is 'many': write a whole number.\n"


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "chaperone", "clauses", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141
