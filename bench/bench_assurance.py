"""Measures how fast all clauses are judged on a year of a busy charity, on both databases: ``python -m bench.bench_assurance``.

2,000 sessions, 60,000 seats and 500,000 entries of the ledger: rooms by the real machine, sealed and chained. Pages are asked
for through the whole of Django, in one process on one core, the database server on the same. Each line of JSON is one figure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.postgres import temporary_cluster

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure both databases; every figure is a line of JSON."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sessions", type=int, default=2000, help="how many sessions the year has")
    options.add_argument("--rounds", type=int, default=9, help="how often each page is asked for")
    options.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core it runs on")
    chosen = options.parse_args()
    os.sched_setaffinity(0, {chosen.core})
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        _measured(f"sqlite:///{folder}/year.sqlite3", folder, chosen)
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder, temporary_cluster() as url:
        _measured(url, folder, chosen)


def _measured(url: str, folder: str, chosen: argparse.Namespace) -> None:
    """Measure in a process of its own: Django is set up once in a process, for one database."""
    command = [sys.executable, "-m", "bench.assurance_runs", str(chosen.sessions), str(chosen.rounds)]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "CHAPERONE_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "chaperone.config.settings",
    }
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"Measuring {url.partition(':')[0]} ended with {done.returncode}.")


if __name__ == "__main__":
    main()
