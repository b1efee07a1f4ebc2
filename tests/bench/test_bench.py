"""Keeps `make bench` from rotting: the product and the bare limit are started and measured in earnest, only small and short."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from bench import curves, report
from bench.plots import Curve, draw
from bench.servers import ROOT, fresh
from bench.tables import joined_with
from bench.targets import judged

SMALL = {"kind": "fan_out", "mode": "open", "rooms": 1, "members": 8, "rate": 20, "warm": 0.5, "seconds": 1}


def measured(server: str, **other: Any) -> dict[str, Any]:
    """Take one small measurement as `make bench` takes its own."""
    with fresh(server) as running:
        job = SMALL | {"server": server, "scenario": "f300", "repetition": 0} | other
        job |= {"port": running.port, "pids": running.pids, "client": running.client}
        done = subprocess.run(
            [sys.executable, "-m", "bench.measure", json.dumps(job)],
            cwd=ROOT,
            env=dict(running.environment),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return line


@pytest.mark.sockets
@pytest.mark.parametrize("server", ["chaperone_sqlite", "bare_loop"])
def test_every_word_is_counted_once_at_every_member(server: str) -> None:
    line = measured(server)
    # Five pupils' seats speak in turn before three adults: 20 messages, each to all eight.
    assert line["said"] == 20
    assert line["deliveries"] - line["under_way_at_start"] == 20 * 8
    assert (line["lost"], line["refused"], line["astray"], line["cut_off"]) == (0, 0, 0, 0)
    assert line["server_cpu"] > 0 and line["delay_ms"]["p99"] > 0
    shown = report.tables([line])
    assert "One room of 300, 20 messages a second" in shown and f"{line['per_cpu_second']:,}" in shown


@pytest.mark.sockets
def test_the_time_a_waiting_seat_is_told_counts_from_the_door_on_record() -> None:
    line = measured("chaperone_sqlite", kind="door")
    assert (line["seats"], line["untold"]) == (5, 0)
    assert 0 < line["first_told_ms"] <= line["last_told_ms"] < 5000


def test_of_several_attempts_the_quietest_counts(tmp_path: Any) -> None:
    attempts = [
        {"scenario": "f300", "server": "bare_loop", "repetition": 0, "foreign_share": share, "lost": index}
        for index, share in enumerate((0.9, 0.1, 0.4))
    ]
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in attempts))
    assert [line["lost"] for line in report.read(path)] == [1]


def test_a_target_that_was_missed_is_called_missed() -> None:
    def line(server: str, per_cpu_second: int, p99: float) -> dict[str, Any]:
        more = {"per_cpu_second": per_cpu_second, "delay_ms": {"p99": p99}, "foreign_share": 0.0}
        return {"kind": "fan_out", "scenario": "f300", "server": server, "repetition": 0} | more

    lines = [
        line("chaperone_sqlite", 50_000, 16.0),
        line("ejabberd", 20_000, 9.0),
        line("channels", 7_000, 9.0),
    ]
    found = {row[0]: (row[3], row[4]) for row in judged(lines)}
    assert found == {
        "300 seats: deliveries a CPU second, times ejabberd's": ("2.5", "yes"),
        "300 seats: times Channels'": ("7.14", "**no**"),
        "300 seats: p99 from said to shown, ms": ("16", "**no**"),
    }


def test_the_largest_year_on_each_database_is_held_to_a_second() -> None:
    def line(database: str, sessions: int, ms: float) -> dict[str, Any]:
        page = {"what": "the page of all clauses, over a year", "ms": {"p50": ms}}
        return {"kind": "assurance", "database": database, "sessions": sessions} | page

    lines = [line("sqlite", 500, 100.0), line("sqlite", 2000, 400.0), line("postgresql", 2000, 1500.0)]
    assert [(row[1], row[3], row[4]) for row in judged(lines)] == [
        ("postgresql", "1,500", "**no**"),
        ("sqlite", "400", "yes"),
    ]


def test_a_run_of_a_part_keeps_what_other_runs_found() -> None:
    head = "|  |  | asked for | found | met | measured (UTC) |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    kept = "| b | SQLite | at most 1 | 0 | yes | then |"
    stands = f"<!-- targets -->\n\n{head}\n| a | SQLite | at most 1 | 9 | **no** | then |\n{kept}"
    made = f"{head}\n| a | SQLite | at most 1 | 0.5 | yes | now |"
    joined = joined_with(stands, made).splitlines()
    assert joined[:2] == head.splitlines()
    assert joined[2:] == [
        "| b | SQLite | at most 1 | 0 | yes | then |",
        "| a | SQLite | at most 1 | 0.5 | yes | now |",
    ]


def test_a_and_b_are_found_again() -> None:
    a, b = curves.fitted([(size, 900 + 7.5 * size) for size in (30, 100, 300, 1000)])
    assert a == pytest.approx(900) and b == pytest.approx(7.5)


def test_a_picture_says_what_it_shows_and_begins_at_zero() -> None:
    svg = draw("Cost <of> a delivery", "rooms", "µs", [Curve("on SQLite", [(1, 20), (200, 21)])])
    assert 'aria-label="Cost &lt;of&gt; a delivery"' in svg and ">0</text>" in svg
    assert svg.count("<circle") == 2


@pytest.mark.sockets
def test_a_year_in_small_is_made_counted_and_shown(tmp_path: Any) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'year.sqlite3'}",
        "CHAPERONE_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "chaperone.config.settings",
    }
    command = [sys.executable, "-m", "bench.assurance_runs", "4", "1"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(line.get("counted", 0) for line in lines) == 250 * 5
    pages = [line["queries"] for line in lines if line["what"].startswith("the page of all")]
    assert len(pages) == 4 and max(pages) < 125
    assert "one clause in depth" in report.tables(lines)
