"""One Janus on one core, a presenter of 500 kbit/s, more and more receivers: ``python -m bench.media_receivers 50,100``."""

from __future__ import annotations

import asyncio
import os
import sys
from time import perf_counter
from typing import Any

from bench import accounting
from bench.bench_media import tell
from bench.media_clients import Counting, present_at_500_kbits
from chaperone.adapters.media import Wanted
from tests.adapters.janus.browsers import Receiver, Sender
from tests.adapters.janus.running import janus

FEED = "a" * 16
PICTURE = Wanted(FEED, "camera")
SETTLE_SECONDS = 2.0
MEASURED_SECONDS = 8.0


async def measure(sizes: list[int]) -> None:
    """Add receivers until there are so many, and count for a while; again for the next size."""
    counting = Counting()
    present_at_500_kbits()
    os.sched_setaffinity(0, {accounting.SERVER_CORE})  # what is started now keeps to it
    async with janus() as (nodes, witness):
        os.sched_setaffinity(0, {accounting.CLIENT_CORE})
        process = nodes.nodes[0].process
        assert process is not None
        sender = await Sender(["camera"]).publish(nodes, "room", FEED)
        await witness.hears("flows", "room", FEED)
        await nodes.set_muted("room", [FEED], muted=False)
        receivers: list[Receiver] = []
        for size in sizes:
            while len(receivers) < size:
                receivers.append(Receiver(nodes, "room", f"r{len(receivers)}"))
                await receivers[-1].listen(PICTURE)
            await asyncio.sleep(SETTLE_SECONDS)
            tell("receivers", receivers=size, **await counted(counting, process.pid, size))
        await sender.close()
        for receiver in receivers:
            await receiver.close()


async def counted(counting: Counting, pid: int, size: int) -> dict[str, Any]:
    """Count for a while; a receiver that receives nothing has lost what the others had to receive."""
    counting.forget()
    busy, own, used, began = _now(pid)
    await asyncio.sleep(MEASURED_SECONDS)
    after = _now(pid)
    wall = after[3] - began
    some = list(counting.connections.values())
    packets = sum(one.packets for one in some)
    expected = max((one.expected for one in some), default=0) * size
    return {
        "packets_a_second": round(packets / wall),
        "lost_percent": round(100 * (1 - packets / expected), 3) if expected else 100.0,
        "deaf": size - sum(one.packets > 0 for one in some),
        "janus_share": round((after[2] - used) / wall, 3),
        "us_a_packet": round((after[2] - used) / packets * 1e6, 1) if packets else None,
        "client_share": round((after[1] - own) / wall, 3),
        "foreign_share": round((after[0] - busy - (after[1] - own) - (after[2] - used)) / wall, 3),
    }


def _now(pid: int) -> tuple[float, float, float, float]:
    return (
        accounting.machine_busy_seconds()[0],
        sum(os.times()[:2]),
        accounting.cpu_seconds([pid]),
        perf_counter(),
    )


if __name__ == "__main__":
    asyncio.run(measure([int(size) for size in sys.argv[1].split(",")]))
