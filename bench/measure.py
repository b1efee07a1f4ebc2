"""One measurement against a server that runs already, in a process and on a core of its own: ``python -m bench.measure JOB``.

JOB is JSON; the answer is one line of JSON. ``bench.servers`` starts the server and this, and stops both.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from time import perf_counter
from typing import Any

import uvloop

from bench import accounting, clients
from bench.load import Load

Job = dict[str, Any]
Line = dict[str, Any]
IDLE_SECONDS = 2.0


def main() -> None:
    """Do the job named on the command line."""
    job: Job = json.loads(sys.argv[1])
    os.sched_setaffinity(0, {accounting.CLIENT_CORE})
    if job["client"] == "ChaperoneClient":
        line = _of_the_product(job)
    else:
        kind = getattr(clients, job["client"])
        kind.port = job["port"]
        tag = f"b{os.getpid():x}"
        rooms = [[f"u{room}x{n}" for n in range(job["members"])] for room in range(job["rooms"])]
        line = uvloop.run(fan_out(job, kind, rooms, tag))
    line |= {"core_speed": accounting.speed_of_the_core(), "load": round(os.getloadavg()[0], 2)}
    print(json.dumps(line), flush=True)


def _of_the_product(job: Job) -> Line:
    # Imported here: only the product's own jobs need Django, and its settings read the server's environment.
    from bench import product, stage  # noqa: PLC0415 - only this kind of measurement needs Django

    rooms = stage.make_sessions(job["rooms"], job["members"])
    stage.wait_for_the_post()
    product.ChaperoneClient.port = product.WaitingClient.port = job["port"]
    if job["kind"] == "door":
        line = uvloop.run(door(job, product.WaitingClient, rooms[0]))
        opened = stage.recorded_times(rooms[0][0].session, "door.opened")[0]
        for name in ("first", "last"):
            line[f"{name}_told_ms"] = round((line.pop(f"{name}_told_at") - opened) * 1000, 1)
        return line
    kinds = {"fan_out": fan_out, "growth": growth}
    return uvloop.run(kinds[job["kind"]](job, product.ChaperoneClient, rooms, "", stage.ADULTS))


def _now(load: Load, pids: list[int]) -> Line:
    busy, stolen = accounting.machine_busy_seconds()
    return {
        "at": perf_counter(),
        "delivered": load.delivered_count,
        "said": len(load.sent),
        "under_way": load.expected - load.delivered_count,
        "delays": len(load.delays),
        "lasts": len(load.last_delays),
        "cpu": accounting.cpu_seconds(pids),
        "own": time.process_time(),
        "busy": busy,
        "stolen": stolen,
    }


async def fan_out(job: Job, kind: Any, rooms: list[list[Any]], tag: str, first: int = 1) -> Line:
    """Everybody comes in; then messages at a fixed rate, or as many as the server can take."""
    load, pids = Load(rooms), job["pids"]
    line = await _gathered(job, load, kind, tag, first)
    mode = job["mode"]
    going: AsyncIterator[str] = (
        load.open_loop(job["rate"], job["warm"], job["seconds"])
        if mode == "open"
        else load.closed_loop(job["window"], job["warm"], job["seconds"])
    )
    seen = {moment: _now(load, pids) async for moment in going}
    line |= _between(seen["start"], seen["end"])
    line["delay_ms"] = accounting.spread(load.delays[seen["start"]["delays"] : seen["end"]["delays"]], 1e-6)
    line["last_ms"] = accounting.spread(load.last_delays[seen["start"]["lasts"] : seen["end"]["lasts"]], 1e-6)
    line["kib_end"] = accounting.memory_kib(pids)
    line |= _losses(load)
    load.close()
    await asyncio.sleep(0.2)
    return line


async def _gathered(job: Job, load: Load, kind: Any, tag: str, first: int) -> Line:
    """Bring everybody in, and measure what their sitting there costs: memory for each, processor time a second."""
    pids = job["pids"]
    idle = accounting.memory_kib(pids)
    began = perf_counter()
    took = await load.connect(kind, tag, first)
    joined = perf_counter() - began
    await asyncio.sleep(1)
    seated = accounting.memory_kib(pids)
    gc.collect()
    gc.freeze()
    gc.disable()
    before = accounting.cpu_seconds(pids)
    await asyncio.sleep(IDLE_SECONDS)
    quiet = (accounting.cpu_seconds(pids) - before) / IDLE_SECONDS
    line = {
        name: job.get(name) for name in ("kind", "server", "scenario", "repetition", "mode", "rate", "window")
    }
    return line | {
        "rooms": len(load.rooms),
        "members": len(load.rooms[0]),
        "join_seconds": round(joined, 2),
        "join_ms": accounting.spread(took, 1e3),
        "kib_idle": idle,
        "kib_seated": seated,
        "kib_each": round((seated - idle) / len(load.everybody()), 1),
        "cpu_seated": round(quiet, 4),
    }


def _between(start: Line, end: Line) -> Line:
    wall = end["at"] - start["at"]
    cpu, own = end["cpu"] - start["cpu"], end["own"] - start["own"]
    delivered, said = end["delivered"] - start["delivered"], end["said"] - start["said"]
    return {
        "seconds": round(wall, 2),
        "said": said,
        "deliveries": delivered,
        "under_way_at_start": start["under_way"],  # said while warming up, counted where they arrived
        "per_second": round(delivered / wall),
        "server_cpu": round(cpu, 3),
        "per_cpu_second": round(delivered / cpu) if cpu > 0.001 else None,
        "us_per_delivery": round(cpu / delivered * 1e6, 2) if delivered else None,
        "us_per_message": round(cpu / said * 1e6, 1) if said else None,
        "server_share": round(cpu / wall, 3),
        "client_share": round(own / wall, 3),
        "foreign_share": round((end["busy"] - start["busy"] - cpu - own) / wall, 3),
        "stolen": round(end["stolen"] - start["stolen"], 2),
    }


def _losses(load: Load) -> Line:
    return {
        "lost": load.expected - load.delivered_count,
        "refused": load.refused_count,
        "astray": load.astray,
        "cut_off": sum(client.lost for client in load.everybody()),
    }


async def growth(job: Job, kind: Any, rooms: list[list[Any]], tag: str, first: int) -> Line:
    """One room goes on and on: the cost of each stretch of messages, as the transcript grows."""
    load, pids = Load(rooms), job["pids"]
    line = await _gathered(job, load, kind, tag, first)
    stretches: list[Line] = []
    gap, base, turn = 1.0 / job["rate"], perf_counter() + 0.05, 0
    for _ in range(job["messages"] // job["stretch"]):
        start = _now(load, pids)
        for _ in range(job["stretch"]):
            due = base + turn * gap
            wait = due - perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            load.say(0, int(due * 1e9))
            turn += 1
        await load.drain()
        end = _now(load, pids)
        took = accounting.spread(load.delays[start["delays"] : end["delays"]], 1e-6)
        stretches.append({"transcript": len(load.sent), **_between(start, end), "p99_ms": took["p99"]})
    line |= {"stretches": stretches, "foreign_share": max(x["foreign_share"] for x in stretches)}
    line |= {"kib_end": accounting.memory_kib(pids), **_losses(load)}
    load.close()
    await asyncio.sleep(0.2)
    return line


async def door(job: Job, kind: Any, members: list[Any]) -> Line:
    """Everybody waits at the door, agreed; then the adults come, and the lead runs out."""
    seats = [place for place in members if place.is_seat]
    load, hosts = Load([seats]), Load([[place for place in members if not place.is_seat]])
    pids = job["pids"]
    line = await _gathered(job, load, kind, "", 0)
    busy = accounting.machine_busy_seconds()[0]
    began, cpu, own = perf_counter(), accounting.cpu_seconds(pids), time.process_time()
    await hosts.connect(kind, "", 1)
    until = perf_counter() + 30
    while not all(client.told_at for client in load.everybody()) and perf_counter() < until:
        await asyncio.sleep(0.02)
    wall = perf_counter() - began
    told = sorted(client.told_at for client in load.everybody())
    used, ours = accounting.cpu_seconds(pids) - cpu, time.process_time() - own
    line |= {
        "seats": len(seats),
        "first_told_at": told[0],
        "last_told_at": told[-1],
        "untold": sum(not at for at in told),
        "foreign_share": round((accounting.machine_busy_seconds()[0] - busy - used - ours) / wall, 3),
    }
    load.close()
    hosts.close()
    await asyncio.sleep(0.2)
    return line


if __name__ == "__main__":
    main()
