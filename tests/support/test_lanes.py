"""The lanes tell the truth: what fails only on PostgreSQL fails the run, and a lane that dies is not a lane that passed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house_rules.sources import TOP

SAMPLE = """
import pytest
from django.db import connection

@pytest.mark.django_db
def test_only_true_on_sqlite():
    assert connection.vendor == "sqlite"

@pytest.mark.django_db
def test_true_on_both():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)

def test_without_database():
    assert True

@pytest.mark.journey
def test_story():
    assert connection.vendor == "sqlite"

@pytest.mark.durability
def test_left_out():
    assert connection.vendor == "postgresql"
    getattr(pytest, "skip")("to see that it is told")
"""

DYING = """
from django.db import connection

if connection.vendor == "postgresql":
    raise RuntimeError("out of breath")

def test_without_database():
    assert True
"""


def run_in_lanes(folder: Path, code: str) -> tuple[int, str]:
    """Run ``code`` as a test file in all lanes and return the exit code and what was printed."""
    (folder / "test_sample.py").write_text(code)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--lanes",
        "-p",
        "no:cacheprovider",
        "-c",
        str(TOP / "pyproject.toml"),
        str(folder),
    ]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout


@pytest.mark.slow
def test_a_failure_on_postgresql_alone_is_told_and_counted(tmp_path: Path) -> None:
    code, said = run_in_lanes(tmp_path, SAMPLE)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "[postgresql]" in said
    assert "assert 'postgresql' == 'sqlite'" in said
    assert "1 failed, 5 passed, 1 skipped" in said.splitlines()[-1]


@pytest.mark.slow
def test_a_lane_that_dies_fails_the_run(tmp_path: Path) -> None:
    code, said = run_in_lanes(tmp_path, DYING)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "The lane postgresql ended with 2" in said
    assert "out of breath" in said
