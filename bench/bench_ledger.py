"""Measures the ledger beside its raw floors, on both databases, in one run on one core: ``python -m bench.bench_ledger``.

Each line of JSON is one figure: entries a second, entries for each second of processor time of our own process, and the
ratio to the floor of the same round, on the same disk. The floor of writing is the bare driver putting rows of the same
shape into a table of the same columns, ten rows a durable commit, without sealing, chain or trigger; the floor of verifying
is SHA-256 alone over the very same bytes. The database server shares the one core.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.postgres import temporary_cluster

ROOT = Path(__file__).resolve().parents[1]
Figure = dict[str, Any]


def main() -> None:
    """Measure both databases; print a line of JSON for each figure, then a table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--core", type=int, default=max(os.sched_getaffinity(0)), help="the core it all runs on"
    )
    options.add_argument("--rounds", type=int, default=3, help="how often each figure is taken")
    chosen = options.parse_args()
    os.sched_setaffinity(
        0, {chosen.core}
    )  # what is started from here on, the PostgreSQL server too, keeps to it
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        figures = _measured(f"sqlite:///{folder}/ledger.sqlite3", chosen.rounds)
    with temporary_cluster(durable=True) as url:
        figures += _measured(url, chosen.rounds)
    _table(figures)


def _measured(url: str, rounds: int) -> list[Figure]:
    """Measure in a process of its own: Django is set up once in a process, for one database."""
    command = [sys.executable, "-m", "bench.ledger_runs", str(rounds)]
    environment = {**os.environ, "DATABASE_URL": url}
    figures = []
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as measuring:
        for line in measuring.stdout or ():
            print(line, end="", flush=True)
            figures.append(json.loads(line))
    if measuring.returncode:
        raise SystemExit(f"Measuring {url.partition(':')[0]} ended with {measuring.returncode}.")
    return figures


def _table(figures: list[Figure]) -> None:
    print(
        f"\n{'database':<11} {'what':<46} {'a second':>10} {'best':>10} {'per CPU s':>10} {'of floor':>9} {'asked for':>10}"
    )
    for figure in figures:
        ratio = f"{figure['of_floor']:.0%}" if "of_floor" in figure else ""
        wanted = f"{figure['at_least']:,}" if "at_least" in figure else ""
        rates = f"{figure['per_second']:>10,} {figure['best']:>10,} {figure['per_cpu_second']:>10,}"
        print(f"{figure['database']:<11} {figure['what']:<46} {rates} {ratio:>9} {wanted:>10}")


if __name__ == "__main__":
    main()
