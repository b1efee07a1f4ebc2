"""Measures the product, its peers and the bare limit in one run on this machine: ``make bench``, or ``python -m bench --quick``.

Every server gets a core and every measurement a fresh server; the load client gets another core. A measurement during which
somebody else used the machine is taken once more and the quieter one kept. Lines of JSON go to a file; ``bench.report``
makes tables and pictures of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import accounting, report
from bench.curves import PRODUCT
from bench.servers import ROOT, SERVERS, CannotBeHad, Running, fresh

Job = dict[str, Any]
JOB_LIMIT_SECONDS = 600

OPEN: Job = {"kind": "fan_out", "mode": "open", "rooms": 1, "rate": 20, "warm": 2, "seconds": 6}
BESIDE_PEERS: dict[str, Job] = {
    "f300": OPEN | {"members": 300},
    "c300": OPEN | {"members": 300, "mode": "closed", "window": 4},
    "f1000": OPEN | {"members": 1000},
}
CLASSES: Job = OPEN | {"rooms": 200, "members": 33, "rate": 3, "warm": 3, "seconds": 10}
SEATS = (30, 100, 300, 600, 1000)
ROOMS = (1, 10, 50, 100, 200)
MESSAGES_A_SECOND_IN_ALL = 100
PARTS = (
    "peers",
    "classes",
    "door",
    "seats",
    "transcript",
    "rooms",
    "ledger",
    "assurance",
    "compose",
    "media",
    "alone",
)


def main() -> None:
    """Measure what was asked for, and print the tables."""
    chosen = _options()
    if len(accounting.CORES) < 2:
        raise SystemExit("Measuring needs two cores: one for the server, one for the load client.")
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    if not chosen.add:
        chosen.out.write_text("")
    _keep(chosen.out, accounting.this_machine())
    parts = set(chosen.only.split(","))
    if unknown := parts - set(PARTS):
        raise SystemExit(f"There is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}.")
    missing: set[str] = set()
    for job in _jobs(
        parts, chosen.servers.split(","), 1 if chosen.quick else chosen.repetitions, chosen.quick
    ):
        if job["server"] not in missing:
            _measure(job, chosen.out, chosen.noise, missing)
    for part, module, words in (
        ("alone", "bench.alone", ()),
        ("ledger", "bench.bench_ledger", ("--rounds", "1" if chosen.quick else "3")),
        (
            "assurance",
            "bench.bench_assurance",
            ("--sessions", "400", "--rounds", "5") if chosen.quick else (),
        ),
        ("compose", "bench.bench_compose", ("--seconds", "60" if chosen.quick else "180")),
        (
            "media",
            "bench.bench_media",
            ("--times", "5", "--moves", "1", "--receivers", "50,150") if chosen.quick else (),
        ),
    ):
        if part in parts:
            _by_itself(module, words, chosen.out)
    print()
    print(report.tables(report.read(chosen.out)))


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--quick", action="store_true", help="one repetition, shorter curves (about ten minutes)"
    )
    options.add_argument("--repetitions", type=int, default=3)
    options.add_argument("--only", default=",".join(PARTS), help=f"parts, of {','.join(PARTS)}")
    options.add_argument("--servers", default=",".join(SERVERS), help="for the parts beside peers")
    options.add_argument("--out", type=Path, default=ROOT / "var" / "bench.jsonl")
    options.add_argument(
        "--noise",
        type=float,
        default=0.3,
        help="take once more what was measured while others used more of a core",
    )
    options.add_argument("--add", action="store_true", help="add to the file instead of beginning it anew")
    return options.parse_args()


def _jobs(parts: set[str], servers: list[str], repetitions: int, quick: bool) -> Iterator[Job]:
    """Every measurement; repetitions outermost, so that a slow minute of the machine meets every server alike."""
    for repetition in range(repetitions):
        for part, jobs in REPEATED.items():
            for job in jobs(servers) if part in parts else ():
                yield job | {"repetition": repetition}
    for job in _transcript(servers, 5_000 if quick else 20_000) if "transcript" in parts else ():
        yield job | {"repetition": 0}


def _beside_peers(servers: list[str]) -> Iterator[Job]:
    for scenario, job in BESIDE_PEERS.items():
        yield from (job | {"server": server, "scenario": scenario} for server in servers)


def _classes(servers: list[str]) -> Iterator[Job]:
    # Channels falls seconds behind at a third of this load: there is nothing to learn from more of it.
    able = [server for server in servers if server != "channels"]
    yield from (CLASSES | {"server": server, "scenario": "classes"} for server in able)


def _door(servers: list[str]) -> Iterator[Job]:
    job = OPEN | {"kind": "door", "members": 1003, "scenario": "door"}
    yield from (job | {"server": server} for server in servers if server in PRODUCT)


def _seats(servers: list[str]) -> Iterator[Job]:
    for members in SEATS if PRODUCT[0] in servers else ():
        yield OPEN | {"members": members, "server": PRODUCT[0], "scenario": f"seats {members}"}


def _rooms(servers: list[str]) -> Iterator[Job]:
    for rooms in ROOMS if PRODUCT[0] in servers else ():
        rate = MESSAGES_A_SECOND_IN_ALL / rooms
        # Long enough a beginning for one message in each room.
        job = OPEN | {"rooms": rooms, "members": 33, "rate": rate, "warm": max(2, 1.1 / rate)}
        yield job | {"server": PRODUCT[0], "scenario": f"rooms {rooms}"}


def _transcript(servers: list[str], messages: int) -> Iterator[Job]:
    job = OPEN | {"kind": "growth", "members": 100, "rate": 400, "stretch": 1000, "messages": messages}
    for server in servers:
        if server in PRODUCT:
            yield job | {"server": server, "scenario": "transcript"}


REPEATED = {"peers": _beside_peers, "classes": _classes, "door": _door, "seats": _seats, "rooms": _rooms}


def _measure(job: Job, out: Path, noise: float, missing: set[str]) -> None:
    name = f"{job['server']} {job['scenario']} #{job['repetition'] + 1}"
    for _ in range(2):  # once more if somebody else used the machine meanwhile
        try:
            with fresh(job["server"]) as running:
                line = _run(job, running)
        except CannotBeHad as reason:
            print(f"WITHOUT {job['server']}: {reason}", flush=True)
            missing.add(job["server"])
            return
        if "failed" in line:
            print(f"{name}: FAILED: {line['failed']}", flush=True)
            continue
        _keep(out, line)
        print(f"{name:34} {report.in_short(line)}", flush=True)
        if line["foreign_share"] <= noise:
            return


def _run(job: Job, running: Running) -> Job:
    """Take one measurement in a process of its own, so that nothing of one is left in the next."""
    more = {"port": running.port, "pids": running.pids, "client": running.client}
    command = [sys.executable, "-m", "bench.measure", json.dumps(job | more)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=dict(running.environment),
            capture_output=True,
            text=True,
            timeout=JOB_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not done in {JOB_LIMIT_SECONDS} seconds"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no reason given"])[-1][:300]}
    line: Job = json.loads(done.stdout.splitlines()[-1])
    return line


def _by_itself(module: str, words: tuple[str, ...], out: Path) -> None:
    """Run a measurement that starts what it needs itself, and keep its lines of JSON."""
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for text in process.stdout or ():
            print(text, end="", flush=True)
            if text.startswith("{"):
                _keep(out, {"kind": "ledger", **json.loads(text)})
    if process.returncode:
        print(f"{module}: FAILED", flush=True)


def _keep(out: Path, line: Job) -> None:
    with out.open("a") as file:
        file.write(json.dumps({**line, "at": line.get("at") or int(time.time())}) + "\n")


if __name__ == "__main__":
    main()
