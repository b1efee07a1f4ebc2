"""What a measurement costs and how quiet the machine was: processor time and memory of process trees, percentiles, pinning."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = int(os.environ.get("BENCH_SERVER_CORE", CORES[0]))
CLIENT_CORE = int(os.environ.get("BENCH_CLIENT_CORE", CORES[-1]))


def percentile(ordered: Sequence[float], percent: float) -> float | None:
    """Return the nearest-rank percentile of a sorted sequence; None of an empty one."""
    if not ordered:
        return None
    rank = round(percent / 100 * len(ordered) + 0.5) - 1
    return ordered[max(0, min(len(ordered) - 1, rank))]


def spread(values: Sequence[float], scale: float = 1.0) -> dict[str, float | int | None]:
    """Return number, p50, p95, p99, p99.9 and the highest of ``values``, each times ``scale``."""
    ordered = sorted(values)
    found: dict[str, float | int | None] = {"n": len(ordered)}
    for percent in (50, 95, 99, 99.9):
        value = percentile(ordered, percent)
        found[f"p{percent:g}"] = None if value is None else round(value * scale, 3)
    found["highest"] = round(ordered[-1] * scale, 3) if ordered else None
    return found


def tree(pids: Collection[int]) -> set[int]:
    """Return these processes and all their living descendants."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                after_name = (folder / "stat").read_bytes().rpartition(b")")[2].split()
                children.setdefault(int(after_name[1]), []).append(int(folder.name))
    found: set[int] = set()
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, [])
    return found


def cpu_seconds(pids: Collection[int]) -> float:
    """Return the processor seconds these processes and their descendants have used, all threads, by the nanosecond clock."""
    total = 0
    for pid in tree(pids):
        with contextlib.suppress(OSError):
            for thread in (PROC / str(pid) / "task").iterdir():
                total += int((thread / "schedstat").read_bytes().split()[0])
    return total / 1e9


def memory_kib(pids: Collection[int]) -> int:
    """Return the proportional set size of the tree in KiB: pages shared by several processes count once."""
    total = 0
    for pid in tree(pids):
        with contextlib.suppress(OSError):
            for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total


def machine_busy_seconds() -> tuple[float, float]:
    """Return how many core-seconds the whole machine has been busy, and how many its host took away."""
    values = [int(text) for text in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(values) - values[3] - values[4]) / TICKS_A_SECOND, values[7] / TICKS_A_SECOND


def speed_of_the_core() -> float:
    """Return how fast this core is just now, in million turns a second of a fixed loop: a shared host moves by tens of per cent."""
    began, data = time.thread_time(), b"x" * 300
    for _ in range(20_000):
        hashlib.sha256(data).digest()
    return round(0.02 / (time.thread_time() - began), 3)


def parent_of(pid: int) -> int:
    """Return the process that started ``pid``."""
    return int((PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()[1])


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """Keep this process, and what it starts meanwhile, to one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def this_machine() -> dict[str, Any]:
    """Return what a reader must know of the machine to compare figures."""
    model = ""
    for line in (PROC / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {
        "kind": "machine",
        "cores": os.cpu_count(),
        "cpu": model,
        "kernel": os.uname().release,
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
        "at": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
    }
