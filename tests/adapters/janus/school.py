"""A browser in a school whose network lets nothing out but one TCP port: run in a network of its own, told what to do line by line.

It is given a Unix socket's name, and hands the port's listening socket through it to the test outside. After that it reads
``{"sdp", "ice"}`` from its input, writes the answer, and then, for every empty line, how many packets it has received.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole

from tests.adapters.janus.browsers import as_a_browser_says


def hand_out_the_port(name: str) -> int:
    """Listen on a port of this network's loop, and give the listening socket to the world outside."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with socket.socket() as listening, socket.socket(socket.AF_UNIX) as outside:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        outside.connect(name)
        socket.send_fds(outside, [b"port"], [listening.fileno()])
        return int(listening.getsockname()[1])


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def browse(port: int) -> None:
    """Do as told until the input ends."""
    asked = json.loads(await asyncio.to_thread(sys.stdin.readline))
    servers = [
        RTCIceServer(
            urls=[f"turns:127.0.0.1:{port}?transport=tcp"],
            username=server["username"],
            credential=server["credential"],
        )
        for server in asked["ice"]
    ]
    connection, sink = RTCPeerConnection(RTCConfiguration(iceServers=servers)), MediaBlackhole()
    connection.on("track", sink.addTrack)
    await connection.setRemoteDescription(RTCSessionDescription(asked["sdp"], "offer"))
    await connection.setLocalDescription(await connection.createAnswer())
    await sink.start()
    say(json.dumps({"sdp": as_a_browser_says(connection.localDescription.sdp)}))
    while await asyncio.to_thread(sys.stdin.readline):
        stats = (await connection.getStats()).values()
        say(str(sum(one.packetsReceived for one in stats if one.type == "inbound-rtp")))


if __name__ == "__main__":
    asyncio.run(browse(hand_out_the_port(sys.argv[1])))
